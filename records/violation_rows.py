"""Receiving a list of handled violations (contracts section 4): one decision on one person a row.

A decision is known by authority, number, day and person. The same file again changes nothing, a
changed row updates, and an empty cell takes nothing away that is known: what must go is taken out
by a clerk's hand, with the reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from common.dates import today
from records.cells import BadCell, Cells
from records.imports import Outcome
from records.models import Violation
from records.names import certificate_key, dates_agree, name_key, number_key
from records.person_columns import PERSON_COLUMNS, person_columns
from records.sheets import Row

DECISION_COLUMNS = (
    *("decision_no", "decision_date", "authority", "violation", "sanction", "fine_vnd"),
    *("executed_on", "period_ends_on"),
)
COLUMNS = (*PERSON_COLUMNS, *DECISION_COLUMNS)
UNKNOWN: tuple[Any, ...] = (None, "", [])
LONGEST_TEXT = 4000
# Keys are made of these.
KEYED_COLUMNS = frozenset(
    {"authority", "decision_no", "full_name", "other_names", "cccd", "cmnd", "passport"}
)
ROWS_AN_UPDATE = 100

Decision = tuple[str, str, date]


@dataclass(frozen=True)
class ViolationRow:
    """One line, as the model's columns."""

    columns: dict[str, Any]

    @property
    def decision(self) -> Decision:
        return decision_of(self.columns)

    def differs_from(self, violation: Violation) -> dict[str, Any]:
        """What the row says otherwise; an empty cell says nothing."""
        return {
            name: value
            for name, value in self.columns.items()
            if value not in UNKNOWN and getattr(violation, name) != value
        }


class Violations:
    """The lists that the national database of handled violations sends."""

    columns: tuple[str, ...] = COLUMNS
    required: tuple[str, ...] = ("full_name", "decision_no", "decision_date", "authority")

    def __init__(self, office: Office) -> None:
        self.office = office
        self._in_this_file: set[int] = set()

    def parse(self, cells: Cells) -> ViolationRow:
        return ViolationRow({**vars(person_columns(cells)), **_decision(cells)})

    def store(
        self, parsed: list[tuple[Row, ViolationRow]]
    ) -> Iterator[tuple[Row, Outcome | BadCell]]:
        take_turn()
        known = _known(line for _row, line in parsed)
        created: list[Violation] = []
        changed: list[Violation] = []
        columns: set[str] = set()
        touched: dict[int, Violation] = {}
        for row, line in parsed:
            same = known[line.decision]
            violation = next((one for one in same if is_same_person(one, line.columns)), None)
            if violation is None:
                violation = Violation(**line.columns)
                violation.make_keys()
                same.append(violation)
                created.append(violation)
                yield row, Outcome.CREATED
            elif not (differing := line.differs_from(violation)):
                yield row, Outcome.UNCHANGED
            elif id(violation) in touched or violation.pk in self._in_this_file:
                # Taken in, the first of the two would come back with the next sending.
                yield row, BadCell("decision_no", _("đã có dòng khác trong tệp, nội dung khác"))
            else:
                _apply(differing, violation)
                changed.append(violation)
                columns.update(differing)
                yield row, Outcome.UPDATED
            touched[id(violation)] = violation
        _save(created, changed, columns=columns)
        self._in_this_file |= {violation.pk for violation in touched.values()}


def take_turn() -> None:
    """Wait for other writers of the list, so that what is read here stays so until the end.

    The table's own trigger takes the same lock before any row is written.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('records_violation'))")


def decision_of(columns: dict[str, Any]) -> Decision:
    return (
        name_key(columns["authority"]),
        certificate_key(columns["decision_no"]),
        columns["decision_date"],
    )


def is_same_person(violation: Violation, columns: dict[str, Any]) -> bool:
    """Whether a decision's two rows are about one person.

    Two personal numbers decide; otherwise any number in common, or the name with a birth date that
    agrees as far as it is known.
    """
    own, other = number_key(violation.cccd), number_key(columns["cccd"])
    if own and other:
        return own == other
    numbers = {number_key(columns[kind]) for kind in ("cccd", "cmnd", "passport")} - {""}
    if numbers.intersection(violation.number_keys):
        return True
    return name_key(violation.full_name) == name_key(columns["full_name"]) and dates_agree(
        violation.date_of_birth, columns["date_of_birth"]
    )


def _decision(cells: Cells) -> dict[str, Any]:
    return {
        "decision_no": cells.required("decision_no", longest=100),
        "decision_date": _decision_date(cells),
        "authority": cells.required("authority", longest=300),
        "violation": cells.text("violation", longest=LONGEST_TEXT),
        "sanction": cells.text("sanction", longest=LONGEST_TEXT),
        "fine_vnd": cells.number("fine_vnd"),
        "executed_on": cells.day("executed_on"),
        "period_ends_on": cells.day("period_ends_on"),
    }


def _decision_date(cells: Cells) -> date:
    day = cells.day("decision_date")
    if day is None:
        raise BadCell("decision_date", _("không được để trống"))
    if day > today():
        raise BadCell("decision_date", _("ở tương lai"))
    return day


def _known(lines: Iterable[ViolationRow]) -> defaultdict[Decision, list[Violation]]:
    """The decisions of these lines that the register has, each with its people."""
    decisions = {line.decision for line in lines}
    rows = Violation.objects.filter(
        decision_key__in={number for _authority, number, _day in decisions},
        decision_date__in={day for _authority, _number, day in decisions},
    ).order_by("pk")
    known: defaultdict[Decision, list[Violation]] = defaultdict(list)
    for row in rows:
        known[(row.authority_key, row.decision_key, row.decision_date)].append(row)
    return known


def _apply(differing: dict[str, Any], violation: Violation) -> None:
    for name, value in differing.items():
        setattr(violation, name, value)
    violation.change_reason = ""
    violation.make_keys()


def _save(created: list[Violation], changed: list[Violation], *, columns: set[str]) -> None:
    """Only the columns that some row changes: a statement over all of them would be slow."""
    Violation.objects.bulk_create(created)
    if columns & KEYED_COLUMNS:
        columns = columns.union(Violation.KEY_COLUMNS)
    Violation.objects.bulk_update(changed, ["change_reason", *sorted(columns)], ROWS_AN_UPDATE)
