"""Expungement asked of the people of the register: one person, or all of them in a stream."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from common.dates import PartialDate
from records.expungement.decision import decide
from records.expungement.facts import (
    COLUMNS,
    JudgmentFacts,
    digest,
    facts_of,
    partial_date,
)
from records.expungement.outcome import Decision
from records.models import Judgment, Person

AT_A_TIME = 1000


@dataclass(frozen=True)
class Judged:
    """A judgment with all that its expungement hangs on."""

    person: Person
    judgment: Judgment
    facts: JudgmentFacts
    others: tuple[JudgmentFacts, ...]
    born: tuple[PartialDate, ...]

    def decision(self, as_of: date, *, explain: bool = True) -> Decision:
        return decide(self.facts, self.others, as_of=as_of, born=self.born, explain=explain)

    @property
    def digest(self) -> str:
        return digest(self.facts, self.others, born=self.born)


def for_person(person: Person, as_of: date) -> list[tuple[Judgment, Decision]]:
    """Each judgment of a person with its state on a day, in order of time."""
    found = Person.objects.filter(pk=person.pk)
    return [(one.judgment, one.decision(as_of)) for one in judged(found)]


def judged(people: QuerySet[Person]) -> Iterator[Judged]:
    """Every judgment of these people, some people at a time: memory does not grow with them."""
    judgments = Judgment.objects.only("person_id", *COLUMNS).prefetch_related("offences")
    rows = people.only("record_code", "date_of_birth", "other_birth_dates").prefetch_related(
        Prefetch("judgments", judgments)
    )
    for person in rows.iterator(chunk_size=AT_A_TIME):
        yield from _of_one(person)


def _of_one(person: Person) -> Iterator[Judged]:
    born = tuple(day for day in map(partial_date, person.birth_dates) if day)
    rows = [(judgment, facts_of(judgment)) for judgment in person.judgments.all()]
    for judgment, facts in rows:
        others = tuple(other for row, other in rows if row is not judgment)
        yield Judged(person, judgment, facts, others, born)
