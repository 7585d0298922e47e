"""Phân loại hồ sơ: the route of a case, by the rules or by a clerk who gives a reason.

A classification is stored with its facts and every rule that was looked at; the requests it needs
are prepared in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from applications import intake, workflow
from applications.models import Application, Event, State
from common.dates import VIETNAM
from common.refusals import FieldProblem, Invalid
from records.comparisons import Compared
from regulations import regimes
from regulations.shapes import Regime
from regulations.terms import Route
from verification import register, replies, requests, rule_sets
from verification.facts import Facts, Known, facts_from, facts_of
from verification.models import Agency, Classification
from verification.triage import Outcome, classify, classify_as

__all__ = [
    *("Facts", "Outcome", "ask", "ask_more", "classify", "classify_case", "facts_of", "is_behind"),
    *("latest", "reclassify", "renew"),
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
        outcome = _outcome(application, facts)
        classification = _store(application, facts, outcome, by=machine)
        note = ask(classification)
        _go_on(application, classification, step="classify", by=machine, note=note)


@transaction.atomic
def reclassify(application: Application, *, by: User, route: str, reason: str) -> Classification:
    """A clerk chooses the route and says why; what need not be asked any more is withdrawn."""
    workflow.hold(application, "reclassify", by=by)
    _refuse_bad_override(route, reason)
    facts = _facts(application)
    outcome = _outcome(application, facts, route=route, reason=reason.strip())
    classification = _store(application, facts, outcome, by=by, reason=reason.strip())
    requests.withdraw_unneeded(classification)
    note = ask(classification)
    _go_on(application, classification, step="reclassify", by=by, note=note)
    return classification


def is_behind(application: Application, *, found: Sequence[Compared]) -> bool:
    """Whether the newest classification rests on other records than the clerk left standing."""
    newest = latest(application)
    if newest is None:
        return False
    stored = facts_from(newest.inputs).known
    known = register.known_of(application, on=_received_on(application), found=found)
    return _of_the_register(stored) != _of_the_register(known)


@transaction.atomic
def renew(application: Application, *, by: User, found: Sequence[Compared]) -> Classification:
    """After the look-up's candidates were compared: the same rules, or the route that a clerk
    chose, over what is known now; who need not be asked any more is told so."""
    workflow.hold(application, "reclassify", by=by)
    facts = _facts(application, found=found)
    route, reason = _chosen_by_a_clerk(application)
    outcome = _outcome(application, facts, route=route, reason=reason)
    classification = _store(application, facts, outcome, by=by, reason=reason)
    requests.withdraw_unneeded(classification)
    note = ask(classification)
    _go_on(application, classification, step="reclassify", by=by, note=note)
    return classification


def ask_more(application: Application, *, by: User) -> Classification | None:
    """After an answer: the same route, and whom to ask besides by what is known now; nothing when
    that is what was known. Called while the dossier is locked.

    An answer never moves the route, and takes back none of its questions: that is a clerk's.
    """
    newest = latest(application)
    if newest is None:
        return None
    before, facts = facts_from(newest.inputs), _facts(application)
    certified = before.known.earlier_certificate
    facts = replace(facts, known=replace(facts.known, earlier_certificate=certified))
    if facts.known == before.known:
        return None
    route, reason = _chosen_by_a_clerk(application)
    outcome = _outcome(application, facts, route=route, reason=reason)
    return _store(application, facts, outcome, by=by, reason=reason)


def latest(application: Application) -> Classification | None:
    """The classification that counts."""
    return Classification.objects.filter(application=application).order_by("number").last()


def ask(classification: Classification) -> str:
    """Prepare the questions; what the clerk is to be told where an agency was never declared."""
    missing: list[str] = []
    requests.prepare(classification, missing=missing)
    if not missing:
        return ""
    named = ", ".join(str(Agency.Kind(kind).label) for kind in dict.fromkeys(missing))
    return _("Chưa khai báo cơ quan để hỏi: %(kinds)s.") % {"kinds": named}


def _lock(application: Application) -> None:
    application.refresh_from_db(from_queryset=Application.objects.select_for_update())


def _facts(application: Application, *, found: Sequence[Compared] | None = None) -> Facts:
    on = _received_on(application)
    in_register = register.known_of(application, on=on, found=found)
    courts = (*replies.courts_named(application), *in_register.courts)
    known = replace(
        in_register,
        hit=replies.found_a_record(application),
        answer_unclear=replies.could_not_say(application),
        courts=tuple(dict.fromkeys(courts)),
    )
    return facts_of(intake.as_contract(application), on=on, known=known)


def _of_the_register(known: Known) -> tuple[object, ...]:
    return (known.records, known.record_open, known.expungement_unproved)


def _chosen_by_a_clerk(application: Application) -> tuple[str, str]:
    """The route and the reason where a clerk overruled; both empty where the rules decided."""
    newest = Classification.objects.filter(application=application).latest("number")
    return (application.route, newest.reason) if newest.reason else ("", "")


def _outcome(
    application: Application, facts: Facts, *, route: str = "", reason: str = ""
) -> Outcome:
    """By the rules of the case's regime, which are kept; or with the route that a clerk chose."""
    regime, urgent = _regime(application), application.is_urgent
    rule_sets.keep(regime)
    if reason:
        return classify_as(Route(route), facts, reason=reason, regime=regime, urgent=urgent)
    return classify(facts, regime=regime, urgent=urgent)


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
        inputs={
            **facts.as_json(),
            "regime": application.regime,
            "urgent": application.is_urgent,
        },
        trace=[line.as_json() for line in outcome.trace],
        route=outcome.route.value,
        asks=[ask.as_json() for ask in outcome.asks],
        limit=outcome.limit.value,
        reason=reason,
    )


def _go_on(
    application: Application, classification: Classification, *, step: str, by: User, note: str
) -> None:
    """To verifying while an answer is waited for, otherwise straight to concluding."""
    waiting = application.verification_requests.open().exists()
    workflow.advance(
        application,
        step,
        by=by,
        to=State.VERIFYING if waiting else State.CONCLUDING,
        note="\n".join(filter(None, [classification.reason, note])),
        data={"classification": classification.number, "route": classification.route},
    )


def _refuse_bad_override(route: str, reason: str) -> None:
    if route not in list(Route):
        message = _("Hãy chọn một cách phân loại trong danh sách.")
        raise Invalid([FieldProblem("invalid", "route", message)])
    if not reason.strip():
        message = _("Hãy ghi lý do phân loại khác với quy tắc.")
        raise Invalid([FieldProblem("required", "reason", message)])
