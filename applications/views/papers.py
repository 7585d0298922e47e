"""Papers handed in with the form: added, taken back, and looked at by those who may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications import attachments
from applications.forms import saving
from applications.forms.papers import OTHER, PaperForm, papers_needed
from applications.forms.steps import PAPERS, REVIEW, slug_before
from applications.models import Application, Attachment
from applications.views import presenting
from applications.views.visitors import Visit
from applications.views.ways import of_a_dossier, step_url, where
from common.refusals import Invalid
from regulations.shapes import Document

PROBLEMS = "paper_problems"


@dataclass(frozen=True)
class Present:
    """One paper in the dossier, and whether it may be taken back."""

    paper: Attachment
    name: str
    removable: bool


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_dossier
def papers(request: HttpRequest, here: Visit) -> HttpResponse:
    """What must be attached, what is there, and one more."""
    if not saving.is_open(here.application):
        return redirect(where(here))
    needed = papers_needed(saving.declaration_of(here.application))
    if request.method != "POST":
        return _page(request, here, _refused(request, needed) or PaperForm(needed=needed))
    if "remove" in request.POST:
        return _removed(request, here, request.POST["remove"])
    goes_on = "next" in request.POST
    if goes_on and not request.FILES:
        return redirect(step_url(here.application, REVIEW))
    form = PaperForm(request.POST, request.FILES, needed=needed)
    if form.is_valid() and _added(here, form):
        if goes_on:  # a file that was chosen and not sent by its own button is not forgotten
            return redirect(step_url(here.application, REVIEW))
        messages.success(request, _("Đã nhận tệp."))
    else:
        request.session[PROBLEMS] = {"kind": request.POST.get("kind", ""), "errors": form.errors}
    return redirect(request.get_full_path())


@require_safe
@of_a_dossier
def file(_request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    """One's own paper, saved rather than shown: nothing of it runs on this site."""
    found = here.application.attachments.filter(pk=int(number)).first()
    if found is None:
        raise Http404
    ending = found.file.rpartition(".")[2]
    response = HttpResponse(attachments.read(found), content_type=found.content_type)
    response["Content-Disposition"] = f'attachment; filename="{found.kind}-{found.pk}.{ending}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def present(application: Application) -> list[Present]:
    """The papers that are there, by their names in law."""
    names = {paper.key: str(paper) for paper in papers_needed(saving.declaration_of(application))}
    return [
        Present(one, names.get(one.kind, _("Giấy tờ khác")), _may_go(application, one))
        for one in application.attachments.order_by("pk")
    ]


def missing(application: Application) -> list[str]:
    """The papers that the law asks for and that are not there yet."""
    there = set(application.attachments.values_list("kind", flat=True))
    needed = papers_needed(saving.declaration_of(application))
    return [str(paper) for paper in needed if paper.key not in there and paper.key != OTHER]


def _added(here: Visit, form: PaperForm) -> bool:
    """Store the file, or say at the field what is wrong with it."""
    upload = form.cleaned_data["file"]
    try:
        attachments.add(
            here.application,
            by=here.by,
            kind=form.cleaned_data["kind"],
            title=upload.name,
            content=upload.read(settings.UPLOAD_MAX_BYTES + 1),
        )
    except Invalid as invalid:
        for problem in invalid.problems:
            form.add_error("file", str(problem.message))
        return False
    return True


def _refused(request: HttpRequest, needed: Sequence[Document]) -> PaperForm | None:
    """The paper that was just refused: why, once, on a page that may be loaded again."""
    told = request.session.pop(PROBLEMS, None)
    if told is None:
        return None
    form = PaperForm({"kind": told["kind"]}, needed=needed)
    form.errors.clear()
    for name, messages_ in told["errors"].items():
        form.errors[name] = form.error_class(messages_)
    return form


def _removed(request: HttpRequest, here: Visit, number: str) -> HttpResponse:
    numbers = [int(number)] if number.isdecimal() else []
    found = here.application.attachments.filter(pk__in=numbers).first()
    if found is not None and _may_go(here.application, found):
        attachments.remove(found)
        messages.success(request, _("Đã bỏ tệp."))
    return redirect(request.get_full_path())


def _may_go(application: Application, paper: Attachment) -> bool:
    """Before sending all; while a supplement is asked for, only what was added since."""
    if not saving.supplementing(application):
        return saving.is_open(application)
    asked = application.events.filter(step="return_for_supplement").order_by("-number").first()
    return asked is not None and paper.added_at > asked.at


def _page(request: HttpRequest, here: Visit, form: PaperForm) -> HttpResponse:
    steps = saving.open_steps(here.application)
    back = REVIEW if request.GET.get("ve") == REVIEW else slug_before(PAPERS, steps)
    context = {
        **presenting.frame(here, slug=PAPERS, steps=steps),
        "title": _("Giấy tờ kèm theo"),
        "form": form,
        "needed": papers_needed(saving.declaration_of(here.application)),
        "present": present(here.application),
        "missing": missing(here.application),
        "back_url": step_url(here.application, back) if back else "",
    }
    return render(request, "applications/papers.html", context)
