"""Which route a case takes and whom it asks, by the dated rules, and why not otherwise.

Pure: facts and rules in, an outcome with the trace of every rule out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

from regulations.shapes import AgencyLimit, TriageAddition, TriageRule, TriageRules
from regulations.terms import AgencyKind, LimitClass, Route
from verification.facts import Facts

# What the rules decided when a clerk decides otherwise.
OVERRULED = {"decided": "overruled"}


class RulesOfADay(Protocol):
    """What decides: a regime as it stands today, or the rules that were kept with a case."""

    @property
    def triage(self) -> TriageRules: ...

    @property
    def agencies(self) -> Mapping[AgencyKind, AgencyLimit]: ...


@dataclass(frozen=True)
class Ask:
    """One kind of agency to ask: within how many working days, and by which rule."""

    agency_kind: str
    working_days: int
    rule: str
    reason: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Line:
    """What became of one rule: `outcome` is decided, overruled, added, not_needed or not_met."""

    rule: str
    kind: str
    outcome: str
    held: tuple[str, ...]
    missing: tuple[str, ...]
    reason: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "held": list(self.held), "missing": list(self.missing)}


@dataclass(frozen=True)
class Outcome:
    """The route, whom to ask, and which limit.

    `limit` is what the law gives the office; `promised` what the applicant is told, which follows
    from their own declaration only, so that a longer date does not tell of a record.
    """

    route: Route
    asks: tuple[Ask, ...]
    limit: LimitClass
    promised: LimitClass
    trace: tuple[Line, ...]
    rules_version: str


def classify(facts: Facts, *, regime: RulesOfADay, urgent: bool = False) -> Outcome:
    """The first route that holds decides, each addition that holds adds (NĐ 111/2010 art 24-28;
    Law 28/2009 art 47)."""
    rules = regime.triage
    decisive = next(rule for rule in rules.route if _holds(rule, facts))
    return _outcome(decisive, facts, regime=regime, urgent=urgent)


def classify_as(
    route: Route, facts: Facts, *, reason: str, regime: RulesOfADay, urgent: bool = False
) -> Outcome:
    """The outcome when a clerk chooses the route; additions follow the facts all the same.

    The trace opens with the clerk's reason and keeps what the rules said.
    """
    example = next(rule for rule in regime.triage.route if rule.route == route)
    chosen = replace(example, key="override", when=(), vi=reason, en=reason)
    outcome = _outcome(chosen, facts, regime=regime, urgent=urgent)
    ruled = classify(facts, regime=regime, urgent=urgent)
    lines = (
        replace(line, outcome=OVERRULED.get(line.outcome, line.outcome)) for line in ruled.trace
    )
    return replace(outcome, trace=(_line("route", chosen, "decided", facts), *lines))


def _outcome(decisive: TriageRule, facts: Facts, *, regime: RulesOfADay, urgent: bool) -> Outcome:
    additions = [rule for rule in regime.triage.addition if _holds(rule, facts)]
    limits = {decisive.limit, *(rule.limit for rule in additions if rule.limit)}
    limit = LimitClass.EXTENDED if LimitClass.EXTENDED in limits else LimitClass.BASE
    return Outcome(
        route=decisive.route,
        asks=tuple(_asks([decisive, *additions], regime)),
        limit=LimitClass.URGENT if urgent else limit,
        promised=LimitClass.URGENT if urgent else decisive.limit,
        trace=tuple(_trace(decisive, facts, regime)),
        rules_version=regime.triage.version,
    )


def _asks(rules: list[TriageRule | TriageAddition], regime: RulesOfADay) -> Iterator[Ask]:
    """Each kind once, with the first rule that asks it."""
    asked: set[AgencyKind] = set()
    for rule in rules:
        for kind in rule.asks:
            if kind not in asked:
                asked.add(kind)
                yield Ask(kind.value, regime.agencies[kind].answer, rule.key, _both(rule))


def _trace(decisive: TriageRule, facts: Facts, regime: RulesOfADay) -> Iterator[Line]:
    for rule in regime.triage.route:
        outcome = "not_needed" if _holds(rule, facts) else "not_met"
        yield _line("route", rule, "decided" if rule is decisive else outcome, facts)
    for addition in regime.triage.addition:
        outcome = "added" if _holds(addition, facts) else "not_met"
        yield _line("addition", addition, outcome, facts)


def _line(kind: str, rule: TriageRule | TriageAddition, outcome: str, facts: Facts) -> Line:
    return Line(
        rule=rule.key,
        kind=kind,
        outcome=outcome,
        held=tuple(fact.value for fact in rule.when if facts.holds(fact)),
        missing=tuple(fact.value for fact in rule.when if not facts.holds(fact)),
        reason=_both(rule),
    )


def _holds(rule: TriageRule | TriageAddition, facts: Facts) -> bool:
    return all(facts.holds(fact) for fact in rule.when)


def _both(rule: TriageRule | TriageAddition) -> dict[str, str]:
    """The reason in both languages: stored now, read later by somebody in theirs."""
    return {"vi": rule.vi, "en": rule.en}
