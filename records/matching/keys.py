"""Keys under which a record is found: two papers about one person share at least one of them.

Each key says one thing that survives when others go wrong: the birth date with one syllable, the
year with the whole name, both parents, a number. Records and questions come through the same code;
a question asks more (day and month swapped, the years beside). Where one sign may be wrong, both
sides have a key for each sign left out, and two texts one slip apart have one of these in common:
a few keys more on record instead of a hundred questions. A key is 32 bits of CRC-32 that starts at
the version of these rules, so keys of two versions never meet. Two keys that fall together by
chance cost one comparison more, never a miss.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zlib import crc32

from django.utils.functional import cached_property

from common.dates import today
from records.matching.identity import Identity
from records.matching.names import Name, names
from records.matching.place import province_of
from records.names import number_key

KEYS_VERSION = 2

# Said by the birth date and one of these alone, half the country would be a candidate.
EVERYBODYS = frozenset({"dan", "thi", "nguien"})  # Văn, Thị, Nguyễn as they sound
NEW_YEAR = 101  # 1 January, written for people of whom only the year was known
OLDEST = 115  # years; every year of birth since is asked through where none is known
SIGN = 1 << 31
MODULUS = 1 << 32


@dataclass(frozen=True, slots=True)
class Birth:
    """A birth date; zero stands for a part that is not known."""

    year: int = 0
    month: int = 0
    day: int = 0

    @classmethod
    def parse(cls, text: str) -> Birth:
        parts = text.split("-")
        if not text or not all(part.isdigit() for part in parts):
            return cls()
        return cls(*map(int, parts[:3]))

    @property
    def month_day(self) -> int:
        return self.month * 100 + self.day if self.day else 0

    @property
    def number(self) -> int:
        """As one number, yyyymmdd."""
        return self.year * 10_000 + self.month * 100 + self.day

    def swapped(self) -> Birth | None:
        """Day and month in the other order, where that is a date too and another one."""
        if not self.day or self.day > 12 or self.day == self.month:
            return None
        return Birth(self.year, self.day, self.month)


@dataclass(frozen=True)
class Traits:
    """An identity taken apart once, for keys and for comparison."""

    identity: Identity

    @cached_property
    def names(self) -> tuple[Name, ...]:
        return names(self.identity.full_name, *self.identity.other_names)

    @cached_property
    def own_names(self) -> int:
        """How many of the names are readings of the full name; the others are aliases."""
        return len(names(self.identity.full_name))

    @cached_property
    def fathers(self) -> tuple[Name, ...]:
        return names(self.identity.father_name)

    @cached_property
    def mothers(self) -> tuple[Name, ...]:
        return names(self.identity.mother_name)

    @cached_property
    def spouses(self) -> tuple[Name, ...]:
        return names(self.identity.spouse_name)

    @cached_property
    def births(self) -> tuple[Birth, ...]:
        texts = (self.identity.date_of_birth, *self.identity.other_birth_dates)
        found = dict.fromkeys(Birth.parse(text) for text in texts if text)
        return tuple(birth for birth in found if birth.year)

    @cached_property
    def birthplace(self) -> int:
        return province_of(self.identity.place_of_birth)

    @cached_property
    def residence(self) -> int:
        return province_of(self.identity.province)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        keys = (number_key(number) for number in self.identity.numbers)
        return tuple(dict.fromkeys(key for key in keys if key))


def record_keys(traits: Traits) -> set[int]:
    """All keys of a record."""
    texts = set(_common(traits, births=traits.births))
    for name in traits.names:
        texts.update(f"YN{birth.year}{name.chord}" for birth in traits.births)
        if not traits.births:
            texts.add(f"YN0{name.chord}")
    return hashed(texts)


def question_keys(traits: Traits) -> set[int]:
    """All keys under which a record of the person may lie."""
    swapped = [birth.swapped() for birth in traits.births]
    births = (*traits.births, *(birth for birth in swapped if birth))
    texts = set(_common(traits, births=births))
    years = {0, *(birth.year + off for birth in traits.births for off in (-1, 0, 1))}
    if not traits.births:
        years.update(range(today().year - OLDEST, today().year + 1))
    for year in years:
        texts.update(f"YN{year}{name.chord}" for name in traits.names)
    return hashed(texts)


def neighbours(number: str) -> set[str]:
    """The number, and all with one digit wrong, one left out, or two beside each other swapped."""
    found = {number}
    for at, sign in enumerate(number):
        head, tail = number[:at], number[at + 1 :]
        if sign.isdigit():
            found.update(head + other + tail for other in "0123456789")
        found.add(head + tail)
        if tail and tail[0] != sign:
            found.add(head + tail[0] + sign + tail[1:])
    return found


def hashed(texts: Iterable[str]) -> set[int]:
    """As PostgreSQL's signed integers."""
    return {signed(crc32(text.encode(), KEYS_VERSION)) for text in texts}


