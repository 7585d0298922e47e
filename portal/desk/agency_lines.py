"""Đường dây với cơ quan: which lines rest, what waits on each, and the probe on demand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Role, User
from common.refusals import Refusal
from verification import line_figures, lines, tasks
from verification.models import Agency, AgencyLine

READERS = (Role.VERIFIER, Role.HEAD, Role.AUDITOR, Role.ADMINISTRATOR)
ACTORS = (Role.VERIFIER, Role.ADMINISTRATOR)


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    user = _one_of(request, READERS)
    context = {
        **admin.site.each_context(request),
        "title": _("Đường dây với cơ quan"),
        "own_title": True,
        "rows": line_figures.overview(),
        "may_probe": user.has_role(*ACTORS),
    }
    return render(request, "admin/desk/agency/lines.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def probe(request: HttpRequest, pk: int) -> HttpResponse:
    """What a probe does, to be confirmed; and the probe."""
    user = _one_of(request, ACTORS)
    agency = get_object_or_404(Agency, pk=pk)
    line = AgencyLine.objects.filter(pk=pk).first() or AgencyLine(agency=agency)
    if request.method == "POST":
        try:
            lines.probe_now(line, by=user)
        except Refusal as refused:
            messages.warning(request, str(refused))
        else:
            tasks.ring(line.pk)
            said = _("Đã cho gửi thử tới %(agency)s. Tải lại trang này để xem kết quả.")
            messages.success(request, said % {"agency": line.agency.name})
        return redirect("admin:agency_lines")
    context = {
        **admin.site.each_context(request),
        "title": _("Gửi thử ngay"),
        "own_title": True,
        "line": line,
    }
    return render(request, "admin/desk/agency/probe.html", context)


def _one_of(request: HttpRequest, roles: tuple[str, ...]) -> User:
    user = request.user
    if not isinstance(user, User) or not user.has_role(*roles):
        raise PermissionDenied
    return user


def pages(view: Callable[..., Any]) -> list[URLPattern]:
    return [
        path("duong-day/", view(overview), name="agency_lines"),
        path("duong-day/<int:pk>/gui-thu/", view(probe), name="agency_probe"),
    ]
