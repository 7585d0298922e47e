"""The filters of book 08: in time or late, by kind of document, by kind of sender."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.models import SourceDocument
from records.source_lists import late
from records.source_rules import sources


class TimeFilter(SimpleListFilter):
    title = gettext_lazy("thời hạn")
    parameter_name = "han"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("muon", _("Đến muộn")), ("dung-han", _("Đúng hạn")), ("gach", _("Đã gạch bỏ"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[SourceDocument]
    ) -> QuerySet[SourceDocument]:
        wanted = self.value()
        if wanted == "gach":
            return queryset.exclude(struck_on=None)
        if wanted in {"muon", "dung-han"}:
            standing = queryset.filter(struck_on=None)
            return standing.filter(late()) if wanted == "muon" else standing.exclude(late())
        return queryset


class KindFilter(SimpleListFilter):
    title = gettext_lazy("loại thông tin")
    parameter_name = "loai"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(one.code, str(one)) for one in sources().kind]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[SourceDocument]
    ) -> QuerySet[SourceDocument]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class SenderFilter(SimpleListFilter):
    title = gettext_lazy("loại cơ quan")
    parameter_name = "co-quan"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(one.code, str(one)) for one in sources().sender]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[SourceDocument]
    ) -> QuerySet[SourceDocument]:
        return queryset.filter(sender_kind=self.value()) if self.value() else queryset
