"""Việc hôm nay: what waits for this person, what presses, and what the machine could not do."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import DEPARTMENT_ROLES, Role, User
from applications.models import Application
from certificates import alarms
from common.dates import today
from portal.desk import agency_chasing, days, stopped, worklists

DAYS_AHEAD = 14
MOST_PRESSING = 6


def today_board(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The front page of the admin (unfold's DASHBOARD_CALLBACK)."""
    user = request.user
    if not isinstance(user, User):
        return context
    works_on_cases = user.has_role(*DEPARTMENT_ROLES, Role.AUDITOR)
    board = {
        "title": _("Việc hôm nay"),
        "own_title": True,
        "day": today(),
        "works_on_cases": works_on_cases,
        "refused_lately": stopped.refused_lately(user),
    }
    if works_on_cases:
        board |= {
            "work": worklists.counts(user),
            "bars": bars(worklists.due_days(user, days=DAYS_AHEAD)),
            "pressing": _pressing(user),
            "stopped_number": stopped.number_for(user),
            "set_aside": stopped.set_aside(user),
            "signing_alarms": alarms.open_alarms(),
            "escalated": agency_chasing.escalations(user) if user.has_role(Role.HEAD) else [],
        }
    return {**context, **board}


@never_cache
@require_http_methods(["GET", "POST"])
def stopped_work(request: HttpRequest) -> HttpResponse:
    """Everything that stopped, each with a way to let it go on."""
    user = request.user
    if not isinstance(user, User) or not user.has_role(*DEPARTMENT_ROLES, Role.AUDITOR):
        raise PermissionDenied
    if request.method == "POST":
        return _try_again(request, user)
    context = {
        **admin.site.each_context(request),
        "title": _("Việc bị dừng"),
        "own_title": True,
        "rows": stopped.listed(user),
        "set_aside": stopped.set_aside(user),
        "may_try": user.has_role(*DEPARTMENT_ROLES),
    }
    return render(request, "admin/desk/stopped.html", context)


def bars(counted: list[tuple[Any, int]]) -> list[dict[str, Any]]:
    """The days as bars; heights are in parts of a hundred of the highest."""
    highest = max((number for _day, number in counted), default=0) or 1
    now = today()
    return [
        {
            "day": day,
            "number": number,
            "height": round(100 * number / highest),
            "top": 100 - round(100 * number / highest),
            "tone": "late" if day is None else "today" if day == now else "",
            "place": place,
        }
        for place, (day, number) in enumerate(counted)
    ]


def _pressing(user: User) -> list[dict[str, Any]]:
    """The dossiers nearest to their limit, or past it."""
    seen = Application.objects.for_user(user).filter(worklists.late() | worklists.soon())
    calendar = days.office_calendar()
    return [
        {"application": one, "due": days.due_of(one, calendar=calendar)}
        for one in seen.order_by("due_on", "pk")[:MOST_PRESSING]
    ]


def _try_again(request: HttpRequest, user: User) -> HttpResponse:
    kind_key, _dash, pk = request.POST.get("row", "").rpartition("/")
    kind = stopped.BY_KEY.get(kind_key)
    if kind is None or not pk.isdecimal():
        raise Http404
    if stopped.try_again(kind, int(pk), by=user):
        messages.success(request, _("Hệ thống sẽ thử lại ngay."))
    else:
        messages.warning(request, _("Việc này không còn dừng hoặc bạn không được thử lại."))
    return redirect("admin:stopped_work")
