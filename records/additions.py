"""What an answer about a person brings into the register: a record, judgments that it lacked, and
what was empty in those it has.

Nothing that stands there is overwritten. What an answer says otherwise is handed back, for a clerk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import Office
from common.dates import today
from records.cells import BadCell, Cells
from records.courts import same_court
from records.judgment_columns import OFFENCE_COLUMNS, JudgmentRow, judgment_of
from records.judgments import TURN
from records.models import Ban, Judgment, Offence, Person, PersonNumber
from records.names import judgment_key, name_key, number_key
from records.numbering import next_record_codes
from records.person_columns import PersonColumns
from records.registration import subject_columns
from records.terms import NumberKind

# That a record is expunged is for a court to say; others are only heard (Penal Code 2015 art 71).
A_COURTS = frozenset({"expunged_on", "expunged_by"})
# Where a row comes from is no fact of the judgment.
SOURCES = frozenset({"source_document", "source_agency"})
NUMBERS = frozenset(NumberKind.values)


@dataclass
class Brought:
    """What became of one row: `filled` are the columns written, `differences` what stayed as it was
    although the row says otherwise."""

    judgment: Judgment
    created: bool
    filled: list[str] = field(default_factory=list)
    differences: list[dict[str, str]] = field(default_factory=list)

    def differ(self, column: str, held: object, said: object) -> None:
        self.differences.append({"column": column, "held": _text(held), "said": _text(said)})


def take_turn() -> None:
    """Nobody else adds people or judgments until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(TURN)


def open_record(
    subject: Mapping[str, Any], *, office: Office, document: str, agency: str
) -> Person:
    """A record for the person of a dossier, under the office's next code (TT 13/2011 art 5)."""
    columns = subject_columns(subject)
    [code] = next_record_codes(office, on=today(), count=1)
    named = {name: columns[name] for name in columns if name not in NUMBERS}
    person = Person.objects.create(
        record_code=code, source_document=document[:200], source_agency=agency[:200], **named
    )
    for kind, number in _numbers(subject):
        PersonNumber.objects.create(person=person, kind=kind, number=number)
    return person


def read_row(row: Mapping[str, Any], *, subject: Mapping[str, Any]) -> JudgmentRow:
    """The row as a judgment of this person, whoever it names; BadCell where it cannot be taken."""
    person = PersonColumns(**subject_columns(subject))
    cells = Cells({name: _text(value) for name, value in row.items() if value not in (None, "")})
    cells.required("court", longest=300)
    other = number_key(row.get(NumberKind.CCCD.value))
    own = person.number_keys.get(NumberKind.CCCD)
    if other and own and other != own:
        raise BadCell(NumberKind.CCCD.value, _("là số của một người khác"))
    return judgment_of(person, cells)


def standing(person: Person, row: JudgmentRow) -> Judgment | None:
    """The judgment of the record that the row is about; BadCell where it may be either of two."""
    judgments = person.judgments.select_for_update(of=("self",)).order_by("pk")
    found = [one for one in judgments if _is_about(row, one)]
    if len(found) > 1:
        raise BadCell("judgment_no", _("có nhiều bản án cùng số của Tòa án này"))
    return found[0] if found else None


def bring(
    person: Person, row: JudgmentRow, *, of_a_court: bool, document: str, agency: str
) -> Brought:
    """Write what the record lacks, and hand back what it holds otherwise."""
    judgment = standing(person, row)
    if judgment is None:
        return _added(person, row, of_a_court=of_a_court, document=document, agency=agency)
    brought = Brought(judgment, created=False)
    for column, said in row.judgment.items():
        if column not in SOURCES:
            _fill(brought, judgment, column, said, may=of_a_court or column not in A_COURTS)
    if brought.filled:
        judgment.save(update_fields=brought.filled)
    _bring_offences(brought, row)
    _bring_ban(brought, row, document=document)
    return brought


