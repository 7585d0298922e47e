"""Whose record a row belongs to: the register as far as the rows of one slice can ask for it.

A handful of queries for thousands of rows brings everybody who could be meant; from there on, and
for the people that the slice itself adds, the rows are compared in memory, in their order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from records.cells import BadCell
from records.copying import array
from records.holders import DATA_COLUMNS, Holder, Key, Standing
from records.judgment_columns import JUDGMENT_KEY, JudgmentRow
from records.models import Judgment, Person, PersonNumber
from records.names import dates_agree, name_key
from records.person_columns import PersonColumns
from records.terms import NumberKind

WHOLE_DAY = len("1990-05-17")
NEW = 1 << 62  # people the slice adds come after all that have a primary key

# The three tests of `KnownPeople.find` as index look-ups; each brings more than will be found.
CANDIDATES = """
SELECT judgment.person_id
FROM unnest(%(nos)s::text[], %(courts)s::text[], %(names)s::text[]) asked (no, court, name)
JOIN records_judgment judgment ON judgment.judgment_no = asked.no AND judgment.court = asked.court
JOIN records_person person ON person.id = judgment.person_id
WHERE asked.name = ANY (person.name_keys)
UNION
SELECT number.person_id
FROM unnest(%(keys)s::text[], %(holders)s::text[]) asked (key, name)
JOIN records_personnumber number ON number.key = asked.key
JOIN records_person person ON person.id = number.person_id
WHERE asked.name = ANY (person.name_keys)
UNION
SELECT person.id
FROM unnest(%(births)s::text[], %(mothers)s::text[], %(children)s::text[])
    asked (birth, mother, name)
JOIN records_person person
    ON person.date_of_birth = asked.birth AND person.mother_key = asked.mother
