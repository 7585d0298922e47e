"""Phân loại hồ sơ: the route of a case, by the rules or by a clerk who gives a reason.

A classification is stored with its facts and every rule that was looked at; the requests it needs
are prepared in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications import intake, workflow
from applications.models import Application, Event, State
from common.dates import VIETNAM
from common.refusals import FieldProblem, Invalid
from records.comparisons import Compared
from regulations import regimes
from regulations.shapes import Regime
from regulations.terms import Route
from verification import register, replies, requests
from verification.facts import Facts, Known, facts_from, facts_of
from verification.models import Classification
from verification.triage import Outcome, classify, classify_as

__all__ = [
    *("Facts", "Outcome", "classify", "classify_case", "facts_of", "is_behind"),
    *("reclassify", "renew", "replay"),
]


def classify_case(event: Event) -> None:
    """After `accept`: find the route, prepare the questions, and send the case on its way."""
    application = event.application
    machine = User.objects.machine()
    with transaction.atomic():
        _lock(application)
        if application.state != State.ACCEPTED:
            return
        facts = _facts(application)
        outcome = classify(facts, regime=_regime(application), urgent=application.is_urgent)
        classification = _store(application, facts, outcome, by=machine)
        requests.prepare(classification)
        _go_on(application, classification, step="classify", by=machine)


@transaction.atomic
def reclassify(application: Application, *, by: User, route: str, reason: str) -> Classification:
    """A clerk chooses the route and says why; what need not be asked any more is withdrawn."""
    workflow.hold(application, "reclassify", by=by)
    _refuse_bad_override(route, reason)
    facts = _facts(application)
    outcome = classify_as(
        Route(route),
        facts,
        reason=reason.strip(),
        regime=_regime(application),
        urgent=application.is_urgent,
    )
    classification = _store(application, facts, outcome, by=by, reason=reason.strip())
    requests.withdraw_unneeded(classification)
    requests.prepare(classification)
    _go_on(application, classification, step="reclassify", by=by)
    return classification


def is_behind(application: Application, *, found: Sequence[Compared]) -> bool:
    """Whether the newest classification rests on other records than the clerk left standing."""
    newest = Classification.objects.filter(application=application).last()
    if newest is None:
        return False
    stored = facts_from(newest.inputs).known
    known = register.known_of(application, on=_received_on(application), found=found)
    return (stored.records, stored.record_open) != (known.records, known.record_open)


@transaction.atomic
def renew(application: Application, *, by: User, found: Sequence[Compared]) -> Classification:
    """After the look-up's candidates were compared: the same rules, or the route that a clerk
    chose, over what is known now; who need not be asked any more is told so."""
    workflow.hold(application, "reclassify", by=by)
    reason = Classification.objects.filter(application=application).latest("number").reason
    facts, regime = _facts(application, found=found), _regime(application)
    urgent = application.is_urgent
    if reason:
        route = Route(application.route)
        outcome = classify_as(route, facts, reason=reason, regime=regime, urgent=urgent)
    else:
        outcome = classify(facts, regime=regime, urgent=urgent)
    classification = _store(application, facts, outcome, by=by, reason=reason)
    requests.withdraw_unneeded(classification)
    requests.prepare(classification)
    _go_on(application, classification, step="reclassify", by=by)
    return classification


def replay(classification: Classification) -> Outcome:
    """The outcome again, from the facts that were stored; `rules_version` tells whether the same
    rules were at hand."""
    regime = _regime(classification.application)
    facts = facts_from(classification.inputs)
    urgent = classification.application.is_urgent
    if classification.reason:
        route = Route(classification.route)
        reason = classification.reason
        return classify_as(route, facts, reason=reason, regime=regime, urgent=urgent)
    return classify(facts, regime=regime, urgent=urgent)


def _lock(application: Application) -> None:
    application.refresh_from_db(from_queryset=Application.objects.select_for_update())


def _facts(application: Application, *, found: Sequence[Compared] | None = None) -> Facts:
    on = _received_on(application)
    in_register = register.known_of(application, on=on, found=found)
    known = Known(
        earlier_certificate=in_register.earlier_certificate,
        records=in_register.records,
        record_open=in_register.record_open,
        police_unclear=replies.police_were_unclear(application),
    )
    return facts_of(intake.as_contract(application), on=on, known=known)


def _received_on(application: Application) -> date:
    """The day of receipt, by which provinces are counted."""
    if application.filed_on:
        return application.filed_on
    return (application.submitted_at or timezone.now()).astimezone(VIETNAM).date()


def _regime(application: Application) -> Regime:
    return regimes.regime_by_code(application.regime)


def _store(
    application: Application, facts: Facts, outcome: Outcome, *, by: User, reason: str = ""
) -> Classification:
    application.route = outcome.route.value
    application.save(update_fields=["route"])
    return Classification.objects.create(
        application=application,
        number=Classification.next_number(application),
        by=by,
        rules_version=outcome.rules_version,
        inputs=facts.as_json(),
        trace=[line.as_json() for line in outcome.trace],
        route=outcome.route.value,
        asks=[ask.as_json() for ask in outcome.asks],
        limit=outcome.limit.value,
        reason=reason,
    )


def _go_on(
    application: Application, classification: Classification, *, step: str, by: User
) -> None:
    """To verifying while an answer is waited for, otherwise straight to concluding."""
    waiting = application.verification_requests.open().exists()
    workflow.advance(
        application,
        step,
        by=by,
        to=State.VERIFYING if waiting else State.CONCLUDING,
        note=classification.reason,
        data={"classification": classification.number, "route": classification.route},
    )


def _refuse_bad_override(route: str, reason: str) -> None:
    if route not in list(Route):
        message = _("Hãy chọn một cách phân loại trong danh sách.")
        raise Invalid([FieldProblem("invalid", "route", message)])
    if not reason.strip():
        message = _("Hãy ghi lý do phân loại khác với quy tắc.")
        raise Invalid([FieldProblem("required", "reason", message)])
