"""How a judgment may be treated: without a record, as a minor's, automatically, or by a court.

What is not known leaves several ways open, and each is followed to its end: a fact that is missing
matters only where it changes the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import product
from typing import TypedDict

from common.dates import PartialDate
from records.expungement.facts import JudgmentFacts, OffenceFacts, acted_between
from records.expungement.rules import Column, PenalCode, Rules
from records.terms import Intent, MainPenalty, Severity

ORDER = tuple(Column)
SEVERITIES = tuple(Severity)
ASKED = ("ages", "intents", "severities", "courts")


class Reading(TypedDict):
    """By what an offence is placed, besides itself."""

    penalty: str
    code: PenalCode
    grown_up: int


@dataclass(frozen=True)
class Open:
    """What an offence may have been, as far as it is known."""

    ages: tuple[int, ...]
    intents: tuple[str, ...]
    severities: tuple[str, ...]
    courts: tuple[bool, ...]

    def combinations(self) -> Iterator[tuple[int, str, str, bool]]:
        return product(self.ages, self.intents, self.severities, self.courts)

    def options(self, name: str) -> Iterator[Open]:
        """The same with each possible answer to one question."""
        return (replace(self, **{name: (one,)}) for one in getattr(self, name))


def open_questions(
    judgment: JudgmentFacts, *, born: Sequence[PartialDate], rules: Rules
) -> tuple[Open, ...]:
    """Each offence with all that it may have been."""
    return tuple(
        Open(
            ages=_ages(offence, judgment, born=born, rules=rules),
            intents=(offence.intent,) if offence.intent else tuple(Intent),
            severities=_severities(offence, judgment, rules=rules),
            courts=_courts(offence, judgment, rules=rules),
        )
        for offence in judgment.crimes
    )


def columns_of(
    offences: Iterable[Open], *, penalty: str, code: PenalCode, grown_up: int
) -> frozenset[Column]:
    """The columns that the judgment may fall in; empty where its facts exclude each other.

    Of several offences the gravest column holds: one that a court must decide on takes the whole
    judgment with it (Penal Code 2015 art 73.2), and one with a record keeps it.
    """
    found = frozenset({Column.NEVER})
    for offence in offences:
        own = _columns_of_one(offence, penalty, code, grown_up)
        found = frozenset(max(pair, key=ORDER.index) for pair in product(found, own))
    return found


def missing(
    offences: Sequence[Open], *, penalty: str, code: PenalCode, grown_up: int
) -> tuple[str, ...]:
    """The facts that would leave fewer columns open if they were known."""
    asked: set[str] = set()
    for offence in offences:
        own = _columns_of_one(offence, penalty, code, grown_up)
        for name in ASKED:
            answered = [
                _columns_of_one(one, penalty, code, grown_up) for one in offence.options(name)
            ]
            if any(found < own for found in answered):
                asked.add(name)
    return tuple(name for name in ASKED if name in asked)


def never_articles(
    offences: Iterable[Open], *, penalty: str, code: PenalCode, grown_up: int
) -> tuple[str, ...]:
    """The articles by which these offences may leave no record."""
    found = (
        row.article
        for offence in offences
        for age, intent, severity, _court in offence.combinations()
        for row in code.never
        if row.holds(penalty=penalty, age=age, intent=intent, severity=severity)
    )
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4096)
def _columns_of_one(
    offence: Open, penalty: str, code: PenalCode, grown_up: int
) -> frozenset[Column]:
    """Never first (art 69.2, 107.1), then age (art 107.2), then the chapter (art 70, 71)."""
    found: set[Column] = set()
    for age, intent, severity, court in offence.combinations():
        if any(
            row.holds(penalty=penalty, age=age, intent=intent, severity=severity)
            for row in code.never
        ):
            found.add(Column.NEVER)
        elif age < grown_up:
            found.add(Column.JUVENILE)
        else:
            found.add(Column.COURT if court else Column.AUTOMATIC)
    return frozenset(found)


def _ages(
    offence: OffenceFacts, judgment: JudgmentFacts, *, born: Sequence[PartialDate], rules: Rules
) -> tuple[int, ...]:
    """Full years at the offence, by every birth date on record; those of age are one."""
    youngest, grown_up = rules.execution.youngest_age, rules.execution.grown_up_age
    if not born:
        return tuple(range(youngest, grown_up + 1))
    earliest, latest = acted_between(offence, judgment)
    found: set[int] = set()
    for birth in born:
        least = birth.least_age_on(max(earliest, birth.latest))
        greatest = grown_up if latest == date.max else birth.greatest_age_on(latest)
        found.update(range(max(youngest, least), min(grown_up, greatest) + 1))
        if least > grown_up:
            found.add(grown_up)
    return tuple(sorted(found))


def _severities(offence: OffenceFacts, judgment: JudgmentFacts, *, rules: Rules) -> tuple[str, ...]:
    """As written; otherwise at least as grave as the sentence for it shows (art 9)."""
    if offence.severity:
        return (offence.severity,)
    least = 0
    alone = len(judgment.crimes) == 1 and judgment.main_penalty == MainPenalty.IMPRISONMENT
    for step in rules.execution.gravest_term if alone else ():
        if (judgment.main_penalty_months or 0) > step.over_months:
            least = max(least, SEVERITIES.index(step.at_least))
    return SEVERITIES[least:]


def _courts(offence: OffenceFacts, judgment: JudgmentFacts, *, rules: Rules) -> tuple[bool, ...]:
    """Whether only a court expunges it, read in the code that the row names, or in each that the
    court may have applied."""
    named = rules.named(offence.code_of_law)
    codes = (named,) if named else _codes_applied(offence, judgment, rules=rules)
    found = {_is_courts(offence, code) for code in codes}
    return (False, True) if None in found else tuple(sorted(bool(one) for one in found))


def _is_courts(offence: OffenceFacts, code: PenalCode) -> bool | None:
    if offence.chapter:
        return offence.chapter in code.court_chapters
    if offence.articles:
        return any(code.is_courts(article) for article in offence.articles)
    return None


def _codes_applied(
    offence: OffenceFacts, judgment: JudgmentFacts, *, rules: Rules
) -> tuple[PenalCode, ...]:
    """The codes that the court can have applied: there when it pronounced, and not over when the
    act was done."""
    acted, _latest = acted_between(offence, judgment)
    pronounced = judgment.judgment_date or judgment.final_on or date.max
    return tuple(
        one for one in rules.for_act(acted) if one.first_day is None or one.first_day <= pronounced
    )
