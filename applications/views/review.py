"""Everything that was declared, once more, and the button that sends it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Role
from applications import intake
from applications.forms import saving
from applications.forms.sending import TruthForm
from applications.forms.steps import PAPERS, REVIEW, slug_before, step_of
from applications.models import Application, State
from applications.views import papers, presenting
from applications.views.presenting import Row, Section
from applications.views.visitors import Visit
from applications.views.ways import of_a_dossier, step_url, where
from applications.views.wizard import AT_ERRORS, FIELDS, WRONG
from common.dates import today
from common.refusals import FieldProblem, Invalid
from regulations import regimes
from regulations.fees import UnknownCategory
from regulations.terms import LimitClass


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_dossier
def review(request: HttpRequest, here: Visit) -> HttpResponse:
    """Read it over, promise that it is true, send it; a second click finds it sent."""
    if not saving.is_open(here.application):
        return redirect(where(here))
    if request.method != "POST":
        return _page(request, here)
    supplements = saving.supplementing(here.application)
    if not TruthForm(request.POST).is_valid() or saving.undone(here.application):
        return redirect(f"{request.path}?{WRONG}={FIELDS}#{AT_ERRORS}")
    try:
        _send(here)
    except Invalid:
        return redirect(f"{request.path}?{WRONG}={FIELDS}#{AT_ERRORS}")
    if supplements:
        messages.success(request, _("Đã gửi phần bổ sung. Cảm ơn bạn."))
        return redirect(where(here))
    if here.application.state == State.SUBMITTED and not here.by.has_role(Role.POST_CLERK):
        return redirect("applications:receipt", here.application.code)  # no fee: filed at once
    return redirect(where(here))


def _send(here: Visit) -> None:
    """The draft is submitted, the supplement handed over; both ask every rule once more."""
    problems = saving.problems_of(here.application)
    if problems:
        raise Invalid(problems)
    if saving.supplementing(here.application):
        saving.send_supplement(here.application, by=here.by)
    else:
        intake.submit(here.application, by=here.by)


def _page(request: HttpRequest, here: Visit) -> HttpResponse:
    application = here.application
    steps = saving.open_steps(application)
    declaration = saving.declaration_of(application)
    undone = saving.undone(application)
    problems = [] if undone else saving.problems_of(application)
    unpromised = WRONG in request.GET and not undone and not problems
    context = {
        **presenting.frame(here, slug=REVIEW, steps=steps),
        "form": TruthForm({} if unpromised else None, helping=here.helping),
        "sections": [presenting.section(here, step, declaration) for step in steps],
        "papers": _papers_section(application),
        "undone": [
            (step.title, f"{step_url(application, step.slug)}?ve={REVIEW}") for step in undone
        ],
        "problems": [_linked(application, problem) for problem in problems],
        "doubts": presenting.doubts(declaration),
        "missing": papers.missing(application),
        "fee": None if saving.supplementing(application) else _fee(application),
        "limits": regimes.regime_for(today(), setting=settings.REGIME).limits,
        "base": LimitClass.BASE,
        "items": _asked_for(application),
        "back_url": step_url(application, slug_before(REVIEW, steps) or PAPERS),
    }
    return render(request, "applications/review.html", context)


def _linked(application: Application, problem: FieldProblem) -> dict[str, Any]:
    """What is wrong, and the page on which it is mended."""
    step = step_of(problem.field, saving.open_steps(application))
    url = f"{step_url(application, step.slug)}?ve={REVIEW}" if step else ""
    return {"message": problem.message, "url": url, "title": step.title if step else ""}


def _papers_section(application: Application) -> Section:
    url = f"{step_url(application, PAPERS)}?ve={REVIEW}"
    rows = [Row(one.name, one.paper.title) for one in papers.present(application)]
    return Section(_("Giấy tờ kèm theo"), url, rows)


def _fee(application: Application) -> Any:
    try:
        return intake.fee_of(application, paid_on=today())
    except UnknownCategory:
        return None


def _asked_for(application: Application) -> list[str]:
    """What the office asks to be supplied, in its words."""
    if not saving.supplementing(application):
        return []
    event = application.events.filter(step="return_for_supplement").order_by("-number").first()
    return event.data.get("items", []) if event else []
