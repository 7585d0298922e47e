"""The register over HTTP: what changed in the list of violations (contracts section 4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.acting import actor
from accounts.models import User
from common.dates import VIETNAM
from common.refusals import FieldProblem, Invalid, NotPermitted
from records.handing import Recipient
from records.models import Violation
from records.violation_rows import COLUMNS
from records.violations import AUTHORITIES, changes_since, hand_over

PAGE = 100
LONGEST_PURPOSE = 200
EARLIEST, LATEST = 1900, 9000
PURPOSE = _("Cơ quan nhận thông tin lấy các thay đổi qua giao diện kết nối")
# Of a withdrawn decision only what tells which one it was.
OF_WITHDRAWN = frozenset({"decision_no", "decision_date", "authority"})


class ViolationSerializer(serializers.Serializer):
    """One decision; a withdrawn one keeps its number, day and authority alone."""

    id = serializers.IntegerField()
    changed_at = serializers.DateTimeField(help_text="goes on here: `changed_since`")
    withdrawn = serializers.BooleanField()
    decision_no = serializers.CharField()
    decision_date = serializers.DateField()
    authority = serializers.CharField()
    violation = serializers.CharField(required=False)
    sanction = serializers.CharField(required=False)
    fine_vnd = serializers.IntegerField(required=False, allow_null=True)
    executed_on = serializers.DateField(required=False, allow_null=True)
    period_ends_on = serializers.DateField(required=False, allow_null=True)
    full_name = serializers.CharField(required=False)
    other_names = serializers.ListField(child=serializers.CharField(), required=False)
    sex = serializers.CharField(required=False)
    date_of_birth = serializers.CharField(required=False)
    place_of_birth = serializers.CharField(required=False)
    nationality = serializers.CharField(required=False)
    cccd = serializers.CharField(required=False)
    cmnd = serializers.CharField(required=False)
    passport = serializers.CharField(required=False)
    father_name = serializers.CharField(required=False)
    mother_name = serializers.CharField(required=False)
    spouse_name = serializers.CharField(required=False)
    province = serializers.CharField(required=False)
    address = serializers.CharField(required=False)


class ViolationPageSerializer(serializers.Serializer):
    results = ViolationSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    changed_until = serializers.CharField(
        allow_null=True, help_text="the next call's `changed_since`, now or later"
    )


class ViolationsView(APIView):
    """What changed, oldest first: for authorities that keep a copy of the list."""

    @extend_schema(
        operation_id="violations_changes",
        parameters=[
            OpenApiParameter("changed_since", OpenApiTypes.DATETIME, description="a day or time"),
            OpenApiParameter("purpose", OpenApiTypes.STR, description="kept with the hand-over"),
        ],
        responses=ViolationPageSerializer,
    )
    def get(self, request: Request) -> Response:
        by = actor(request)
        authority = _authority_of(by)
        since = _moment(request.query_params.get("changed_since", ""))
        to = Recipient(authority, _purpose(request.query_params.get("purpose", "")))
        rows = list(changes_since(since)[: PAGE + 1])
        handed = hand_over(rows[:PAGE], by=by, to=to, asked=_written(since) or "")
        until = handed[-1].changed_at if handed else since
        return Response(
            {
                "results": [violation_json(row) for row in handed],
                "next": _next_address(request, until) if len(rows) > PAGE else None,
                "changed_until": _written(until),
            }
        )


def violation_json(row: Violation) -> dict[str, Any]:
    told = {"id": row.pk, "changed_at": _written(row.changed_at), "withdrawn": row.withdrawn}
    names = OF_WITHDRAWN if row.withdrawn else COLUMNS
    return told | {name: getattr(row, name) for name in COLUMNS if name in names}


def _authority_of(by: User) -> str:
    if not by.has_role(*AUTHORITIES) or by.office is None:
        message = _("Bạn không có quyền nhận thông tin vi phạm hành chính.")
        raise NotPermitted(message, code="violations")
    return by.office.name


def _moment(text: str) -> datetime | None:
    """A time, or a day from its start in Viet Nam; a plus sign in an address arrives as a space."""
    if not text:
        return None
    for written in (text, text.replace(" ", "+")):
        try:
            moment = parse_datetime(written)
        except ValueError:
            continue
        if moment and EARLIEST <= moment.year <= LATEST:
            return moment.replace(tzinfo=VIETNAM) if is_naive(moment) else moment
    message = _("Không phải ngày giờ hợp lệ (dùng 2024-06-03 hoặc 2024-06-03T08:00:00+07:00).")
    raise Invalid([FieldProblem("invalid", "changed_since", message)])


def _purpose(text: str) -> str:
    if not text.isprintable() or len(text) > LONGEST_PURPOSE:
        message = _("Mục đích tối đa 200 ký tự, trên một dòng.")
        raise Invalid([FieldProblem("invalid", "purpose", message)])
    return text or str(PURPOSE)


def _written(moment: datetime | None) -> str | None:
    return moment.astimezone(VIETNAM).isoformat() if moment else None


def _next_address(request: Request, until: datetime | None) -> str:
    kept = {key: value for key, value in request.query_params.items() if key != "changed_since"}
    return f"{request.path}?{urlencode({**kept, 'changed_since': _written(until)})}"
