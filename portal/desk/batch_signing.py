"""Ký nhiều phiếu at the desk: look at what waits, confirm once, watch, stop, find it again."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.desk_admin import has_role
from accounts.models import DEPARTMENT_ROLES, Role, User
from certificates import alarms, batches, keys, printing
from certificates.batches import MOST, Outcome, Shown
from certificates.models import SigningBatch
from certificates.tasks import ring_batch
from common.refusals import Refusal
from portal.desk import batch_review
from portal.desk.batch_review import DUE, KINDS, RECORDS, Filters

CHOICE, MOST_KEPT = "sign_choice", 5
LIST, ONE = "admin:desk_signings", "admin:desk_signing"
PAGE_LENGTH = 30
SHOWN = 200  # refused ones on the page
TONES = {
    SigningBatch.Stage.WAITING: "wait",
    SigningBatch.Stage.WORKING: "info",
    SigningBatch.Stage.DONE: "good",
    SigningBatch.Stage.STOPPED: "wait",
    SigningBatch.Stage.FAILED: "bad",
}


class CountForm(forms.Form):
    """A number to type: what cannot be undone is not done by one press too many."""

    number = forms.CharField(
        label=gettext_lazy("Gõ số phiếu sẽ ký"),
        max_length=6,
        error_messages={"required": gettext_lazy("Hãy gõ số phiếu sẽ ký để xác nhận.")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, expected: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_number(self) -> str:
        typed = str(self.cleaned_data["number"]).strip().replace(".", "")
        if typed != str(self.expected):
            message = _("Số này khác số phiếu sẽ ký (%(number)s). Hãy kiểm tra lại.")
            raise forms.ValidationError(message % {"number": self.expected})
        return typed


def keep_choice(request: HttpRequest, numbers: list[int]) -> str:
    """The ticked dossiers wait in the session: hundreds of numbers fit into no address."""
    key = uuid.uuid4().hex[:12]
    kept: dict[str, list[int]] = request.session.get(CHOICE, {})
    request.session[CHOICE] = dict([*kept.items(), (key, numbers)][-MOST_KEPT:])
    return key


def choose(request: HttpRequest) -> HttpResponse:
    """What waits, or what was ticked of it; then the second look; then the batch."""
    user = _member(request)
    if request.method == "POST":
        return _confirmed(request, user)
    filters = Filters.of(request.GET)
    shown = (
        batch_review.lines(user, filters=filters, chosen=_chosen(request)) if _signs(user) else []
    )
    context = {
        "filters": filters,
        "choices": {"loai": KINDS, "noi-dung": RECORDS, "han": DUE},
        "key": request.GET.get("chon", ""),
        "apart": [one for one in shown if one.reasons],
        "clean": [one for one in shown if not one.reasons],
        "number": len(shown),
        "most": MOST if len(shown) == MOST else 0,
        "seen": batch_review.written(shown),
        "bars": batch_review.table(shown),
        "names": [str(KINDS["1"]), str(KINDS["2"])],
        "may_sign": _signs(user),
    }
    return _page(request, "batch_sign.html", _("Ký nhiều phiếu"), context=context)


def _confirmed(request: HttpRequest, user: User) -> HttpResponse:
    """The first press leads to the second look; the second one, with the number typed, signs."""
    if not _signs(user):
        raise PermissionDenied
    left = set(request.POST.getlist("leave"))
    shown = [one for one in batch_review.read(request.POST.get("seen", "")) if _in(one, left)]
    if not shown:
        messages.warning(request, _("Chưa có phiếu nào được chọn để ký."))
        return redirect("admin:desk_batch", "sign")
    sent = "confirm" in request.POST
    form = CountForm(request.POST if sent else None, expected=len(shown))
    if sent and form.is_valid():
        return _stored(request, shown, user)
    waiting = batches.waiting_for(user).filter(pk__in=[one.certificate for one in shown])
    context = {
        "form": form,
        "number": len(shown),
        "gone": len(shown) - waiting.count(),
        "seen": ",".join(f"{one.certificate}:{one.digest}" for one in shown),
        "key": request.POST.get("key") or uuid.uuid4().hex,
    }
    status = 400 if form.errors else 200
    heading = _("Xác nhận ký %(number)s phiếu") % {"number": len(shown)}
    return _page(request, "batch_confirm.html", heading, status=status, context=context)


def _stored(request: HttpRequest, shown: list[Shown], user: User) -> HttpResponse:
    try:
        batch = batches.confirm(shown, by=user, key=request.POST.get("key", "")[:32])
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:desk_batch", "sign")
    ring_batch(batch.pk)
    return redirect(ONE, batch.pk)


@never_cache
@require_safe
def signings(request: HttpRequest) -> HttpResponse:
    """The batches of the office, one's own first to hand."""
    user = _member(request)
    found = batches.seen_by(user)
    mine = "tat-ca" not in request.GET and _signs(user)
    page = Paginator(found.filter(by=user) if mine else found, PAGE_LENGTH).get_page(
        request.GET.get("page")
    )
    rows = [_entry(one) for one in page.object_list]
    context = {"page": page, "rows": rows, "mine": mine, "may_sign": _signs(user)}
    return _page(request, "batch_list.html", _("Các lần ký nhiều phiếu"), context=context)


