"""Book 08 in the desk: documents received, struck, attached to a record, handed out as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.dates import display_day
from common.refusals import Invalid, Refusal
from records import source_book, source_pages
from records.book_admin import BookAdmin, put_problems, user_of
from records.book_forms import StrikeForm
from records.handed_tables import Value
from records.handing import Recipient
from records.models import SourceDocument
from records.source_filters import KindFilter, SenderFilter, TimeFilter
from records.source_forms import EntryForm, WhoseForm
from records.source_lists import BOOK_COLUMNS, book_table, kind_name, sender_name

BOOK_PAGE = "admin:records_sourcedocument_changelist"
LINE_PAGE = "admin:records_sourcedocument_change"


@admin.register(SourceDocument)
class SourceDocumentAdmin(BookAdmin):
    list_display = ("line", "received", "kind_shown", "sender", "document", "due", "standing")
    list_filter = (TimeFilter, KindFilter, SenderFilter)
    search_fields = ("=document_no", "sender")
    search_help_text = gettext_lazy("Số văn bản hoặc cơ quan cung cấp")
    date_hierarchy = "received_on"
    list_before_template = "records/sources_head.html"

    code = "S08"
    day = "received_on"
    columns = BOOK_COLUMNS
    related = ("person", "received_by")
    file_name = "so-tiep-nhan-thong-tin"
    file_title = gettext_lazy("Xuất sổ tiếp nhận thông tin")
    part = gettext_lazy("Sổ tiếp nhận thông tin %(first)s đến %(last)s")

    def table(self, lines: list[Any], *, by: User, to: Recipient, what: str) -> list[list[Value]]:
        return book_table(lines, by=by, to=to, what=what)

    def get_urls(self) -> list[URLPattern]:
        return [self.own_url("chua-den/", self.missing_view, "missing"), *super().get_urls()]

    @admin.display(description=gettext_lazy("tiếp nhận"), ordering="received_on")
    def received(self, row: SourceDocument) -> str:
        return display_day(row.received_on)

    @admin.display(description=gettext_lazy("văn bản"), ordering="signed_on")
    def document(self, row: SourceDocument) -> str:
        return ", ".join(filter(None, [row.document_no, display_day(row.signed_on)]))

    @admin.display(description=gettext_lazy("hạn gửi"), ordering="due_on")
    def due(self, row: SourceDocument) -> str:
        return display_day(row.due_on)

    @admin.display(description=gettext_lazy("loại thông tin"), ordering="kind")
    def kind_shown(self, row: SourceDocument) -> str:
        return kind_name(row.kind)

    @admin.display(description=gettext_lazy("thời hạn"))
    def standing(self, row: SourceDocument) -> str:
        if row.struck_on:
            return _("Đã gạch bỏ")
        if row.days_late:
            text = _("Muộn %(days)d ngày") % {"days": row.days_late}
            return format_html('<span class="tag tag--bad">{}</span>', text)
        return _("Đúng hạn")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        by = self.keeper(request)
        form = EntryForm(request.POST or None)
        if form.is_valid() and (entered := _entered(form, by=by)):
            text = _("Đã vào sổ, số %(number)s.") % {"number": entered}
            messages.success(request, text)
            return redirect(BOOK_PAGE)
        return self.page(request, "sources_entry", _("Vào sổ tiếp nhận thông tin"), {"form": form})

    def missing_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        keeper = self.has_add_permission(request)
        if request.method == "POST" and not keeper:
            raise PermissionDenied
        return source_pages.missing_page(self, request, by=user_of(request), keeper=keeper)

    def changed(self, request: HttpRequest, row: SourceDocument, *, by: User) -> HttpResponse:
        """One of the page's two forms: whose it is, or striking the line."""
        striking = "strike" in request.POST
        whose = _whose(row, None if striking else request.POST)
        strike = StrikeForm(request.POST if striking else None)
        form: Form = strike if striking else whose
        if form.is_valid():
            act = source_book.strike if striking else source_book.attach
            try:
                act(row, by=by, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            except Invalid as invalid:
                put_problems(invalid, form)
            else:
                messages.success(request, _("Đã ghi."))
                return redirect(LINE_PAGE, row.pk)
        row.refresh_from_db()
        return self._shown(request, row, whose, strike)

    def shown(self, request: HttpRequest, row: SourceDocument) -> HttpResponse:
        return self._shown(request, row, _whose(row), StrikeForm())

    def _shown(
        self, request: HttpRequest, row: SourceDocument, whose: WhoseForm, strike: StrikeForm
    ) -> HttpResponse:
        context = {
            "row": row,
            "kind": kind_name(row.kind),
            "sender_kind": sender_name(row.sender_kind),
            "whose": whose,
            "strike": strike,
            "keeper": self.has_add_permission(request),
        }
        title = _("Sổ tiếp nhận thông tin, số %(number)s") % {"number": row}
        return self.page(request, "sources_one", title, context)


def _entered(form: EntryForm, *, by: User) -> SourceDocument | None:
    """The new line; what is wrong with it stands at the field."""
    if by.office is None:
        raise PermissionDenied
    try:
        return source_book.enter(form.cleaned_data, by=by, office=by.office)
    except Invalid as invalid:
        put_problems(invalid, form)
        return None


def _whose(row: SourceDocument, data: Any = None) -> WhoseForm:
    initial = {
        "person": row.person.record_code if row.person else "",
        "judgment": row.judgment.judgment_no if row.judgment else "",
        "note": row.note,
    }
    return WhoseForm(data, initial=initial)
