"""The filters of the list of dossiers: work list, days left, state, route, channel."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.models import Application
from portal.desk import worklists

MINE = "cua-toi"


class WorkFilter(SimpleListFilter):
    """Việc của tôi: the lists that this person works through, or all of them at once."""

    title = _("việc của tôi")
    parameter_name = "viec"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        user = request.user
        own = worklists.lists_of(user) if isinstance(user, User) else []
        return [(MINE, _("Mọi việc của tôi")), *((one.key, one.label) for one in own)]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Application]
    ) -> QuerySet[Application]:
        user, wanted = request.user, self.value()
        if not wanted or not isinstance(user, User):
            return queryset
        if wanted == MINE:
            return worklists.annotated(queryset).filter(worklists.mine(user))
        one = worklists.BY_KEY.get(wanted)
        if one is None or one not in worklists.lists_of(user):
            return queryset.none()
        return worklists.annotated(queryset).filter(one.condition())


class DueFilter(SimpleListFilter):
    title = _("hạn trả kết quả")
    parameter_name = "han"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("qua-han", _("Quá hạn")), ("sap-den-han", _("Còn không quá 3 ngày"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Application]
    ) -> QuerySet[Application]:
        conditions = {"qua-han": worklists.late, "sap-den-han": worklists.soon}
        wanted = self.value()
        return queryset.filter(conditions[wanted]()) if wanted in conditions else queryset
