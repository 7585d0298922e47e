"""Results that go out by post: many handed over at once, with labels and a list to print."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications.models import Application, ApplicationQuerySet, State
from common.dates import today
from common.refusals import Refusal
from postal import carrier, dispatch
from postal.models import Parcel
from postal.views.doors import DeskRequest, receiving_desk

AT_ONCE = 200


@receiving_desk
@require_http_methods(["GET", "POST"])
def ready(request: DeskRequest) -> HttpResponse:
    """Choose the results that leave now; each is a step of its own, so one cannot stop the rest."""
    waiting = _waiting(request)
    if request.method == "POST":
        chosen = waiting.filter(pk__in=_chosen(request))
        sent = sum(_handed_over(request, application) for application in chosen)
        if sent:
            text = ngettext(
                "Đã giao %(count)s bưu gửi cho bưu điện.",
                "Đã giao %(count)s bưu gửi cho bưu điện.",
                sent,
            )
            messages.success(request, text % {"count": sent})
            return redirect("postal:sent", today().isoformat())
        if not chosen:
            messages.error(request, _("Hãy chọn ít nhất một kết quả."))
        return redirect("postal:ready")
    parcels = Parcel.objects.for_user(request.user)
    context = {
        "waiting": waiting[:AT_ONCE],
        "parked": parcels.filter(parked_at__isnull=False, done_at=None),
        "day": today(),
    }
    return render(request, "postal/ready.html", context)


@receiving_desk
@require_GET
def sent(request: DeskRequest, day: str) -> HttpResponse:
    """The parcels of one day: the list that the post signs, and the labels."""
    try:
        on = date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    parcels = Parcel.objects.for_user(request.user).filter(handed_over_at__date=on)
    context = {"day": on, "parcels": parcels.select_related("application").order_by("pk")}
    return render(request, "postal/sent.html", context)


@receiving_desk
@require_POST
def announce_again(request: DeskRequest, item: str) -> HttpResponse:
    """A person has looked at what stood against an announcement: try again."""
    parcel = get_object_or_404(Parcel.objects.for_user(request.user), item=item)
    carrier.announce_again(parcel)
    messages.success(request, _("Sẽ báo lại bưu gửi %(item)s.") % {"item": parcel.item})
    return redirect("postal:ready")


def _waiting(request: DeskRequest) -> ApplicationQuerySet:
    mine = Application.objects.for_user(request.user)
    return mine.filter(state=State.READY, delivery__method="post").order_by("due_on", "pk")


def _chosen(request: DeskRequest) -> list[int]:
    return [int(pk) for pk in request.POST.getlist("dossier")[:AT_ONCE] if pk.isdecimal()]


def _handed_over(request: DeskRequest, application: Application) -> bool:
    try:
        dispatch.hand_over(application, by=request.user)
    except Refusal as refusal:
        messages.error(request, f"{application.code}: {refusal}")
        return False
    return True
