"""How much speaks for two papers being about one person (Fellegi and Sunter), field by field.

Each field is compared to a level, each level has its bits (`weights.toml`), and the bits add up.
The levels are kept, so that a clerk reads why. The database knows an upper bound of the same sum
(`search.py`): a change of a level here must stay under it, which a test holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import OSA

from records.matching.keys import NEW_YEAR, Birth, Traits
from records.matching.names import Name
from records.matching.phonetics import ONE_TONE
from records.matching.rarity import (
    rarity,
    rarity_of_ends,
    rarity_of_start,
    rarity_within_family,
)
from records.matching.weights import weights

SHORTEST_FOR_A_SLIP = 5  # letters of a whole name; Lê Ân and Lê An differ by more than a slip
MOST_LETTERS_APART = 4


class Level(NamedTuple):
    """How far one field agrees, and what that says."""

    name: str
    bits: float


UNKNOWN = Level("", 0.0)


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of the match table: one name and one birth date of a record."""

    name: Name
    is_alias: bool
    birth: Birth
    sex: int
    birthplace: int
    residence: int
    father: Name | None
    mother: Name | None
    spouse: Name | None
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found when a record was held against a question."""

    levels: dict[str, Level]
    bits: float
    always: bool


def compare(record: Record, question: Traits) -> Comparison:
    """Every field's level, the sum, and whether it is shown whatever the sum."""
    table = weights()
    name, alias_asked = _best_name(record.name, question)
    levels = {
        "name": name,
        "birth": _best_birth(record.birth, question.births),
        "sex": _equal(record.sex, sex_number(question.identity.sex), table.sex),
        "birthplace": _equal(record.birthplace, question.birthplace, table.birthplace),
        "residence": _equal(record.residence, question.residence, table.residence),
        "father": _best_parent(record.father, question.fathers, "father"),
        "mother": _best_parent(record.mother, question.mothers, "mother"),
        "spouse": _best_spouse(record.spouse, question.spouses),
        "number": _best_number(record.numbers, question.numbers),
    }
    bits = sum(level.bits for level in levels.values())
    always = _always(levels, record, question, alias=record.is_alias or alias_asked)
    return Comparison(levels, bits, always)


def sex_number(sex: str) -> int:
    return {"male": 1, "female": 2}.get(sex, 0)


def compare_names(one: Name, other: Name) -> Level:
    """The highest level that holds."""
    table = weights().name
    if one.bare == other.bare:
        level = _marks(one, other)
        return Level(level, _rare(one, other) + table[level])
    if one.joined == other.joined:
        return Level("glued", _rare(one, other) + table["glued"])
    if one.chord == other.chord:
        return Level("sounds", _rare(one, other) + table["sounds"])
    slips = OSA.distance(one.joined, other.joined, score_cutoff=2)
    if slips <= 1 and min(len(one.joined), len(other.joined)) >= SHORTEST_FOR_A_SLIP:
        return Level("slip", slip_bits(min(rarity(one), rarity(other))))
    if one.surname == other.surname and one.given == other.given:
        return Level("ends", ends_bits(min(rarity_of_ends(one), rarity_of_ends(other))))
    return _faint(one, other, slips=slips)


def slip_bits(rare: float) -> float:
    """What a name one slip away says: the rarer the name, the less likely is such a neighbour."""
    table = weights().name
    return min(table["slip_most"], max(table["slip_least"], rare - table["slip_cost"]))


def ends_bits(rare: float) -> float:
    """What surname and given name say without what is between them."""
    table = weights().name
    return min(table["ends_most"], max(table["ends_least"], rare - table["ends_cost"]))


def start_bits(rare: float) -> float:
    """What surname and middle name say under another given name."""
    table = weights().name
    return min(table["start_most"], max(table["start_least"], rare - table["start_cost"]))


def compare_births(one: Birth, other: Birth) -> Level:
    """Two birth dates; a year not known says nothing."""
    if not one.year or not other.year:
        return UNKNOWN
    level = _birth_level(one, other)
    return Level(level, weights().birth[level])


def _best_name(record: Name, question: Traits) -> tuple[Level, bool]:
    """The best of all the names asked for, and whether that one was an alias."""
    best, alias = Level("other", weights().name["other"]), False
    for at, name in enumerate(question.names):
        level = compare_names(record, name)
        if level.bits > best.bits:
            best, alias = level, at >= question.own_names
    return best, alias


def _marks(one: Name, other: Name) -> str:
    if one.text == other.text:
        return "same"
    if not one.marked or not other.marked:
        return "bare"
    sound_alike = one.text.translate(ONE_TONE) == other.text.translate(ONE_TONE)
    return "bare" if sound_alike else "marks"


def _rare(one: Name, other: Name) -> float:
    table = weights().name
    return min(table["most"], max(table["least"], min(rarity(one), rarity(other))))


