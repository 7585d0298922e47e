"""What the rows of a slice make of the register, written: new rows by COPY, the others changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import Executor
from typing import Any

from django.db import connection

from accounts.models import Office
from common.dates import today
from records.copying import array, copy_rows, copy_text, new_keys
from records.holders import DATA_COLUMNS, Holder, Key
from records.judgment_columns import JudgmentRow
from records.known_people import KnownPeople
from records.matching import index
from records.matching.identity import Identity
from records.models import (
    Ban,
    ExpungementProposal,
    Judgment,
    MatchEntry,
    Offence,
    Person,
    PersonNumber,
)
from records.names import KEYS_VERSION
from records.numbering import next_record_codes

PERSON_COLUMNS = ("id", *DATA_COLUMNS, *Person.KEY_COLUMNS)
NUMBER_COLUMNS = ("person_id", "kind", "key", "number", "is_current")
OFFENCE_COLUMNS = (
    *("judgment_id", "number", "offence", "article", "code_of_law", "chapter", "offence_date"),
    *("intent", "severity"),
)
BAN_COLUMNS = ("person_id", "judgment_id", "position", "until", "source_document")
CHANGED_AT_ONCE = 200
WORTH_A_PROCESS = 500
EXPUNGEMENT = frozenset({"expunged_on", "expunged_by"})

NO_LONGER_USED = """
UPDATE records_personnumber number SET is_current = false
FROM unnest(%s::bigint[], %s::text[], %s::text[]) former (person_id, kind, key)
WHERE number.person_id = former.person_id AND number.kind = former.kind
    AND number.key = former.key AND number.is_current
