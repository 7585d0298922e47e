"""A copy for the Centre as a clerk reads and prints it: who, and each judgment, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.dates import PartialDate
from records.judgment_columns import DAYS, OFFENCE_COLUMNS
from records.models import Ban, Judgment, Offence, Person
from records.person_columns import PERSON_COLUMNS
from records.terms import NumberKind
from regulations.places import province_known, province_name

PERSON = ("record_code", *PERSON_COLUMNS)
JUDGED = (
    *("judgment_no", "judgment_date", "court", "stage", "final_on", "offences"),
    *(*OFFENCE_COLUMNS.values(), "main_penalty", "main_penalty_months", "probation_months"),
    *("additional_penalties", "civil_obligation_vnd", "court_fee_vnd"),
    *(*DAYS[2:], "expunged_by", "ban_position", "ban_until", "source_document", "source_agency"),
)
DATES = frozenset({*DAYS, "date_of_birth", "ban_until"})
# Whose field a column is named by, where it is not the judgment's own.
NAMED: Mapping[str, tuple[type[models.Model], str]] = {
    "offences": (Offence, "offence"),
    "ban_position": (Ban, "position"),
    "ban_until": (Ban, "until"),
    **{column: (Offence, name) for name, column in OFFENCE_COLUMNS.items()},
}


@dataclass(frozen=True)
class Line:
    label: str | Promise
    value: str


@dataclass(frozen=True)
class Paper:
    """The person's part, and a part for each judgment."""

    person: list[Line]
    judgments: list[list[Line]]


def paper_of(body: Mapping[str, Any]) -> Paper:
    rows = body["rows"]
    who = [Line(label, text) for label, text in _lines(rows[0], PERSON, Person)]
    judgments = [[Line(*line) for line in _lines(row, JUDGED, Judgment)] for row in rows]
    return Paper(who, [one for one in judgments if one])


def _lines(
    row: Mapping[str, Any], columns: tuple[str, ...], model: type[models.Model]
) -> Iterator[tuple[str | Promise, str]]:
    """What is known, under its name in the register."""
    for column in columns:
        if row.get(column) not in (None, ""):
            yield _label(column, model), _value(column, row[column], model)


def _label(column: str, model: type[models.Model]) -> str | Promise:
    if column in NumberKind.values:
        return NumberKind(column).label
    return _field(column, model).verbose_name


def _field(column: str, model: type[models.Model]) -> models.Field[Any, Any]:
    owner, name = NAMED.get(column, (model, column))
    field = owner._meta.get_field(name)  # noqa: SLF001 (documented)
    if not isinstance(field, models.Field):
        raise TypeError(column)
    return field


def _value(column: str, value: Any, model: type[models.Model]) -> str:
    text = str(value)
    if column in DATES:
        return PartialDate.parse(text).display()
    if column == "province":
        return province_name(text) if province_known(text) else text
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".") if column.endswith("_vnd") else text
    if column in NumberKind.values:
        return text
    choices = dict(_field(column, model).flatchoices)
    return "; ".join(_said(part, choices, column) for part in text.split("; "))


def _said(part: str, choices: Mapping[str, Any], column: str) -> str:
    if column == OFFENCE_COLUMNS["offence_date"] and part:
        return PartialDate.parse(part).display()
    return str(choices.get(part, part)) if part else str(_("không rõ"))
