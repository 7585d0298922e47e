"""Who may enter a desk, and how a refusal is told on a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from accounts.models import Role, User
from common.refusals import Refusal

View = Callable[..., HttpResponse]


class DeskRequest(HttpRequest):
    """A request of somebody who has come through a door: `user` is never anonymous."""

    user: User


def open_to(*roles: str) -> Callable[[View], View]:
    """Let only these roles in; the page is never kept by a cache."""

    def guarded(view: View) -> View:
        @never_cache
        @login_required
        @wraps(view)
        def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not isinstance(request.user, User) or not request.user.has_role(*roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return entered

    return guarded


post_counter = open_to(Role.POST_CLERK)
receiving_desk = open_to(Role.RECEIVER)


def told(request: HttpRequest, act: Callable[[], object], *, done: str = "") -> bool:
    """Do the act; a refusal becomes the message at the top of the next page."""
    try:
        act()
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    if done:
        messages.success(request, done)
    return True
