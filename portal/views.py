"""Pages that belong to no single package: the front page, the desk's door, health."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.defaults import page_not_found, server_error

from accounts.models import Role, User
from portal import styleguide as guide
from portal.language import API
from portal.problems import CONTENT_TYPE

# Where each role's work begins; the first that a person holds decides.
DESKS = (
    (Role.POST_CLERK, "postal:desk"),
    (Role.AGENCY_OFFICER, "verification:desk"),
    (Role.APPLICANT, "portal:home"),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html")


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """After the login: everyone to the page where their work begins."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - login_required has seen to it
    for role, page in DESKS:
        if user.has_role(role):
            return redirect(page)
    return redirect("admin:index")


@login_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """One of everything that pages are made of, for those who build them."""
    return render(request, "portal/styleguide.html", guide.context())


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """The API's description, to read and to try."""
    return render(request, "portal/api_docs.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page a person sees when a form was sent from a page that is too old."""
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that is none: a page for people, a problem for programs (RFC 9457)."""
    if request.path_info.startswith(API):
        return _problem(404, _("Không có địa chỉ này."))
    return page_not_found(request, exception)


def failed(request: HttpRequest) -> HttpResponse:
    """Our own fault, said in the same two ways."""
    if request.path_info.startswith(API):
        return _problem(500, _("Hệ thống gặp lỗi. Xin thử lại sau."))
    return server_error(request)


def _problem(status: int, title: str) -> JsonResponse:
    """Beside the API's own problems, which need a request that found its view."""
    body = {"type": "about:blank", "title": title, "status": status}
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)


@never_cache
@require_safe
def livez(_request: HttpRequest) -> HttpResponse:
    """The process is alive."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """Whether the portal can serve: the database answers and its migrations are done."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"ready": False, "database": False}, status=503)
    if waiting:
        return JsonResponse({"ready": False, "migrations": len(waiting)}, status=503)
    return JsonResponse({"ready": True})
