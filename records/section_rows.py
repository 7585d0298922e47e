"""A record as others read it: one row a judgment, under the columns everybody exchanges
(contracts section 4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet

from records.judgment_columns import COLUMNS, DAYS, OFFENCE_COLUMNS
from records.models import Ban, Judgment, Person
from records.terms import NumberKind

OWN_NAMES = (
    *("full_name", "sex", "date_of_birth", "place_of_birth", "nationality"),
    *("father_name", "mother_name", "spouse_name", "province", "address"),
)
JUDGED = (
    *("judgment_no", "court", "stage", "main_penalty", "main_penalty_months"),
    *("probation_months", "additional_penalties", "civil_obligation_vnd", "court_fee_vnd"),
    *("expunged_by", "source_document", "source_agency"),
)


def rows_of(person: Person) -> list[dict[str, Any]]:
    """The whole record, every column in every row; a record of bans alone is one row of them."""
    who = person_row(person)
    judgments = whole(person.judgments.all())
    rows = [{**who, **judgment_row(one), **_ban(one.bans.all())} for one in judgments]
    alone = [{**who, **_ban([ban])} for ban in person.bans.filter(judgment=None)]
    empty: dict[str, Any] = dict.fromkeys(COLUMNS, "")
    return [{**empty, **row} for row in (rows + alone or [who])]


def whole(judgments: QuerySet[Judgment]) -> QuerySet[Judgment]:
    """With all that a row is made of."""
    return judgments.select_related("person").prefetch_related("offences", "bans")


def person_row(person: Person) -> dict[str, Any]:
    numbers = {one.kind: one.number for one in person.numbers.all() if one.is_current}
    return {
        "record_code": person.record_code,
        **{name: getattr(person, name) for name in OWN_NAMES},
        "other_names": _joined(person.other_names),
        **{
            kind.value: numbers.get(kind.value, "")
            for kind in (NumberKind.CCCD, NumberKind.CMND, NumberKind.PASSPORT)
        },
    }


def judgment_row(judgment: Judgment) -> dict[str, Any]:
    offences = list(judgment.offences.all())
    return {
        **{name: getattr(judgment, name) for name in JUDGED},
        **{name: _iso(getattr(judgment, name)) for name in DAYS},
        "offences": _joined(one.offence for one in offences),
        **{
            column: _aligned([getattr(one, name) for one in offences])
            for name, column in OFFENCE_COLUMNS.items()
        },
    }


def _ban(bans: Iterable[Ban]) -> dict[str, Any]:
    """A row has room for one ban; a judgment that pronounced several states the first."""
    for ban in bans:
        return {"ban_position": ban.position, "ban_until": _iso(ban.until)}
    return {}


def _joined(values: Iterable[str]) -> str:
    return "; ".join(values)


def _aligned(values: list[str]) -> str:
    """The values of an offence column in the order of the offences; nothing where none is known."""
    return _joined(values) if any(values) else ""


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
