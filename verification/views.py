"""The desk of an agency without a server: what it is asked, and its answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Role, User
from verification import person, replies
from verification.forms import AnswerForm, JudgmentFormSet, with_one_more
from verification.models import Agency, Reply, VerificationRequest

State = VerificationRequest.State
RECENT = 20


def own_agency(user: Any) -> Agency:
    """The agency whose officer this is; everybody else is refused."""
    if not isinstance(user, User) or not user.has_role(Role.AGENCY_OFFICER):
        raise PermissionDenied
    agency = Agency.objects.filter(people=user, active=True).first()
    if agency is None:
        raise PermissionDenied
    return agency


@never_cache
@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for this agency, the most urgent first, and what it answered of late."""
    agency = own_agency(request.user)
    asked = agency.requests.readable_by_agency(timezone.now()).select_related("application")
    context = {
        "agency": agency,
        "waiting": asked.open().order_by("due_on", "pk"),
        "answered": asked.filter(state=State.ANSWERED).order_by("-answered_at")[:RECENT],
    }
    return render(request, "verification/desk.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One question: the person it is about, and the form of the answer.

    Once it is settled for long, the agency has no more business with the person's data.
    """
    agency = own_agency(request.user)
    asked = get_object_or_404(agency.requests.readable_by_agency(timezone.now()), pk=pk)
    adding = request.POST.get("add") == "judgment"
    typed = with_one_more(request.POST) if adding else request.POST or None
    form = AnswerForm(typed)
    judgments = JudgmentFormSet(typed, prefix="judgments")
    if request.method == "POST" and not adding and asked.is_open and _fits(form, judgments):
        reply = replies.receive(_answer(asked, form, judgments), agency=agency, by=_user(request))
        messages.success(request, _said(reply))
        return redirect("verification:desk")
    VerificationRequest.objects.filter(pk=pk, state=State.SENT).update(state=State.RECEIVED)
    context = {
        "asked": asked,
        "form": form,
        "judgments": judgments,
        "unchecked": adding,
        "about": person.described(asked.application),
        "residences": person.residences(asked.application),
        "reply": asked.replies.filter(disposition=Reply.Disposition.APPLIED).first(),
    }
    return render(request, "verification/answer.html", context)


def _fits(form: AnswerForm, judgments: Any) -> bool:
    """Judgments go with a record, and with nothing else is one thrown away unseen."""
    if not form.is_valid():
        return False
    given, typed = form.cleaned_data["answer"], any(row.has_changed() for row in judgments)
    if given == Reply.Answer.NONE and typed:
        form.add_error("answer", _("Trả lời không có án tích thì không kèm bản án."))
    if given == Reply.Answer.HAS_RECORD and not typed:
        form.add_error("answer", _("Hãy nhập ít nhất một bản án."))
    return not form.errors and judgments.is_valid()


def _answer(asked: VerificationRequest, form: AnswerForm, judgments: Any) -> replies.Answer:
    """The same values as a server's answer. One message id a question: a double click is one."""
    values = form.cleaned_data
    rows = [row.cleaned_data for row in judgments if row.has_changed()]
    return replies.Answer(
        message_id=f"desk-{asked.pk}",
        request=asked.reference,
        subject_digest=asked.subject_digest,
        answer=values["answer"],
        answered_on=date.fromisoformat(values["answered_on"]),
        reference=values["reference"],
        signed_by=values["signed_by"],
        judgments=tuple(rows),
        note=values["note"],
        body={**values, "judgments": rows},
    )


def _said(reply: Reply) -> str:
    if reply.disposition == Reply.Disposition.APPLIED:
        return _("Đã gửi trả lời cho yêu cầu %(reference)s.") % {
            "reference": reply.request_reference
        }
    return _("Trả lời đã được lưu, nhưng hồ sơ không còn chờ trả lời này.")


def _user(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    return user
