"""Đối chiếu nguồn: the verifier's page with all sources side by side, and the conclusion under it.

Whoever may read the case may read it; the own register stands on it only for those who may look
people up, and the form only for those who may conclude.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import Role, User
from applications.models import Application
from applications.workflow import allowed_steps
from certificates.preparing import content_for
from common.dates import today
from common.refusals import Invalid
from portal.desk import sources_page, stated, step_views
from portal.desk.case_page import LOOKED_UP
from portal.desk.papers import seen_case
from portal.desk.steps import PAGES
from portal.desk.verification_forms import MOST_ROWS, ConcludeForm
from records.lookup import LOOKUP_ROLES
from verification import conclusion, heard, register, stating
from verification.models import Conclusion
from verification.sources import Source, align
from verification.stating import Heard, Weighed

CONCLUDE = "conclude"
TAKE, ACT = "take", "act"
PREVIEW, EDIT = "preview", "edit"
HEADING = gettext_lazy("Đối chiếu nguồn")


class SourcesForm(ConcludeForm):
    """The conclusion, under the sources that it follows from."""

    template = "admin/desk/sources.html"

    def context(self) -> dict[str, Any]:
        own = heard.own_register(self.application)
        page = sources_page.context(self.application, self.heard, register=own)
        proposal = sources_page.proposed(self.proposal, self.heard.judgments)
        title = f"{HEADING} · {self.application.code}"
        heading = {"heading": HEADING, "title": title}
        own_page = {**page, **heading, "proposal": proposal, "may_see_papers": True}
        return {**super().context(), **own_page}


PAGE = replace(PAGES[CONCLUDE], form=SourcesForm)


@never_cache
@require_http_methods(["GET", "POST"])
def sources(request: HttpRequest, pk: int) -> HttpResponse:
    application = seen_case(request, pk)
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - seen_case lets nobody else through
    may_conclude = CONCLUDE in allowed_steps(application, user)
    if request.method == "POST":
        if may_conclude:
            return _posted(request, application, user)
        if not user.has_role(Role.VERIFIER):
            raise PermissionDenied
        return step_views.not_now(request, application, CONCLUDE)
    if not may_conclude:
        return _read(request, application, user)
    found = register.look_up(application, by=user, purpose=_("Đối chiếu nguồn trả lời"))
    known = heard.of(application, found=found)
    form = SourcesForm(application=application, user=user, known=known)
    return step_views.shown(request, application, CONCLUDE, PAGE, form)


def _posted(request: HttpRequest, application: Application, user: User) -> HttpResponse:
    act = request.POST.get(ACT, "")
    if request.POST.get(TAKE):
        return _taken(request, application, user)
    if act == PREVIEW and not request.POST.get(step_views.ADD):
        return _preview(request, application, user)
    if act == EDIT:
        form = SourcesForm(request.POST, application=application, user=user)
        return step_views.shown(request, application, CONCLUDE, PAGE, form, checked=False)
    return step_views.posted(request, application, CONCLUDE, PAGE, user)


def _taken(request: HttpRequest, application: Application, user: User) -> HttpResponse:
    """Another source's words in the form, and everything else as it was typed."""
    known = heard.of(application)
    key, _dot, source = request.POST[TAKE].partition(".")
    judgment = next((one.judgment for one in known.judgments if one.judgment.key == key), None)
    data = request.POST
    if judgment and source in judgment.rows:
        names = {one.key: one.name for one in (heard.own_register(application), *known.sources)}
        name = names[source]
        data = stated.taken_over(data, judgment, source=source, name=name, most=MOST_ROWS)
    form = SourcesForm(data, application=application, user=user, known=known)
    return step_views.shown(request, application, CONCLUDE, PAGE, form, checked=False)


def _preview(request: HttpRequest, application: Application, user: User) -> HttpResponse:
    """What would be printed, before anything is written; what is wrong is said at its field."""
    form = SourcesForm(request.POST, application=application, user=user)
    statement = _statement(form) if form.is_valid() else None
    if statement is None or not form.is_valid():
        return step_views.shown(request, application, CONCLUDE, PAGE, form, status=400)
    finding = form.cleaned_data["finding"]
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in {ACT, TAKE, step_views.ADD, "csrfmiddlewaretoken"}
    ]
    context = {
        **step_views.frame(request, application, title=_("Xem lại trước khi ghi kết luận")),
        "finding": Conclusion.Finding(finding).label,
        "printed": _printed(application, user, finding=finding, statement=statement),
        "statement": statement,
        "typed": form.cleaned_data,
        "kept": kept,
    }
    return render(request, "admin/desk/sources_confirm.html", context)


def _statement(form: SourcesForm) -> dict[str, Any] | None:
    """What would be stated; none where something of it cannot be, which the form then says."""
    body = form.body()
    said = {name: body[name] for name in ("finding", "judgments", "bans")}
    try:
        statement = conclusion.checked(form.application, **said)
    except Invalid as invalid:
        for problem in invalid.problems:
            form.place(problem)
        return None
    reason = str(body.get("without_comparing") or "").strip()
    if not reason and conclusion.uncompared(form.application, statement["judgments"]):
        words = _("Hãy đối chiếu người trong cơ sở dữ liệu trước, hoặc ghi lý do không đối chiếu.")
        form.add_error("without_comparing" if "without_comparing" in form.fields else None, words)
    return statement


def _printed(
    application: Application, user: User, *, finding: str, statement: dict[str, Any]
) -> list[dict[str, Any]]:
    """Both certificates as they would be drafted from it, the one asked for first."""
    draft = Conclusion(application=application, by=user, finding=finding, statement=statement)
    found = []
    for kind in (1, 2):
        case = copy.copy(application)
        case.certificate_type = kind
        content = content_for(case, conclusion=draft, drafter=user, on=today())
        asked = kind == application.certificate_type
        found.append({"kind": kind, "content": content, "asked": asked})
    return sorted(found, key=lambda one: not one["asked"])


def _read(request: HttpRequest, application: Application, user: User) -> HttpResponse:
    """The same page without the form: for who only reads, and after it was concluded."""
    own: Source | None = None
    if _may_look(application, user):
        found = register.look_up(application, by=user, purpose=_("Xem đối chiếu nguồn"))
        known, own = heard.of(application, found=found), heard.own_register(application)
    else:
        asked = heard.asked(application)
        known = Heard((), tuple(asked), tuple(Weighed(one) for one in align(asked)))
    proposal = sources_page.proposed(stating.proposal(known), known.judgments) if own else None
    context = {
        **step_views.frame(request, application, title=str(HEADING)),
        **sources_page.context(application, known, register=own),
        "proposal": proposal,
        "conclusion": conclusion.latest(application),
        "may_see_papers": user.has_role(*LOOKUP_ROLES),
    }
    return render(request, "admin/desk/sources.html", context)


def _may_look(application: Application, user: User) -> bool:
    """As on the case's page: who may look people up, while the office works on the case."""
    own = user.has_role(Role.AUDITOR) or user.office_id == application.office_id
    return own and user.has_role(*LOOKUP_ROLES) and application.state in LOOKED_UP
