"""The admin as the department's working place: the dossiers, and the pages that are no model's."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth import admin as _auth_admin  # noqa: F401
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from knox import admin as _knox_admin  # noqa: F401
from knox.models import AuthToken

from accounts.desk_admin import AdministratorsAdmin, ReadOnlyAdmin, has_role
from accounts.models import Role
from applications.models import Application, UnmatchedTransfer
from portal.desk import agency_chasing, agency_lines, dashboard, overrides
from portal.desk.cases import ApplicationAdmin
from portal.desk.issue_urls import issue_pages
from portal.desk.paper_urls import paper_pages
from regulations.models import CalendarException

admin.site.register(Application, ApplicationAdmin)


@admin.register(CalendarException)
class CalendarExceptionAdmin(AdministratorsAdmin):
    """The office's own days off and make-up days, which move the ends of time limits."""

    list_display = ("day", "kind", "note")
    list_filter = ("kind",)
    ordering = ("-day",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)


@admin.register(UnmatchedTransfer)
class UnmatchedTransferAdmin(ReadOnlyAdmin):
    """Money that fits no dossier; a receiver gives it back or asks the payer, and says so here."""

    list_display = ("told_at", "amount", "reference", "reason", "application", "settled_at")
    list_filter = (("settled_at", admin.EmptyFieldListFilter),)
    search_fields = ("message_id", "reference")
    actions = ("settle",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[UnmatchedTransfer]:
        rows = super().get_queryset(request)
        unknown = rows.filter(application=None)
        return self.seen(rows, request, office="application__office") | unknown

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return has_role(request, Role.RECEIVER)

    @admin.action(description=_("Đánh dấu đã xử lý"), permissions=["settle"])
    def settle(self, request: HttpRequest, rows: QuerySet[UnmatchedTransfer]) -> None:
        rows.filter(settled_at=None).update(settled_at=Now(), settled_by=request.user)


# Rights come from roles (accounts.models.Role), never from groups; a token comes from a command.
# Their packages register them when they are imported, which the lines above have done.
admin.site.unregister([Group, AuthToken])


def _own_pages() -> list[URLPattern]:
    view = admin.site.admin_view
    return [
        path("viec-bi-dung/", view(dashboard.stopped_work), name="stopped_work"),
        path("phan-loai-khac/", view(overrides.overrides), name="overrides"),
        *agency_chasing.pages(view),
        *agency_lines.pages(view),
        *paper_pages(),
        *issue_pages(),
    ]


admin.site.extra_urls = _own_pages  # type: ignore[attr-defined]
