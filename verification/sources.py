"""Đối chiếu nguồn: the judgments that several sources name, each judgment once.

A court writes a judgment's number in one way, the police in another. Two rows are taken for one
judgment where court, number and day agree; where one of the three is written otherwise they are
shown as one and marked, so that a person decides. Nothing is decided here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from common.dates import PartialDate
from records.courts import same_court
from records.names import folded, judgment_key
from verification.judgments import COLUMNS, PERSON_COLUMNS, is_said

REGISTER = "register"
# Whose word on a judgment is taken first: who wrote it, who keeps it, who heard of it.
PRECEDENCE = (
    *("court", "military_court", REGISTER, "national_centre"),
    *("police", "procuracy", "commune"),
)
# In the order in which a judgment is read; who the person is stands on the case's own page.
SHOWN = tuple(
    column
    for column in (
        *("judgment_no", "judgment_date", "court", "stage", "final_on"),
        *("offences", "articles", "code_of_law", "chapter", "offence_date", "intent", "severity"),
        *("main_penalty", "main_penalty_months", "probation_months", "additional_penalties"),
        *("civil_obligation_vnd", "court_fee_vnd"),
        *("main_served_on", "probation_ended_on", "additional_served_on", "obligations_met_on"),
        *("execution_lapsed_on", "expunged_on", "expunged_by", "ban_position", "ban_until"),
        *("source_document",),
    )
    if column in COLUMNS
)
# Written by each in their own words: another wording is shown, and is no contradiction.
FREE_WORDS = frozenset(
    {"court", "stage", "offences", "articles", "additional_penalties", "expunged_by"}
    | {"ban_position", "source_document", "source_agency", "judgment_no", *PERSON_COLUMNS}
)
SAME, NEAR, OTHER, UNKNOWN = "same", "near", "other", "unknown"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Source:
    """One who was asked, or the own register, and what it says; `answer` is empty while it waits.

    `final` is false for an interim word: the answer itself is still being looked for.
    """

    key: str
    kind: str
    name: str
    answer: str = ""
    question: str = "record"
    final: bool = True
    judgments: tuple[Row, ...] = ()


@dataclass
class Aligned:
    """One judgment, and the row of each source that names it."""

    rows: dict[str, Row] = field(default_factory=dict)
    near: bool = False  # court, number or day are not written alike

    @property
    def key(self) -> str:
        """Names it on a page as long as the same sources say the same."""
        said = "|".join(sorted("|".join(_name_parts(row)) for row in self.rows.values()))
        return hashlib.sha256(said.encode()).hexdigest()[:12]

    def said(self, column: str) -> dict[str, Any]:
        """What each source says of a column; one that says nothing is left out."""
        found = {key: row.get(column) for key, row in self.rows.items()}
        return {key: value for key, value in found.items() if is_said(value)}

    def differs(self, column: str) -> bool:
        """Whether two sources write it otherwise; capitals, marks and spaces do not count."""
        return any(not alike(column, *pair) for pair in combinations(self.said(column).values(), 2))

    @property
    def differing(self) -> tuple[str, ...]:
        return tuple(column for column in SHOWN if self.differs(column))

    @property
    def conflicts(self) -> tuple[str, ...]:
        """What cannot be true of one judgment: another penalty, another day, another sum."""
        return tuple(column for column in self.differing if column not in FREE_WORDS)

    def merged(self) -> dict[str, Any]:
        """One row of it: of each column what the first source says that says anything."""
        row: dict[str, Any] = {}
        for one in self.rows.values():
            for column, value in one.items():
                if is_said(value):
                    row.setdefault(column, value)
        return row


def align(sources: Iterable[Source]) -> list[Aligned]:
    """Every judgment that a source names, once, in order of time; no source's own two are one."""
    found: list[Aligned] = []
    for source in in_order(sources):
        rest = [row for row in source.judgments if not _joined(row, source, found, near=False)]
        for row in rest:
            if not _joined(row, source, found, near=True):
                found.append(Aligned({source.key: row}))
    return sorted(found, key=_place)


