"""Pages that belong to no single package: the front page, the desk's door, health."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import Role, User
from portal import styleguide as guide

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
