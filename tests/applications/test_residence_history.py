"""The residence history since 14: no gap, in order, up to today."""

import pytest

from applications.history import Stay, history_problems

P, T, A = "permanent", "temporary", "abroad"


def problems(*rows: tuple[str, str, str], born: str = "1990-05-17") -> list[tuple[str, str]]:
    stays = [Stay(*row) for row in rows]
    found = history_problems(stays, date_of_birth=born, today="2026-11-22")
    return [(one.code, one.field) for one in found]


@pytest.mark.parametrize(
    "rows",
    [
        [("2004-05", "2010-08", P), ("2010-09", "", P)],
        [("2004-05", "2010-08", P), ("2010-08", "", P)],
        [("2000-01", "", P)],
        [("2004-05", "", P), ("2008-01", "2012-01", T)],
        [("2004-05", "2012-03", P), ("2010-01", "2012-03", T), ("2012-04", "", A)],
        [("2004-05", "2026-11", P)],
        [("2004-05", "2026-10", P)],
    ],
)
def test_a_history_without_a_gap_is_taken(rows: list[tuple[str, str, str]]) -> None:
    assert problems(*rows) == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], [("history_start", "residences")]),
        ([("2004-06", "", P)], [("history_start", "residences.0.from")]),
        (
            [("2004-05", "2010-08", P), ("2010-10", "", P)],
            [("history_gap", "residences.1.from")],
        ),
        ([("2004-05", "2026-09", P)], [("history_gap", "residences.0.to")]),
        (
            [("2004-05", "2010-08", P), ("2010-07", "", P)],
            [("history_overlap", "residences.1.from")],
        ),
        (
            [("2004-05", "", P), ("2003-01", "2004-05", T)],
            [("history_order", "residences.1.from")],
        ),
        (
            [("2004-05", "2003-08", P), ("2004-05", "", T)],
            [("history_order", "residences.0.to"), ("history_gap", "residences.1.from")],
        ),
        ([("2004-05", "2027-01", P)], [("history_order", "residences.0.to")]),
    ],
)
def test_each_fault_is_named_at_its_field(
    rows: list[tuple[str, str, str]], expected: list[tuple[str, str]]
) -> None:
    assert problems(*rows) == expected


def test_the_gap_is_told_in_months() -> None:
    stays = [Stay("2004-05", "2010-08", P), Stay("2011-01", "", P)]
    (gap,) = history_problems(stays, date_of_birth="1990-05-17", today="2026-11-22")
    assert "09/2010" in str(gap.message)
    assert "12/2010" in str(gap.message)


@pytest.mark.parametrize(("born", "first"), [("1990", "2004-12"), ("1990-05", "2004-05")])
def test_of_a_birth_year_alone_the_last_month_counts(born: str, first: str) -> None:
    assert problems((first, "", P), born=born) == []


def test_a_child_under_fourteen_has_no_history_to_tell() -> None:
    assert problems(born="2015-01-01") == []
