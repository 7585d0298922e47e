"""The page of figures, and the same figures as a spreadsheet, for those who work here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import Office, Role, User
from common.dates import today
from portal import time_tables
from portal.figure_tables import Table, chart_rows, chart_series, for_reader, tables
from portal.statistics import Year
from portal.statistics import figures as counted

WHOLE_COUNTRY = (Role.AUDITOR, Role.ADMINISTRATOR)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_LAW = 1999


class YearsForm(forms.Form):
    """Which years to show; empty stands for the first and the last there are."""

    first = forms.IntegerField(
        label=gettext_lazy("Từ năm"), required=False, min_value=FIRST_LAW, max_value=9999
    )
    last = forms.IntegerField(
        label=gettext_lazy("Đến năm"), required=False, min_value=FIRST_LAW, max_value=9999
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and first > last:
            self.add_error("last", _("Năm cuối không được trước năm đầu."))
        return cleaned


@login_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Số liệu: counts, growth and timeliness, with what each means beside it."""
    office = _office_of(request)
    form = YearsForm(request.GET)
    years = _years(form, office)
    context = {
        "form": form,
        "years": years,
        "tables": [for_reader(table) for table in tables(years)],
        "time_tables": [for_reader(table) for table in _of_time(form, office)],
        "chart_rows": chart_rows(years),
        "chart_series": chart_series(years),
        "scope": office.name if office else _("Tất cả các Sở trên cổng này"),
        "counted_on": today(),
        "query": request.GET.urlencode(),
    }
    return render(request, "portal/figures.html", context, status=200 if form.is_valid() else 400)


@login_required
@require_safe
def figures_xlsx(request: HttpRequest) -> HttpResponse | FileResponse:
    """The same tables as a spreadsheet."""
    # openpyxl is loaded by whoever wants the file, not by every process.
    from portal.figures_xlsx import workbook

    office = _office_of(request)
    form = YearsForm(request.GET)
    if not form.is_valid():
        return HttpResponseBadRequest(_("Năm không hợp lệ."))
    years = _years(form, office)
    scope = office.name if office else _("Tất cả các Sở trên cổng này")
    span = f"-{years[0].year}-{years[-1].year}" if years else ""
    told = [*tables(years), *_of_time(form, office)]
    return FileResponse(
        workbook(told, scope=scope, counted_on=today()),
        as_attachment=True,
        filename=f"so-lieu{span}.xlsx",
        content_type=XLSX,
    )


def _office_of(request: HttpRequest) -> Office | None:
    """Whose figures the reader may see: their office's; auditors and administrators see all."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    if user.has_role(*WHOLE_COUNTRY):
        return None
    if not user.is_department or user.office is None:
        raise PermissionDenied
    return user.office


def _years(form: YearsForm, office: Office | None) -> list[Year]:
    if not form.is_valid():
        return []
    return counted(office=office, first=form.cleaned_data["first"], last=form.cleaned_data["last"])


def _of_time(form: YearsForm, office: Office | None) -> list[Table]:
    """The tables of time: of every year where none is chosen, since there are few yet."""
    if not form.is_valid():
        return []
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    years = range(first or FIRST_LAW, (last or today().year) + 1)
    return time_tables.tables(years, office=office)
