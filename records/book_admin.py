"""What the pages of the books 08 and 09 have in common: read by line, handed out as a file."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from accounts.desk_admin import ReadOnlyAdmin, has_role
from accounts.models import User
from common.refusals import Invalid, NotPermitted, Refusal
from records import reading
from records.book_forms import BookForm
from records.book_lines import KEEPERS
from records.handed_tables import Value, table_file
from records.handing import MOST_HANDED_OVER, Recipient
from records.lookup import LOOKUP_ROLES
from records.models.book import BookLine
from records.reasons import reason_of

LOOKUP_PAGE = "admin:records_person_changelist"


class BookAdmin(ReadOnlyAdmin):
    """Names stand in the records, and in files that are written down."""

    readers = LOOKUP_ROLES
    list_per_page = 50
    list_max_show_all = 50

    code: ClassVar[str]  # of the book, as in S08-01/2024
    day: ClassVar[str]  # the column by which a part of the book is chosen
    columns: ClassVar[tuple[str, ...]]
    related: ClassVar[tuple[str, ...]]  # what a line of the file reads beside its own row
    file_name: ClassVar[str]
    file_title: ClassVar[str | Promise]
    part: ClassVar[str | Promise]  # of the book, as the log of what left names it

    class Media:
        css = {"all": ["css/import.css"]}

    def table(self, lines: list[Any], *, by: User, to: Recipient, what: str) -> list[list[Value]]:
        """The lines of a file; whose names leave is written down."""
        raise NotImplementedError

    def changed(self, request: HttpRequest, row: Any, *, by: User) -> HttpResponse:
        """What a POST on a line's page does."""
        raise NotImplementedError

    def shown(self, request: HttpRequest, row: Any) -> HttpResponse:
        raise NotImplementedError

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.seen(super().get_queryset(request), request, office="office")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return has_role(request, *KEEPERS)

    def get_urls(self) -> list[URLPattern]:
        return [self.own_url(f"so-{self.code[1:]}/", self.book_view, "book"), *super().get_urls()]

    def own_url(self, address: str, view: Any, name: str) -> URLPattern:
        wrapped = self.admin_site.admin_view(never_cache(view))
        return path(address, wrapped, name=f"records_{self.opts.model_name}_{name}")

    @admin.display(description=gettext_lazy("số"), ordering="number")
    def line(self, row: BookLine) -> str:
        return format_html("<s>{}</s>", str(row)) if row.struck_on else str(row)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row: Any = self.get_object(request, object_id)
        if not isinstance(row, self.model):
            raise Http404
        reason = reason_of(request)
        if reason is None:
            messages.info(request, _("Hãy ghi mục đích tra cứu trước khi xem."))
            return redirect(LOOKUP_PAGE)
        if request.method == "POST":
            return self.changed(request, row, by=self.keeper(request))
        code = row.person.record_code if row.person else f"{self.code}-{row}"
        try:
            reading.open_row(code, by=user_of(request), reason=reason)
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        return self.shown(request, row)

    def book_view(self, request: HttpRequest) -> HttpResponse:
        """A part of the book as a file, with its purpose."""
        by = self.keeper(request)
        form = BookForm(request.POST or None)
        if form.is_valid() and (file := self._file(request, form, by=by)):
            return file
        context = {"form": form, "most": MOST_HANDED_OVER}
        return self.page(request, "book_file", str(self.file_title), context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        raise PermissionDenied  # a line is never rewritten; striking it stands on its page

    def page(
        self, request: HttpRequest, name: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        frame = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "own_title": True,
            "book": self.opts.verbose_name_plural,
            "book_url": reverse(f"admin:records_{self.opts.model_name}_changelist"),
        }
        return render(request, f"records/{name}.html", {**frame, "title": title, **context})

    def keeper(self, request: HttpRequest) -> User:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return user_of(request)

    def _file(self, request: HttpRequest, form: BookForm, *, by: User) -> HttpResponse | None:
        said = form.cleaned_data
        chosen_days = Q(**{f"{self.day}__range": (said["first"], said["last"])})
        lines = self.get_queryset(request).filter(chosen_days).order_by("year", "number")
        chosen = list(lines.select_related(*self.related)[: MOST_HANDED_OVER + 1])
        if not chosen or len(chosen) > MOST_HANDED_OVER:
            few, many = _("Không có dòng nào."), _("Quá nhiều dòng cho một tệp, hãy chia nhỏ.")
            form.add_error("first", many if chosen else few)
            return None
        to = Recipient(said["authority"], said["purpose"], said["letter"])
        try:
            rows = self.table(chosen, by=by, to=to, what=str(self.part) % said)
        except Refusal as refusal:
            form.add_error("purpose", str(refusal))
            return None
        return table_file(self.columns, rows, name=self.file_name, file_format=said["file_format"])


def put_problems(invalid: Invalid, form: Form) -> None:
    """What is wrong stands at the field."""
    for problem in invalid.problems:
        form.add_error(problem.field, str(problem.message))


def user_of(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
