"""The people of a generated register and those asked for, as rows that both scores compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, product
from typing import Any, NamedTuple

from benchmarks.register.corruptions import KINDS
from benchmarks.register.population import Population, Question
from records.matching.identity import Identity
from records.matching.keys import EVERYBODYS, Birth, Traits, hashed
from records.matching.names import Name
from records.matching.phonetics import ONE_TONE
from records.matching.score import sex_number

MOST_ROWS = 24  # of one person: names by birth dates, as in the match table
AS_THEY_COME, ALL_KINDS = "as they come", "all kinds"
STRANGERS, STRANGERS_BARE = "strangers", "strangers without numbers"
Row = dict[str, Any]


class Asked(NamedTuple):
    """Who is asked for, and which person of the register they are, if any."""

    identity: Identity
    group: str
    number: int | None
    kind: str = ""


def questions(population: Population, *, of_each: int, strangers: int) -> list[Asked]:
    """Applicants who have a record, under two mixtures of mistakes, and applicants who have none.

    As they come they give their numbers, of all kinds they give none; so the strangers are asked
    for twice. Whom only a number could find is shown whatever the score, and left out here.
    """
    step = max(1, _all_kinds(population) // of_each)
    every = islice(population.questions(), 0, None, step)
    known = [*_known(population.natural(of_each), AS_THEY_COME), *_known(every, ALL_KINDS)]
    unknown = list(population.strangers(strangers))
    return [
        *known,
        *(Asked(one.identity(numbers=one.declared_numbers()), STRANGERS, None) for one in unknown),
        *(Asked(one.identity(), STRANGERS_BARE, None) for one in unknown),
    ]


def _known(questions: Iterable[Question], group: str) -> Iterator[Asked]:
    for one in questions:
        if not one.kind.by_number:
            yield Asked(one.asked, group, one.number, one.kind.name)


def _all_kinds(population: Population) -> int:
    """How many questions there are of all kinds together."""
    return population.slots + population.pairs // 2 * len(KINDS)


def first(row: Row) -> bool:
    """Whether the row has the full name and the birth date, no other name or date."""
    return int(row["unique_id"]) % MOST_ROWS == 0


def whose(row: Row) -> int:
    return int(row["unique_id"]) // MOST_ROWS


def rows(number: int, traits: Traits) -> Iterator[Row]:
    """A row for each name with each birth date; empty is None, so that nothing equals nothing."""
    shared = {
        "sex": sex_number(traits.identity.sex) or None,
        "birthplace": traits.birthplace or None,
        "residence": traits.residence or None,
        **_relative("father", traits.fathers),
        **_relative("mother", traits.mothers),
        **_relative("spouse", traits.spouses),
        "numbers": list(traits.numbers),
        "near_numbers": sorted(hashed(_blurred(traits.numbers))),
        "lengths": sorted({len(number) for number in traits.numbers}),
    }
    pairs = product(traits.names, traits.births or (Birth(),))
    for at, (name, birth) in enumerate(islice(pairs, MOST_ROWS)):
        yield {"unique_id": number * MOST_ROWS + at, **_name(name), **_birth(birth), **shared}


def _name(name: Name) -> Row:
    return {
        "text": name.text,
        "tone": name.text.translate(ONE_TONE),
        "marked": name.marked,
        "bare": name.bare,
        "joined": name.joined,
        "chord": name.chord,
        "surname": name.surname,
        "given": name.given,
        "start": " ".join(name.sounds[:-1]),
        "words": len(name.words),
        "pattern": "% ".join(name.words),
        "syllables": sorted(set(name.sounds) - EVERYBODYS),
        "spellings": sorted(hashed(_with_gaps(name.joined))),
    }


def _birth(birth: Birth) -> Row:
    return {
        "year": birth.year or None,
        "month": birth.month,
        "day": birth.day,
        "month_day": birth.month_day or None,
        "born": birth.number if birth.day else None,
        "turned": birth.year * 10_000 + birth.day * 100 + birth.month if birth.day else None,
    }


def _relative(role: str, names: tuple[Name, ...]) -> Row:
    name = names[0] if names else None
    return {
        f"{role}_chord": name and name.chord,
        f"{role}_read": sorted(hashed(text for one in names for text in (one.chord, one.joined))),
        f"{role}_joined": name and name.joined,
        f"{role}_surname": name and name.surname,
        f"{role}_given": name and name.given,
        f"{role}_letters": name and name.letters,
    }


def _with_gaps(text: str) -> Iterator[str]:
    """The text, and it with one sign left out: two texts a slip apart have one in common."""
    yield text
    for at in range(len(text)):
        yield text[:at] + text[at + 1 :]


def _blurred(numbers: Iterable[str]) -> Iterator[str]:
    """One digit unread, or two beside each other in unknown order: as numbers a slip apart."""
    for number in numbers:
        for at in range(len(number)):
            pair = "".join(sorted(number[at : at + 2]))
            yield f"{number[:at]}?{number[at + 1 :]}"
            yield f"{number[:at]}({pair}){number[at + 2 :]}"
