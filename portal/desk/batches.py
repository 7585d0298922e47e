"""One act on many dossiers: chosen on the list, confirmed on one page, each a step of its own.

One that is refused does not stop the others. What takes longer than a request, as signing does, has
pages of its own (portal.desk.batch_signing).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from applications.models import Application
from applications.workflow import allowed_steps
from certificates.models import Certificate
from common.refusals import Refusal
from portal.api import ACTS
from portal.desk import batch_signing
from portal.desk.steps import PAGES

MOST = 200
CHOSEN = "hs"


@dataclass(frozen=True)
class Batch:
    """What is said of an act on many."""

    title: str | Promise
    button: str | Promise
    done_words: str | Promise


SIGN = "sign"
BATCHES = {
    "hand_over": Batch(
        gettext_lazy("Giao nhiều kết quả cho bưu điện"),
        gettext_lazy("Giao tất cả kết quả trong danh sách"),
        gettext_lazy("đã giao bưu điện"),
    ),
}


def to_confirm(step: str, rows: QuerySet[Application], *, request: HttpRequest) -> HttpResponse:
    """From the list's action to the page that names each dossier."""
    if step == SIGN:
        chosen = list(rows.values_list("pk", flat=True)[: batch_signing.MOST])
        query = urlencode({"chon": batch_signing.keep_choice(request, chosen)})
        return redirect(f"{reverse('admin:desk_batch', args=[step])}?{query}")
    return redirect(_address("desk_batch", step, list(rows.values_list("pk", flat=True)[:MOST])))


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, step: str) -> HttpResponse:
    if step == SIGN:
        return batch_signing.choose(request)
    batch, user = _batch(step), _user(request)
    chosen = _chosen(request, user)
    ready = [one for one in chosen if _may(step, one, user)]
    if request.method == "POST":
        return _done(request, step, ready, user)
    context = {
        **admin.site.each_context(request),
        "title": str(batch.title),
        "own_title": True,
        "batch": batch,
        "page": PAGES[step],
        "step": step,
        "ready": ready,
        "left_out": [one for one in chosen if one not in ready],
    }
    return render(request, "admin/desk/batch.html", context)


@never_cache
@require_safe
def progress(request: HttpRequest, step: str) -> HttpResponse:
    """What came of it, dossier by dossier."""
    if step == SIGN:
        return batch_signing.signings(request)
    batch, user = _batch(step), _user(request)
    chosen = _chosen(request, user)
    context = {
        **admin.site.each_context(request),
        "title": str(batch.title),
        "own_title": True,
        "batch": batch,
        "rows": [{"application": one, "certificate": _issued(one)} for one in chosen],
        "number": len(chosen),
    }
    return render(request, "admin/desk/progress.html", context)


def _done(request: HttpRequest, step: str, ready: list[Application], user: User) -> HttpResponse:
    taken = [one.pk for one in ready if _taken(request, step, one, user)]
    if not taken:
        messages.warning(request, _("Không có hồ sơ nào được xử lý."))
        return redirect("admin:applications_application_changelist")
    return redirect(_address("desk_progress", step, taken))


def _taken(request: HttpRequest, step: str, application: Application, user: User) -> bool:
    try:
        ACTS[step].function(application, by=user)
    except Refusal as refusal:
        messages.error(request, f"{application.code}: {refusal}")
        return False
    return True


def _batch(step: str) -> Batch:
    if step not in BATCHES:
        raise Http404
    return BATCHES[step]


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _chosen(request: HttpRequest, user: User) -> list[Application]:
    """Only those that this person may see, whatever the address says."""
    typed = request.POST.getlist(CHOSEN) or request.GET.get(CHOSEN, "").split(",")
    numbers = [int(one) for one in typed[:MOST] if one.isdecimal()]
    seen = Application.objects.for_user(user).filter(pk__in=numbers)
    return list(seen.order_by("due_on", "pk"))


def _may(step: str, application: Application, user: User) -> bool:
    by_post = application.delivery.get("method") == "post"
    return step in allowed_steps(application, user) and (step != "hand_over" or by_post)


def _issued(application: Application) -> Any:
    found = Certificate.objects.issued().filter(application=application)
    return found.order_by("-pk").first()


def _address(name: str, step: str, numbers: list[int]) -> str:
    query = urlencode({CHOSEN: ",".join(str(number) for number in numbers)})
    return f"{reverse(f'admin:{name}', args=[step])}?{query}"
