"""Classifying past cases again: the same facts under the rules of their day, to the same end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from django.db.models import QuerySet

from regulations.terms import Route
from verification import rule_sets
from verification.facts import facts_from
from verification.models import Classification
from verification.rule_sets import Rules
from verification.triage import Outcome, classify, classify_as

ROWS_AT_A_TIME = 500


@dataclass(frozen=True)
class Replayed:
    """One classification made again; `differs` names what came out otherwise."""

    classification: Classification
    differs: tuple[str, ...]


def replay(
    classification: Classification, *, rules_of: Callable[[str, str], Rules] = rule_sets.kept
) -> Outcome:
    """The outcome again, from the facts that were stored and the rules that were kept."""
    inputs, application = classification.inputs, classification.application
    rules = rules_of(inputs.get("regime") or application.regime, classification.rules_version)
    facts = facts_from(inputs)
    urgent = inputs.get("urgent", application.is_urgent)
    if classification.reason:
        route, reason = Route(classification.route), classification.reason
        return classify_as(route, facts, reason=reason, regime=rules, urgent=urgent)
    return classify(facts, regime=rules, urgent=urgent)


def replayed(rows: QuerySet[Classification]) -> Iterator[Replayed]:
    """Each classification made again, one after another, with no more than a handful in memory."""
    rules_of = cache(rule_sets.kept)
    related = rows.select_related("application").order_by("pk")
    for classification in related.iterator(chunk_size=ROWS_AT_A_TIME):
        yield Replayed(classification, _again(classification, rules_of))


def _again(
    classification: Classification, rules_of: Callable[[str, str], Rules]
) -> tuple[str, ...]:
    try:
        outcome = replay(classification, rules_of=rules_of)
    except (LookupError, ValueError, TypeError) as error:
        return (f"cannot be made again: {type(error).__name__} {error}",)
    return tuple(differences(classification, outcome))


def differences(classification: Classification, outcome: Outcome) -> Iterator[str]:
    """What is not as it was stored: the route, whom to ask, the limit, or what a rule came to."""
    if outcome.route != classification.route:
        yield f"route: {classification.route} stored, {outcome.route} now"
    if outcome.limit != classification.limit:
        yield f"limit: {classification.limit} stored, {outcome.limit} now"
    if [ask.as_json() for ask in outcome.asks] != classification.asks:
        kinds = [ask.agency_kind for ask in outcome.asks]
        yield f"asks: {[ask['agency_kind'] for ask in classification.asks]} stored, {kinds} now"
    trace = [line.as_json() for line in outcome.trace]
    if trace != classification.trace:
        stored = classification.trace
        rules = [new["rule"] for old, new in zip(stored, trace, strict=False) if old != new]
        yield f"trace: {', '.join(rules) or 'another number of rules'}"
