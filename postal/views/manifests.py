"""The day's manifest: closed and printed by the post office, counted by the department."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from postal import handover
from postal.forms import ConfirmForm, CountForm
from postal.models import Manifest
from postal.till import takings
from postal.views.doors import DeskRequest, post_counter, receiving_desk, told

SHOWN = 60


@post_counter
@require_GET
def listed(request: DeskRequest) -> HttpResponse:
    """The manifests of this post office, the newest first."""
    return render(request, "postal/manifests.html", {"manifests": _mine(request)[:SHOWN]})


@post_counter
@require_GET
def manifest(request: DeskRequest, pk: int) -> HttpResponse:
    """The list to check, to close and to print."""
    found = get_object_or_404(_mine(request), pk=pk)
    return render(request, "postal/manifest.html", _content(found))


@post_counter
@require_POST
def close(request: DeskRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(_mine(request), pk=pk)
    done = _("Đã chốt bảng kê. Hãy in hai bản và bàn giao cùng hồ sơ.")
    told(request, lambda: handover.close(found, by=request.user), done=done)
    return redirect("postal:manifest", found.pk)


@receiving_desk
@require_GET
def arriving(request: DeskRequest) -> HttpResponse:
    """What the post offices bring: to be counted, and counted of late."""
    mine = _mine(request)
    context = {
        "waiting": mine.filter(state=Manifest.State.CLOSED).order_by("day", "number"),
        "confirmed": mine.filter(state=Manifest.State.CONFIRMED)[:SHOWN],
    }
    return render(request, "postal/arriving.html", context)


@receiving_desk
@require_http_methods(["GET", "POST"])
def count(request: DeskRequest, pk: int) -> HttpResponse:
    """Count slip by slip, then confirm: from today the limits run."""
    found = get_object_or_404(_mine(request), pk=pk)
    if found.state == Manifest.State.CONFIRMED:
        return render(request, "postal/manifest.html", _content(found))
    slips = found.slips.select_related("application").order_by("number")
    forms = [CountForm(request.POST or None, slip=slip) for slip in slips]
    whole = ConfirmForm(request.POST or None)
    if request.method == "POST" and all(form.is_valid() for form in (*forms, whole)):
        done = _("Đã xác nhận giao nhận. Hạn giải quyết các hồ sơ được tính từ hôm nay.")
        told(request, lambda: _confirm(request, found, forms, whole), done=done)
        return redirect("postal:count", found.pk)
    context = {
        "manifest": found,
        "forms": forms,
        "whole": whole,
        "wrong": request.method == "POST",
    }
    return render(request, "postal/count.html", context)


def _mine(request: DeskRequest) -> Any:
    manifests = Manifest.objects.for_user(request.user)
    return manifests.select_related("office", "department", "closed_by", "confirmed_by")


def _content(manifest: Manifest) -> dict[str, Any]:
    slips = manifest.slips.all()
    return {
        "manifest": manifest,
        "slips": slips.select_related("application").order_by("number"),
        "takings": takings(slips),
        "counted": [
            {**line, "label": handover.RESULTS.get(line["result"], _("Không có trong bảng kê"))}
            for line in manifest.counted
        ],
    }


def _confirm(
    request: DeskRequest, manifest: Manifest, forms: list[CountForm], whole: ConfirmForm
) -> None:
    handover.confirm(
        manifest,
        by=request.user,
        counts={form.slip.number: form.count for form in forms},
        extra=whole.cleaned_data["extra"],
        differences=whole.cleaned_data["differences"],
    )
