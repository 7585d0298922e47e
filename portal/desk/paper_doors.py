"""Who comes to the desk of letters, and how a refusal is told there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from accounts.models import DEPARTMENT_ROLES, Role, User
from applications.models import Application
from common.refusals import NotPermitted, Refusal
from verification.models import PaperReply, VerificationRequest
from verification.paper_replies import seen_by

DESK = "admin:paper_desk"
READERS = (Role.VERIFIER, Role.HEAD, Role.AUDITOR)
View = Callable[..., Any]


class DeskRequest(HttpRequest):
    """A request of somebody who works here."""

    user: User


def desk_of(*roles: str) -> Callable[[View], View]:
    """For these roles; a refusal of an act leads back to the desk with its reason."""

    def door(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not isinstance(request.user, User) or not request.user.has_role(*roles):
                raise PermissionDenied
            try:
                return view(request, *args, **kwargs)
            except NotPermitted as refusal:
                raise PermissionDenied(str(refusal)) from refusal
            except Refusal as refusal:
                messages.error(request, str(refusal))
                return redirect(DESK)

        return never_cache(guarded)

    return door


readers = desk_of(*READERS)
case_readers = desk_of(*DEPARTMENT_ROLES, Role.AUDITOR)
clerks = desk_of(Role.VERIFIER)


def page(
    request: HttpRequest, template: str, *, heading: object, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of this desk in the admin's frame."""
    return render(
        request,
        f"admin/desk/{template}",
        {
            **admin.site.each_context(request),
            "title": str(heading),
            "own_title": True,
            "heading": heading,
            **context,
        },
        status=status,
    )


def paper_of(request: DeskRequest, pk: int) -> PaperReply:
    """The paper answer, if this reader may see its dossier; otherwise it does not exist."""
    found = seen_by(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def question_of(request: DeskRequest, pk: int) -> VerificationRequest:
    """A question of a dossier that this reader may see."""
    seen = Application.objects.for_user(request.user)
    rows = VerificationRequest.objects.select_related("application", "agency")
    found = rows.filter(pk=pk, application__in=seen).first()
    if found is None:
        raise Http404
    return found
