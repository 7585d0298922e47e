"""A list of people looked up row by row, in constant memory, for `manage.py lookup_records`.

A cell that means nothing is left out and named, and the row is looked up by the rest: a look-up
must not miss a person for a birthday that was typed badly. The whole list is written down as one
search, with everybody it found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from accounts.models import User
from records.cells import SEXES, BadCell, Cells
from records.imports import ROW_PROBLEMS
from records.lookup import Candidate, check_purpose, note_search, shown
from records.matching.identity import Identity
from records.names import tidy
from records.sheets import Row, open_sheet
from records.terms import NumberKind

# So many rows share one line in the list of who looked, which names everybody found among them.
ROWS_A_BATCH = 500
YEAR = re.compile(r"(?<!\d)(?:18|19|20)\d{2}(?!\d)", re.ASCII)

Read = TypeVar("Read")


@dataclass(frozen=True)
class Answer:
    """What came of one row: whom a clerk would be shown, and which cells were left out."""

    row: int
    candidates: tuple[Candidate, ...]
    ms: float  # the look-up's own time
    problems: tuple[str, ...] = ()
    is_unread: bool = False  # nothing to look up by


def look_up_list(path: Path, *, by: User, purpose: str) -> Iterator[Answer]:
    """Each row's candidates, one after another; the search is written down before it begins."""
    check_purpose(by=by, purpose=purpose, case="")
    sheet = open_sheet(path)
    note_search(path.name, found=(), by=by, purpose=purpose)
    found: dict[str, None] = {}
    try:
        for answer in map(_look_up, sheet.rows):
            found |= dict.fromkeys(one.person.record_code for one in answer.candidates)
            if answer.row % ROWS_A_BATCH == 0:
                _write_down(found, path, by=by, purpose=purpose)
                found = {}
            yield answer
    finally:
        # Also when the reader goes away half-way: what was shown was seen.
        _write_down(found, path, by=by, purpose=purpose)


def identity_of(row: Row) -> tuple[Identity, tuple[str, ...]]:
    """Who a row asks for, as far as it can be read, and what is wrong with the rest."""
    cells, problems = Cells(row.cells), []

    def read(what: Callable[[], Read], otherwise: Read) -> Read:
        try:
            return what()
        except BadCell as problem:
            problems.append(str(problem))
            return otherwise

    raw = {column: tidy(text) for column, text in row.cells.items()}
    identity = Identity(
        full_name=raw.get("full_name", ""),
        other_names=tuple(filter(None, map(tidy, raw.get("other_names", "").split(";")))),
        sex=read(lambda: cells.one_of("sex", SEXES), ""),
        date_of_birth=read(
            lambda: cells.partial_date("date_of_birth"), _year(raw.get("date_of_birth", ""))
        ),
        place_of_birth=raw.get("place_of_birth", ""),
        father_name=raw.get("father_name", ""),
        mother_name=raw.get("mother_name", ""),
        spouse_name=raw.get("spouse_name", ""),
        province=raw.get("province", ""),
        numbers=tuple(filter(None, (read(_number(cells, kind), "") for kind in _KINDS))),
    )
    return identity, tuple(problems)


_KINDS = (NumberKind.CCCD, NumberKind.CMND, NumberKind.PASSPORT)


def _number(cells: Cells, kind: NumberKind) -> Callable[[], str]:
    return lambda: cells.document(kind)


def _year(text: str) -> str:
    """Of a date that is none, the year if it stands there: 31/02/1990."""
    years = YEAR.findall(text)
    return years[0] if len(years) == 1 else ""


def _look_up(row: Row) -> Answer:
    if row.problem and not row.cells:
        problem = str(ROW_PROBLEMS.get(row.problem, row.problem))
        return Answer(row.number, (), 0.0, (problem,), is_unread=True)
    identity, problems = identity_of(row)
    if not (identity.full_name or identity.other_names or identity.numbers):
        problems = (*problems, "full_name: không được để trống")
        return Answer(row.number, (), 0.0, problems, is_unread=True)
    started = perf_counter()
    candidates = shown(identity)
    spent = (perf_counter() - started) * 1000
    return Answer(row.number, tuple(candidates), spent, problems)


def _write_down(found: dict[str, None], path: Path, *, by: User, purpose: str) -> None:
    if found:
        note_search(path.name, found=found, by=by, purpose=purpose)