def _faint(one: Name, other: Name, *, slips: int) -> Level:
    table = weights().name
    if _initials(one.words, other.words) or _initials(other.words, one.words):
        return Level("initials", table["initials"])
    if slips <= 2:
        return Level("slips", table["slips"])
    if one.given == other.given:
        return Level("given", table["given"])
    if len(one.sounds) > 2 and one.sounds[:-1] == other.sounds[:-1]:
        return Level("start", start_bits(min(rarity_of_start(one), rarity_of_start(other))))
    return Level("other", table["other"])


def _initials(short: Sequence[str], whole: Sequence[str]) -> bool:
    """Ng. V. Hùng, N V Hùng: the given name whole, the others opened alike and cut."""
    if len(short) != len(whole) or len(short) < 2 or short[-1] != whole[-1]:
        return False
    return all(word.startswith(cut) for cut, word in zip(short, whole, strict=True))


def _birth_level(one: Birth, other: Birth) -> str:
    years = abs(one.year - other.year)
    if not (one.day and other.day):
        return _partly_known(one, other, years)
    if years == 0:
        return _same_year(one, other)
    if one.month_day == other.month_day:
        return "year_beside" if years == 1 else "day"
    return "near" if years == 1 else "other"


def _same_year(one: Birth, other: Birth) -> str:
    if one == other:
        return "same"
    if (one.month, one.day) == (other.day, other.month):
        return "swapped"
    if NEW_YEAR in (one.month_day, other.month_day):
        return "year_only"
    return "part" if one.month == other.month or one.day == other.day else "year"


def _partly_known(one: Birth, other: Birth, years: int) -> str:
    if years > 1:
        return "other"
    if years == 1:
        return "near"
    months_differ = one.month and other.month and one.month != other.month
    return "year" if months_differ else "year_only"


def _best_birth(record: Birth, births: Sequence[Birth]) -> Level:
    levels = [compare_births(record, birth) for birth in births]
    return max(levels, key=lambda level: level.bits, default=UNKNOWN)


def _equal(one: int, other: int, table: dict[str, float]) -> Level:
    if not one or not other:
        return UNKNOWN
    level = "same" if one == other else "other"
    return Level(level, table[level])


def _best_parent(record: Name | None, asked: Sequence[Name], parent: str) -> Level:
    if record is None or not asked:
        return UNKNOWN
    levels = [_parent(record, name, parent) for name in asked]
    return max(levels, key=lambda level: level.bits)


def _parent(one: Name, other: Name, parent: str) -> Level:
    table: dict[str, float] = getattr(weights(), parent)
    if one.chord == other.chord or one.joined == other.joined:
        return Level("same", min(relative_bits(one, parent), relative_bits(other, parent)))
    if _nearly(one, other):
        return Level("close", table["close"])
    return Level("other", table["other"])


def relative_bits(name: Name, relative: str) -> float:
    """What it says that father, mother or spouse have this name too; the father's surname nothing,
    since the child has it anyway."""
    table: dict[str, float] = getattr(weights(), relative)
    rare = rarity_within_family(name) if relative == "father" else rarity(name)
    return min(table["most"], max(table["least"], rare))


def _best_spouse(record: Name | None, asked: Sequence[Name]) -> Level:
    if record is None or not asked:
        return UNKNOWN
    same = [relative_bits(name, "spouse") for name in asked if name.chord == record.chord]
    if not same:
        return Level("other", weights().spouse["other"])
    return Level("same", min(max(same), relative_bits(record, "spouse")))


def _nearly(one: Name, other: Name) -> bool:
    if (one.letters ^ other.letters).bit_count() > MOST_LETTERS_APART:
        return False  # the database's bound looks no further
    if one.surname == other.surname and one.given == other.given:
        return True
    return bool(OSA.distance(one.joined, other.joined, score_cutoff=1) <= 1)


def _best_number(record: Sequence[str], asked: Sequence[str]) -> Level:
    table = weights().number
    if not record or not asked:
        return UNKNOWN
    if not set(record).isdisjoint(asked):
        return Level("same", table["same"])
    if any(number_slip(one, other) for one in record for other in asked):
        return Level("slip", table["slip"])
    lengths = {len(number) for number in asked}
    if any(len(number) in lengths for number in record):
        return Level("other", table["other"])
    return UNKNOWN


def number_slip(one: str, other: str) -> bool:
    """One digit wrong, left out or written twice, or two swapped."""
    return bool(OSA.distance(one, other, score_cutoff=1) <= 1)


def _always(levels: dict[str, Level], record: Record, question: Traits, *, alias: bool) -> bool:
    """What a clerk sees whatever the score: no weighing may hide it."""
    name, birth = levels["name"].name, levels["birth"].name
    if levels["number"].name in ("same", "slip"):
        return True
    same_name = name in ("same", "bare", "glued")
    if same_name and birth == "same":
        return True
    if alias and same_name and birth in ("swapped", "year_beside", "year_only"):
        return True
    both_parents = levels["father"].name == levels["mother"].name == "same"
    same_year = any(record.birth.year == one.year for one in question.births)
    return both_parents and same_year
