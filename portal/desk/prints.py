"""In phiếu at the desk: what is to be printed, one file for the printer, a reprint with its reason.

The department sees the lists; the receivers print. The file opens for whoever printed it and for
an hour, and each opening is written down.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.desk_admin import has_role
from accounts.models import DEPARTMENT_ROLES, Role, User
from certificates import batches, printing
from certificates.models import Printing, PrintRun, SigningBatch
from common.refusals import Invalid, Refusal

DESK, RUN = "admin:print_desk", "admin:print_run"
CHOSEN, ALL, BATCH = "phieu", "tat-ca", "lan"
LATEST = 10


class ReprintForm(forms.Form):
    """How many more, and why."""

    copies = forms.IntegerField(
        label=gettext_lazy("Số bản in lại"),
        initial=1,
        error_messages={
            "required": gettext_lazy("Hãy ghi số bản."),
            "invalid": gettext_lazy("Số bản là một số."),
        },
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Lý do in lại"),
        choices=Printing.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Hãy chọn lý do in lại.")},
    )
    item = forms.CharField(
        label=gettext_lazy("Số bưu gửi thất lạc"),
        help_text=gettext_lazy("Chỉ khi bưu điện làm thất lạc, ví dụ EE123456785VN."),
        max_length=20,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    note = forms.CharField(
        label=gettext_lazy("Ghi rõ"),
        help_text=gettext_lazy("Bắt buộc khi chọn lý do khác."),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def place(self, invalid: Invalid) -> None:
        for problem in invalid.problems:
            self.add_error(problem.field, str(problem.message))


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What is still to be printed, all of it or of one batch, and what was printed lately."""
    user = _member(request)
    batch = _batch(user, request.GET.get(BATCH, ""))
    waiting = printing.to_print(user, batch=batch)
    runs = PrintRun.objects.filter(office=user.office_id).select_related("by", "batch")
    if batch is not None:
        runs = runs.filter(batch=batch)
    counted = runs.annotate(people=Count("printings"), copies=Sum("printings__copies"))
    context = {
        "batch": batch,
        "rows": [_line(one) for one in waiting[: printing.MOST_AT_ONCE]],
        "number": waiting.count(),
        "most": printing.MOST_AT_ONCE,
        "may_print": user.has_role(*printing.PRINTERS),
        "runs": counted.order_by("-pk")[:LATEST],
        "user_id": user.pk,
    }
    return _page(request, "print_desk.html", _("In phiếu"), context=context)


@require_POST
@never_cache
def print_chosen(request: HttpRequest) -> HttpResponse:
    """The ticked ones, or the first that a file holds, go to the printer together."""
    user = _printer(request)
    batch = _batch(user, request.POST.get(BATCH, ""))
    typed = request.POST.getlist(CHOSEN)[: printing.MOST_AT_ONCE]
    chosen = [int(one) for one in typed if one.isdecimal()]
    back = f"?{BATCH}={batch.pk}" if batch else ""
    if not chosen:
        messages.warning(request, _("Hãy chọn ít nhất một phiếu để in."))
        return redirect(f"{reverse(DESK)}{back}")
    try:
        run_ = printing.print_first(chosen, by=user, batch=batch)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse(DESK)}{back}")
    return redirect(RUN, run_.pk)


@never_cache
@require_http_methods(["GET", "POST"])
def print_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The same file on paper once more; the reason stays with the certificate for ever."""
    user = _printer(request)
    certificate = printing.on_paper(user).filter(pk=pk).first()
    if certificate is None:
        raise Http404
    form = ReprintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            run_ = printing.print_again(certificate, by=user, **form.cleaned_data)
        except Invalid as invalid:
            form.place(invalid)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(RUN, run_.pk)
    context = {
        "form": form,
        "certificate": certificate,
        "printings": printing.printings_of([certificate]),
    }
    heading = _("In lại phiếu số %(number)s") % {"number": certificate.printed_number}
    return _page(
        request, "print_again.html", heading, status=400 if form.errors else 200, context=context
    )


@never_cache
@require_safe
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """What was just printed: the file, and the list to tick off."""
    user = _printer(request)
    found = printing.open_run(pk, by=user)
    if found is None and PrintRun.objects.filter(pk=pk, by=user).exists():
        messages.info(request, _("Lần in này đã đóng. Muốn in lại, hãy ghi lý do."))
        return redirect(DESK)
    if found is None:
        raise Http404
    printings = list(
        found.printings.select_related("certificate__application").order_by(
            "certificate__year", "certificate__book", "certificate__number"
        )
    )
    context = {
        "run": found,
        "printings": printings,
        "copies": sum(one.copies for one in printings),
        "openings": found.openings.count(),
        "waiting": printing.to_print(user, batch=found.batch).count(),
    }
    return _page(request, "print_run.html", _("Phiếu đã sẵn sàng để in"), context=context)


@never_cache
@require_safe
def sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a print; that it was opened is written down."""
    from certificates.print_file import file_of  # WeasyPrint takes seconds to load

    user = _printer(request)
    found = printing.open_run(pk, by=user)
    if found is None:
        raise Http404
    try:
        content = file_of(found)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(RUN, pk)
    printing.note_opening(found, by=user)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="in-phieu-{found.pk}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _line(certificate: Any) -> dict[str, Any]:
    return {
        "certificate": certificate,
        "missing": certificate.copies - certificate.printed_first,
        "by_post": certificate.application.delivery.get("method") == "post",
    }


def _batch(user: User, typed: str) -> SigningBatch | None:
    """The named batch, if this reader may see it."""
    if not typed:
        return None
    found = batches.seen_by(user).filter(pk=int(typed)).first() if typed.isdecimal() else None
    if found is None:
        raise Http404
    return found


def _member(request: HttpRequest) -> User:
    if not has_role(request, *DEPARTMENT_ROLES, Role.AUDITOR):
        raise PermissionDenied
    assert isinstance(request.user, User)  # noqa: S101 - has_role has seen to it
    return request.user


def _printer(request: HttpRequest) -> User:
    user = _member(request)
    if not user.has_role(*printing.PRINTERS):
        raise PermissionDenied
    return user


def _page(
    request: HttpRequest, template: str, heading: str, *, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    frame = {
        **admin.site.each_context(request),
        "title": heading,
        "own_title": True,
        "heading": heading,
    }
    return render(request, f"admin/desk/{template}", {**frame, **context}, status=status)
