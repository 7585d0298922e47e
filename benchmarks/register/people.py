"""Invented people as they truly are: what an applicant would declare today, without a mistake.

A person is known by a seed and a number, so that any one of a million can be invented again alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from benchmarks.register.words import ERAS, Draw, Group, Province, pick, words
from records.matching.identity import Identity

WOMEN = 0.2  # of a register of convictions
OLDEST_YEAR, NEWEST_YEAR = 1942, 2008
ONLY_YEAR_ON_PAPERS = 0.3  # of the people whose day was never registered
NEW_CARD_ONLY = 0.6  # applicants who do not think of their 9-digit number
ALIASES = 0.03
PASSPORTS = 0.06
MARRIED = 0.6
SURNAME_OF_MOTHER = 0.02
NEIGHBOURLY = 0.85  # parents, spouse and home from the province of birth
NAMES_OF_THEIR_OWN = 0.5  # of the people of the smaller groups
_STRIDE = 0x9E3779B97F4A7C15
_NEW_YEAR = date(1999, 1, 1)
_DAYS = [f"{_NEW_YEAR + timedelta(days):%m-%d}" for days in range(365)]


class Invented(NamedTuple):
    """One person; texts as on their papers."""

    full_name: str
    other_names: tuple[str, ...]
    sex: str
    date_of_birth: str
    day_is_known: bool  # to themselves and the register of births
    born_in: Province
    place_of_birth: str
    lives_in: Province
    nationality: str
    ethnicity: str
    father_name: str
    mother_name: str
    spouse_name: str
    cccd: str
    cmnd: str
    passport: str

    def identity(self, *, numbers: Iterable[str] = ()) -> Identity:
        """As they would declare it today; with these numbers only."""
        return Identity(
            full_name=self.full_name,
            other_names=self.other_names,
            sex=self.sex,
            date_of_birth=self.date_of_birth,
            place_of_birth=self.place_of_birth,
            father_name=self.father_name,
            mother_name=self.mother_name,
            spouse_name=self.spouse_name,
            province=self.lives_in.today,
            numbers=tuple(numbers),
        )

    def declared_numbers(self) -> tuple[str, ...]:
        return tuple(number for _, number in self.documents())

    def all_numbers(self) -> tuple[str, ...]:
        return tuple(number for number in (self.cccd, self.cmnd, self.passport) if number)

    def documents(self) -> list[tuple[str, str]]:
        """Kind and number of the papers that are declared."""
        if self.nationality != "VN":
            return [("passport", self.passport)]
        former = int(self.cccd[-2:]) >= 100 * NEW_CARD_ONLY
        return [("cccd", self.cccd)] + ([("cmnd", self.cmnd)] if self.cmnd and former else [])

    def subject(self) -> dict[str, Any]:
        """As the subject of a dossier (contracts section 2)."""
        return {
            "full_name": self.full_name,
            "other_names": list(self.other_names),
            "sex": self.sex,
            "date_of_birth": self.date_of_birth,
            "place_of_birth": self.place_of_birth,
            "nationality": self.nationality,
            "ethnicity": self.ethnicity,
            "documents": [{"kind": kind, "number": number} for kind, number in self.documents()],
            "permanent_address": {"province": self.lives_in.today, "commune": "", "line": ""},
            "temporary_address": None,
            "father": _relative(self.father_name),
            "mother": _relative(self.mother_name),
            "spouse": _relative(self.spouse_name),
        }


def chance(seed: int, number: int) -> Random:
    """The dice of one person."""
    return Random((seed << 40) ^ (number * _STRIDE))


def invent(seed: int, number: int) -> Invented:
    return invented(chance(seed, number).random)


def invented(draw: Draw) -> Invented:
    """A person by these dice."""
    word = words()
    if draw() < word.foreign_share:
        return _foreigner(draw)
    sex = "female" if draw() < WOMEN else "male"
    group = pick(word.groups, draw)
    born_in = pick(group.provinces if group else word.provinces, draw)
    year = _birth_year(draw)
    born, known = _birth_date(year, draw)
    father, mother = parents(group, born_in, year, draw)
    surname = (mother if draw() < SURNAME_OF_MOTHER else father).split(" ", 1)[0]
    if group and group.after:
        surname = group.surnames[sex == "female"]
    name = surname + " " + rest_of_name(group, sex, year, draw)
    home = born_in if draw() < NEIGHBOURLY - 0.2 else pick(word.provinces, draw)
    spouse = _spouse(group, home, year, sex, draw) if draw() < MARRIED and year < 2000 else ""
    return Invented(
        full_name=name,
        other_names=(alias(group, sex, surname, draw),) if draw() < ALIASES else (),
        sex=sex,
        date_of_birth=born,
        day_is_known=known,
        born_in=born_in,
        place_of_birth=_declared_place(born_in, draw),
        lives_in=home,
        nationality="VN",
        ethnicity=group.ethnicity if group else "Kinh",
        father_name=father,
        mother_name=mother,
        spouse_name=spouse,
        cccd=personal_number(born_in, sex, year, draw),
        cmnd=f"{home.cmnd}{int(draw() * 10_000_000):07}" if year < 2002 else "",
        passport=f"B{int(draw() * 10_000_000):07}" if draw() < PASSPORTS else "",
    )


def full_name(group: Group | None, province: Province, sex: str, year: int, draw: Draw) -> str:
    if group and group.after:
        surname = group.surnames[sex == "female"]
    elif group:
        surname = pick(group.surnames, draw)
    else:
        surname = pick(words().surnames[province.region], draw)
    return surname + " " + rest_of_name(group, sex, year, draw)


def rest_of_name(group: Group | None, sex: str, year: int, draw: Draw) -> str:
    """Middle and given name, after the fashion of the year of birth or of the group."""
    if group and group.after:
        return pick(group.givens[sex], draw) + " " + pick(group.after, draw)
    if group and draw() < NAMES_OF_THEIR_OWN:
        middle, given = pick(group.middles[sex], draw), pick(group.givens[sex], draw)
        return middle + " " + given if middle else given
    word = words()
    era = (year >= ERAS[0]) + (year >= ERAS[1])
    middle = pick(word.middles[sex][era], draw)
    given = pick(word.givens[sex][era], draw)
    while given == middle:
        given = pick(word.givens[sex][era], draw)
    if sex == "female" and draw() < word.thi[era]:
        middle = "Thị " + middle if middle else "Thị"
    return middle + " " + given if middle else given


def parents(group: Group | None, province: Province, year: int, draw: Draw) -> tuple[str, str]:
    """Father and mother, some twenty to forty years older."""
    father = full_name(group, province, "male", year - 22 - int(draw() * 16), draw)
    mother = full_name(group, province, "female", year - 19 - int(draw() * 16), draw)
    return father, mother


def alias(group: Group | None, sex: str, surname: str, draw: Draw) -> str:
    """Another name somebody goes by, or had before."""
    if draw() < 0.3:
        return pick(words().givens[sex][0], draw)
    return surname + " " + rest_of_name(group, sex, OLDEST_YEAR + int(draw() * 60), draw)


def personal_number(born_in: Province, sex: str, year: int, draw: Draw) -> str:
    """Twelve digits: place of birth, century and sex, year, six by chance (NĐ 137/2015 art 13)."""
    century = (year // 100 - 19) * 2 + (sex == "female")
    return f"0{born_in.code}{century}{year % 100:02}{int(draw() * 1_000_000):06}"


def sibling(person: Invented, dice: Random) -> Invented:
    """A brother or sister of theirs: the hardest of those who are not in the register."""
    other = invented(dice.random)
    while other.nationality != "VN":
        other = invented(dice.random)
    surname, rest = person.full_name.split(" ", 1)[0], other.full_name.split(" ", 1)[-1]
    year = int(person.date_of_birth[:4]) + dice.choice((-5, -4, -3, -2, -1, 1, 2, 3, 4, 5))
    return other._replace(
        full_name=f"{surname} {rest}",
        date_of_birth=f"{year}{other.date_of_birth[4:]}",
        born_in=person.born_in,
        place_of_birth=person.place_of_birth,
        father_name=person.father_name,
        mother_name=person.mother_name,
        ethnicity=person.ethnicity,
        cccd=personal_number(person.born_in, other.sex, year, dice.random),
    )


def only_year_share(year: int) -> float:
    """The share whose day of birth nobody wrote down: 12 % of the old, 3 % of the young."""
    return min(0.12, max(0.03, 0.03 + (1990 - year) * 0.0025))


def _birth_year(draw: Draw) -> int:
    """Most of those with a conviction were born between 1965 and 2000."""
    year = int(1981 + 26 * (draw() + draw() + draw() - 1.5))
    return year if year <= NEWEST_YEAR else 2 * NEWEST_YEAR - year


def _birth_date(year: int, draw: Draw) -> tuple[str, bool]:
    """The date on their papers, and whether it is the true one: 1 January stands for unknown."""
    if draw() < only_year_share(year):
        return (str(year) if draw() < ONLY_YEAR_ON_PAPERS else f"{year}-01-01"), False
    return f"{year}-{pick(_DAYS, draw)}", True


def _spouse(group: Group | None, home: Province, year: int, sex: str, draw: Draw) -> str:
    other = "male" if sex == "female" else "female"
    return full_name(group, home, other, year + int(draw() * 10) - 5, draw)


def _declared_place(province: Province, draw: Draw) -> str:
    style = draw()
    if style < 0.4:
        return province.name
    if style < 0.6:
        return province.full_name
    if style < 0.7:
        return province.name_today
    commune, district = pick(words().communes, draw), pick(words().districts, draw)
    return f"xã {commune}, huyện {district}, {province.full_name}"


def _foreigner(draw: Draw) -> Invented:
    nationality, surnames, names = pick(words().foreigners, draw)
    home = pick(words().provinces, draw)
    born, known = _birth_date(_birth_year(draw), draw)
    return Invented(
        full_name=f"{pick(surnames, draw)} {pick(names, draw)}",
        other_names=(),
        sex="female" if draw() < WOMEN else "male",
        date_of_birth=born,
        day_is_known=known,
        born_in=home,
        place_of_birth=nationality,
        lives_in=home,
        nationality=nationality,
        ethnicity="",
        father_name=f"{pick(surnames, draw)} {pick(names, draw)}",
        mother_name=f"{pick(surnames, draw)} {pick(names, draw)}",
        spouse_name="",
        cccd="",
        cmnd="",
        passport=f"{nationality[0]}{int(draw() * 100_000_000):08}",
    )


def _relative(name: str) -> dict[str, str] | None:
    return {"full_name": name} if name else None
