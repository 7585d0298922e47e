"""Công văn giấy: the desk's lists, the way in by a scanned code, and what goes to the printer."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from applications.models import Application
from common.refusals import Invalid
from portal.desk import paper_lists
from portal.desk.paper_doors import DESK, DeskRequest, case_readers, clerks, page, readers
from portal.desk.paper_forms import PrintForm, ReasonForm
from verification import paper_letters
from verification.letter_codes import request_named
from verification.models import PaperReply, PrintRun, VerificationRequest

CHOSEN = "letter"


@readers
@require_safe
def desk(request: DeskRequest) -> HttpResponse:
    return _desk(request, PrintForm(signers=paper_letters.signers(request.user)))


@require_POST
@clerks
def open_by_code(request: DeskRequest) -> HttpResponse:
    """A scanner types the code and presses enter: the answer's page opens, or a word why not."""
    typed = request.POST.get("ma", "").strip()
    if not typed:
        return redirect(DESK)
    found = request_named(typed)
    if found is None or not _sees(request.user, found):
        messages.error(
            request,
            _("Không có công văn nào mang mã này. Hãy quét lại, hoặc gõ mã in dưới mã vạch."),
        )
        return redirect(DESK)
    waiting = found.paper_replies.filter(state__in=PaperReply.OPEN).order_by("pk").last()
    if waiting is not None:
        return redirect("admin:paper_answer", waiting.pk)
    return redirect("admin:paper_take_in", found.pk)


@require_POST
@clerks
def print_chosen(request: DeskRequest) -> HttpResponse:
    """The chosen letters get their numbers and go to the printer together."""
    form = PrintForm(request.POST, signers=paper_letters.signers(request.user))
    if form.is_valid():
        try:
            run = paper_letters.print_out(
                chosen(request), by=request.user, signer=form.cleaned_data["signer"]
            )
        except Invalid as invalid:
            form.place(invalid)
        else:
            return redirect("admin:paper_run", run.pk)
    return _desk(request, form, status=400)


@clerks
@require_http_methods(["GET", "POST"])
def print_again(request: DeskRequest, pk: int) -> HttpResponse:
    """The same letter once more, for a reason that is kept with who printed it."""
    letter = get_object_or_404(paper_letters.seen_by(request.user).exclude(number=""), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        run = paper_letters.print_out([letter.pk], by=request.user, reason=reason)
        return redirect("admin:paper_run", run.pk)
    return page(
        request,
        "paper_reason.html",
        heading=_("In lại công văn %(number)s") % {"number": letter.number},
        happens=_("Công văn giữ nguyên số, ngày và nội dung. Lý do được lưu cùng tên người in."),
        button=_("In lại"),
        form=form,
        printings=letter.printings.select_related("run__by").order_by("number"),
        status=400 if form.errors else 200,
    )


@clerks
@require_safe
def run(request: DeskRequest, pk: int) -> HttpResponse:
    """What was just printed: the file, and the way on to the envelopes."""
    found = paper_letters.open_run(pk, by=request.user)
    if found is None and PrintRun.objects.filter(pk=pk, by=request.user).exists():
        messages.info(request, _("Lần in này đã đóng. Muốn in lại, hãy ghi lý do."))
        return redirect(DESK)
    if found is None:
        raise Http404
    printings = found.printings.select_related("letter__request__agency").order_by(
        "letter__request__agency__name", "pk"
    )
    agencies = {one.letter.request.agency for one in printings}
    return page(
        request,
        "paper_run.html",
        heading=_("Công văn đã sẵn sàng để in"),
        run=found,
        printings=printings,
        agencies=sorted(agencies, key=str),
    )


@clerks
@require_safe
def sheets(request: DeskRequest, pk: int) -> HttpResponse:
    """The sheets of a print, for the one who printed them and for an hour."""
    from verification.letter_pages import sheets_of  # WeasyPrint takes seconds to load

    found = paper_letters.open_run(pk, by=request.user)
    if found is None:
        raise Http404
    return _inline(sheets_of(found), name=f"cong-van-{found.pk}")


@case_readers
@require_safe
def copy(request: DeskRequest, pk: int) -> HttpResponse:
    """What the letter says, for whoever works on the case; marked, so that nobody posts it."""
    from verification.letter_pages import sheets as drawn

    printed = paper_letters.seen_by(request.user).exclude(number="")
    letter = get_object_or_404(printed, pk=pk)
    return _inline(drawn([letter], copy=True), name=f"ban-luu-{letter.pk}")


def chosen(request: DeskRequest) -> list[int]:
    """The ticked letters; what is not a number is nobody's."""
    typed = request.POST.getlist(CHOSEN)[: paper_lists.SHOWN]
    return [int(one) for one in typed if one.isdecimal()]


def _inline(content: bytes, *, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _desk(request: DeskRequest, form: PrintForm, *, status: int = 200) -> HttpResponse:
    lists = paper_lists.desk(request.user)
    heading = _("Công văn giấy")
    return page(request, "paper.html", heading=heading, form=form, status=status, **lists)


def _sees(user: User, asked: VerificationRequest) -> bool:
    return Application.objects.for_user(user).filter(pk=asked.application_id).exists()
