"""Post offices and ranges of item numbers, kept by the administrator; the rest is read at desks."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from accounts.models import Role, User
from postal.models import ItemRange, PostOffice


class AdministratorsAdmin(ModelAdmin):
    """Seen and changed by administrators; what dossiers refer to is never deleted."""

    def _is_administrator(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and request.user.has_role(Role.ADMINISTRATOR)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._is_administrator(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_administrator(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._is_administrator(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_administrator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(PostOffice)
class PostOfficeAdmin(AdministratorsAdmin):
    list_display = ("code", "name", "address", "postage")
    search_fields = ("code", "name")
    fields = ("code", "name", "province", "address", "phone", "email", "postage")


@admin.register(ItemRange)
class ItemRangeAdmin(AdministratorsAdmin):
    """Once numbers of a range are used, only its end may move."""

    list_display = ("office", "service", "first", "last", "next")
    fields = ("office", "service", "country", "first", "last")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("office", "service", "country", "first") if obj else ()

    def save_model(
        self, request: HttpRequest, obj: ItemRange, form: ModelForm[ItemRange], change: bool
    ) -> None:
        if not change:
            obj.next = obj.first
        super().save_model(request, obj, form, change)
