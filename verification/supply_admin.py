"""Cung cấp thông tin cho Trung tâm: which copies are owed, which are late, and what was sent."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.desk_admin import ReadOnlyAdmin, has_role
from accounts.models import Role, User
from common.dates import display_day
from common.refusals import NotPermitted, Refusal
from records import reading
from records.book_lines import KEEPERS
from records.reasons import Reason
from verification import supply
from verification.models import Supply
from verification.supply_paper import paper_of

LIST = "admin:verification_supply_changelist"
ONE = "admin:verification_supply_change"


class StateFilter(SimpleListFilter):
    """What is still owed comes first; what was sent is a choice."""

    title = gettext_lazy("tình trạng")
    parameter_name = "tinh-trang"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("qua-han", _("Quá hạn")),
            ("dung", _("Việc gửi bị dừng")),
            ("da-gui", _("Đã gửi")),
        ]

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            if choice["query_string"] == changelist.get_query_string(remove=[self.parameter_name]):
                choice["display"] = _("Chưa gửi")
            yield choice

    def queryset(self, request: HttpRequest, queryset: QuerySet[Supply]) -> QuerySet[Supply]:
        if self.value() == "da-gui":
            return queryset.filter(sent_at__isnull=False)
        if self.value() == "qua-han":
            return supply.overdue(queryset)
        owed = queryset.filter(supply.owed())
        return owed.filter(parked_at__isnull=False) if self.value() == "dung" else owed


@admin.register(Supply)
class SupplyAdmin(ReadOnlyAdmin):
    """No names in the list: whose record it is stands in the copy, and opening it is noted."""

    readers = (Role.VERIFIER, Role.HEAD, Role.AUDITOR)
    list_display = ("record", "change", "arisen", "due", "standing", "book_line")
    list_filter = (StateFilter, "change")
    list_select_related = ("person", "entry")
    list_per_page = 50
    list_max_show_all = 50
    list_before_template = "verification/supply_head.html"
    search_fields = ("=person__record_code",)
    search_help_text = gettext_lazy("Mã số lý lịch tư pháp")

    class Media:
        css = {"all": ["css/import.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Supply]:
        return self.seen(super().get_queryset(request), request, office="office")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        rows = self.get_queryset(request).filter(supply.owed())
        counts = {
            "owed": rows.count(),
            "late": supply.overdue(rows).count(),
            "stopped": rows.filter(parked_at__isnull=False).count(),
        }
        return super().changelist_view(request, {**counts, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, object_id)
        if not isinstance(row, Supply):
            raise Http404
        if request.method == "POST":
            return self._done(request, row)
        return self._shown(request, row)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        raise PermissionDenied  # book 09 tells what was sent when and by whom

    @admin.display(description=gettext_lazy("Mã số LLTP"), ordering="person__record_code")
    def record(self, row: Supply) -> str:
        return row.person.record_code

    @admin.display(description=gettext_lazy("phát sinh"), ordering="arisen_on")
    def arisen(self, row: Supply) -> str:
        return display_day(row.arisen_on)

    @admin.display(description=gettext_lazy("hạn cung cấp"), ordering="due_on")
    def due(self, row: Supply) -> str:
        if row.days_late:
            text = _("%(day)s, muộn %(days)d ngày")
            told = text % {"day": display_day(row.due_on), "days": row.days_late}
            return format_html('<span class="tag tag--bad">{}</span>', told)
        return display_day(row.due_on)

    @admin.display(description=gettext_lazy("tình trạng"))
    def standing(self, row: Supply) -> str:
        return standing(row)

    @admin.display(description=gettext_lazy("số trong sổ 09"), ordering="entry")
    def book_line(self, row: Supply) -> str:
        return str(row.entry or "")

    def _done(self, request: HttpRequest, row: Supply) -> HttpResponse:
        """One of the page's buttons: make it up for printing, mark it as sent, try again."""
        by = _user(request)
        if not has_role(request, *KEEPERS):
            raise PermissionDenied
        try:
            if "sent" in request.POST:
                supply.hand_over(row, by=by)
                messages.success(request, _("Đã ghi là đã gửi Trung tâm."))
                return redirect(LIST)
            if "again" in request.POST:
                supply.send_again(row, by=by)
                messages.success(request, _("Hệ thống sẽ gửi lại ngay."))
            else:
                supply.make_up(row, by=by)
                messages.success(request, _("Đã lập bản sao và vào sổ cung cấp thông tin."))
        except Refusal as refusal:
            messages.error(request, str(refusal))
        return redirect(ONE, row.pk)

    def _shown(self, request: HttpRequest, row: Supply) -> HttpResponse:
        reason = Reason(_("Cung cấp thông tin cho Trung tâm"), "")
        try:
            reading.open_row(row.person.record_code, by=_user(request), reason=reason)
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        code = row.person.record_code
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "own_title": True,
            "title": _("Bản sao lý lịch tư pháp %(code)s") % {"code": code},
            "row": row,
            "standing": standing(row),
            "paper": paper_of(row.body) if row.body else None,
            "by_server": supply.is_sent_by_server(),
            "keeper": has_role(request, *KEEPERS),
        }
        return render(request, "verification/supply_one.html", context)


def standing(row: Supply) -> str:
    """How far the copy is, in words."""
    if row.sent_at:
        return _("Đã gửi")
    if row.parked_at:
        return _("Việc gửi bị dừng")
    return _("Đã lập, chưa gửi") if row.entry_id else _("Chờ gửi")


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
