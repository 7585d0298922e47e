"""Where is my dossier: the private page, the public look-up by code, and withdrawing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from applications import acceptance, reading
from applications.forms.sending import BirthDateForm, CodeForm, WithdrawForm
from applications.guessing import too_many
from applications.models import Application, State
from applications.views.visitors import Visit, let_in, visible, visit
from applications.views.ways import of_a_dossier, private_link, step_url, where
from common.dates import PartialDate, display_day
from regulations.filing import refusal_grounds
from regulations.regimes import regime_by_code

WRONG, TOO_MANY = 422, 429

# What packages above add to the page: `certificate` and `parcel` (see docs/citizen.md).
EXTRA: list[Callable[[Application, HttpRequest], Mapping[str, Any]]] = []


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The private page; a session that does not own the dossier shows the birth date first."""
    mine = visible(request).filter(token=token).first()
    if mine is not None:
        return _page(request, visit(request, mine.code))
    form = BirthDateForm(request.POST or None)
    if request.method != "POST":
        return render(request, "applications/gate.html", {"form": form})
    if too_many(request, at=token):
        return render(request, "applications/too_many.html", status=TOO_MANY)
    if form.is_valid():
        found = Application.objects.filter(token=token).first()
        if found is not None and _same_day(form.cleaned_data["date_of_birth"], found.date_of_birth):
            let_in(request, found)
            return redirect("applications:follow", token)
        # The same words whether the link is unknown or the day is wrong.
        form.add_error(
            "date_of_birth", _("Ngày sinh chưa khớp, hoặc đường dẫn không còn dùng được.")
        )
    return render(request, "applications/gate.html", {"form": form}, status=WRONG)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """By its code: one's own dossier opens, another's tells how far it is and nothing else."""
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = WRONG if request.method == "POST" else 200
        return render(request, "applications/find.html", {"form": form}, status=status)
    code = form.cleaned_data["code"]
    mine = visible(request).filter(code=code).first()
    if mine is not None:
        return redirect(where(visit(request, code)))
    if too_many(request):
        return render(request, "applications/too_many.html", status=TOO_MANY)
    found = Application.objects.filter(code=code).first()
    if found is None:
        form.add_error("code", _("Không tìm thấy mã này. Xin xem lại từng chữ số."))
        return render(request, "applications/find.html", {"form": form}, status=WRONG)
    said, stages = reading.public_progress(found)
    told = {"code": found.code, "sentence": said, "stages": stages}
    return render(request, "applications/find.html", {"form": form, "found": told})


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_dossier
def withdraw(request: HttpRequest, here: Visit) -> HttpResponse:
    """Take the dossier back, after saying what that means."""
    if not here.may("withdraw"):
        return redirect(where(here))
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        acceptance.withdraw(here.application, by=here.by, reason=form.cleaned_data["reason"])
        messages.success(request, _("Đã rút hồ sơ."))
        return redirect(reverse("applications:follow", args=[here.application.token]))
    paid = here.application.payments.exists()
    context = {
        "application": here.application,
        "form": form,
        "paid": paid,
        "refunded": paid
        and settings.REFUND_ON_WITHDRAWAL
        and here.application.state == State.SUBMITTED,
        "back_url": reverse("applications:follow", args=[here.application.token]),
    }
    return render(request, "applications/withdraw.html", context)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget everything on this machine: for a phone that was lent and a library's computer."""
    request.session.flush()
    messages.success(request, _("Đã xóa khỏi máy này. Hồ sơ của bạn vẫn còn nguyên ở Sở."))
    return redirect("portal:home")


def _page(request: HttpRequest, here: Visit) -> HttpResponse:
    application = here.application
    extra: dict[str, Any] = {}
    for summary in EXTRA:
        extra |= summary(application, request)
    said, explained = reading.sentence(application)
    context = {
        "application": application,
        "read_state": reading.state_as_read(application.state, by_staff=False),
        "sentence": said,
        "explanation": explained,
        "stages": reading.stages(application),
        "entries": reading.entries(application),
        "refusal": _refusal(application),
        "items": _items(application),
        "can_do": _can_do(here, extra.get("certificate")),
        "facts": _facts(application),
        "private_link": private_link(application),
        **extra,
        "parcel": _parcel(extra.get("parcel")),
    }
    return render(request, "applications/tracking.html", context)


def _can_do(here: Visit, certificate: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """What the applicant can do now, the most useful first."""
    application, code = here.application, here.application.code
    state = application.state
    offers: list[tuple[bool, str, str, bool]] = [
        (state == State.DRAFT, _("Khai tiếp"), where(here), True),
        (state == State.AWAITING_PAYMENT, _("Nộp phí"), where(here), True),
        (
            state == State.SUPPLEMENT_REQUESTED,
            _("Bổ sung hồ sơ"),
            step_url(application, "xem-lai"),
            True,
        ),
        (
            bool(certificate and certificate.get("download_url")),
            _("Tải phiếu (PDF có chữ ký số)"),
            (certificate or {}).get("download_url", ""),
            True,
        ),
        (
            application.submitted_at is not None,
            _("Xem biên lai"),
            reverse("applications:receipt", args=[code]),
            False,
        ),
        (
            here.may("withdraw"),
            _("Rút hồ sơ"),
            reverse("applications:withdraw", args=[code]),
            False,
        ),
    ]
    return [
        {"label": label, "url": url, "primary": primary}
        for offered, label, url, primary in offers
        if offered
    ]


def _same_day(typed: str, declared: str) -> bool:
    """At least as exact as it was declared, and not against it."""
    if not declared:
        return False
    given, known = PartialDate.parse(typed), PartialDate.parse(declared)
    return len(typed) >= len(declared) and given.may_be(known)


def _refusal(application: Application) -> dict[str, str] | None:
    """The ground of the law and the reason in writing (article 49)."""
    event = application.events.filter(step="refuse").order_by("-number").first()
    if event is None:
        return None
    grounds = refusal_grounds(regime_by_code(application.regime))
    ground = next((str(one) for one in grounds if one.key == event.data.get("ground")), "")
    return {"ground": ground, "reason": event.note}


def _items(application: Application) -> Sequence[str]:
    if application.state != State.SUPPLEMENT_REQUESTED:
        return []
    event = application.events.filter(step="return_for_supplement").order_by("-number").first()
    return event.data.get("items", []) if event else []


def _facts(application: Application) -> list[dict[str, Any]]:
    facts = [{"label": _("Loại phiếu"), "value": application.get_certificate_type_display()}]
    if application.full_name:
        facts.append({"label": _("Người được cấp phiếu"), "value": application.full_name})
    if application.submitted_at:
        day = display_day(timezone.localtime(application.submitted_at).date())
        facts.append({"label": _("Ngày nộp"), "value": day})
    return facts


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%H:%M, %d/%m/%Y}"


def _parcel(parcel: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The parcel's marks as legs of its way, the last one here."""
    if not parcel:
        return None
    marks = parcel.get("marks", [])
    legs = [
        {
            "place": mark["label"],
            "when": _moment(mark["at"]),
            "state": "here" if mark is marks[-1] else "done",
        }
        for mark in marks
    ]
    return {**parcel, "legs": legs}
