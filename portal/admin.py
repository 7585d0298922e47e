"""The admin as the department's working place: the dossiers, and the pages that are no model's."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth import admin as _auth_admin  # noqa: F401
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.urls import URLPattern, path
from knox import admin as _knox_admin  # noqa: F401
from knox.models import AuthToken

from accounts.desk_admin import AdministratorsAdmin
from applications.models import Application
from portal.desk import dashboard
from portal.desk.cases import ApplicationAdmin
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


# Rights come from roles (accounts.models.Role), never from groups; a token comes from a command.
# Their packages register them when they are imported, which the lines above have done.
admin.site.unregister([Group, AuthToken])


def _own_pages() -> list[URLPattern]:
    view = admin.site.admin_view(dashboard.stopped_work)
    return [path("viec-bi-dung/", view, name="stopped_work")]


admin.site.extra_urls = _own_pages  # type: ignore[attr-defined]
