"""Quotes: fee, day, route and papers for a declaration or a part of one; nothing is stored.

The public pre-check page, the clerk's preview and other systems ask here, so all give the same
answer as a real case would get.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from rest_framework import serializers

from applications import intake, whereabouts
from applications.declaration import DeclarationSerializer
from applications.models import Route
from common.dates import today
from common.refusals import FieldProblem
from regulations.calendar import due_on
from regulations.fees import Fee, fee_for
from regulations.filing import documents_needed
from regulations.models import office_calendar
from regulations.regimes import centre_is_competent, issuer_for, regime_for
from regulations.shapes import Regime
from verification.facts import Known, facts_of
from verification.triage import Outcome, classify


class QuoteSerializer(DeclarationSerializer):
    """A declaration in part, with when it would be received."""

    received_at = serializers.DateTimeField(required=False)
    previously_certified = serializers.CharField(max_length=60, required=False, allow_null=True)


class ProblemSerializer(serializers.Serializer):
    code = serializers.CharField()
    field = serializers.CharField()
    message = serializers.CharField()


class QuoteAnswerSerializer(serializers.Serializer):
    regime = serializers.CharField()
    issuer = serializers.CharField()
    fee = serializers.DictField()
    due_on = serializers.DateField()
    route = serializers.ChoiceField(choices=Route.choices)
    route_trace = serializers.ListField(child=serializers.DictField())
    agencies = serializers.ListField(child=serializers.CharField())
    documents_needed = serializers.ListField(child=serializers.CharField())
    problems = ProblemSerializer(many=True)


def quote(asked: dict[str, Any]) -> dict[str, Any]:
    """What a dossier like this would cost, when it would be due and whom it would be sent to."""
    received_on = _received_on(asked)
    declaration = {"certificate_type": 1, "channel": "online", **asked}
    regime = _regime(declaration, received_on=received_on)
    outcome = _outcome(declaration, received_on=received_on, regime=regime)
    request = intake.filing_request(declaration, day=received_on)
    problems = intake.rule_problems(declaration, day=received_on, regime=regime)
    limit = regime.limits[outcome.promised]
    return {
        "regime": regime.code,
        "issuer": _issuer(declaration, received_on=received_on, regime=regime),
        "fee": fee_json(_fee(declaration, paid_on=received_on)),
        "due_on": due_on(received_on, limit=limit, calendar=office_calendar()),
        "route": outcome.route,
        "route_trace": [line.as_json() for line in outcome.trace],
        "agencies": [ask.agency_kind for ask in outcome.asks],
        "documents_needed": [str(paper) for paper in documents_needed(regime, request)],
        "problems": [problem_json(problem) for problem in problems],
    }


def fee_json(fee: Fee) -> dict[str, Any]:
    return {
        "amount": fee.amount,
        "currency": fee.currency,
        "category": fee.category,
        "basis": str(fee.basis),
    }


def problem_json(problem: FieldProblem) -> dict[str, str]:
    return {"code": problem.code, "field": problem.field, "message": str(problem.message)}


def _received_on(asked: dict[str, Any]) -> date:
    received_at: datetime | None = asked.get("received_at")
    return timezone.localtime(received_at).date() if received_at else today()


def _regime(declaration: dict[str, Any], *, received_on: date) -> Regime:
    postmarked_on = (declaration.get("received") or {}).get("postmarked_on")
    return regime_for(received_on, setting=settings.REGIME, postmarked_on=postmarked_on)


def _outcome(declaration: dict[str, Any], *, received_on: date, regime: Regime) -> Outcome:
    known = Known(earlier_certificate=declaration.get("previously_certified") or "")
    facts = facts_of(declaration, on=received_on, known=known)
    urgent = bool((declaration.get("applicant") or {}).get("urgent"))
    return classify(facts, regime=regime, urgent=urgent)


def _fee(declaration: dict[str, Any], *, paid_on: date) -> Fee:
    return fee_for(
        category=declaration.get("fee_category", "standard"),
        copies=declaration.get("copies", 1),
        paid_on=paid_on,
        regime_setting=settings.REGIME,
        relation=(declaration.get("applicant") or {}).get("relation", "self"),
        channel=declaration["channel"],
    )


def _issuer(declaration: dict[str, Any], *, received_on: date, regime: Regime) -> str:
    centre = centre_is_competent(
        residence_unknown=whereabouts.residence_unknown(declaration),
        foreigner_left=whereabouts.foreigner_left(declaration),
    )
    province = intake.department().province
    return issuer_for(regime, province=province, on=received_on, centre=centre).name_vi