def belongs_to(row: Row, judgments: Sequence[Aligned]) -> Aligned | None:
    """The judgment that a row names, if it is among them."""
    for same in (_equal, _nearly):
        for one in judgments:
            if any(same(row, other) for other in one.rows.values()):
                return one
    return None


def in_order(sources: Iterable[Source]) -> list[Source]:
    """Whose word comes first, comes first; questions of one kind in the order they were asked."""
    places = {kind: place for place, kind in enumerate(PRECEDENCE)}
    return sorted(sources, key=lambda one: places.get(one.kind, len(places)))


def alike(column: str, one: Any, other: Any) -> bool:
    """Whether two sources say the same in a column, however they write it."""
    if not (isinstance(one, str) and isinstance(other, str)):
        return bool(one == other)
    if column == "court":
        return _one_court(one, other)
    key = judgment_key if column == "judgment_no" else _parts
    return key(one) == key(other)


def _parts(text: str) -> frozenset[str]:
    """Several values in one cell, in any order."""
    return frozenset(folded(part) for part in text.split(";") if part.strip())


def _one_court(one: str, other: str) -> bool:
    return same_court(one, other) or folded(one) == folded(other)


def _joined(row: Row, source: Source, found: Sequence[Aligned], *, near: bool) -> bool:
    """Put the row to the judgment that it is of, if there is one. Of one source only what is named
    alike in all three is one judgment, written down twice."""
    for one in found:
        own = one.rows.get(source.key)
        if own is not None:
            if all((*_name_parts(own), *_name_parts(row))) and _equal(row, own):
                one.rows[source.key] = {**row, **{name: v for name, v in own.items() if is_said(v)}}
                return True
            continue
        same = _nearly if near else _equal
        if any(same(row, other) for other in one.rows.values()):
            one.rows[source.key] = row
            one.near = one.near or near
            return True
    return False


def _equal(row: Row, other: Row) -> bool:
    """The number agrees, and of court and day what both say; a number alone is no name."""
    number, court, day = _compared(row, other)
    known = [likeness for likeness in (court, day) if likeness != UNKNOWN]
    return number == SAME and bool(known) and all(likeness == SAME for likeness in known)


def _nearly(row: Row, other: Row) -> bool:
    """One of number, court and day is written otherwise or not at all."""
    number, court, day = _compared(row, other)
    if number == SAME:
        return SAME in (court, day) or OTHER not in (court, day)
    return number != OTHER and court == day == SAME


def _compared(row: Row, other: Row) -> tuple[str, str, str]:
    """How alike number, court and day are."""
    (number, court, day), (number2, court2, day2) = _name_parts(row), _name_parts(other)
    if court and court2 and _one_court(court, court2):
        court2 = court
    courts = _likeness(folded(court), folded(court2))
    return _likeness(number, number2), courts, _likeness(day, day2)


def _likeness(one: str, two: str) -> str:
    if not one or not two:
        return UNKNOWN
    if one == two:
        return SAME
    words, others = set(one.split()), set(two.split())
    return NEAR if words < others or others < words or _one_slip(one, two) else OTHER


def _one_slip(one: str, two: str) -> bool:
    """A letter too many, too few or another, or two that changed places."""
    if abs(len(one) - len(two)) > 1:
        return False
    start = next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), None)
    if start is None:
        return True
    rest, other = one[start:], two[start:]
    swapped = rest[:2] == other[:2][::-1] and rest[2:] == other[2:]
    return swapped or rest[1:] == other[1:] or rest == other[1:] or rest[1:] == other


def _name_parts(row: Row) -> tuple[str, str, str]:
    """What tells judgments apart: number, court, day."""
    return (
        judgment_key(str(row.get("judgment_no") or "")),
        str(row.get("court") or "").strip(),
        str(row.get("judgment_date") or "").strip(),
    )


def _place(one: Aligned) -> tuple[str, str]:
    """In order of time; a day that cannot be read comes last (Law 28/2009 art 43.2)."""
    row = one.merged()
    return _day(row.get("judgment_date")), str(row.get("judgment_no") or "")


def _day(value: Any) -> str:
    try:
        return str(PartialDate.parse(str(value))) if value else "9999"
    except ValueError:
        return "9999"
