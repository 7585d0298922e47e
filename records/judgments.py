"""Importing judgments into the register (contracts section 4): whose they are, and what changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from common.dates import today
from records.cells import BadCell, Cells
from records.imports import Outcome
from records.judgment_columns import COLUMNS, JudgmentRow, judgment_row
from records.models import Ban, Judgment, Offence, Person, PersonNumber
from records.names import dates_agree, name_key, number_key
from records.numbering import next_record_code
from records.person_columns import PersonColumns
from records.sheets import Row
from records.terms import NumberKind

LATEST_KNOWN = (
    *("sex", "place_of_birth", "nationality", "father_name", "mother_name", "spouse_name"),
    *("province", "address"),
)


class Judgments:
    """A judgment is known by court, number, date and person; the same row changes nothing."""

    columns: tuple[str, ...] = COLUMNS
    required: tuple[str, ...] = ("full_name", "judgment_no")

    def __init__(self, office: Office) -> None:
        self.office = office

    def parse(self, cells: Cells) -> JudgmentRow:
        return judgment_row(cells)

    def store(
        self, parsed: list[tuple[Row, JudgmentRow]]
    ) -> Iterator[tuple[Row, Outcome | BadCell]]:
        for row, judgment in parsed:
            outcome: Outcome | BadCell
            try:
                with transaction.atomic():
                    outcome = self._keep(judgment)
            except BadCell as problem:
                outcome = problem
            yield row, outcome

    def _keep(self, row: JudgmentRow) -> Outcome:
        if Judgment.objects.filter(row_digest=row.digest).exists():
            return Outcome.UNCHANGED
        person = find_person(row) or self._new_person(row)
        judgment = Judgment.objects.filter(person=person, **_key(row)).first()
        _bring_up_to(person, row.person)
        outcome = Outcome.UPDATED if judgment else Outcome.CREATED
        _write(judgment or Judgment(person=person), row)
        return outcome

    def _new_person(self, row: JudgmentRow) -> Person:
        return Person.objects.create(
            record_code=row.record_code or next_record_code(self.office, on=today()),
            full_name=row.person.full_name,
            date_of_birth=row.person.date_of_birth,
            source_document=row.judgment["source_document"],
            source_agency=row.judgment["source_agency"],
        )


def find_person(row: JudgmentRow) -> Person | None:
    """Whose record the row belongs to; in doubt nobody's, and a record of its own is opened.

    A record code decides. Without one: who has this judgment already under this name, who has this
    name and one of these numbers, or this name, whole birth date and both parents.
    """
    if row.record_code:
        return _by_code(row)
    asked = row.person
    named = list(
        Person.objects.filter(name_keys__contains=[name_key(asked.full_name)])
        .prefetch_related("numbers", "judgments")
        .order_by("pk")
    )
    agreeing = [
        person
        for person in named
        if any(dates_agree(day, asked.date_of_birth) for day in person.birth_dates)
        and not _is_another(person, asked)
    ]
    tests = (
        lambda person: _has_judgment(person, row),
        lambda person: _has_number(person, asked),
        lambda person: _same_parents_and_day(person, asked),
    )
    for test in tests:
        found = [person for person in agreeing if test(person)]
        if found:
            return found[0]
    return None


def _by_code(row: JudgmentRow) -> Person | None:
    person = Person.objects.filter(record_code=row.record_code).first()
    if person is None:
        return None
    asked = row.person
    names = {name_key(name) for name in [asked.full_name, *asked.other_names]}
    if names.isdisjoint(person.name_keys) and asked.date_of_birth not in person.birth_dates:
        raise BadCell("record_code", _("đã có trong cơ sở dữ liệu cho một người khác"))
    return person


def _is_another(person: Person, asked: PersonColumns) -> bool:
    """Two co-defendants may share a name; personal numbers or both parents tell them apart."""
    number = number_key(asked.cccd)
    own = {known.key for known in person.numbers.all() if known.kind == NumberKind.CCCD}
    if number and own and number not in own:
        return True
    father, mother = name_key(asked.father_name), name_key(asked.mother_name)
    known = all([father, mother, person.father_key, person.mother_key])
    return known and father != person.father_key and mother != person.mother_key


def _has_judgment(person: Person, row: JudgmentRow) -> bool:
    key = _key(row)
    return any(
        all(getattr(judgment, name) == value for name, value in key.items())
        for judgment in person.judgments.all()
    )


def _has_number(person: Person, asked: PersonColumns) -> bool:
    keys = {number_key(number) for number in asked.numbers.values()} - {""}
    return any(number.key in keys for number in person.numbers.all())


def _same_parents_and_day(person: Person, asked: PersonColumns) -> bool:
    parents = (name_key(asked.father_name), name_key(asked.mother_name))
    whole = len(asked.date_of_birth) == len("1990-05-17")
    return (
        whole
        and asked.date_of_birth == person.date_of_birth
        and all(parents)
        and parents == (person.father_key, person.mother_key)
    )


def _key(row: JudgmentRow) -> dict[str, Any]:
    return {name: row.judgment[name] for name in ("court", "judgment_no", "judgment_date")}


def _bring_up_to(person: Person, asked: PersonColumns) -> None:
    """Take over what the row knows. A name, number or birth date once known is never lost."""
    for column in LATEST_KNOWN:
        setattr(person, column, getattr(asked, column) or getattr(person, column))
    known = set(person.name_keys)
    for name in [asked.full_name, *asked.other_names]:
        if name_key(name) not in known:
            known.add(name_key(name))
            person.other_names = [*person.other_names, name]
    if asked.date_of_birth and asked.date_of_birth not in person.birth_dates:
        if person.date_of_birth:
            person.other_birth_dates = [*person.other_birth_dates, asked.date_of_birth]
        else:
            person.date_of_birth = asked.date_of_birth
    person.save()
    _take_numbers(person, asked)


def _take_numbers(person: Person, asked: PersonColumns) -> None:
    for kind, number in asked.numbers.items():
        key = number_key(number)
        if not key or person.numbers.filter(kind=kind, key=key).exists():
            continue
        person.numbers.filter(kind=kind).update(is_current=False)
        PersonNumber.objects.create(person=person, kind=kind, number=number)


def _write(judgment: Judgment, row: JudgmentRow) -> None:
    """Set the judgment to what the row says, with its offences and its ban."""
    for name, value in row.judgment.items():
        setattr(judgment, name, value)
    judgment.row_digest = row.digest
    judgment.save()
    judgment.offences.all().delete()
    Offence.objects.bulk_create(
        Offence(judgment=judgment, number=at, **offence)
        for at, offence in enumerate(row.offences, start=1)
    )
    judgment.bans.all().delete()
    if row.ban_position:
        Ban.objects.create(
            person=judgment.person,
            judgment=judgment,
            position=row.ban_position,
            until=row.ban_until,
            source_document=judgment.source_document,
        )
