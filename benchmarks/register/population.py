"""Who is in a generated register, and the questions that should find them.

The first people of it are slots: each is written down with one kind of mistake, so many for each
kind; all others are written down as courts do, with holes only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from random import Random
from typing import NamedTuple

from benchmarks.register.corruptions import KINDS, Kind
from benchmarks.register.holes import Written, both
from benchmarks.register.people import Invented, invent, sibling
from records.matching.identity import Identity

MOST_PAIRS = 200  # of one kind, with the mistake in the record
SHARE_OF_SLOTS = 0.15  # at most, of a small register
OF_SLOTS, OF_STRANGERS, OF_QUESTIONS = 101, 202, 303  # added to the seed
TRIES = 1000


class Question(NamedTuple):
    """Who is asked for, and which person of the register they are."""

    asked: Identity
    number: int
    kind: Kind
    of_record: bool  # the mistake is in the record


@dataclass(frozen=True)
class Population:
    size: int
    seed: int = 1

    @property
    def pairs(self) -> int:
        return min(MOST_PAIRS, int(self.size * SHARE_OF_SLOTS / len(KINDS)))

    @property
    def slots(self) -> int:
        return self.pairs * len(KINDS)

    def person(self, number: int) -> tuple[Invented, Written]:
        """The truth and the row of one person, by number from 0."""
        if number >= self.slots:
            return both(self.seed, number)
        kind = KINDS[number % len(KINDS)]
        for attempt in count(number * TRIES):
            person, written = both(self.seed + OF_SLOTS, attempt)
            wrong = kind.corrupted(written.identity, Random(attempt))
            if wrong is not None:
                return person, written._replace(identity=wrong)
        raise AssertionError(kind.name)

    def questions(self, most: int = MOST_PAIRS) -> Iterator[Question]:
        """Two with the mistake in the record for each with the mistake in the question."""
        pairs = min(most, self.pairs)
        for number in range(pairs * len(KINDS)):
            kind = KINDS[number % len(KINDS)]
            person, _written = self.person(number)
            numbers = person.all_numbers() if kind.with_numbers else ()
            yield Question(person.identity(numbers=numbers), number, kind, of_record=True)
        for at, kind in enumerate(KINDS):
            dice = Random((self.seed + OF_QUESTIONS) * 1000 + at)
            for _pair in range(pairs // 2):
                yield self._question(kind, dice)

    def natural(self, how_many: int) -> Iterator[Question]:
        """Applicants with the numbers they declare; in one of four records something is wrong."""
        dice = Random(self.seed + OF_QUESTIONS)
        for _one in range(how_many):
            in_slots = dice.random() < 0.25
            number = dice.randrange(self.slots) if in_slots else self._somebody(dice)
            person, _written = self.person(number)
            asked = person.identity(numbers=person.declared_numbers())
            kind = KINDS[number % len(KINDS)] if in_slots else KINDS[0]
            yield Question(asked, number, kind, of_record=True)

    def strangers(self, how_many: int) -> Iterator[Invented]:
        """People of the same country who are not in the register."""
        for number in range(how_many):
            yield invent(self.seed + OF_STRANGERS, number)

    def siblings(self, how_many: int) -> Iterator[Invented]:
        """Brothers and sisters of people in the register, who are not in it themselves."""
        dice = Random(self.seed + OF_STRANGERS)
        while how_many:
            person, _written = self.person(self._somebody(dice))
            if person.nationality == "VN":
                how_many -= 1
                yield sibling(person, dice)

    def _question(self, kind: Kind, dice: Random) -> Question:
        while True:
            number = self._somebody(dice)
            person, written = self.person(number)
            if kind.by_number and not written.identity.numbers:
                continue
            numbers = written.identity.numbers or person.declared_numbers()
            asked = person.identity(numbers=numbers if kind.with_numbers else ())
            wrong = kind.corrupted(asked, dice)
            if wrong is not None:
                return Question(wrong, number, kind, of_record=False)

    def _somebody(self, dice: Random) -> int:
        return dice.randrange(self.slots, self.size)