WHERE person.mother_key <> '' AND asked.name = ANY (person.name_keys)
UNION
SELECT id FROM records_person WHERE record_code = ANY (%(codes)s::text[])
"""
# In a register that has just been filled the planner knows nothing of it, and would read it whole.
BY_INDEX = """
SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off;
SET LOCAL enable_mergejoin = off; SET LOCAL jit = off
"""
AS_USUAL = """
SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL enable_hashjoin TO DEFAULT;
SET LOCAL enable_mergejoin TO DEFAULT; SET LOCAL jit TO DEFAULT
"""


class KnownPeople:
    """Everybody whom the rows of a slice could be about."""

    def __init__(self, rows: Iterable[JudgmentRow]) -> None:
        self._by_code: dict[str, Holder] = {}
        # In the order in which they were entered.
        self._by_clue: defaultdict[Hashable, dict[Holder, None]] = defaultdict(dict)
        self.added: list[Holder] = []
        self.loaded: list[Holder] = list(_load(_candidates(list(rows))))
        for holder in self.loaded:
            self.enter(holder)

    def find(self, row: JudgmentRow) -> Holder | None:
        """Whose record the row belongs to; in doubt nobody's, and a record of its own is opened.

        A record code decides. Without one: who has this judgment already under this name, who has
        this name and one of these numbers, or this name, whole birth date and both parents.
        """
        if row.record_code:
            return self._by_own_code(row)
        asked = row.person
        tests: tuple[tuple[Iterable[Hashable], Callable[[Holder], bool]], ...] = (
            ([row.key], lambda holder: row.key in holder.judgments),
            (asked.number_keys.values(), lambda holder: _has_number(holder, asked)),
            ([_origin(asked)], lambda holder: _same_origin(holder, asked)),
        )
        for clues, proven in tests:
            found = [
                holder
                for clue in clues
                for holder in self._by_clue.get(clue, ())
                if proven(holder) and _may_be(holder, asked)
            ]
            if found:
                return min(found, key=lambda holder: holder.order)
        return None

    def add(self, row: JudgmentRow) -> Holder:
        """Open a record of their own for the person of the row."""
        columns: dict[str, Any] = dict.fromkeys(DATA_COLUMNS, "")
        columns |= {
            "record_code": row.record_code,
            "full_name": row.person.full_name,
            "date_of_birth": row.person.date_of_birth,
            "other_names": [],
            "other_birth_dates": [],
            "source_document": row.judgment["source_document"],
            "source_agency": row.judgment["source_agency"],
        }
        holder = Holder(columns, order=NEW + len(self.added), names={row.person.name_key})
        self.added.append(holder)
        return holder

    def enter(self, holder: Holder) -> None:
        """Let the holder be found by all that is known of them now."""
        if holder.columns["record_code"]:
            self._by_code[holder.columns["record_code"]] = holder
        for judgment in holder.judgments:
            self._by_clue[judgment][holder] = None
        for _kind, number in holder.numbers:
            self._by_clue[number][holder] = None
        born = holder.columns["date_of_birth"]
        if len(born) == WHOLE_DAY and all(holder.parents):
            self._by_clue[born, *holder.parents][holder] = None

    def _by_own_code(self, row: JudgmentRow) -> Holder | None:
        holder = self._by_code.get(row.record_code)
        if holder is None:
            return None
        asked = row.person
        names = {asked.name_key, *map(name_key, asked.other_names)}
        if names.isdisjoint(holder.names) and asked.date_of_birth not in holder.birth_dates:
            raise BadCell("record_code", _("đã có trong cơ sở dữ liệu cho một người khác"))
        return holder


def _may_be(holder: Holder, asked: PersonColumns) -> bool:
    """Co-defendants may share a name; personal numbers or both parents tell them apart."""
    if asked.name_key not in holder.names:
        return False
    if not any(dates_agree(day, asked.date_of_birth) for day in holder.birth_dates):
        return False
    number = asked.number_keys.get(NumberKind.CCCD)
    own = {key for kind, key in holder.numbers if kind == NumberKind.CCCD}
    if number and own and number not in own:
        return False
    pairs = list(zip(asked.parent_keys, holder.parents, strict=True))
    return not all(one and other and one != other for one, other in pairs)


def _has_number(holder: Holder, asked: PersonColumns) -> bool:
    keys = set(asked.number_keys.values())
    return any(key in keys for _kind, key in holder.numbers)


def _origin(asked: PersonColumns) -> Key:
    return (asked.date_of_birth, *asked.parent_keys)


def _same_origin(holder: Holder, asked: PersonColumns) -> bool:
    """The whole birth date and both parents."""
    return (
        len(asked.date_of_birth) == WHOLE_DAY
        and all(asked.parent_keys)
        and _origin(asked) == (holder.columns["date_of_birth"], *holder.parents)
    )


def _candidates(rows: list[JudgmentRow]) -> list[int]:
    """The primary keys of those who could be found, in order."""
    open_rows = [row for row in rows if not row.record_code]
    numbered = [(key, row) for row in open_rows for key in row.person.number_keys.values()]
    born = [
        row.person
        for row in open_rows
        if len(row.person.date_of_birth) == WHOLE_DAY and all(row.person.parent_keys)
    ]
    asked = {
        "nos": [row.judgment["judgment_no"] for row in open_rows],
        "courts": [row.judgment["court"] for row in open_rows],
        "names": [row.person.name_key for row in open_rows],
        "keys": [key for key, _row in numbered],
        "holders": [row.person.name_key for _key, row in numbered],
        "births": [one.date_of_birth for one in born],
        "mothers": [one.parent_keys[1] for one in born],
        "children": [one.name_key for one in born],
        "codes": [row.record_code for row in rows if row.record_code],
    }
    with connection.cursor() as cursor:
        cursor.execute(BY_INDEX)
        cursor.execute(CANDIDATES, {name: array(values) for name, values in asked.items()})
        found = sorted(pk for (pk,) in cursor.fetchall())
        cursor.execute(AS_USUAL)
    return found


def _load(pks: list[int]) -> Iterator[Holder]:
    """All that is compared of these people, whom nobody else changes until this is over."""
    if not pks:
        return
    numbers: defaultdict[int, dict[tuple[str, str], str]] = defaultdict(dict)
    former: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
    for number in PersonNumber.objects.filter(person__in=pks).order_by("pk"):
        numbers[number.person_id][number.kind, number.key] = number.number
        if not number.is_current:
            former[number.person_id].add((number.kind, number.key))
    judgments: defaultdict[int, dict[Key, Standing]] = defaultdict(dict)
    for owner, pk, digest, *key in Judgment.objects.filter(person__in=pks).values_list(
        "person_id", "pk", "row_digest", *JUDGMENT_KEY
    ):
        judgments[owner][tuple(key)] = Standing(pk, digest)
    people = Person.objects.filter(pk__in=pks).select_for_update(no_key=True).order_by("pk")
    for person in people:
        yield Holder(
            {column: getattr(person, column) for column in DATA_COLUMNS},
            order=person.pk,
            pk=person.pk,
            names=set(person.name_keys),
            parents=(person.father_key, person.mother_key),
            numbers=dict(numbers[person.pk]),
            former=set(former[person.pk]),
            judgments=dict(judgments[person.pk]),
        )


def known_digests(rows: list[JudgmentRow]) -> set[str]:
    """Of the rows, those that were imported as they are."""
    with connection.cursor() as cursor:
        cursor.execute(BY_INDEX)
        cursor.execute(
            "SELECT row_digest FROM records_judgment WHERE row_digest = ANY (%s::text[])",
            [array(row.digest for row in rows)],
        )
        found = {digest for (digest,) in cursor.fetchall()}
        cursor.execute(AS_USUAL)
    return found
