"""What the admin's pages of all packages share: who may open them, and that nothing changes there.

The procedure writes its own rows; the admin shows them. Only what an office sets up, such as
people and calendars, is changed in the admin, by an administrator.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from accounts.models import DEPARTMENT_ROLES, Role, User


def has_role(request: HttpRequest, *roles: str) -> bool:
    return isinstance(request.user, User) and request.user.has_role(*roles)


class ReadOnlyAdmin(ModelAdmin):
    """Rows that the steps of the procedure write; read by `readers`, changed by nobody here."""

    readers: tuple[str, ...] = (*sorted(DEPARTMENT_ROLES), Role.AUDITOR)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return has_role(request, *self.readers)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def seen(self, rows: QuerySet[Any], request: HttpRequest, *, office: str) -> QuerySet[Any]:
        """What this reader may see: an auditor all, everybody else their own office's.

        `office` is the path from a row to the office that it belongs to.
        """
        if has_role(request, Role.AUDITOR):
            return rows
        if not isinstance(request.user, User) or request.user.office_id is None:
            return rows.none()
        return rows.filter(**{office: request.user.office_id})


class AdministratorsRights:
    """What an administrator sets up; what dossiers refer to is never deleted."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return has_role(request, Role.ADMINISTRATOR)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return has_role(request, Role.ADMINISTRATOR)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return has_role(request, Role.ADMINISTRATOR)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return has_role(request, Role.ADMINISTRATOR)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class AdministratorsAdmin(AdministratorsRights, ModelAdmin):
    """A page of the set-up."""