def _added(
    person: Person, row: JudgmentRow, *, of_a_court: bool, document: str, agency: str
) -> Brought:
    heard = frozenset() if of_a_court else A_COURTS
    columns = {name: value for name, value in row.judgment.items() if name not in heard}
    columns["source_document"] = columns["source_document"] or document[:200]
    columns["source_agency"] = columns["source_agency"] or agency[:200]
    judgment = Judgment.objects.create(person=person, row_digest=row.digest, **columns)
    filled = [name for name, value in columns.items() if value and name not in SOURCES]
    brought = Brought(judgment, created=True, filled=filled)
    for name in sorted(heard):
        if row.judgment[name]:
            brought.differ(name, "", row.judgment[name])
    _bring_offences(brought, row)
    _bring_ban(brought, row, document=document)
    return brought


def _fill(brought: Brought, target: Any, column: str, said: Any, *, may: bool = True) -> bool:
    """Set what is empty; whether something was set."""
    held = getattr(target, column)
    if said in (None, "") or _agree(column, held, said):
        return False
    if held in (None, "") and may:
        setattr(target, column, said)
        if target is brought.judgment:
            brought.filled.append(column)
        return True
    brought.differ(column, held, said)
    return False


def _bring_offences(brought: Brought, row: JudgmentRow) -> None:
    held = list(brought.judgment.offences.order_by("number"))
    if not row.offences:
        return
    if not held:
        for number, offence in enumerate(row.offences, start=1):
            Offence.objects.create(judgment=brought.judgment, number=number, **offence)
        brought.filled.append("offences")
    elif [name_key(one.offence) for one in held] != [name_key(o["offence"]) for o in row.offences]:
        said = "; ".join(offence["offence"] for offence in row.offences)
        brought.differ("offences", "; ".join(one.offence for one in held), said)
    else:
        for one, offence in zip(held, row.offences, strict=True):
            _fill_offence(brought, one, offence)


def _fill_offence(brought: Brought, held: Offence, said: Mapping[str, str]) -> None:
    filled = [name for name in OFFENCE_COLUMNS if _fill(brought, held, name, said[name])]
    if filled:
        held.save(update_fields=filled)
        columns = (OFFENCE_COLUMNS[name] for name in filled)
        brought.filled += [name for name in columns if name not in brought.filled]


def _bring_ban(brought: Brought, row: JudgmentRow, *, document: str) -> None:
    if not row.ban_position:
        return
    judgment, key = brought.judgment, name_key(row.ban_position)
    for ban in judgment.bans.all():
        if name_key(ban.position) == key:
            if _fill(brought, ban, "until", row.ban_until):
                ban.save(update_fields=["until"])
                brought.filled.append("ban_until")
            return
    Ban.objects.create(
        person=judgment.person,
        judgment=judgment,
        position=row.ban_position,
        until=row.ban_until,
        source_document=row.judgment["source_document"] or document[:200],
    )
    brought.filled.append("ban_position")


def _is_about(row: JudgmentRow, judgment: Judgment) -> bool:
    """The same number of the same court. Numbers run anew each year: one that does not name its
    year needs the day as well, and so does a court that is not known."""
    said = row.judgment
    if judgment_key(judgment.judgment_no) != judgment_key(said["judgment_no"]):
        return False
    one, other = judgment.judgment_date, said["judgment_date"]
    if not judgment.court:
        return one is not None and one == other
    if not same_court(judgment.court, said["court"]):
        return False
    return not (one and other) or one.year == other.year


def _agree(column: str, held: Any, said: Any) -> bool:
    if held == said:
        return True
    if column == "court":
        return same_court(str(held or ""), str(said or ""))
    if column == "judgment_no":
        return judgment_key(held) == judgment_key(said)
    texts = isinstance(held, str) and isinstance(said, str)
    return texts and bool(held) and name_key(held) == name_key(said)


def _numbers(subject: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each number of the dossier once, as the register can keep it."""
    seen = set()
    for document in subject.get("documents") or []:
        kind, number = str(document.get("kind") or ""), str(document.get("number") or "")
        key = (kind, number_key(number))
        if kind in NUMBERS and key[1] and key not in seen:
            seen.add(key)
            yield kind, number[:30]


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
