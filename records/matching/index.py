"""The match table: what stands in it for a record, and how it is kept in step with the register."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product
from typing import NamedTuple
from zlib import crc32

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from records.matching.identity import Identity
from records.matching.keys import KEYS_VERSION, Birth, Traits, hashed, record_keys, signed
from records.matching.names import Name
from records.matching.repair import is_syllable
from records.matching.score import Record, sex_number
from records.models.match import KeyRules, MatchEntry
from records.models.person import Person

TABLE = "records_matchentry"
MOST_ENTRIES = 64  # names by birth dates; more are somebody's mischief
PEOPLE_AT_ONCE = 1000
PARTED = "\n"
UNBORN = Birth()


class Entry(NamedTuple):
    """One row of the match table, in the order of its columns."""

    version: int
    keys: Sequence[int]
    number_keys: Sequence[int]
    birth: int
    chord: int
    surname: int
    given: int
    letters: int
    is_alias: bool
    sex: int
    birthplace: int
    residence: int
    father: int
    father_letters: int
    mother: int
    mother_letters: int
    spouse: int
    texts: str

    def as_copy(self, person_id: int) -> str:
        """The row as COPY reads it."""
        values = [str(person_id)]
        for value in self:
            if isinstance(value, (list, tuple)):
                values.append("{" + ",".join(map(str, value)) + "}")
            elif isinstance(value, str):
                values.append(value.replace("\\", "\\\\").replace("\n", "\\n"))
            else:
                values.append(str(value))
        return "\t".join(values) + "\n"


COLUMNS = ("person_id", *Entry._fields)


def entries(identity: Identity) -> list[Entry]:
    """The rows of one record: one for each of its names with each of its birth dates."""
    traits = Traits(identity)
    pairs = product(enumerate(traits.names), traits.births or (UNBORN,))
    keys = sorted(record_keys(traits))
    return [
        _entry(traits, name, birth, keys=keys, is_alias=at >= traits.own_names)
        for (at, name), birth in islice(pairs, MOST_ENTRIES)
    ]


def record_of(values: Sequence[object]) -> Record:
    """What is compared, out of a row of `records_match_candidates` (see search.py)."""
    birth, is_alias, sex, birthplace, residence, texts = values
    name, father, mother, spouse, numbers = str(texts).split(PARTED)
    number = int(str(birth))
    return Record(
        name=Name(name),
        is_alias=bool(is_alias),
        birth=Birth(number // 10_000, number // 100 % 100, number % 100),
        sex=int(str(sex)),
        birthplace=int(str(birthplace)),
        residence=int(str(residence)),
        father=Name(father) if father else None,
        mother=Name(mother) if mother else None,
        spouse=Name(spouse) if spouse else None,
        numbers=tuple(numbers.split()),
    )


def hashed_text(text: str) -> int:
    """For equality alone; 0 stands for what is not known."""
    return signed(crc32(text.encode())) if text else 0


def write(people: Iterable[tuple[int, Identity]]) -> None:
    """Set the rows of these people anew, by their primary keys."""
    rows = iter(people)
    while some := list(islice(rows, PEOPLE_AT_ONCE)):
        lines = [
            entry.as_copy(person_id) for person_id, identity in some for entry in entries(identity)
        ]
        ids = [person_id for person_id, _identity in some]
        with transaction.atomic(), connection.cursor() as cursor:
            MatchEntry.objects.filter(person__in=ids, version=KEYS_VERSION).delete()
            cursor.copy_from(io.StringIO("".join(lines)), TABLE, columns=COLUMNS)


def refresh(person_ids: Iterable[int]) -> None:
    """Bring the rows of these people up to the register."""
    ids = list(person_ids)
    people = Person.objects.filter(pk__in=ids).prefetch_related("numbers")
    write((person.pk, Identity.of_person(person)) for person in people)


def unentered() -> QuerySet[Person]:
    """Those of the register whom a look-up by the present rules would miss."""
    present = MatchEntry.objects.filter(version=KEYS_VERSION, person=OuterRef("pk"))
    return Person.objects.filter(~Exists(present))


def rebuild() -> int:
    """Make the rows that are missing under the present rules beside those of older ones.

    Then these rules may be looked up by. How many people there were.
    """
    done = last = 0
    while missing := _missing(after=last):
        refresh(missing)
        done += len(missing)
        last = missing[-1]
    KeyRules.objects.get_or_create(version=KEYS_VERSION)
    return done


def forget_older() -> int:
    """Throw away the rows of older rules, once no process uses them any more."""
    rows, _each = MatchEntry.objects.filter(version__lt=KEYS_VERSION).delete()
    KeyRules.objects.filter(version__lt=KEYS_VERSION).delete()
    return rows


def out_of_step() -> Iterator[str]:
    """The codes of the records whose rows are not what the present code would write."""
    people = Person.objects.prefetch_related("numbers", "match_entries").order_by("pk")
    for person in people.iterator(PEOPLE_AT_ONCE):
        stored = {
            (row.birth, row.texts, tuple(row.keys))
            for row in person.match_entries.all()
            if row.version == KEYS_VERSION
        }
        made = entries(Identity.of_person(person))
        if stored != {(row.birth, row.texts, tuple(row.keys)) for row in made}:
            yield person.record_code


def _missing(*, after: int) -> list[int]:
    missing = unentered().filter(pk__gt=after).order_by("pk")
    return list(missing.values_list("pk", flat=True)[:PEOPLE_AT_ONCE])


def _entry(
    traits: Traits, name: Name, birth: Birth, *, keys: Sequence[int], is_alias: bool
) -> Entry:
    father, mother = _first(traits.fathers), _first(traits.mothers)
    spouse = _first(traits.spouses)
    parents_and_spouse = [one.text if one else "" for one in (father, mother, spouse)]
    return Entry(
        version=KEYS_VERSION,
        keys=keys,
        number_keys=sorted(hashed(f"ID{number}" for number in traits.numbers)),
        birth=birth.number,
        chord=hashed_text(name.chord),
        surname=hashed_text(name.surname),
        given=hashed_text(name.given),
        letters=name.letters,
        is_alias=is_alias,
        sex=sex_number(traits.identity.sex),
        birthplace=traits.birthplace,
        residence=traits.residence,
        father=hashed_text(father.chord) if father else 0,
        father_letters=father.letters if father else 0,
        mother=hashed_text(mother.chord) if mother else 0,
        mother_letters=mother.letters if mother else 0,
        spouse=hashed_text(spouse.chord) if spouse else 0,
        texts=PARTED.join([name.text, *parents_and_spouse, " ".join(traits.numbers)]),
    )


def _first(names: Sequence[Name]) -> Name | None:
    """The likeliest reading: one that is Vietnamese throughout, before what was really written."""
    whole = (name for name in names if all(map(is_syllable, name.text.split())))
    return next(whole, names[0] if names else None)