"""

Rows = dict[tuple[Holder, Key], JudgmentRow]
Written = dict[int, tuple[Holder, JudgmentRow]]  # by the primary key of the judgment


class PeopleWriting:
    """Those the slice added, and those of whom it knew something new.

    What the match table holds of new people takes as long to work out as all the rest to write, so
    a `helper`, another process, may do it meanwhile.
    """

    def __init__(self, people: KnownPeople, *, office: Office, helper: Executor | None) -> None:
        self._added = people.added
        self._changed = [holder for holder in people.loaded if holder.changed]
        _give_codes(self._added, office=office)
        for holder, pk in zip(self._added, new_keys(Person, len(self._added)), strict=True):
            holder.pk = pk
        identities = [(holder.pk, holder.identity) for holder in self._added]
        self._identities = identities
        many = len(identities) >= WORTH_A_PROCESS
        self._matches = helper.submit(match_lines, identities) if helper and many else None

    def write(self) -> None:
        known_numbers = _numbers_of(self._changed)
        copy_rows(Person, PERSON_COLUMNS, map(_person, self._added))
        _change(self._changed)
        touched = [*self._added, *self._changed]
        copy_rows(PersonNumber, NUMBER_COLUMNS, _new_numbers(touched, known_numbers))

    def write_matches(self) -> None:
        lines = self._matches.result() if self._matches else match_lines(self._identities)
        copy_text(MatchEntry, index.COLUMNS, lines)
        index.write((holder.pk, holder.identity) for holder in self._changed if holder.pk)


def match_lines(people: list[tuple[int | None, Identity]]) -> str:
    """The rows of the match table for new people, as COPY reads them."""
    return "".join(
        [
            entry.as_copy(pk)
            for pk, identity in people
            if pk is not None
            for entry in index.entries(identity)
        ]
    )


def _give_codes(added: list[Holder], *, office: Office) -> None:
    uncoded = [holder for holder in added if not holder.columns["record_code"]]
    if not uncoded:
        return
    own = {holder.columns["record_code"] for holder in added}
    codes = next_record_codes(office, on=today(), count=len(uncoded), taken=own)
    for holder, code in zip(uncoded, codes, strict=True):
        holder.columns["record_code"] = code


def _person(holder: Holder) -> list[Any]:
    columns = holder.columns
    keys = (sorted(holder.names), *holder.parents, KEYS_VERSION)
    return [holder.pk, *(columns[name] for name in DATA_COLUMNS), *keys]


def _change(changed: list[Holder]) -> None:
    people = [Person(pk=holder.pk, **holder.columns) for holder in changed]
    for person in people:
        person.make_keys()
    Person.objects.bulk_update(
        people, [*DATA_COLUMNS[1:], *Person.KEY_COLUMNS], batch_size=CHANGED_AT_ONCE
    )
    former = [(holder.pk, *one) for holder in changed for one in holder.former]
    if former:
        with connection.cursor() as cursor:
            cursor.execute(NO_LONGER_USED, [array(values) for values in zip(*former, strict=True)])


def _numbers_of(holders: list[Holder]) -> set[tuple[int, str, str]]:
    owners = [holder.pk for holder in holders]
    rows = PersonNumber.objects.filter(person__in=owners) if owners else PersonNumber.objects.none()
    return set(rows.values_list("person_id", "kind", "key"))


def _new_numbers(
    holders: list[Holder], known: set[tuple[int, str, str]]
) -> Iterator[tuple[Any, ...]]:
    for holder in holders:
        for (kind, key), number in holder.numbers.items():
            if (holder.pk, kind, key) not in known:
                yield holder.pk, kind, key, number, (kind, key) not in holder.former


def write_judgments(rows: Rows) -> None:
    """New judgments with their offences and bans, and those that came again with other words."""
    new = [(holder, row) for (holder, key), row in rows.items() if holder.judgments[key].pk is None]
    pks = new_keys(Judgment, len(new))
    names = list(new[0][1].judgment) if new else []
    copy_rows(
        Judgment,
        ["id", "person_id", *names, "row_digest"],
        (
            [pk, holder.pk, *row.judgment.values(), row.digest]
            for pk, (holder, row) in zip(pks, new, strict=True)
        ),
    )
    written = {pk: (holder, row) for pk, (holder, row) in zip(pks, new, strict=True)}
    again = {
        pk: (holder, row)
        for (holder, key), row in rows.items()
        if (pk := holder.judgments[key].pk) is not None
    }
    _write_again(again)
    _write_offences(written | _with_other_offences(again))
    _write_bans(written | _with_other_bans(again))


def _write_again(again: Written) -> None:
    judgments = list(Judgment.objects.filter(pk__in=again).order_by("pk"))
    confirmed = ExpungementProposal.objects.filter(
        judgment__in=again, status=ExpungementProposal.Status.CONFIRMED
    )
    decided_here = set(confirmed.values_list("judgment_id", flat=True))
    for judgment in judgments:
        _holder, row = again[judgment.pk]
        # A court that says nothing of an expungement does not take back what a clerk confirmed.
        silent = judgment.pk in decided_here and not row.judgment["expunged_on"]
        for name, value in row.judgment.items():
            if not (silent and name in EXPUNGEMENT):
                setattr(judgment, name, value)
        judgment.row_digest = row.digest
    if judgments:
        names = [*again[judgments[0].pk][1].judgment, "row_digest"]
        Judgment.objects.bulk_update(judgments, names, batch_size=CHANGED_AT_ONCE)


def _with_other_offences(again: Written) -> Written:
    """Of the judgments that came again, those whose offences differ; theirs are taken away."""
    said = {pk: _offences(pk, row) for pk, (_holder, row) in again.items()}
    return _differing(Offence, OFFENCE_COLUMNS, said, again)


def _with_other_bans(again: Written) -> Written:
    said = {pk: _bans(pk, holder, row) for pk, (holder, row) in again.items()}
    return _differing(Ban, BAN_COLUMNS, said, again)


def _differing(
    model: type[Offence] | type[Ban],
    columns: tuple[str, ...],
    said: dict[int, list[tuple[Any, ...]]],
    again: Written,
) -> Written:
    if not again:
        return {}
    stored: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    rows = model._default_manager.filter(judgment__in=again).order_by("pk")
    for pk, *values in rows.values_list("judgment_id", *columns):
        stored[pk].append(tuple(values))
    differing = {pk for pk in again if stored[pk] != said[pk]}
    if differing:
        model._default_manager.filter(judgment__in=differing).delete()
    return {pk: again[pk] for pk in differing}


def _write_offences(written: Written) -> None:
    rows = [one for pk, (_holder, row) in written.items() for one in _offences(pk, row)]
    copy_rows(Offence, OFFENCE_COLUMNS, rows)


def _write_bans(written: Written) -> None:
    rows = [one for pk, (holder, row) in written.items() for one in _bans(pk, holder, row)]
    copy_rows(Ban, BAN_COLUMNS, rows)


def _offences(pk: int, row: JudgmentRow) -> list[tuple[Any, ...]]:
    return [
        (pk, at, *(offence[name] for name in OFFENCE_COLUMNS[2:]))
        for at, offence in enumerate(row.offences, start=1)
    ]


def _bans(pk: int, holder: Holder, row: JudgmentRow) -> list[tuple[Any, ...]]:
    if not row.ban_position:
        return []
    document = row.judgment["source_document"]
    return [(holder.pk, pk, row.ban_position, row.ban_until, document)]
