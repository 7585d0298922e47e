"""Phân loại khác quy tắc: how often clerks overrule the rules, which way, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Role, User
from applications.models import Application, Route
from common.dates import today
from records.desk_fields import DayField
from verification.models import Classification

READERS = (Role.HEAD, Role.VERIFIER, Role.AUDITOR)
SHOWN = 200
MONTHS_IN_CHART = 12


class PeriodForm(forms.Form):
    """From which day to which; empty stands for this year so far."""

    first = DayField(label=gettext_lazy("Từ ngày"), required=False)
    last = DayField(label=gettext_lazy("Đến ngày"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.period[0] > self.period[1]:
            self.add_error("last", _("Ngày cuối không được trước ngày đầu."))
        return cleaned

    @property
    def period(self) -> tuple[date, date]:
        typed = self.cleaned_data
        last = typed.get("last") or today()
        return typed.get("first") or last.replace(month=1, day=1), last


@dataclass(frozen=True)
class Way:
    """One way of overruling: what the case was classified as, and what the clerk made of it."""

    before: str
    after: str
    number: int


@never_cache
@require_safe
def overrides(request: HttpRequest) -> HttpResponse:
    """The page for the head: the share, the ways, the months, and each reason."""
    user = request.user
    if not isinstance(user, User) or not user.has_role(*READERS):
        raise PermissionDenied
    form = PeriodForm(request.GET)
    context = {
        **admin.site.each_context(request),
        "title": _("Phân loại khác quy tắc"),
        "own_title": True,
        "form": form,
        **(_counted(user, *form.period) if form.is_valid() else {}),
    }
    status = 200 if form.is_valid() else 400
    return render(request, "admin/desk/overrides.html", context, status=status)


def overruled(seen: QuerySet[Application], first: date, last: date) -> QuerySet[Classification]:
    """Each time a clerk chose otherwise, the newest first; a classification that only carries an
    earlier choice on, after a look-up or an answer, is not counted again."""
    rows = Classification.objects.filter(
        application__in=seen, at__date__gte=first, at__date__lte=last
    )
    earlier = Classification.objects.filter(
        application=OuterRef("application"), number=OuterRef("number") - 1
    )
    told = rows.exclude(reason="").annotate(
        route_before=Subquery(earlier.values("route")),
        reason_before=Subquery(earlier.values("reason")),
    )
    carried_on = Q(route_before=F("route"), reason_before=F("reason"))
    return told.exclude(carried_on).select_related("application", "by").order_by("-at", "-pk")


def ways(rows: Sequence[Classification]) -> list[Way]:
    """From which route to which, the most frequent first."""
    counted = Counter((_before(row), row.route) for row in rows)
    return [
        Way(_route(before), _route(after), number)
        for (before, after), number in counted.most_common()
    ]


def _counted(user: User, first: date, last: date) -> dict[str, Any]:
    seen = Application.objects.for_user(user)
    rows = list(overruled(seen, first, last))
    cases = len({row.application_id for row in rows})
    classified = _classified(seen, first, last)
    return {
        "first": first,
        "last": last,
        "number": len(rows),
        "cases": cases,
        "classified": classified,
        "share": round(100 * cases / classified, 1) if classified else None,
        "ways": ways(rows),
        "months": _by_month(rows),
        "series": [_("Phân loại khác quy tắc")],
        "rows": [(row, _route(_before(row)), _route(row.route)) for row in rows[:SHOWN]],
        "more": max(0, len(rows) - SHOWN),
    }


def _classified(seen: QuerySet[Application], first: date, last: date) -> int:
    """The cases that were classified, or classified anew, in these days."""
    rows = Classification.objects.filter(
        application__in=seen, at__date__gte=first, at__date__lte=last
    )
    return rows.values("application").distinct().count()


def _by_month(rows: Sequence[Classification]) -> list[tuple[str, list[int]]]:
    counted = Counter(row.at.astimezone().strftime("%Y-%m") for row in rows)
    months = sorted(counted)[-MONTHS_IN_CHART:]
    return [(f"{month[5:]}/{month[:4]}", [counted[month]]) for month in months]


def _before(row: Classification) -> str:
    return str(getattr(row, "route_before", "") or "")


def _route(code: str) -> str:
    return str(Route(code).label) if code else "–"
