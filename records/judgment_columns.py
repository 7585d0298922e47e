"""The columns of a judgment (contracts section 4), read into values."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.dates import today
from records.cells import REMEMBERED, BadCell, Cells, partial_date, term, words
from records.person_columns import PERSON_COLUMNS, PersonColumns, person_columns
from records.terms import CodeOfLaw, Intent, MainPenalty, Severity

OFFENCE_COLUMNS = {
    "article": "articles",
    "code_of_law": "code_of_law",
    "chapter": "chapter",
    "offence_date": "offence_date",
    "intent": "intent",
    "severity": "severity",
}
# One value stands for all offences of a judgment; what else is missing is not known.
COMMON_TO_ALL = frozenset({"code_of_law", "chapter", "offence_date"})
DAYS = (
    "judgment_date",
    "final_on",
    "main_served_on",
    "probation_ended_on",
    "additional_served_on",
    "obligations_met_on",
    "execution_lapsed_on",
    "expunged_on",
)
COLUMNS = (
    *("record_code", *PERSON_COLUMNS, "judgment_no", "judgment_date", "final_on", "court"),
    *("stage", "offences", *OFFENCE_COLUMNS.values(), "main_penalty", "main_penalty_months"),
    *("probation_months", "additional_penalties", "civil_obligation_vnd", "court_fee_vnd"),
    *(*DAYS[2:], "expunged_by", "ban_position", "ban_until", "source_document", "source_agency"),
)
ROMAN = re.compile(r"[IVXLC]+", re.ASCII)
MAIN_PENALTIES = words(MainPenalty)
OFFENCE_TERMS = {
    "code_of_law": words(CodeOfLaw),
    "intent": words(Intent),
    "severity": words(Severity),
}


# What tells the judgments of one person apart.
JUDGMENT_KEY = ("court", "judgment_no", "judgment_date")


@dataclass(frozen=True)
class JudgmentRow:
    """One line of a table of judgments: who, what was decided, for what, and what is banned."""

    record_code: str
    person: PersonColumns
    judgment: dict[str, Any]
    offences: list[dict[str, str]]
    ban_position: str
    ban_until: date | None

    def make_ready(self) -> None:
        """Work out beside the writing what the writing will compare."""
        person = self.person
        _made = (self.key, self.digest, person.name_key, person.parent_keys, person.number_keys)

    @cached_property
    def key(self) -> tuple[Any, ...]:
        return tuple(self.judgment[name] for name in JUDGMENT_KEY)

    @cached_property
    def digest(self) -> str:
        """Of all that the row says, so that the same row again is known at once."""
        said = (self.record_code, self.ban_position, self.ban_until, list(self.judgment.values()))
        person = [getattr(self.person, column) for column in PERSON_COLUMNS]
        offences = [list(offence.values()) for offence in self.offences]
        text = repr((person, said, offences))
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def judgment_row(cells: Cells) -> JudgmentRow:
    code = cells.text("record_code", longest=40).upper()
    return judgment_of(person_columns(cells), cells, record_code=code)


def judgment_of(person: PersonColumns, cells: Cells, *, record_code: str = "") -> JudgmentRow:
    """What the cells say was decided about this person, whoever they name."""
    return JudgmentRow(
        record_code=record_code,
        person=person,
        judgment=_judgment(cells),
        offences=_offences(cells),
        ban_position=cells.text("ban_position", longest=300),
        ban_until=cells.day("ban_until"),
    )


def _judgment(cells: Cells) -> dict[str, Any]:
    return {
        "judgment_no": cells.required("judgment_no", longest=100),
        "court": cells.text("court", longest=300),
        "stage": cells.text("stage", longest=60),
        "main_penalty": cells.one_of("main_penalty", MAIN_PENALTIES),
        "main_penalty_months": cells.months("main_penalty_months"),
        "probation_months": cells.months("probation_months"),
        "additional_penalties": cells.text("additional_penalties", longest=2000),
        "civil_obligation_vnd": cells.number("civil_obligation_vnd"),
        "court_fee_vnd": cells.number("court_fee_vnd"),
        **{column: cells.day(column) for column in DAYS},
        **_not_in_future(cells, "judgment_date"),
        "expunged_by": cells.text("expunged_by"),
        "source_document": cells.text("source_document"),
        "source_agency": cells.text("source_agency"),
    }


def _not_in_future(cells: Cells, column: str) -> dict[str, date | None]:
    day = cells.day(column)
    if day and day > today():
        raise BadCell(column, _("ở tương lai"))
    return {column: day}


def _offences(cells: Cells) -> list[dict[str, str]]:
    """The offences of a judgment with the columns that align to them by the semicolon."""
    names = cells.several("offences", longest=300)
    columns = {key: _aligned(cells, key, len(names)) for key in OFFENCE_COLUMNS}
    return [
        {"offence": name, **{key: values[at] for key, values in columns.items()}}
        for at, name in enumerate(names)
        if name
    ]


def _aligned(cells: Cells, key: str, length: int) -> tuple[str, ...]:
    said = cells.several(OFFENCE_COLUMNS[key])
    return _meant(";".join(said), key, length) if said else ("",) * length


@lru_cache(maxsize=REMEMBERED)
def _meant(said: str, key: str, length: int) -> tuple[str, ...]:
    """The values of an offence column, one for each of so many offences."""
    values = tuple(_offence_value(value, key) for value in said.split(";"))
    if len(values) > length:
        raise BadCell(OFFENCE_COLUMNS[key], _("có nhiều giá trị hơn số tội danh"))
    if len(values) == 1 and key in COMMON_TO_ALL:
        return values * length
    return values + ("",) * (length - len(values))


def _offence_value(value: str, key: str) -> str:
    column = OFFENCE_COLUMNS[key]
    if not value or key == "article":
        return value
    if key == "offence_date":
        return str(partial_date(value, column=column))
    if key == "chapter":
        chapter = value.upper().removeprefix("CHƯƠNG").strip()
        if not ROMAN.fullmatch(chapter):
            raise BadCell(column, _("phải là số La Mã"))
        return chapter
    return term(value, OFFENCE_TERMS[key], column=column)
