"""The second reading of a paper answer: blind, from the scan; then the judgments side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.refusals import Invalid
from portal.desk.paper_answers import beside, number_in
from portal.desk.paper_doors import DESK, DeskRequest, clerks, page, paper_of
from portal.desk.paper_forms import DecisiveForm
from verification import paper_replies
from verification.models import PaperReply, Reply
from verification.paper_replies import Outcome, same_person


@clerks
@require_http_methods(["GET", "POST"])
def confirm(request: DeskRequest, pk: int) -> HttpResponse:
    """Typed again without a sight of the first typing."""
    paper = paper_of(request, pk)
    if request.method == "GET" and not _may(request, paper):
        return redirect(DESK)
    form = DecisiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _read(request, paper, form)
        except Invalid as invalid:
            wrong = "; ".join(str(one.message) for one in invalid.problems)
            return _to_read(request, paper, form, wrong=wrong)
    return page(
        request,
        "paper_confirm.html",
        heading=_("Xác nhận thư trả lời cho %(reference)s")
        % {"reference": paper.request.reference},
        **beside(paper),
        form=form,
        status=400 if form.errors else 200,
    )


def _may(request: DeskRequest, paper: PaperReply) -> bool:
    if paper.state != PaperReply.State.TYPED:
        messages.info(request, _("Thư trả lời này không chờ xác nhận."))
        return False
    if same_person(paper.typed_by, request.user):
        messages.info(request, _("Bạn đã nhập thư này, nên người khác phải xác nhận."))
        return False
    return True


def _read(request: DeskRequest, paper: PaperReply, form: DecisiveForm) -> HttpResponse:
    entry = number_in(request.POST.get("entry"))
    if "differs" in request.POST:
        note = request.POST.get("note", "")
        paper_replies.send_back(paper, by=request.user, entry=entry, note=note)
        messages.success(request, _("Đã chuyển lại cho người nhập cùng điều bạn ghi."))
        return redirect(DESK)
    outcome, row = paper_replies.confirm(
        paper,
        form.read(),
        by=request.user,
        entry=entry,
        judgments_read="agrees" in request.POST,
    )
    if outcome == Outcome.TO_READ:
        return _to_read(request, row, form)
    if outcome == Outcome.SENT_BACK:
        text = _("Hai lần nhập khác nhau. Thư được chuyển lại cho người nhập để soát từ bản quét.")
        messages.warning(request, text)
    else:
        messages.success(request, _said(row.reply))
    return redirect(DESK)


def _said(reply: Reply | None) -> str:
    disposition = Reply.Disposition
    words = {
        disposition.APPLIED: _("Đã ghi nhận trả lời."),
        disposition.WRONG_SUBJECT: _("Trả lời về người khác: đã để riêng cho cán bộ xem."),
        disposition.DUPLICATE: _("Giống trả lời đã có: đã lưu kèm, không làm thay đổi gì."),
        disposition.CONFLICTING: _("Khác trả lời đã có: đã để riêng, cần cán bộ đối chiếu."),
    }
    late = _("Trả lời đã được lưu, nhưng hồ sơ không còn chờ trả lời này.")
    return words.get(disposition(reply.disposition), late) if reply else late


def _to_read(
    request: DeskRequest, paper: PaperReply, form: DecisiveForm, *, wrong: str = ""
) -> HttpResponse:
    """The judgments that the first person typed, to be read against the scan."""
    kept: list[tuple[str, Any]] = [(name, request.POST.get(name, "")) for name in form.fields]
    return page(
        request,
        "paper_read.html",
        heading=_("Soát bản án của %(reference)s") % {"reference": paper.request.reference},
        **beside(paper),
        kept=kept,
        wrong=wrong,
        note=request.POST.get("note", ""),
        status=400 if wrong else 200,
    )
