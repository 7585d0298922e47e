"""The page of what came late and what never came, and its file for a letter to the sender."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, User
from common.dates import today
from common.refusals import Refusal
from records.desk_fields import HandOverForm
from records.handed_tables import table_file
from records.handing import MOST_HANDED_OVER, Recipient
from records.source_lists import (
    MISSING_COLUMNS,
    SenderCount,
    kind_name,
    missing_table,
    owed_rows,
    sender_counts,
    sender_name,
)
from records.sources import Debt, debts
from regulations.calendar import WorkingCalendar
from regulations.models import office_calendar

A_PAGE = 50
MOST_PAGES = 10_000


class Desk(Protocol):
    def page(
        self, request: HttpRequest, name: str, title: str, context: dict[str, Any]
    ) -> HttpResponse: ...


class ChoiceForm(forms.Form):
    """Which debt is listed: by rule and sender, of one court or of all, and which page of it."""

    thieu = forms.CharField(required=False, max_length=40)
    cq = forms.CharField(required=False, max_length=40)
    toa = forms.CharField(label=gettext_lazy("Tòa án"), required=False, max_length=200)
    trang = forms.IntegerField(required=False, min_value=1, max_value=MOST_PAGES)


def missing_page(desk: Desk, request: HttpRequest, *, by: User, keeper: bool) -> HttpResponse:
    """Counts by sender, a chart of them, and the list of one sender's debt."""
    calendar = office_calendar()
    owed = [(debt, debt.judgments.count()) for debt in debts(as_of=today(), calendar=calendar)]
    choice = ChoiceForm(request.GET)
    asked = choice.cleaned_data if choice.is_valid() else {}
    chosen = _chosen([debt for debt, _number in owed], asked)
    form = HandOverForm(request.POST or None, initial={"authority": asked.get("toa", "")})
    if chosen and form.is_valid():
        file = _file(chosen, asked, form, by=by, calendar=calendar)
        if file:
            return file
    office = None if by.has_role(Role.AUDITOR) else by.office
    counts = sender_counts(office, owed=owed)
    context: dict[str, Any] = {
        "counts": counts,
        "chart_rows": [(one.short, [one.late, one.missing]) for one in counts],
        "chart_series": [_("Đến muộn"), _("Chưa đến")],
        "owed": [_debt_row(debt, number, chosen) for debt, number in owed if number],
        "as_of": today(),
        "choice": choice,
        "keeper": keeper,
        "form": form,
        "totals": _totals(counts),
    }
    if chosen:
        context |= _list(chosen, asked, calendar=calendar)
    return desk.page(request, "sources_missing", _("Văn bản đến muộn, chưa đến"), context)


def _chosen(known: Sequence[Debt], asked: dict[str, Any]) -> Debt | None:
    wanted = (asked.get("thieu"), asked.get("cq"))
    return next((one for one in known if (one.rule.code, one.sender) == wanted), None)


def _debt_row(debt: Debt, number: int, chosen: Debt | None) -> dict[str, Any]:
    return {
        "rule": debt.rule.code,
        "sender_code": debt.sender,
        "sender": sender_name(debt.sender),
        "kind": kind_name(debt.rule.kind),
        "about": debt.rule.about,
        "number": number,
        "chosen": debt is chosen,
    }


def _list(debt: Debt, asked: dict[str, Any], *, calendar: WorkingCalendar) -> dict[str, Any]:
    """One page of the debt, without names: they stand in the records and in the file."""
    page = asked.get("trang") or 1
    rows = owed_rows(
        debt,
        court=asked["toa"],
        as_of=today(),
        calendar=calendar,
        start=(page - 1) * A_PAGE,
        most=A_PAGE + 1,
    )
    return {
        "rows": rows[:A_PAGE],
        "chosen": _debt_row(debt, 0, debt),
        "page_number": page,
        "previous_page": page - 1,
        "next_page": page + 1 if len(rows) > A_PAGE else 0,
        "court": asked["toa"],
    }


def _file(
    debt: Debt,
    asked: dict[str, Any],
    form: HandOverForm,
    *,
    by: User,
    calendar: WorkingCalendar,
) -> HttpResponse | None:
    """The table for the letter, the oldest first."""
    rows = owed_rows(
        debt,
        court=asked["toa"],
        as_of=today(),
        calendar=calendar,
        start=0,
        most=MOST_HANDED_OVER,
    )
    said = form.cleaned_data
    to = Recipient(said["authority"], said["purpose"], said["letter"])
    try:
        table = missing_table(rows, by=by, to=to)
    except Refusal as refusal:
        form.add_error("purpose", str(refusal))
        return None
    return table_file(
        MISSING_COLUMNS, table, name="van-ban-chua-den", file_format=said["file_format"]
    )


def _totals(counts: Sequence[SenderCount]) -> dict[str, int]:
    names = ("received", "late", "missing")
    return {name: sum(getattr(one, name) for one in counts) for name in names}
