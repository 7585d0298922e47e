"""Answers that came on paper: taken in as a scan, typed beside it, or put aside with a reason."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from common.refusals import Invalid
from portal.desk.paper_doors import (
    DESK,
    DeskRequest,
    case_readers,
    clerks,
    page,
    paper_of,
    question_of,
    readers,
)
from portal.desk.paper_forms import ReasonForm, ScanForm, TypedReplyForm, today_typed
from portal.templatetags.ui import vn_date
from verification import paper_replies, person, reply_papers
from verification.forms import JudgmentFormSet, with_one_more
from verification.models import PaperReply, Reply
from verification.paper_replies import same_person

State = PaperReply.State
NAMES = {
    "about_other": gettext_lazy("thư trả lời về ai"),
    "answer": gettext_lazy("kết quả tra cứu"),
    "reference": gettext_lazy("số văn bản"),
    "answered_on": gettext_lazy("ngày văn bản"),
    "judgments": gettext_lazy("bản án"),
}


@clerks
@require_http_methods(["GET", "POST"])
def take_in(request: DeskRequest, pk: int) -> HttpResponse:
    """The scan of a letter that came, for the question that its code names."""
    asked = question_of(request, pk)
    form = ScanForm(
        request.POST or None, request.FILES or None, initial={"arrived_on": today_typed()}
    )
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            paper = paper_replies.take_in(asked, content, by=request.user, arrived_on=form.day)
        except Invalid as invalid:
            form.place(invalid)
        else:
            return redirect("admin:paper_answer", paper.pk)
    return page(
        request,
        "paper_take_in.html",
        heading=_("Thư trả lời cho %(reference)s") % {"reference": asked.reference},
        asked=asked,
        about=person.described(asked.application)[:5],
        earlier=asked.replies.order_by("pk").select_related("agency"),
        form=form,
        status=400 if form.errors else 200,
    )


@readers
@require_http_methods(["GET", "POST"])
def answer(request: DeskRequest, pk: int) -> HttpResponse:
    """The first reading, beside the scan; who typed sees it again, a second person does not."""
    paper = paper_of(request, pk)
    if not request.user.has_role("verifier") or not paper.is_open:
        return _settled(request, paper)
    if paper.state == State.TYPED and not same_person(paper.typed_by, request.user):
        return redirect("admin:paper_confirm", paper.pk)
    adding = request.POST.get("add") == "judgment"
    data = with_one_more(request.POST) if adding else request.POST or None
    form, judgments = _forms(request, paper, data)
    if request.method == "POST" and not adding and _fits(form, judgments):
        rows = [row.cleaned_data for row in judgments if row.has_changed()]
        entry = number_in(request.POST.get("entry"))
        try:
            paper_replies.type_in(paper, form.typed(rows), by=request.user, entry=entry)
        except Invalid as invalid:
            form.place(invalid)
        else:
            messages.success(request, _("Đã lưu. Chờ người thứ hai xác nhận từ bản quét."))
            return redirect(DESK)
    return page(
        request,
        "paper_answer.html",
        heading=_("Nhập thư trả lời cho %(reference)s") % {"reference": paper.request.reference},
        **beside(paper),
        form=form,
        judgments=judgments,
        unchecked=adding,
        differs=[NAMES[name] for name in paper.differs if name in NAMES],
        status=400 if form.is_bound and form.errors and not adding else 200,
    )


@clerks
@require_http_methods(["GET", "POST"])
def discard(request: DeskRequest, pk: int) -> HttpResponse:
    """A scan that is no answer to this question; it stays, with the reason."""
    paper = paper_of(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        paper_replies.discard(paper, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Đã bỏ thư trả lời này. Bản quét và lý do được giữ lại."))
        return redirect(DESK)
    return page(
        request,
        "paper_reason.html",
        heading=_("Bỏ thư trả lời cho %(reference)s") % {"reference": paper.request.reference},
        happens=_("Thư này sẽ không được tính là trả lời. Bản quét và lý do được giữ lại."),
        button=_("Bỏ thư này"),
        form=form,
        grave=True,
        status=400 if form.errors else 200,
    )


@case_readers
@require_safe
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type]  # typed for one argument
def scan(request: DeskRequest, pk: int) -> HttpResponse:
    """The scan, in our own encoding; shown beside the form and never run."""
    paper = paper_of(request, pk)
    try:
        content = reply_papers.read(paper)
    except OSError as error:
        raise Http404 from error
    response = HttpResponse(content, content_type=paper.content_type)
    ending = paper.content_type.rpartition("/")[2]
    response["Content-Disposition"] = f'inline; filename="tra-loi-{paper.pk}.{ending}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _forms(request: DeskRequest, paper: PaperReply, data: Any) -> tuple[TypedReplyForm, Any]:
    """Filled in anew by whoever typed it; somebody else begins with empty fields."""
    own = paper.typed_by is not None and same_person(paper.typed_by, request.user)
    if data is not None:
        data = data.copy()
        data["judgments-INITIAL_FORMS"] = "0"  # a row that was emptied is no judgment any more
        return TypedReplyForm(data), JudgmentFormSet(data, prefix="judgments")
    first = TypedReplyForm.first(paper) if own else {}
    rows = _as_typed(paper.judgments) if own else []
    return TypedReplyForm(initial=first), JudgmentFormSet(prefix="judgments", initial=rows)


def _as_typed(judgments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    days = ("judgment_date", "main_served_on", "obligations_met_on", "expunged_on")
    return [{**row, **{day: vn_date(row.get(day)) for day in days}} for row in judgments]


def _fits(form: TypedReplyForm, judgments: Any) -> bool:
    """Judgments go with a record, and with nothing else is one thrown away unseen."""
    if not form.is_valid():
        return False
    given, typed = form.cleaned_data["answer"], any(row.has_changed() for row in judgments)
    if given == Reply.Answer.NONE and typed:
        form.add_error("answer", _("Trả lời không có án tích thì không kèm bản án."))
    if given == Reply.Answer.HAS_RECORD and not typed:
        form.add_error("answer", _("Hãy nhập ít nhất một bản án."))
    return not form.errors and judgments.is_valid()


def beside(paper: PaperReply) -> dict[str, Any]:
    """What stands beside a form: the scan, and who was asked about."""
    asked = paper.request
    return {
        "paper": paper,
        "asked": asked,
        "application": asked.application,
        "about": person.described(asked.application)[:7],
        "is_picture": paper.content_type.startswith("image/"),
    }


def _settled(request: DeskRequest, paper: PaperReply) -> HttpResponse:
    """For readers, and when nothing is left to do: what became of it."""
    return page(
        request,
        "paper_settled.html",
        heading=_("Thư trả lời cho %(reference)s") % {"reference": paper.request.reference},
        **beside(paper),
    )


def number_in(typed: Any) -> int:
    text = str(typed or "")
    return int(text) if text.isdecimal() else -1
