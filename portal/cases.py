"""Lists of cases for the API, and the shapes of its answers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from rest_framework import serializers
from rest_framework.request import Request

from accounts.acting import actor
from applications.models import ANSWERED, Application, Route, State
from applications.reading import state_as_read, states_read_as
from common.dates import today
from portal.case import reads_all

PAGE = 50


class CaseFilterSerializer(serializers.Serializer):
    state = serializers.ChoiceField(choices=State.choices, required=False, allow_blank=True)
    route = serializers.ChoiceField(choices=Route.choices, required=False, allow_blank=True)
    overdue = serializers.BooleanField(required=False, allow_null=True, default=None)
    q = serializers.CharField(required=False, max_length=100, allow_blank=True)
    after = serializers.IntegerField(required=False, min_value=0, help_text="from `next`")


class FeeSerializer(serializers.Serializer):
    amount = serializers.IntegerField()
    currency = serializers.CharField()
    category = serializers.CharField()
    basis = serializers.CharField()


class OpenedSerializer(serializers.Serializer):
    code = serializers.CharField()
    token = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    regime = serializers.CharField()
    fee = FeeSerializer(allow_null=True)
    payment_reference = serializers.CharField()
    allowed_steps = serializers.ListField(child=serializers.CharField())
    links = serializers.DictField(child=serializers.CharField())


class RequestRowSerializer(serializers.Serializer):
    agency = serializers.CharField()
    state = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)


class TimelineRowSerializer(serializers.Serializer):
    step = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    state = serializers.ChoiceField(choices=State.choices)
    at = serializers.DateTimeField()
    by = serializers.CharField(required=False)
    note = serializers.CharField(required=False)
    data = serializers.JSONField(required=False)  # type: ignore[assignment]


class CaseRowSerializer(serializers.Serializer):
    code = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    channel = serializers.CharField()
    certificate_type = serializers.IntegerField()
    due_on = serializers.DateField(allow_null=True)
    route = serializers.CharField(required=False)
    full_name = serializers.CharField(required=False)


class CasePageSerializer(serializers.Serializer):
    results = CaseRowSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class CaseSerializer(serializers.Serializer):
    """One case; `route`, `route_trace` and `requests` only for those who work on it."""

    code = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    regime = serializers.CharField()
    certificate_type = serializers.IntegerField()
    channel = serializers.CharField()
    route = serializers.CharField(required=False)
    route_trace = serializers.ListField(child=serializers.DictField(), required=False)
    requests = RequestRowSerializer(many=True, required=False)
    due_on = serializers.DateField(allow_null=True)
    payment = serializers.DictField(allow_null=True)
    certificate = serializers.DictField(allow_null=True)
    parcel = serializers.DictField(allow_null=True)
    timeline = TimelineRowSerializer(many=True)
    allowed_steps = serializers.ListField(child=serializers.CharField())


def page(
    found: QuerySet[Application], wanted: dict[str, Any], *, request: Request
) -> dict[str, Any]:
    """One page of the list, newest first, with the address of the next and no count."""
    staff = reads_all(actor(request))
    rows = list(_filtered(found, wanted, by_staff=staff)[: PAGE + 1])
    more = len(rows) > PAGE
    results = [case_row(row, by_staff=staff) for row in rows[:PAGE]]
    return {"results": results, "next": _next_address(request, rows[PAGE - 1]) if more else None}


def case_row(application: Application, *, by_staff: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "code": application.code,
        "state": state_as_read(application.state, by_staff=by_staff),
        "channel": application.channel,
        "certificate_type": application.certificate_type,
        "due_on": application.due_on,
    }
    if by_staff:
        row |= {"route": application.route, "full_name": application.full_name}
    return row


def _filtered(
    found: QuerySet[Application], wanted: dict[str, Any], *, by_staff: bool
) -> QuerySet[Application]:
    if wanted.get("after"):
        found = found.filter(pk__lt=wanted["after"])
    if wanted.get("state"):
        found = found.filter(state__in=states_read_as(wanted["state"], by_staff=by_staff))
    if wanted.get("route") and by_staff:
        found = found.filter(route=wanted["route"])
    if wanted.get("overdue") is not None:
        late = Q(due_on__lt=today()) & ~Q(state__in=ANSWERED)
        found = found.filter(late) if wanted["overdue"] else found.exclude(late)
    if wanted.get("q"):
        found = found.filter(Q(code__icontains=wanted["q"]) | Q(full_name__icontains=wanted["q"]))
    return found.order_by("-pk")


def _next_address(request: Request, last: Application) -> str:
    kept = {key: value for key, value in request.query_params.items() if key != "after"}
    return f"{request.path}?{urlencode({**kept, 'after': last.pk})}"
