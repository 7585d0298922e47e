"""Book 08 in the desk: documents received, struck, attached to a record, handed out as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from accounts.desk_admin import ReadOnlyAdmin, has_role
from accounts.models import User
from common.dates import display_day
from common.refusals import Invalid, NotPermitted, Refusal
from records import reading, source_book, source_pages
from records.handed_tables import table_file
from records.handing import MOST_HANDED_OVER, Recipient
from records.lookup import LOOKUP_ROLES
from records.models import SourceDocument
from records.reasons import reason_of
from records.source_filters import KindFilter, SenderFilter, TimeFilter
from records.source_forms import BookForm, EntryForm, StrikeForm, WhoseForm
from records.source_lists import BOOK_COLUMNS, book_table, kind_name, sender_name

BOOK_PAGE = "admin:records_sourcedocument_changelist"
LINE_PAGE = "admin:records_sourcedocument_change"
LOOKUP_PAGE = "admin:records_person_changelist"


@admin.register(SourceDocument)
class SourceDocumentAdmin(ReadOnlyAdmin):
    """The book is read by line; names stand in the records, and in files that are written down."""

    readers = LOOKUP_ROLES
    list_display = ("line", "received", "kind_shown", "sender", "document", "due", "standing")
    list_filter = (TimeFilter, KindFilter, SenderFilter)
    search_fields = ("=document_no", "sender")
    search_help_text = gettext_lazy("Số văn bản hoặc cơ quan cung cấp")
    date_hierarchy = "received_on"
    list_per_page = 50
    list_max_show_all = 50
    list_before_template = "records/sources_head.html"

    class Media:
        css = {"all": ["css/import.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[SourceDocument]:
        return self.seen(super().get_queryset(request), request, office="office")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return has_role(request, *source_book.KEEPERS)

    def get_urls(self) -> list[URLPattern]:
        def own(address: str, view: Any, name: str) -> URLPattern:
            wrapped = self.admin_site.admin_view(never_cache(view))
            return path(address, wrapped, name=f"records_sourcedocument_{name}")

        return [
            own("so-08/", self.book_view, "book"),
            own("chua-den/", self.missing_view, "missing"),
            *super().get_urls(),
        ]

    @admin.display(description=gettext_lazy("số"), ordering="number")
    def line(self, row: SourceDocument) -> str:
        return format_html("<s>{}</s>", str(row)) if row.struck_on else str(row)

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
        by = self._keeper(request)
        form = EntryForm(request.POST or None)
        if form.is_valid() and (entered := _entered(form, by=by)):
            text = _("Đã vào sổ, số %(number)s.") % {"number": entered}
            messages.success(request, text)
            return redirect(BOOK_PAGE)
        return self.page(request, "sources_entry", _("Vào sổ tiếp nhận thông tin"), {"form": form})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, object_id)
        if not isinstance(row, SourceDocument):
            raise Http404
        reason = reason_of(request)
        if reason is None:
            messages.info(request, _("Hãy ghi mục đích tra cứu trước khi xem."))
            return redirect(LOOKUP_PAGE)
        if request.method == "POST":
            return self._change(request, row)
        code = row.person.record_code if row.person else f"S08-{row}"
        try:
            reading.open_row(code, by=_user(request), reason=reason)
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        return self._shown(request, row, _whose(row), StrikeForm())

    def book_view(self, request: HttpRequest) -> HttpResponse:
        """A part of the book as a file, with its purpose."""
        by = self._keeper(request)
        form = BookForm(request.POST or None)
        if form.is_valid() and (file := self._book(request, form, by=by)):
            return file
        context = {"form": form, "most": MOST_HANDED_OVER}
        return self.page(request, "sources_book", _("Xuất sổ tiếp nhận thông tin"), context)

    def missing_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        keeper = self.has_add_permission(request)
        if request.method == "POST" and not keeper:
            raise PermissionDenied
        return source_pages.missing_page(self, request, by=_user(request), keeper=keeper)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        raise PermissionDenied  # a line is never rewritten; striking it stands on its page

    def page(
        self, request: HttpRequest, name: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "own_title": True}
        return render(request, f"records/{name}.html", {**frame, "title": title, **context})

    def _change(self, request: HttpRequest, row: SourceDocument) -> HttpResponse:
        """One of the page's two forms: whose it is, or striking the line."""
        by = self._keeper(request)
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
                _put(invalid, form)
            else:
                messages.success(request, _("Đã ghi."))
                return redirect(LINE_PAGE, row.pk)
        row.refresh_from_db()
        return self._shown(request, row, whose, strike)

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

    def _book(self, request: HttpRequest, form: BookForm, *, by: User) -> HttpResponse | None:
        said = form.cleaned_data
        lines = self.get_queryset(request).order_by("year", "number")
        lines = lines.filter(received_on__range=(said["first"], said["last"]))
        chosen = list(lines.select_related("person", "received_by")[: MOST_HANDED_OVER + 1])
        if not chosen or len(chosen) > MOST_HANDED_OVER:
            few, many = _("Không có dòng nào."), _("Quá nhiều dòng cho một tệp, hãy chia nhỏ.")
            form.add_error("first", many if chosen else few)
            return None
        to = Recipient(said["authority"], said["purpose"], said["letter"])
        what = _("Sổ tiếp nhận thông tin %(first)s đến %(last)s") % said
        try:
            rows = book_table(chosen, by=by, to=to, what=what)
        except Refusal as refusal:
            form.add_error("purpose", str(refusal))
            return None
        name = "so-tiep-nhan-thong-tin"
        return table_file(BOOK_COLUMNS, rows, name=name, file_format=said["file_format"])

    def _keeper(self, request: HttpRequest) -> User:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return _user(request)


def _entered(form: EntryForm, *, by: User) -> SourceDocument | None:
    """The new line; what is wrong with it stands at the field."""
    if by.office is None:
        raise PermissionDenied
    try:
        return source_book.enter(form.cleaned_data, by=by, office=by.office)
    except Invalid as invalid:
        _put(invalid, form)
        return None


def _put(invalid: Invalid, form: Form) -> None:
    for problem in invalid.problems:
        form.add_error(problem.field, str(problem.message))


def _whose(row: SourceDocument, data: Any = None) -> WhoseForm:
    initial = {
        "person": row.person.record_code if row.person else "",
        "judgment": row.judgment.judgment_no if row.judgment else "",
        "note": row.note,
    }
    return WhoseForm(data, initial=initial)


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
