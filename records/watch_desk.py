"""The head's word on a record's page: have each of its openings told, or no longer."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.models import User
from common.refusals import Invalid
from records import watching
from records.models import Person


def told(person: Person, *, reader: User) -> dict[str, bool]:
    """What the page shows of it: to the head alone."""
    may = watching.may_watch(reader)
    return {"may_watch": may, "is_watched": may and watching.is_watched(person)}


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    reader = request.user
    if not isinstance(reader, User) or not watching.may_watch(reader):
        raise PermissionDenied
    person = get_object_or_404(Person, pk=pk)
    try:
        if "stop" in request.POST:
            watching.stop_watching(person, by=reader)
        else:
            watching.watch(person, by=reader, why=request.POST.get("why", ""))
    except Invalid as problem:
        messages.error(request, str(problem.problems[0].message))
    return redirect("admin:records_person_change", pk)
