"""What a register holds of a person: less than the truth, in the words of its time.

The shares are those of the study: 22 % without any number, 48 % with a 9-digit number only, 17 %
that lack a parent, 3 to 12 % with a year of birth only, by age.
"""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from benchmarks.register.people import Invented, chance, invented
from benchmarks.register.words import Draw, Province, pick, words
from records.matching.identity import Identity

NO_NUMBER, ONLY_CMND = 0.22, 0.53  # of those old enough to have had one: 48 % of all
FORMER_KEPT = 0.3  # of those with a 12-digit number, the 9-digit one as well
PASSPORT_KEPT = 0.5
NO_FATHER, NO_MOTHER, NEITHER = 0.07, 0.04, 0.06
SPOUSE_KEPT = 0.35
NO_PLACE, NO_SEX, NO_PROVINCE = 0.05, 0.01, 0.04
ALIAS_KEPT = 0.6
DAY_LOST = 0.01  # a day that was known and yet not written down
HOME_THEN = 0.75  # still lives where they lived when judged


class Written(NamedTuple):
    """One row of the register."""

    identity: Identity
    kinds: tuple[str, ...]  # of the numbers, in their order
    nationality: str
    address: str


def written(person: Invented, draw: Draw) -> Written:
    """The person as a court wrote them down."""
    numbers = _numbers(person, draw)
    home = person.lives_in if draw() < HOME_THEN else pick(words().provinces, draw)
    father, mother = _parents(person, draw)
    place = "" if draw() < NO_PLACE else place_text(person.born_in, draw)
    identity = Identity(
        full_name=person.full_name,
        other_names=person.other_names if draw() < ALIAS_KEPT else (),
        sex="" if draw() < NO_SEX else person.sex,
        date_of_birth=_date(person, draw),
        place_of_birth=place if person.nationality == "VN" else person.place_of_birth,
        father_name=father,
        mother_name=mother,
        spouse_name=person.spouse_name if draw() < SPOUSE_KEPT else "",
        province="" if draw() < NO_PROVINCE else home.code,
        numbers=tuple(number for _, number in numbers),
    )
    kinds = tuple(kind for kind, _ in numbers)
    return Written(identity, kinds, person.nationality, place_text(home, draw))


def both(seed: int, number: int) -> tuple[Invented, Written]:
    """A person and their row in the register."""
    draw = chance(seed, number).random
    person = invented(draw)
    return person, written(person, draw)


def place_text(province: Province, draw: Draw) -> str:
    """A place as one writes it: in full, in short, by an old name, by the name of today."""
    word, style = words(), draw()
    name = province.name
    if province.also and draw() < 0.35:
        name = pick(province.also, draw)
    if style < 0.3:
        return name
    if style < 0.4:
        return province.full_name
    commune, district = pick(word.communes, draw), pick(word.districts, draw)
    if style < 0.55:
        return f"{commune}, {district}, {name}"
    if style < 0.7:
        return f"Xã {commune}, huyện {district}, {province.full_name}"
    if style < 0.78:
        return f"{commune} - {district} - {name}"
    if style < 0.84:
        return f"X. {commune}, H. {district}, T. {name}"
    if style < 0.88:
        return f"xã {commune}, {province.name_today}"
    if style < 0.92:
        return f"{district}, {name}".upper()
    line = f"{1 + int(draw() * 400)} {pick(word.streets, draw)}"
    return f"{line}, P. {commune}, Q. {district}, {name}"


def different_home(identity: Identity, dice: Random) -> Province:
    """A province that neither the home nor the text of the birthplace names."""
    while True:
        province = dice.choice(words().provinces)
        named = (province.name, province.name_today, *province.also)
        if identity.province not in (province.code, province.today) and not any(
            name in identity.place_of_birth for name in named
        ):
            return province


def _numbers(person: Invented, draw: Draw) -> list[tuple[str, str]]:
    kind, former, travelled = draw(), draw(), draw()
    if kind < NO_NUMBER:
        return []
    kept = []
    if person.cccd and (kind >= NO_NUMBER + ONLY_CMND or not person.cmnd):
        kept.append(("cccd", person.cccd))
    if person.cmnd and (not kept or former < FORMER_KEPT):
        kept.append(("cmnd", person.cmnd))
    if person.passport and travelled < PASSPORT_KEPT:
        kept.append(("passport", person.passport))
    return kept


def _parents(person: Invented, draw: Draw) -> tuple[str, str]:
    missing = draw()
    if missing < NO_FATHER:
        return "", person.mother_name
    if missing < NO_FATHER + NO_MOTHER:
        return person.father_name, ""
    if missing < NO_FATHER + NO_MOTHER + NEITHER:
        return "", ""
    return person.father_name, person.mother_name


def _date(person: Invented, draw: Draw) -> str:
    lost = draw() < DAY_LOST
    if not person.day_is_known or lost:
        return person.date_of_birth[:4]
    return person.date_of_birth