@never_cache
@require_safe
def signing(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a batch is; the page asks again by itself until nothing is left to do."""
    user = _member(request)
    batch = _batch(user, pk)
    entry = _entry(batch)
    refused = batch.items.filter(outcome=Outcome.REFUSED).select_related("certificate__application")
    context = {
        **entry,
        "finished": batch.is_over and entry["progress"].is_over,
        "refused": refused.order_by("pk")[:SHOWN],
        "may_stop": _signs(user) and batch.office_id == user.office_id,
        "to_print": printing.to_print(user, batch=batch).count(),
    }
    heading = _("Lần ký %(number)s") % {"number": batch.pk}
    return _page(request, "batch_progress.html", heading, context=context)


@require_POST
@never_cache
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    user = _member(request)
    if not _signs(user):
        raise PermissionDenied
    batch = _batch(user, pk)
    batches.stop(batch, by=user)
    ring_batch(batch.pk)
    messages.info(request, _("Đã yêu cầu dừng. Phiếu chưa ra lệnh ký được để lại."))
    return redirect(ONE, batch.pk)


def _entry(batch: SigningBatch) -> dict[str, Any]:
    return {
        "batch": batch,
        "stage": batch.stage.label,
        "tone": TONES[batch.stage],
        "progress": batches.progress_of(batch),
    }


def _page(
    request: HttpRequest, template: str, heading: str, *, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """In the desk's frame, with what stops the signer, if anything does, and whose key signs."""
    frame = {
        **admin.site.each_context(request),
        "title": heading,
        "own_title": True,
        "heading": heading,
        "alarm": alarms.open_alarm(),
        "key_kind": keys.signer_kind(),
    }
    return render(request, f"admin/desk/{template}", {**frame, **context}, status=status)


def _chosen(request: HttpRequest) -> list[int] | None:
    key = request.GET.get("chon", "")
    kept: dict[str, list[int]] = request.session.get(CHOICE, {})
    return kept.get(key, []) if key else None


def _in(one: Shown, left: set[str]) -> bool:
    return str(one.certificate) not in left


def _batch(user: User, pk: int) -> SigningBatch:
    found = batches.seen_by(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _signs(user: User) -> bool:
    return user.has_role(Role.SIGNER)


def _member(request: HttpRequest) -> User:
    if not has_role(request, *DEPARTMENT_ROLES, Role.AUDITOR):
        raise PermissionDenied
    assert isinstance(request.user, User)  # noqa: S101 - has_role has seen to it
    return request.user
