"""The same judgment, as several agencies write it, is one judgment; two judgments stay two."""

from __future__ import annotations

from typing import Any

import pytest

from verification import judgments
from verification.sources import Aligned, Source, align

THEFT: dict[str, Any] = {
    "judgment_no": "45/2015/HSST",
    "judgment_date": "2015-03-10",
    "court": "Tòa án nhân dân quận Ninh Kiều",
    "main_penalty": "imprisonment",
    "main_penalty_months": 36,
}


def aligned(*rows: dict[str, Any], kinds: tuple[str, ...] = ("police", "court")) -> list[Aligned]:
    """Each row as the word of a source of its own."""
    sources = [
        Source(key=kind, kind=kind, name=kind, judgments=(row,))
        for kind, row in zip(kinds, rows, strict=False)
    ]
    return align(sources)


SAME = [
    ({}, "as it stands"),
    ({"judgment_no": "045/2015/HS-ST"}, "signs and zeros"),
    ({"court": "TAND Q. Ninh Kiều"}, "short forms"),
    ({"court": "Toà án nhân dân Quận Ninh Kiều"}, "the other place of the mark"),
    ({"court": ""}, "no court"),
    ({"judgment_date": None}, "no day"),
]


@pytest.mark.parametrize(("change", "how"), SAME, ids=[how for _row, how in SAME])
def test_a_judgment_is_known_however_it_is_written(change: dict[str, Any], how: str) -> None:
    (one,) = aligned(THEFT, {**THEFT, **change})
    assert (set(one.rows), one.near) == ({"police", "court"}, False)


NEAR = [
    ({"judgment_no": "54/2015/HSST"}, "figures that changed places"),
    ({"judgment_no": "45/2015"}, "no stage"),
    ({"judgment_date": "2015-10-03"}, "day and month that changed places"),
    ({"court": "Tòa án nhân dân thành phố Cần Thơ"}, "another court"),
    ({"judgment_no": ""}, "no number"),
    ({"court": "", "judgment_date": None}, "a number alone"),
]


@pytest.mark.parametrize(("change", "how"), NEAR, ids=[how for _row, how in NEAR])
def test_what_is_nearly_the_same_stands_together_and_is_marked(
    change: dict[str, Any], how: str
) -> None:
    (one,) = aligned(THEFT, {**THEFT, **change})
    assert (len(one.rows), one.near) == (2, True)


OTHER = [
    ({"judgment_no": "12/2016/HSST"}, "another number"),
    ({"judgment_date": "2016-09-01", "court": "Tòa án nhân dân huyện Phong Điền"}, "elsewhere"),
    ({"judgment_no": "46/2015/HSST", "judgment_date": "2015-04-10"}, "the next one, later"),
]


@pytest.mark.parametrize(("change", "how"), OTHER, ids=[how for _row, how in OTHER])
def test_two_judgments_stay_two(change: dict[str, Any], how: str) -> None:
    assert len(aligned(THEFT, {**THEFT, **change})) == 2


def test_what_one_source_names_twice_differently_is_two_even_where_it_is_nearly_the_same() -> None:
    two = (THEFT, {**THEFT, "judgment_no": "46/2015/HSST"})
    police = Source("q1", "police", "Công an", judgments=two)
    court = Source("q2", "court", "Tòa án", judgments=two)
    assert [(len(one.rows), one.near) for one in align([police, court])] == [(2, False)] * 2


def test_the_same_row_twice_is_one() -> None:
    assert len(align([Source("q1", "police", "Công an", judgments=(THEFT, dict(THEFT)))])) == 1


def test_a_judgment_that_the_register_holds_twice_is_one() -> None:
    """As when the police wrote its number in one way and the court in another."""
    held = (THEFT, {**THEFT, "judgment_no": "45/2015/HS-ST", "court_fee_vnd": 200_000})
    (one,) = align([Source("register", "register", "Sở", judgments=held)])
    assert one.merged()["court_fee_vnd"] == 200_000


def test_another_penalty_is_a_contradiction_and_other_words_are_none() -> None:
    (one,) = aligned({**THEFT, "main_penalty_months": 30, "offences": "Trộm cắp"}, THEFT)
    assert one.conflicts == ("main_penalty_months",)
    (one,) = aligned({**THEFT, "offences": "Trộm cắp"}, {**THEFT, "offences": "Trộm cắp tài sản"})
    assert (one.differing, one.conflicts) == (("offences",), ())


def test_what_one_source_does_not_know_is_no_difference() -> None:
    (one,) = aligned({**THEFT, "court_fee_vnd": 0}, THEFT)
    assert one.differing == ()
    assert one.merged()["court_fee_vnd"] == 0


def test_the_court_is_believed_first_whoever_answered_first() -> None:
    (one,) = aligned({**THEFT, "main_penalty_months": 30}, THEFT)
    assert list(one.rows) == ["court", "police"]
    assert one.merged()["main_penalty_months"] == 36


def test_judgments_stand_in_order_of_time_and_undated_ones_last() -> None:
    rows = tuple(
        {**THEFT, "judgment_no": f"{number}/HSST", "judgment_date": day}
        for number, day in ((1, None), (2, "2019-01-01"), (3, "2008"), (4, "mùa xuân"))
    )
    found = align([Source("q1", "police", "Công an", judgments=rows)])
    assert [one.merged()["judgment_no"] for one in found] == [
        "3/HSST",
        "2/HSST",
        "1/HSST",
        "4/HSST",
    ]


NUMBERS: list[tuple[str, Any, Any]] = [
    ("main_penalty_months", "36", 36),
    ("main_penalty_months", "1.5", "1.5"),
    ("main_penalty_months", "1.500", "1.500"),
    ("probation_months", "3,5", "3,5"),
    ("main_penalty_months", 1.5, "1.5"),
    ("main_penalty_months", "-3", "-3"),
    ("civil_obligation_vnd", "1.500.000", 1_500_000),
    ("civil_obligation_vnd", "1,500,000 đ", 1_500_000),
    ("civil_obligation_vnd", "200000 đồng", 200_000),
    ("civil_obligation_vnd", "1.5", "1.5"),
    ("civil_obligation_vnd", "1.500,000", "1.500,000"),
    ("court_fee_vnd", 0, 0),
    ("court_fee_vnd", "0", 0),
]


@pytest.mark.parametrize(("column", "said", "kept"), NUMBERS)
def test_sums_may_have_points_between_thousands_and_terms_may_not(
    column: str, said: Any, kept: Any
) -> None:
    assert judgments.tidy({column: said}) == {column: kept}
    _rows, problems = judgments.stated([{**THEFT, "offences": "Trộm cắp", column: said}])
    refused = [] if isinstance(kept, int) else [f"judgments.0.{column}"]
    assert [problem.field for problem in problems] == refused
