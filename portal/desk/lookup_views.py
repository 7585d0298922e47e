"""Bàn đối chiếu: the clerk's look-up desk, one candidate at a time, by mouse or by one key each."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from applications.models import Application
from common.refusals import Invalid, NotPermitted, Refusal
from portal.desk import days, lookup_page
from portal.desk.case_page import LOOKED_UP
from portal.desk.papers import seen_case
from records import reading
from records.comparisons import Compared
from records.lookup import LOOKUP_ROLES
from records.reasons import Reason
from verification import comparing, register

CASE = "admin:applications_application_change"
DESK, DESK_OF_ONE = "admin:desk_compare", "admin:desk_compare_one"


@never_cache
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest, pk: int, person: int | None = None) -> HttpResponse:
    application = seen_case(request, pk)
    user = request.user
    if not isinstance(user, User) or not user.has_role(*LOOKUP_ROLES):
        raise Http404
    if application.state not in LOOKED_UP:
        messages.info(request, _("Hồ sơ không ở giai đoạn đối chiếu lý lịch tư pháp."))
        return redirect(CASE, application.pk)
    if request.method == "POST":
        return _posted(request, application, user, person)
    return _shown(request, application, user, person)


def _posted(
    request: HttpRequest, application: Application, user: User, person: int | None
) -> HttpResponse:
    try:
        _act(request, application, user, person)
    except Invalid as invalid:
        problems = {problem.field: problem.message for problem in invalid.problems}
        return _shown(request, application, user, person, problems=problems, status=400)
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Refusal as refusal:
        return _shown(request, application, user, person, refusal=str(refusal), status=409)
    return _next(request, application, user, person)


def _act(request: HttpRequest, application: Application, user: User, person: int | None) -> None:
    act, seen = request.POST.get("act", ""), request.POST.get("seen", "")
    if act == "settle":
        comparing.settle(application, by=user)
    elif person is None:
        raise Http404
    elif act == "take_back":
        comparing.take_back(application, by=user, person=person, seen=seen)
    else:
        comparing.compare(
            application,
            by=user,
            person=person,
            seen=seen,
            verdict=act,
            ground=request.POST.get("ground", ""),
            note=request.POST.get("note", "")[:500],
        )


def _next(
    request: HttpRequest, application: Application, user: User, person: int | None
) -> HttpResponse:
    """After a decision the next candidate; after the last one back to the case, if it went on."""
    application.refresh_from_db()
    if request.POST.get("act") == "take_back" and person is not None:
        messages.success(request, _("Đã hoàn tác. Hãy đối chiếu lại người này."))
        return redirect(DESK_OF_ONE, application.pk, person)
    if not comparing.may_compare(application, user):
        messages.success(request, _("Đã đối chiếu xong. Hồ sơ tự đi tiếp."))
        return redirect(CASE, application.pk)
    messages.success(request, _("Đã ghi kết quả đối chiếu."))
    return redirect(DESK, application.pk)


def _shown(
    request: HttpRequest,
    application: Application,
    user: User,
    person: int | None,
    *,
    problems: dict[str, object] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    application.refresh_from_db()
    purpose = _("Đối chiếu hồ sơ")
    found = register.look_up(application, by=user, purpose=purpose)
    page = lookup_page.page(application, found, chosen=person)
    if page["one"]:
        reason = Reason(purpose, application.code)
        reading.note_comparison(page["one"]["person"], by=user, reason=reason)
    context = {
        **_frame(request, application, page),
        **page,
        "may_decide": comparing.may_compare(application, user),
        "may_settle": _may_settle(application, user, found),
        "problems": problems or {},
        "refusal": refusal,
        "typed": request.POST,
    }
    return render(request, "admin/desk/compare.html", context, status=status)


def _may_settle(application: Application, user: User, found: list[Compared]) -> bool:
    """Everybody was decided about before, and the case has not noticed."""
    settled = bool(found) and not any(one.waits or one.is_same for one in found)
    return settled and comparing.may_compare(application, user)


def _frame(request: HttpRequest, application: Application, page: dict[str, Any]) -> dict[str, Any]:
    """What every page about a case needs of the admin; the title tells how far the clerk is."""
    heading = _("Đối chiếu lý lịch tư pháp")
    place = f"{page['place']}/{page['number']} · " if page["number"] else ""
    return {
        **admin.site.each_context(request),
        "opts": Application._meta,  # noqa: SLF001
        "title": f"{place}{heading} · {application.code}",
        "own_title": True,
        "heading": heading,
        "application": application,
        "due": days.due_of(application),
        "case_url": reverse(CASE, args=[application.pk]),
    }
