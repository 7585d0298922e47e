"""Whether and since when a judgment no longer counts (Penal Code 2015 art 69 to 73, 107).

A pure function over values. What is not known leaves several cases open; each is decided, and only
where all of them come to the same state is there a result. So a missing fact matters exactly where
it can change the outcome, and is then named: "cannot be decided, because ...".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from common.dates import PartialDate
from records.expungement import clock, columns, wording
from records.expungement.clock import NOT_DONE, Reached
from records.expungement.facts import JudgmentFacts, acted_between
from records.expungement.outcome import Case, Decision, Outcome, State, Unconfirmed
from records.expungement.rules import Column, PenalCode, Rules, rules
from records.terms import CodeOfLaw, MainPenalty


def decide(
    judgment: JudgmentFacts,
    others: Sequence[JudgmentFacts],
    *,
    as_of: date,
    born: Sequence[PartialDate] = (),
    explain: bool = True,
) -> Decision:
    """The state of a judgment on a day, given all other judgments of the same person.

    Events after the day are taken as they are written, so that a later day never takes an
    expungement back. `born` holds every birth date on record. A run over the whole register does
    without the explanation, which is half of the cost.
    """
    if judgment.expunged_on:
        return _recorded(judgment, as_of=as_of)
    wrong = clock.contradictions(judgment, rules=rules())
    if wrong:
        return _undecidable([wording.contradiction(name) for name in wrong])
    offences = columns.open_questions(judgment, born=born, rules=rules())
    asked = _Question(judgment, tuple(others), as_of, offences, rules())
    possible = columns.columns_of(offences, **asked.reading)
    if not possible:
        return _undecidable([wording.contradiction("age")])
    if not judgment.main_penalty and possible != {Column.NEVER}:
        return _undecidable([wording.missing("main_penalty")])
    outcomes = {case: asked.outcome(case) for case in asked.cases(possible)}
    return _concluded(asked, outcomes, explain=explain)


@dataclass(frozen=True)
class _Question:
    judgment: JudgmentFacts
    others: tuple[JudgmentFacts, ...]
    as_of: date
    offences: tuple[columns.Open, ...]
    rules: Rules

    @property
    def reading(self) -> columns.Reading:
        return {
            "penalty": self.judgment.main_penalty,
            "code": self.rules.newest,
            "grown_up": self.rules.execution.grown_up_age,
        }

    def cases(self, possible: frozenset[Column]) -> list[Case]:
        """Every way that the unknown facts leave open; almost always one."""
        in_order = sorted(possible, key=columns.ORDER.index)
        caution = (False, True) if self.others else (False,)
        return [Case(*one) for one in product(in_order, self._months(), self._acted(), caution)]

    def outcome(self, case: Case) -> Outcome:
        """The state by the code that is mildest to the person (art 7.3); where two give the same
        day, or none gives one, the newest is named."""
        if case.column == Column.NEVER:
            return Outcome(State.NEVER_COUNTED, None, case.column)
        by_code = sorted(
            (self._reached(code, case) for code in self.rules.for_act(case.acted_on)),
            key=lambda one: one.on or NOT_DONE,
        )
        day = by_code[0].on
        return Outcome(self._state(case.column, day), day, case.column, tuple(by_code))

    def _state(self, column: Column, day: date | None) -> State:
        if column == Column.COURT:
            return State.COURT_DECISION_NEEDED
        if day is None:
            return State.UNDECIDABLE
        return State.EXPUNGED if day <= self.as_of else State.NOT_YET

    def _reached(self, code: PenalCode, case: Case) -> Reached:
        return clock.reached(
            self.judgment,
            self.others,
            code=code,
            period=code.period_for(
                case.column, penalty=self.judgment.main_penalty, months=case.months
            ),
            cautious=case.cautious,
            rules=self.rules,
        )

    def _months(self) -> tuple[int, ...]:
        """The term; of an unknown one, a term of each class that some code knows."""
        known = self.judgment.main_penalty_months
        if known is not None or self.judgment.main_penalty != MainPenalty.IMPRISONMENT:
            return (known or 0,)
        rows = [row for code in self.rules.codes for row in code.period]
        ends = sorted({row.up_to_months for row in rows if row.up_to_months})
        return (*ends, ends[-1] + 1)

    def _acted(self) -> tuple[date, ...]:
        """The day that tells which codes reach the acts, that of the last one; two days where it
        is not known and they differ in that."""
        acts = [acted_between(one, self.judgment) for one in self.judgment.crimes]
        first, last = max(act[0] for act in acts), max(act[1] for act in acts)
        same = self.rules.for_act(first) == self.rules.for_act(last)
        return (last,) if same else (first, last)


def _concluded(asked: _Question, outcomes: Mapping[Case, Outcome], *, explain: bool) -> Decision:
    """One result out of all open cases: the same state, and of its days the latest.

    "Never counted" beside "expunged" is expunged: from its day on nothing counts in either case.
    """
    states = {outcome.state for outcome in outcomes.values()}
    agreed = len(states) == 1 or states == {State.NEVER_COUNTED, State.EXPUNGED}
    if not agreed or State.UNDECIDABLE in states:
        return _undecidable(_reasons(asked, outcomes))
    latest = max(outcomes.values(), key=lambda one: (bool(one.by_code), one.on or NOT_DONE))
    unconfirmed = _unconfirmed(asked, latest)
    told = wording.told(
        asked.judgment,
        latest,
        never=columns.never_articles(asked.offences, **asked.reading),
        unconfirmed=unconfirmed,
        rules=asked.rules,
    )
    day = None if latest.on == NOT_DONE else latest.on
    steps = wording.steps(asked.judgment, latest, rules=asked.rules) if explain else ()
    return Decision(latest.state, day, told.ground, told.article, tuple(steps), bool(unconfirmed))


def _reasons(asked: _Question, outcomes: Mapping[Case, Outcome]) -> list[str]:
    """The facts that keep the cases apart, and those that leave one of them without a day."""
    names: list[str] = []
    if _matters(outcomes, "column"):
        names += columns.missing(asked.offences, **asked.reading)
    if _matters(outcomes, "months"):
        names.append("main_penalty_months")
    if _matters(outcomes, "acted_on"):
        names.append("offence_date")
    found = [wording.missing(name) for name in names]
    if _matters(outcomes, "cautious"):
        found += wording.doubtful_offences(outcomes.values())
    for outcome in outcomes.values():
        if outcome.state == State.UNDECIDABLE:
            found += wording.not_counted(asked.judgment, outcome, rules=asked.rules)
    return list(dict.fromkeys(found))


def _matters(outcomes: Mapping[Case, Outcome], name: str) -> bool:
    """Whether the state changes where nothing but this changes."""
    at = Case._fields.index(name)
    groups: dict[tuple[object, ...], set[State]] = defaultdict(set)
    for case, outcome in outcomes.items():
        groups[case[:at] + case[at + 1 :]].add(outcome.state)
    return any(len(states) > 1 for states in groups.values())


def _unconfirmed(asked: _Question, outcome: Outcome) -> Unconfirmed | None:
    """The code of 1985 was taken from secondary sources, and the rows for minors may have changed
    with the Juvenile Justice Law."""
    first = outcome.by_code[0].code if outcome.by_code else asked.rules.newest
    applied = any(one.code_of_law == CodeOfLaw.Y1985 for one in asked.judgment.offences)
    if applied or not first.confirmed:
        return Unconfirmed.CODE_OF_1985
    since = asked.rules.newest.juveniles_unconfirmed_from
    minor = any(min(one.ages) < asked.rules.execution.grown_up_age for one in asked.offences)
    acts = [acted_between(one, asked.judgment)[1] for one in asked.judgment.crimes]
    return Unconfirmed.MINORS if since and minor and max(acts) >= since else None


def _recorded(judgment: JudgmentFacts, *, as_of: date) -> Decision:
    """What a court or a clerk has put down stands."""
    state = State.EXPUNGED if (judgment.expunged_on or as_of) <= as_of else State.NOT_YET
    told = wording.recorded(judgment)
    return Decision(state, judgment.expunged_on, told.ground, told.article, ())


def _undecidable(reasons: Sequence[str]) -> Decision:
    told = wording.undecidable(reasons)
    return Decision(State.UNDECIDABLE, None, told.ground, told.article, ())
