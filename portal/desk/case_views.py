"""Opening a case: its page, and the way to it by a code that was scanned or typed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from applications.models import Application
from portal.desk import case_page, search
from portal.desk.papers import seen_case

LIST = "admin:applications_application_changelist"


@never_cache
@require_safe
def case(request: HttpRequest, pk: str, *, site: Any) -> HttpResponse:
    application = seen_case(request, pk)
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    context = {
        **site.each_context(request),
        **case_page.context(application, user),
        "opts": Application._meta,  # noqa: SLF001
        "title": application.code,
        "own_title": True,
        "list_url": reverse(LIST),
    }
    return render(request, "admin/desk/case.html", context)


@never_cache
@require_POST
def open_by_code(request: HttpRequest) -> HttpResponse:
    """A scanner types the code and presses enter: one dossier opens, several are listed."""
    typed = " ".join(request.POST.get("ma", "").split())[: search.LONGEST]
    if not typed:
        return redirect("admin:index")
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    seen = Application.objects.for_user(user)
    exact = seen.filter(code__iexact=typed).first()
    if exact is not None:
        return redirect("admin:applications_application_change", exact.pk)
    found = list(search.found(seen, typed)[:2])
    if len(found) == 1:
        return redirect("admin:applications_application_change", found[0].pk)
    if not found:
        messages.warning(request, _("Không tìm thấy hồ sơ nào. Hãy kiểm tra lại mã."))
        return redirect("admin:index")
    query = urlencode({"q": search.address_text(request, typed)})
    return redirect(f"{reverse(LIST)}?{query}")
