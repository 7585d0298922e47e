"""The rules as data: read strictly, every sentence in one row, and named by a version."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from records.expungement.rules import FOLDER, Column, read_rules, rules
from records.terms import CodeOfLaw, MainPenalty
from regulations.strict import DataError

# What a code lists no period for.
UNLISTED = {
    (CodeOfLaw.Y2015, Column.COURT, MainPenalty.FINE),
    *((code, column, MainPenalty.EXPULSION) for code in CodeOfLaw for column in Column),
    *((code, column, MainPenalty.EXEMPTED) for code in CodeOfLaw for column in Column),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "expungement"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize("column", [Column.AUTOMATIC, Column.COURT, Column.JUVENILE])
@pytest.mark.parametrize("penalty", list(MainPenalty))
def test_every_sentence_of_2015_has_one_row_or_is_not_listed(column, penalty) -> None:
    code = rules().newest
    for months in (0, 1, 36, 37, 60, 61, 180, 181, 360):
        if (months == 0) != (penalty != MainPenalty.IMPRISONMENT):
            continue
        rows = [one for one in code.period if one.column == column and one.holds(penalty, months)]
        unlisted = (code.code, column, penalty) in UNLISTED
        assert len(rows) == (0 if unlisted else 1), months


def test_a_longer_term_never_has_a_shorter_period() -> None:
    for code in rules().codes:
        for column in Column:
            found = [
                row.months
                for months in range(1, 400)
                if (row := code.period_for(column, penalty="imprisonment", months=months))
            ]
            assert found == sorted(found)


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        ("2018-01-01", ["2015"]),
        ("2017-12-31", ["2015", "1999"]),
        ("2000-07-01", ["2015", "1999"]),
        ("2000-06-30", ["2015", "1999", "1985"]),
    ],
)
def test_an_act_is_counted_by_the_code_of_its_day_and_by_each_later_one(day, codes) -> None:
    assert [one.code for one in rules().for_act(date.fromisoformat(day))] == codes


def test_every_row_names_its_article() -> None:
    for code in rules().codes:
        assert all(row.article.startswith("Điều ") for row in (*code.period, *code.never))


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("2015.toml", "confirmed = true", "confirmd = true", "confirmd"),
        ("2015.toml", "months = 12", 'months = "12"', "int is expected"),
        ("2015.toml", '"warning"', '"warnin"', "warnin"),
        ("1999.toml", 'code = "1999"', 'code = "2000"', "2000"),
        ("1999.toml", "to = 2017-12-31", "to = 2017-12-30", "gap"),
        ("execution.toml", "youngest_age = 14\n", "", "youngest_age"),
    ],
)
def test_a_faulty_file_stops_the_start_by_name(folder, name, old, new, says) -> None:
    edit(folder / name, old, new)
    with pytest.raises(DataError, match=says):
        read_rules(folder)


def test_a_change_of_rules_has_another_version(folder) -> None:
    before = read_rules(folder).version
    assert before == rules().version
    edit(folder / "2015.toml", "months = 24", "months = 25")
    assert read_rules(folder).version != before
