"""Book 09 in the desk: what was given to whom, struck where wrong, handed out as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.dates import display_day
from common.refusals import Invalid, Refusal
from records import supplied_book
from records.book_admin import BookAdmin, put_problems
from records.book_forms import StrikeForm
from records.handed_tables import Value
from records.handing import Recipient, note_hand_over
from records.models import SuppliedEntry
from records.supplied_forms import SuppliedForm

BOOK_PAGE = "admin:records_suppliedentry_changelist"
LINE_PAGE = "admin:records_suppliedentry_change"


class StruckFilter(SimpleListFilter):
    title = gettext_lazy("dòng sổ")
    parameter_name = "dong"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("con", _("Còn hiệu lực")), ("gach", _("Đã gạch bỏ"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[SuppliedEntry]
    ) -> QuerySet[SuppliedEntry]:
        if self.value() == "gach":
            return queryset.exclude(struck_on=None)
        return queryset.filter(struck_on=None) if self.value() == "con" else queryset


@admin.register(SuppliedEntry)
class SuppliedEntryAdmin(BookAdmin):
    list_display = ("line", "supplied", "kind", "recipient", "document_no", "record", "standing")
    list_filter = ("kind", StruckFilter)
    list_select_related = ("recipient", "person")
    search_fields = ("=document_no", "recipient__name", "=person__record_code")
    search_help_text = gettext_lazy("Số văn bản, cơ quan nhận hoặc mã số lý lịch tư pháp")
    date_hierarchy = "supplied_on"
    list_before_template = "records/supplied_head.html"

    code = "S09"
    day = "supplied_on"
    columns = (
        *("number", "supplied_on", "recipient", "document_no", "kind", "content"),
        *("record_code", "full_name", "supplied_by", "note", "struck"),
    )
    related = ("person", "recipient", "supplied_by")
    file_name = "so-cung-cap-thong-tin"
    file_title = gettext_lazy("Xuất sổ cung cấp thông tin")
    part = gettext_lazy("Sổ cung cấp thông tin %(first)s đến %(last)s")

    def table(self, lines: list[Any], *, by: User, to: Recipient, what: str) -> list[list[Value]]:
        codes = sorted({line.person.record_code for line in lines if line.person})
        note_hand_over(codes, by=by, to=to, what=what)
        return [_file_line(line) for line in lines]

    @admin.display(description=gettext_lazy("ngày cung cấp"), ordering="supplied_on")
    def supplied(self, row: SuppliedEntry) -> str:
        return display_day(row.supplied_on)

    @admin.display(description=gettext_lazy("mã số LLTP"))
    def record(self, row: SuppliedEntry) -> str:
        return row.person.record_code if row.person else ""

    @admin.display(description=gettext_lazy("dòng sổ"))
    def standing(self, row: SuppliedEntry) -> str:
        return _("Đã gạch bỏ") if row.struck_on else ""

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        by = self.keeper(request)
        form = SuppliedForm(request.POST or None)
        if form.is_valid() and (entered := _entered(form, by=by)):
            messages.success(request, _("Đã vào sổ, số %(number)s.") % {"number": entered})
            return redirect(BOOK_PAGE)
        title = _("Vào sổ cung cấp thông tin")
        return self.page(request, "supplied_entry", title, {"form": form})

    def changed(self, request: HttpRequest, row: SuppliedEntry, *, by: User) -> HttpResponse:
        form = StrikeForm(request.POST)
        if form.is_valid():
            try:
                supplied_book.strike(row, by=by, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Đã ghi."))
                return redirect(LINE_PAGE, row.pk)
        return self._shown(request, row, form)

    def shown(self, request: HttpRequest, row: SuppliedEntry) -> HttpResponse:
        return self._shown(request, row, StrikeForm())

    def _shown(self, request: HttpRequest, row: SuppliedEntry, strike: StrikeForm) -> HttpResponse:
        keeper = self.has_add_permission(request)
        title = _("Sổ cung cấp thông tin, số %(number)s") % {"number": row}
        context = {"row": row, "strike": strike, "keeper": keeper}
        return self.page(request, "supplied_one", title, context)


def _entered(form: SuppliedForm, *, by: User) -> SuppliedEntry | None:
    """The new line; what is wrong with it stands at the field."""
    if by.office is None:
        raise PermissionDenied
    try:
        return supplied_book.enter(office=by.office, by=by, **form.cleaned_data)
    except Invalid as invalid:
        put_problems(invalid, form)
        return None


def _file_line(line: SuppliedEntry) -> list[Value]:
    person = line.person
    return [
        *(str(line), line.supplied_on, line.recipient.name, line.document_no),
        *(line.get_kind_display(), line.content),
        *((person.record_code, person.full_name) if person else ("", "")),
        *(line.supplied_by.display_name, line.note, line.struck_reason),
    ]
