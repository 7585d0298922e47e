"""An agency in the admin: who is asked and how, its keys and days, and how it stands now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.admin import StackedInline, TabularInline
from unfold.widgets import UnfoldAdminURLInputWidget, UnfoldBooleanWidget

from accounts.desk_admin import AdministratorsAdmin, AdministratorsRights
from accounts.models import DEPARTMENT_ROLES, User
from common.dates import today
from verification import punctuality
from verification.agency_form import AgencyForm, warnings_of
from verification.models import Agency, AgencyDay, AgencyKey, VerificationRequest

KEY_ENDS_SOON = timedelta(days=30)


class AgencyKeyInline(AdministratorsRights, StackedInline):
    model = AgencyKey
    extra = 0
    fields = ("public_key", "valid_from", "valid_until")
    verbose_name_plural = _("khóa: thêm khóa mới trước, rồi cho khóa cũ hết hạn sau vài ngày")


class AgencyDayInline(AdministratorsRights, TabularInline):
    model = AgencyDay
    extra = 0
    fields = ("day", "kind", "note")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)


@admin.register(Agency)
class AgencyAdmin(AdministratorsAdmin):
    """An administrator's: who is asked, where, and whose signature counts."""

    form = AgencyForm
    list_display = ("name", "code", "agency_kind", "province", "channel", "owes", "active")
    list_filter = ("agency_kind", "channel", "active")
    search_fields = ("name", "code")
    readonly_fields = ("keys_now", "numbers", "changes")
    inlines = (AgencyKeyInline, AgencyDayInline)
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https", "widget": UnfoldAdminURLInputWidget}
    }
    fieldsets = (
        (
            _("Cơ quan"),
            {"fields": (("name", "code"), "agency_kind", ("province", "area"), "active")},
        ),
        (
            _("Cách trao đổi"),
            {"fields": ("channel", "channel_agreed", "endpoint", "member", "sends_link")},
        ),
        (_("Liên hệ"), {"fields": ("contact_person", ("phone", "email"), "address")}),
        (_("Thời hạn và giới hạn"), {"fields": ("answer_days", ("in_flight", "calls_a_minute"))}),
        (_("Khi quá hạn"), {"fields": ("escalate_to",)}),
        (_("Bản sao lý lịch tư pháp"), {"fields": ("copies_endpoint",)}),
        (_("Tình hình hiện nay"), {"fields": ("numbers", "keys_now", "changes")}),
    )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A long silence goes to somebody of the department who still works there."""
        if db_field.name == "escalate_to":
            roles = Q(roles__overlap=sorted(DEPARTMENT_ROLES))
            kwargs["queryset"] = User.objects.filter(roles, is_active=True).order_by("last_name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.base_fields["channel_agreed"].widget = UnfoldBooleanWidget()
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new agency has no present yet."""
        return self.fieldsets if obj else self.fieldsets[:-1]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Agency]:
        open_ = Q(requests__state__in=VerificationRequest.OPEN)
        late = open_ & Q(requests__due_on__lt=today())
        counted = super().get_queryset(request)
        return counted.annotate(
            waiting=models.Count("requests", filter=open_),
            late=models.Count("requests", filter=late),
        )

    def save_model(self, request: HttpRequest, obj: Agency, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for words in warnings_of(obj):
            messages.warning(request, words)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """The log says what was and what is, not only which field."""
        if add:
            return super().construct_change_message(request, form, formsets, add)
        return "; ".join([*_changes(form), *_changed_rows(formsets)])

    @admin.display(description=_("Đang chờ / quá hạn"))
    def owes(self, agency: Any) -> str:
        return f"{agency.waiting} / {agency.late}"

    @admin.display(description=_("Yêu cầu xác minh"))
    def numbers(self, agency: Agency) -> str:
        found = punctuality.of(agency, on=today())
        now = _now("%(waiting)d yêu cầu đang chờ, trong đó %(late)d quá hạn.")
        said = now % {"waiting": found.waiting, "late": found.late}
        if not found.answered:
            return said
        lately = _now(
            "Trong %(months)d tháng: %(answered)d trả lời, %(percent)d%% đúng hạn, một nửa trong"
            " %(days)s ngày."
        )
        days = str(found.median_days).replace(".", ",")
        return f"{said} " + lately % {
            "months": punctuality.MONTHS,
            "answered": found.answered,
            "percent": found.percent,
            "days": days,
        }

    @admin.display(description=_("Khóa đang có hiệu lực"))
    def keys_now(self, agency: Agency) -> str:
        """Which keys count at this moment, until when, and whether the last one runs out."""
        now = timezone.now()
        ended = Q(valid_until__isnull=False, valid_until__lte=now)
        keys = list(agency.keys.filter(valid_from__lte=now).exclude(ended))
        if not keys:
            return _now("Không có khóa nào: trả lời ký số của cơ quan này không được nhận.")
        lines = format_html_join("", "<div>{} – {}</div>", [_key(key) for key in keys])
        ends = [key.valid_until for key in keys]
        last = None if None in ends else max(filter(None, ends))
        if last is None or last > now + KEY_ENDS_SOON:
            return lines
        soon = _now("Khóa cuối cùng hết hạn %(day)s. Hãy thêm khóa mới.") % {
            "day": f"{timezone.localtime(last):%d/%m/%Y}"
        }
        return format_html("{}<strong>{}</strong>", lines, soon)

    @admin.display(description=_("Thay đổi"))
    def changes(self, agency: Agency) -> str:
        page = reverse("admin:verification_agency_history", args=[agency.pk])
        return format_html('<a href="{}">{}</a>', page, _now("Ai đã thay đổi gì, khi nào"))


def fingerprint(key: AgencyKey) -> str:
    """Enough of the key's digest to tell keys apart by eye."""
    return hashlib.sha256(key.public_key.encode()).hexdigest()[:16]


def _key(key: AgencyKey) -> tuple[str, str]:
    if key.valid_until is None:
        return fingerprint(key), _now("không có ngày hết hạn")
    day = f"{timezone.localtime(key.valid_until):%d/%m/%Y}"
    return fingerprint(key), _now("đến %(day)s") % {"day": day}


def _changes(form: Any) -> Iterator[str]:
    for name in form.changed_data:
        if name == "channel_agreed":
            continue
        field = form.fields[name]
        before = form.initial.get(name)
        yield f"{field.label}: {_shown(field, before)} → {_shown(field, form.cleaned_data[name])}"


def _shown(field: Any, value: Any) -> str:
    """As the form shows it: a choice by its words, a person by name."""
    if hasattr(field, "queryset"):
        found = field.queryset.filter(pk=getattr(value, "pk", value)).first()
        return str(found or "–")
    choices = dict(getattr(field, "choices", ()))
    return str(choices.get(value, value if value not in (None, "") else "–"))


def _changed_rows(formsets: Any) -> Iterator[str]:
    for formset in formsets:
        name = formset.model._meta.verbose_name  # noqa: SLF001
        for row in formset.new_objects:
            yield f"+ {name}: {_named(row)}"
        for row, fields in formset.changed_objects:
            yield f"{name} {_named(row)}: {', '.join(fields)}"
        for row in formset.deleted_objects:
            yield f"- {name}: {_named(row)}"


def _named(row: Any) -> str:
    if not isinstance(row, AgencyKey):
        return str(row)
    until = f" → {timezone.localtime(row.valid_until):%d/%m/%Y}" if row.valid_until else ""
    return f"{fingerprint(row)}{until}"
