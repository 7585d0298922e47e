"""The questions that need a person's hand; agencies themselves are in `agency_admin`."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import TabularInline

from accounts.desk_admin import ReadOnlyAdmin
from accounts.desk_admin import has_role as _has_role
from accounts.models import Role, User
from verification import agency_admin as _agency_admin  # noqa: F401
from verification import requests
from verification import supply_admin as _supply_admin  # noqa: F401 - registers its own page
from verification.models import Attempt, RefusedMessage, Reply, VerificationRequest

READERS = (Role.VERIFIER, Role.HEAD, Role.AUDITOR)


class AttemptInline(TabularInline):
    """What went over the line; the bodies are on the desk's page of the question."""

    model = Attempt
    extra = 0
    fields = ("number", "started_at", "channel", "address", "outcome", "lasted", "status", "error")
    readonly_fields = fields

    @admin.display(description=_("mất"))
    def lasted(self, attempt: Attempt) -> str:
        if attempt.took is None:
            return ""
        return _("%(seconds)s giây") % {"seconds": number_format(attempt.took.total_seconds(), 1)}

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _has_role(request, *READERS)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(VerificationRequest)
class VerificationRequestAdmin(ReadOnlyAdmin):
    readers = READERS
    list_display = ("reference", "agency", "question", "state", "due_on", "tries", "last_error")
    list_filter = ("state", "agency", ("parked_at", admin.EmptyFieldListFilter))
    search_fields = ("reference", "application__code")
    list_select_related = ("agency",)
    actions = ("send_again",)
    inlines = (AttemptInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[VerificationRequest]:
        rows = super().get_queryset(request)
        return self.seen(rows, request, office="application__office")

    def has_send_permission(self, request: HttpRequest) -> bool:
        return _has_role(request, Role.VERIFIER)

    @admin.action(description=_("Gửi lại"), permissions=["send"])
    def send_again(self, request: HttpRequest, rows: QuerySet[VerificationRequest]) -> None:
        stopped = list(rows.filter(parked_at__isnull=False))
        for row in stopped:
            requests.send_again(row)
        text = ngettext("Đã gửi lại %d yêu cầu.", "Đã gửi lại %d yêu cầu.", len(stopped))
        self.message_user(request, text % len(stopped))


@admin.register(Reply)
class ReplyAdmin(ReadOnlyAdmin):
    readers = READERS
    list_display = ("request_reference", "agency", "answer", "disposition", "received_at")
    list_filter = ("disposition", "agency")
    search_fields = ("request_reference", "reference")
    list_select_related = ("agency",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reply]:
        rows = super().get_queryset(request)
        if _has_role(request, Role.AUDITOR) or not isinstance(request.user, User):
            return rows
        own = Q(request__application__office=request.user.office_id)
        return rows.filter(own | Q(request__isnull=True))


@admin.register(RefusedMessage)
class RefusedMessageAdmin(ReadOnlyAdmin):
    """Who posed as an agency, or whose key or clock is wrong; each row tells of a minute."""

    readers = (Role.HEAD, Role.AUDITOR, Role.ADMINISTRATOR)
    list_display = ("last_at", "claimed", "reason", "count", "path", "address")
    list_filter = ("reason", "claimed")
    date_hierarchy = "last_at"
