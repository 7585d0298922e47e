"""The form, step by step: every answer is kept the moment it is sent, right or not yet right."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from applications import intake
from applications.forms import card, saving
from applications.forms.base import typed
from applications.forms.history import HistoryFormSet, with_another, without
from applications.forms.steps import REVIEW, STEPS, Step, slug_after, slug_before, step_named
from applications.models import Channel, State
from applications.views import presenting
from applications.views.visitors import Visit, channel_of, newcomer, visible, visitor
from applications.views.ways import of_a_dossier, private_link, step_url, where
from common.identity import NotACardCode
from common.refusals import FieldProblem, NotPermitted, Refusal

AT_ERRORS = "errors-title"
WRONG, FIELDS, CARD = "loi", "1", "the"  # of the address: what is wrong, and in which part
MOST_DRAFTS = 20  # one session may hold; a machine that opens thousands is stopped


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """What is needed, how long it takes, and the button that opens a draft."""
    drafts = _drafts(request)
    if request.method != "POST":
        return render(request, "applications/start.html", {"drafts": drafts})
    if len(drafts) >= MOST_DRAFTS:
        messages.warning(request, _("Bạn đang có nhiều hồ sơ khai dở. Hãy khai tiếp một hồ sơ."))
        return redirect("applications:start")
    who = newcomer(request)
    try:
        channel = channel_of(who)
    except NotPermitted as refusal:
        raise PermissionDenied from refusal
    office = who.office if channel == Channel.POST_OFFICE else None
    application = intake.open_draft(
        by=who, channel=channel, received_office=office, language=get_language() or "vi"
    )
    return redirect(where(Visit(application, who)))


@require_safe
@of_a_dossier
def application(request: HttpRequest, here: Visit) -> HttpResponse:
    """Wherever the dossier stands, this address leads there."""
    return redirect(where(here))


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_dossier
def step(request: HttpRequest, here: Visit, slug: str) -> HttpResponse:
    """One step: shown as it was left, kept as it was sent."""
    if not saving.is_open(here.application):
        return redirect(where(here))
    asked = step_named(slug, saving.open_steps(here.application))
    if asked is None:
        raise _not_asked(here, slug)
    if request.method != "POST":
        return _page(request, here, asked)
    form = asked.of(saving.declaration_of(here.application), data=request.POST)
    return _filled(request, here, asked, form) or _taken(request, here, asked, form)


@require_safe
@of_a_dossier
def saved(request: HttpRequest, here: Visit) -> HttpResponse:
    """Saved for later: the code, the private link, and how to come back."""
    context = {
        "application": here.application,
        "resume_url": where(here),
        "private_link": private_link(here.application),
        "can_be_opened": bool(here.application.date_of_birth),
        "email": here.application.subject.get("email", ""),
    }
    return render(request, "applications/saved.html", context)


def _filled(request: HttpRequest, here: Visit, asked: Step, form: Any) -> HttpResponse | None:
    """The buttons that fill in or change rows and do not send the step."""
    if asked.form is HistoryFormSet and ("add" in request.POST or "remove" in request.POST):
        raw = form.raw()
        adds = "add" in request.POST
        changed = with_another(raw) if adds else without(raw, request.POST["remove"])
        saving.keep(here.application, {asked.slug: changed})
        last = len(changed["rows"]) - 1
        return redirect(_address(request) + (f"#noi-{last + 1}" if adds else "#cac-noi"))
    scanned = request.POST.get("card", "").strip()
    if not scanned:
        return None
    try:
        kept = card.filled(scanned, here.application, {asked.slug: form.raw()})
    except NotACardCode:
        saving.keep(here.application, {asked.slug: {**form.raw(), "card": typed(scanned)}})
        return redirect(_address(request, CARD))
    saving.keep(here.application, kept)
    messages.success(request, _("Đã điền theo căn cước. Xin xem lại từng ô."))
    return redirect(_address(request))


def _taken(request: HttpRequest, here: Visit, asked: Step, form: Any) -> HttpResponse:
    """Keep what was typed; go on if it is right, say what is wrong if it is not.

    What is wrong is said by the page's own address, so that "back" never asks to send again.
    """
    right = form.is_valid()
    if right:
        saving.save(here.application, asked, by=here.by, values=form.values)
    else:
        saving.keep(here.application, {asked.slug: form.raw()})
    if "later" in request.POST:
        return redirect("applications:saved", here.application.code)
    if not right:
        return redirect(_address(request, FIELDS))
    if request.GET.get("ve") == REVIEW:
        return redirect(_back_to_review(here, asked))
    steps = saving.open_steps(here.application)
    return redirect(step_url(here.application, slug_after(asked, steps)))


def _back_to_review(here: Visit, asked: Step) -> str:
    """To the review; but where this answer brings a new question, to that question first."""
    fresh = [one.slug for one in saving.undone(here.application)]
    following = slug_after(asked, saving.open_steps(here.application))
    slug = following if following in fresh and following == "nguoi-nop" else REVIEW
    return step_url(here.application, slug) + ("" if slug == REVIEW else f"?ve={REVIEW}")


def _page(request: HttpRequest, here: Visit, asked: Step) -> HttpResponse:
    """The step as it was left; with what is wrong in it, if it was just sent."""
    declaration = saving.declaration_of(here.application)
    kept = here.application.typed.get(asked.slug)
    wrong = request.GET.get(WRONG, "") if kept else ""
    if kept and wrong == FIELDS:
        form = asked.of(declaration, data=asked.form.sent(kept))
        form.is_valid()
    else:
        form = asked.of(declaration, initial=kept or asked.form.initial_from(declaration))
    steps = saving.open_steps(here.application)
    back = REVIEW if request.GET.get("ve") == REVIEW else slug_before(asked.slug, steps)
    context = {
        **presenting.step_context(here, asked, form, steps=steps),
        "back_url": step_url(here.application, back) if back else "",
        "returning": request.GET.get("ve") == REVIEW,
        "wrong": wrong,
    }
    if kept and wrong == CARD:
        said = _("Đây chưa phải là nội dung mã QR trên căn cước. Hãy quét lại, hoặc tự điền.")
        problem = FieldProblem("card", "card", said)
        context |= {"card": kept.get("card", ""), "card_problem": said, "problems": [problem]}
    return render(request, f"applications/steps/{asked.slug}.html", context)


def _drafts(request: HttpRequest) -> list[Any]:
    """What this visitor can go on with; a clerk finds drafts at the counter, not here."""
    who = visitor(request)
    if who is not None and who.office_id is not None:
        return []
    found = visible(request).filter(state__in=[State.DRAFT, State.AWAITING_PAYMENT])
    return [
        {"application": one, "url": where(Visit(one, one.owner))}
        for one in found.select_related("owner").order_by("-pk")[:MOST_DRAFTS]
    ]


def _address(request: HttpRequest, wrong: str = "") -> str:
    """This page again; where something is wrong, at the place that says it."""
    asked = {name: text for name, text in request.GET.items() if name == "ve"}
    if wrong:
        return f"{request.path}?{urlencode({**asked, WRONG: wrong})}#{AT_ERRORS}"
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


def _not_asked(here: Visit, slug: str) -> Exception:
    """A step that is not asked of this dossier is a detour, one that is none a wrong address."""
    if step_named(slug, STEPS) is None:
        return Http404()
    return Refusal(_("Phần này không cần khai cho hồ sơ của bạn."), code="not_asked")
