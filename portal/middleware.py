"""The desk's own door: what holds under /admin/ and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from accounts.models import STAFF_ROLES, User

# The admin's pages run Alpine, which evaluates the expressions of its templates, and carry their
# colours in a style element. No script of a page itself is ever let in.
DESK_POLICY = {
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "object-src": [NONE],
}


class Desk:
    """Lets those in who work in the department."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(reverse("admin:index")):
            return self.get_response(request)
        user = request.user
        if not isinstance(user, User) or not user.has_role(*STAFF_ROLES):
            # An applicant's session has an account too, which has no business here.
            return redirect_to_login(request.get_full_path())
        if not user.is_staff:
            raise PermissionDenied
        response = self.get_response(request)
        add_never_cache_headers(response)  # Django leaves its password pages out
        if not hasattr(response, "_csp_replace"):
            response._csp_replace = DESK_POLICY  # type: ignore[attr-defined] # noqa: SLF001
        return response
