"""Where a visitor is led, and how a page that is nobody else's is guarded."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache

from accounts.models import Role
from applications.forms.saving import is_open, undone
from applications.forms.steps import PAPERS, REVIEW
from applications.models import Application, State
from applications.views.visitors import Visit, visit
from common.refusals import NotPermitted, Refusal

VisitView = Callable[..., HttpResponse]


def of_a_dossier(view: VisitView) -> Callable[..., HttpResponse]:
    """The view gets the visit in place of the code; no cache keeps the page, a refusal is told."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, code: str, *args: str, **kwargs: str) -> HttpResponse:
        here = visit(request, code)
        try:
            return view(request, here, *args, **kwargs)
        except NotPermitted as refusal:
            raise PermissionDenied from refusal
        except Refusal as refusal:
            messages.warning(request, str(refusal))
            return redirect(where(visit(request, code)))

    return guarded


def where(here: Visit) -> str:
    """The page that fits the state: the form, the payment, or the way of the dossier."""
    application = here.application
    if here.by.has_role(Role.POST_CLERK) and not is_open(application):
        return counter_url(application)
    if application.state == State.AWAITING_PAYMENT:
        return reverse("applications:payment", args=[application.code])
    if application.state == State.SUPPLEMENT_REQUESTED:
        return step_url(application, REVIEW)
    if application.state == State.DRAFT:
        return resume_url(application)
    return follow_url(application)


def resume_url(application: Application) -> str:
    """The first step that is not done, or the review."""
    left = undone(application)
    return step_url(application, left[0].slug if left else REVIEW)


def step_url(application: Application, slug: str) -> str:
    names = {PAPERS: "applications:papers", REVIEW: "applications:review"}
    if slug in names:
        return reverse(names[slug], args=[application.code])
    return reverse("applications:step", args=[application.code, slug])


def follow_url(application: Application) -> str:
    return reverse("applications:follow", args=[application.token])


def private_link(application: Application) -> str:
    """The whole address, to be written down or sent."""
    return f"{settings.PUBLIC_URL}{follow_url(application)}"


def counter_url(application: Application) -> str:
    """The dossier's page at the post counter, where this installation has one."""
    try:
        return reverse("postal:dossier", args=[application.code])
    except NoReverseMatch:
        return follow_url(application)
