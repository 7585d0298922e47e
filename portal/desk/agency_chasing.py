"""Danh sách đôn đốc: which agencies owe answers, how they answer at all, and what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Role, User
from applications.models import Application
from common.dates import today
from common.refusals import Refusal
from verification import links, punctuality, reminders
from verification.models import (
    Agency,
    AgencyMail,
    Reminder,
    ReplyPaper,
    RequestLink,
    VerificationRequest,
)
from verification.models.asking import RequestQuerySet
from verification.punctuality import Punctuality
from verification.views import served

READERS = (Role.VERIFIER, Role.HEAD, Role.AUDITOR)
SHOWN = 20  # mails that could not be sent
ACTORS = (Role.VERIFIER, Role.HEAD)


@dataclass(frozen=True)
class Row:
    """An agency with its numbers."""

    agency: Agency
    numbers: Punctuality

    def by_lateness(self) -> tuple[int, str]:
        return -self.numbers.late, self.agency.name

    def by_share(self) -> int:
        return self.numbers.percent or 0


def reader(request: HttpRequest, *roles: str) -> User:
    user = request.user
    if not isinstance(user, User) or not user.has_role(*(roles or READERS)):
        raise PermissionDenied
    return user


def seen_requests(user: User) -> RequestQuerySet:
    """The questions about dossiers that this person may see."""
    dossiers = Application.objects.for_user(user).values("pk")
    return VerificationRequest.objects.filter(application__in=dossiers)


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every agency that owes something, the most late first; the calls to make; the figures."""
    user = reader(request)
    numbers = punctuality.of_all(on=today())
    agencies = Agency.objects.in_bulk(list(numbers))
    rows = [Row(agencies[pk], found) for pk, found in numbers.items()]
    seen = seen_requests(user).values("pk")
    context = {
        **admin.site.each_context(request),
        "title": _("Danh sách đôn đốc"),
        "own_title": True,
        "owing": sorted((row for row in rows if row.numbers.waiting), key=Row.by_lateness),
        "answered": sorted((row for row in rows if row.numbers.answered), key=Row.by_share),
        "bars": _bars(rows),
        "names": [_("Trả lời đúng hạn (%)")],
        "to_telephone": reminders.to_telephone().filter(request__in=seen),
        "escalated": escalations(user),
        "unsent": AgencyMail.objects.filter(parked_at__isnull=False, done_at=None)
        .select_related("agency")
        .order_by("-pk")[:SHOWN],
        "months": punctuality.MONTHS,
        "may_act": user.has_role(*ACTORS),
        "day": today(),
    }
    return render(request, "admin/desk/agency/overview.html", context)


@never_cache
@require_safe
def one_agency(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of one agency, as it is printed and sent along."""
    user = reader(request)
    agency = get_object_or_404(Agency, pk=pk)
    asked = seen_requests(user).open().filter(agency=agency, sent_at__isnull=False)
    context = {
        **admin.site.each_context(request),
        "title": _("Danh sách đôn đốc: %(name)s") % {"name": agency.name},
        "own_title": True,
        "agency": agency,
        "rows": reminders.lines(asked, agency=agency),
        "numbers": punctuality.of(agency, on=today()),
        "months": punctuality.MONTHS,
        "may_act": user.has_role(*ACTORS),
        "day": today(),
    }
    return render(request, "admin/desk/agency/one.html", context)


@never_cache
@require_safe
def one_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One question: its reminders, its links and who opened them, its scans."""
    user = reader(request)
    asked = _seen(user, pk)
    found = asked.links.select_related("made_by", "revoked_by", "reply")
    living = RequestLink.objects.alive().filter(request=asked)
    context = {
        **admin.site.each_context(request),
        "title": asked.reference,
        "own_title": True,
        "asked": asked,
        "standing": reminders.lines(
            VerificationRequest.objects.filter(pk=asked.pk), agency=asked.agency
        )[0],
        "reminders": asked.reminders.select_related("by", "told_by", "mail").order_by("-pk"),
        "links": found.prefetch_related("openings"),
        "living": set(living.values_list("pk", flat=True)),
        "papers": asked.reply_papers.exclude(reply=None),
        "wants_links": links.wanted(asked.agency),
        "may_act": user.has_role(*ACTORS),
    }
    return render(request, "admin/desk/agency/request.html", context)


@never_cache
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind now, send a new link, take a link back: for those who verify."""
    user = reader(request, *ACTORS)
    asked = _seen(user, pk)
    try:
        messages.success(request, _done(request.POST.get("do", ""), asked, user))
    except Refusal as refused:
        messages.warning(request, str(refused))
    return redirect("admin:agency_request", asked.pk)


@never_cache
@require_POST
def telephoned(request: HttpRequest, pk: int) -> HttpResponse:
    """A clerk has called, and says what was agreed."""
    user = reader(request, *ACTORS)
    row = get_object_or_404(Reminder, pk=pk, request__in=seen_requests(user))
    note = " ".join(request.POST.get("note", "").split())
    if reminders.telephoned(row, by=user, note=note):
        messages.success(request, _("Đã ghi lại cuộc gọi."))
    else:
        messages.warning(request, _("Cuộc gọi này đã được ghi rồi."))
    return redirect("admin:agency_chasing")


@never_cache
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A scan that came with an answer."""
    user = reader(request)
    kept = ReplyPaper.objects.exclude(reply=None)
    return served(get_object_or_404(kept, pk=pk, request__in=seen_requests(user)))


def pages(view: Callable[..., Any]) -> list[URLPattern]:
    """The addresses, each behind the admin's own door."""
    return [
        path("don-doc/", view(overview), name="agency_chasing"),
        path("don-doc/<int:pk>/", view(one_agency), name="agency_chasing_one"),
        path("don-doc/yeu-cau/<int:pk>/", view(one_request), name="agency_request"),
        path("don-doc/yeu-cau/<int:pk>/viec/", view(act), name="agency_act"),
        path("don-doc/da-goi/<int:pk>/", view(telephoned), name="agency_told"),
        path("don-doc/ban-quet/<int:pk>/", view(paper), name="agency_paper"),
    ]


def escalations(user: User) -> list[dict[str, Any]]:
    """Long silences about dossiers of this person's office: who, since when, whom to call."""
    seen = seen_requests(user).values("pk")
    return [
        {"row": row, "agency": row.request.agency, "told": reminders.told_of(row.request.agency)}
        for row in reminders.escalated().filter(request__in=seen)
    ]


def _seen(user: User, pk: int) -> VerificationRequest:
    return get_object_or_404(seen_requests(user).select_related("agency", "application"), pk=pk)


def _done(what: str, asked: VerificationRequest, user: User) -> str:
    if what == "remind":
        mailed = reminders.by_hand(asked, by=user).mail is not None
        return _("Đã gửi thư nhắc.") if mailed else _("Đã ghi lại lần nhắc qua điện thoại.")
    if what == "link":
        links.make(asked, by=user)
        return _("Đang gửi đường dẫn mới; đường dẫn cũ không còn dùng được.")
    living = asked.links.filter(revoked_at=None, used_at=None).first()
    if what == "revoke" and living is not None and links.revoke(living, by=user):
        return _("Đã thu hồi đường dẫn.")
    raise Refusal(_("Không có việc gì để làm với yêu cầu này."))


def _bars(rows: Iterable[Row]) -> list[tuple[str, list[int | None]]]:
    """Answered in time, by agency, for the chart."""
    return sorted((row.agency.code, [row.numbers.percent]) for row in rows if row.numbers.answered)