def signed(number: int) -> int:
    """32 bits as PostgreSQL's integer has them."""
    return number - MODULUS if number >= SIGN else number


def _common(traits: Traits, *, births: Iterable[Birth]) -> Iterator[str]:
    fathers = [(name.given, name.chord) for name in traits.fathers]
    mothers = [(name.given, name.chord) for name in traits.mothers]
    yield from _of_parents(traits, fathers, mothers)
    for number in traits.numbers:
        yield from _with_one_left_out("ID", number)
    for birth in births:
        yield from _of_year(birth, traits, fathers, mothers)
        if birth.day:
            yield from _of_day(birth, traits, fathers, mothers)


def _of_parents(
    traits: Traits, fathers: list[tuple[str, str]], mothers: list[tuple[str, str]]
) -> Iterator[str]:
    """Whatever the birth date says: both parents, or the given name and one of them."""
    for _given, father in fathers:
        for _mothers_given, mother in mothers:
            yield f"FM{father}|{mother}"
    for name in traits.names:
        for _given, father in fathers:
            yield f"GF{name.given}|{father}"
        for _given, mother in mothers:
            yield f"GM{name.given}|{mother}"


def _of_year(
    birth: Birth, traits: Traits, fathers: list[tuple[str, str]], mothers: list[tuple[str, str]]
) -> Iterator[str]:
    year, place = birth.year, traits.birthplace
    for _given, father in fathers:
        yield f"YF{year}{father}"
    for _given, mother in mothers:
        yield f"YM{year}{mother}"
    for name in traits.names:
        yield from _with_one_left_out(f"YD{year}", name.joined)
        yield f"YI{year}{name.initials}|{name.given}"
        if place:
            for pair in _pairs(name):
                yield f"YP{year}{place}{pair}"


def _of_day(
    birth: Birth, traits: Traits, fathers: list[tuple[str, str]], mothers: list[tuple[str, str]]
) -> Iterator[str]:
    day, place = birth.month_day, traits.birthplace
    date = f"{birth.year}-{day}"
    if place:
        yield f"DP{date}{place}"
    for given, father in fathers:
        yield f"DF{date}{given}"
        yield f"MF{day}{father}"
    for given, mother in mothers:
        yield f"DM{date}{given}"
        yield f"MM{day}{mother}"
    for name in traits.names:
        yield f"MG{day}{name.surname}|{name.given}"
        for syllable in name.sounds:
            if day != NEW_YEAR or syllable not in EVERYBODYS:
                yield f"DS{date}{syllable}"
        if place:
            for pair in _pairs(name):
                yield f"MP{day}{place}{pair}"


def _with_one_left_out(family: str, text: str) -> Iterator[str]:
    """After SymSpell: whole, and without each of its signs."""
    yield family + text
    for at in range(len(text)):
        yield family + text[:at] + text[at + 1 :]


def _pairs(name: Name) -> Iterator[str]:
    sounds = sorted(set(name.sounds))
    for at, one in enumerate(sounds):
        for other in sounds[at + 1 :]:
            yield f"{one}|{other}"
