"""Parcels that lie at this post office: handed to their recipients, or sent back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from common.refusals import Invalid, Refusal
from postal import dispatch
from postal.forms import DeliverForm, ReasonForm
from postal.models import Parcel
from postal.views.doors import DeskRequest, post_counter

SHOWN = 200
REASONED: dict[str, Callable[..., None]] = {
    "return_mail": dispatch.return_mail,
    "lose": dispatch.lose,
}


@post_counter
@require_GET
def parcels(request: DeskRequest) -> HttpResponse:
    """What lies here, the longest first."""
    here = Parcel.objects.for_user(request.user).on_the_way().order_by("marked_at", "pk")[:SHOWN]
    return render(request, "postal/parcels.html", {"parcels": here})


@post_counter
@require_http_methods(["GET", "POST"])
def parcel(request: DeskRequest, item: str) -> HttpResponse:
    """One parcel: to whom, its way, and what can be done with it here."""
    here = Parcel.objects.for_user(request.user).on_the_way().select_related("application")
    found = get_object_or_404(here, item=item)
    act = request.POST.get("act", "")
    deliver = DeliverForm(request.POST if act == "deliver" else None)
    reason = ReasonForm(request.POST if act in REASONED else None)
    if deliver.is_valid() and _done(
        request,
        deliver,
        lambda: dispatch.deliver(found.application, by=request.user, **deliver.cleaned_data),
    ):
        messages.success(request, _("Đã phát bưu gửi %(item)s.") % {"item": found.item})
        return redirect("postal:parcels")
    if reason.is_valid() and _done(
        request,
        reason,
        lambda: REASONED[act](found.application, by=request.user, **reason.cleaned_data),
    ):
        messages.success(request, _("Đã ghi bưu gửi %(item)s.") % {"item": found.item})
        return redirect("postal:parcels")
    context = {
        "parcel": found,
        "marks": found.marks.filter(aside="").order_by("-at", "-pk"),
        "deliver": deliver,
        "reason": reason,
    }
    return render(request, "postal/parcel.html", context)


def _done(request: DeskRequest, form: DeliverForm | ReasonForm, act: Callable[[], None]) -> bool:
    """Do the act; what it refuses is told at the field or at the top of the page."""
    try:
        act()
    except Invalid as invalid:
        for problem in invalid.problems:
            form.add_error(problem.field, str(problem.message))
        return False
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    return True
