"""Letters into an envelope: chosen, looked at once more, marked as posted; and a mistake undone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from common.refusals import Invalid
from portal.desk.paper_doors import DESK, DeskRequest, clerks, page, readers
from portal.desk.paper_forms import PostForm, ReasonForm, today_typed
from portal.desk.paper_lists import SHOWN, line
from portal.desk.paper_views import chosen
from verification import agencies, paper, paper_letters
from verification.models import Agency, Envelope, Letter


@clerks
@require_http_methods(["GET", "POST"])
def post(request: DeskRequest, pk: int) -> HttpResponse:
    """Which letters lie in the envelope, its number and day; then once more for confirmation."""
    agency = get_object_or_404(Agency, pk=pk)
    letters = list(_ready(request, agency))
    picked = chosen(request) if request.method == "POST" else [one.pk for one in letters]
    form = PostForm(request.POST or None, initial={"posted_on": today_typed()})
    if request.method == "POST" and _fits(form, picked) and "edit" not in request.POST:
        if "confirm" in request.POST:
            return _posted(request, agency, form, picked, letters)
        return _asked_once_more(request, agency, form, picked, letters)
    if not letters:
        messages.info(request, _("Không có công văn nào chờ gửi cho cơ quan này."))
        return redirect(DESK)
    return _shown(request, agency, form, picked, letters)


@readers
@require_http_methods(["GET", "POST"])
def envelope(request: DeskRequest, pk: int) -> HttpResponse:
    """One envelope and what lay in it; a mistaken posting is taken back here."""
    found = get_object_or_404(Envelope.objects.select_related("agency", "posted_by"), pk=pk)
    if not request.user.has_role("auditor") and found.office_id != request.user.office_id:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            paper.take_back(found, by=request.user, reason=form.cleaned_data["reason"])
        except Invalid as invalid:
            form.place(invalid)
        else:
            messages.success(request, _("Đã rút lại. Các công văn trở lại danh sách chờ gửi."))
            return redirect(DESK)
    letters = paper_letters.seen_by(request.user).filter(envelope=found).order_by("pk")
    return page(
        request,
        "paper_envelope.html",
        heading=_("Phong bì %(item)s") % {"item": found.item},
        envelope=found,
        lines=[line(one) for one in letters],
        form=form,
        may_act=request.user.has_role("verifier"),
        status=400 if form.errors else 200,
    )


def _ready(request: DeskRequest, agency: Agency) -> Any:
    rows = paper_letters.to_post(paper_letters.seen_by(request.user))
    mine = rows.filter(request__agency=agency)
    return mine.annotate(prints=Count("printings")).order_by("pk")[:SHOWN]


def _fits(form: PostForm, picked: list[int]) -> bool:
    if form.is_valid() and not picked:
        form.add_error(None, _("Hãy chọn ít nhất một công văn cho vào phong bì."))
    return not form.errors


def _posted(
    request: DeskRequest, agency: Agency, form: PostForm, picked: list[int], letters: list[Letter]
) -> HttpResponse:
    try:
        found = paper.post(
            picked,
            agency=agency,
            by=request.user,
            item=form.cleaned_data["item"],
            posted_on=form.day,
        )
    except Invalid as invalid:
        form.place(invalid)
        return _shown(request, agency, form, picked, letters)
    number = len(found.held)
    said = ngettext(
        "Đã ghi gửi %(number)d công văn, bưu gửi %(item)s.",
        "Đã ghi gửi %(number)d công văn, bưu gửi %(item)s.",
        number,
    )
    messages.success(request, said % {"number": number, "item": found.item})
    return redirect(DESK)


def _asked_once_more(
    request: DeskRequest, agency: Agency, form: PostForm, picked: list[int], letters: list[Letter]
) -> HttpResponse:
    """What is about to be written, with the last day that each agency will have."""
    lines = [
        {**line(one), "due_on": _due_on(one, form)} for one in letters if one.pk in set(picked)
    ]
    return page(
        request,
        "paper_post_confirm.html",
        heading=_("Xác nhận đã gửi cho %(agency)s") % {"agency": agency.name},
        agency=agency,
        form=form,
        lines=lines,
        posted_on=form.day,
        warning=paper.item_warning(form.cleaned_data["item"]),
    )


def _due_on(letter: Letter, form: PostForm) -> Any:
    days = letter.answer_days
    return agencies.answer_due_on(letter.request.agency, working_days=days, asked_on=form.day)


def _shown(
    request: DeskRequest, agency: Agency, form: PostForm, picked: list[int], letters: list[Letter]
) -> HttpResponse:
    return page(
        request,
        "paper_post.html",
        heading=_("Gửi công văn cho %(agency)s") % {"agency": agency.name},
        agency=agency,
        form=form,
        lines=[line(one) for one in letters],
        picked=set(picked),
        status=400 if form.errors else 200,
    )
