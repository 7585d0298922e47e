"""The dossiers in the admin: a list to work through, one page a case, steps instead of forms."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.desk_admin import ReadOnlyAdmin
from accounts.models import Role, User
from applications.models import Application, State
from portal.desk import (
    batches,
    case_views,
    days,
    filters,
    lookup_views,
    papers,
    search,
    sources_views,
    step_views,
)
from portal.templatetags.ui import TONES

SEARCH_TEXT = "tim"
PAGE_LENGTH = 50
CONCLUDED_FROM = ("ket-luan", "qua-han-tra-loi")  # of portal.desk.worklists


class ApplicationAdmin(ReadOnlyAdmin):
    """Nothing is added, edited or deleted here: a dossier moves by its steps."""

    list_display = ("code", "person", "standing", "due", "brought")
    list_display_links = ("code",)
    list_filter = (
        *(filters.WorkFilter, filters.DueFilter),
        *("state", "route", "channel", "certificate_type"),
    )
    list_per_page = PAGE_LENGTH
    list_max_show_all = PAGE_LENGTH
    list_select_related = ("received_office",)
    list_fullwidth = True
    change_list_template = "admin/applications/application/change_list.html"
    list_before_template = "admin/desk/list_head.html"
    show_full_result_count = False
    search_fields = ("code",)
    search_help_text = _("Mã hồ sơ hoặc họ tên, không cần dấu")
    ordering = ("due_on", "-pk")
    actions = ("sign_chosen", "hand_over_chosen")

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Where dossiers wait for a conclusion, each row leads to its sources at once."""
        shown = type(self).list_display
        return (*shown, "sources") if request.GET.get("viec") in CONCLUDED_FROM else shown

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        return Application.objects.for_user(_user(request)).exclude(state=State.DRAFT)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Application], search_term: str
    ) -> tuple[QuerySet[Application], bool]:
        return search.found(queryset, search.typed_text(request, search_term)), False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.method == "POST" and SEARCH_TEXT in request.POST:
            return self._searched(request)
        typed = search.typed_text(request, request.GET.get("q", ""))
        context = {"typed": typed, "title": _("Hồ sơ"), **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """With each dossier's days counted in one calendar."""
        changelist = super().get_changelist_instance(request)
        calendar = days.office_calendar()
        for row in changelist.result_list:
            row.days_left = days.due_of(row, calendar=calendar)
        return changelist

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        return case_views.case(request, object_id, site=self.admin_site)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        raise Http404  # the case's own timeline tells more

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        case = "<int:pk>/"
        own = [
            path(f"{case}buoc/<slug:step>/", view(step_views.step), name="desk_step"),
            path(f"{case}xem-truoc.pdf", view(papers.preview), name="desk_preview"),
            path(f"{case}giay-to/<int:paper>/", view(papers.paper), name="desk_paper"),
            path(f"{case}doi-chieu/", view(lookup_views.desk), name="desk_compare"),
            path(
                f"{case}doi-chieu/<int:person>/", view(lookup_views.desk), name="desk_compare_one"
            ),
            path(f"{case}nguon/", view(sources_views.sources), name="desk_sources"),
            path(f"{case}ly-lich/<int:person>/", view(papers.record), name="desk_record"),
            path("nhieu/<slug:step>/", view(batches.confirm), name="desk_batch"),
            path("nhieu/<slug:step>/tien-do/", view(batches.progress), name="desk_progress"),
            path("mo/", view(case_views.open_by_code), name="desk_open"),
        ]
        return [*own, *super().get_urls()]

    def has_sign_permission(self, request: HttpRequest) -> bool:
        return _user(request).has_role(Role.SIGNER)

    def has_hand_over_permission(self, request: HttpRequest) -> bool:
        return _user(request).has_role(Role.RECEIVER)

    @admin.action(description=_("Ký các phiếu đã chọn"), permissions=["sign"])
    def sign_chosen(self, request: HttpRequest, rows: QuerySet[Application]) -> HttpResponse:
        return batches.to_confirm("sign", rows, request=request)

    @admin.action(description=_("Giao bưu điện các kết quả đã chọn"), permissions=["hand_over"])
    def hand_over_chosen(self, request: HttpRequest, rows: QuerySet[Application]) -> HttpResponse:
        return batches.to_confirm("hand_over", rows, request=request)

    @admin.display(description=_("Họ tên, loại phiếu"), ordering="full_name")
    def person(self, row: Application) -> str:
        return papers.over(row.full_name, row.get_certificate_type_display())

    @admin.display(description=_("Tình trạng, phân loại"), ordering="state")
    def standing(self, row: Application) -> str:
        state = papers.tag(row.get_state_display(), TONES.get(row.state, ""))
        return papers.over(state, row.get_route_display() if row.route else "")

    @admin.display(description=_("Hạn trả kết quả"), ordering="due_on")
    def due(self, row: Any) -> str:
        return papers.due_mark(row.days_left)

    @admin.display(description=_("Nơi nhận"), ordering="channel")
    def brought(self, row: Application) -> str:
        office = row.received_office.name if row.received_office else ""
        return papers.over(row.get_channel_display(), office)

    @admin.display(description=_("Nguồn"))
    def sources(self, row: Application) -> str:
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:desk_sources", args=[row.pk]),
            _("Đối chiếu nguồn"),
        )

    def _searched(self, request: HttpRequest) -> HttpResponse:
        """From the form to an address that may be kept, with the filters that stood."""
        kept = {key: str(value) for key, value in request.GET.items() if key not in {"q", "p"}}
        text = search.address_text(request, request.POST[SEARCH_TEXT])
        exact = self.get_queryset(request).filter(code__iexact=text).first() if text else None
        if exact:
            return redirect("admin:applications_application_change", exact.pk)
        query = urlencode({**kept, "q": text} if text else kept)
        return redirect(f"{request.path}?{query}" if query else request.path)


def _user(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise TypeError("the admin's door lets nobody else in")
    return user
