"""People and offices, set up by an administrator: who works here, where, and in which roles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from accounts.desk_admin import AdministratorsAdmin, AdministratorsRights
from accounts.models import STAFF_ROLES, Office, Role, User

# An applicant's account comes with a dossier and the machine's with the portal; neither is given.
GIVEN_ROLES = [(role.value, role.label) for role in Role if role in STAFF_ROLES]


class RolesField(forms.MultipleChoiceField):
    widget = UnfoldAdminCheckboxSelectMultipleWidget

    def __init__(self) -> None:
        super().__init__(label=_("Vai trò"), choices=GIVEN_ROLES, required=True)


class NewPersonForm(UserCreationForm):
    roles = RolesField()

    class Meta:
        model = User
        fields = ("username", "last_name", "first_name", "job_title", "office", "roles")


class PersonForm(UserChangeForm):
    roles = RolesField()

    class Meta:
        model = User
        fields = "__all__"


class RoleFilter(admin.SimpleListFilter):
    title = _("vai trò")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return GIVEN_ROLES

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        return queryset.filter(roles__contains=[self.value()]) if self.value() else queryset


@admin.register(User)
class PersonAdmin(AdministratorsRights, UserAdmin, ModelAdmin):
    """A change of role, office or state ends the person's sessions (`User.get_session_auth_hash`);
    who left keeps the account, disabled, because the trail names it."""

    form = PersonForm
    add_form = NewPersonForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "display_name", "job_title", "office", "roles_said", "is_active")
    list_display_links = ("username", "display_name")
    list_filter = (RoleFilter, "is_active", "office")
    search_fields = ("username", "last_name", "first_name")
    search_help_text = _("Tên đăng nhập hoặc họ tên")
    ordering = ("username",)
    filter_horizontal = ()
    list_select_related = ("office",)
    readonly_fields = ("password_set", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password_set", "is_active")}),
        (
            _("Người"),
            {"fields": ("last_name", "first_name", "job_title", "email", "person_key")},
        ),
        (_("Việc được giao"), {"fields": ("office", "roles")}),
        (_("Hoạt động"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "password1", "password2")}),
        (_("Người"), {"fields": ("last_name", "first_name", "job_title")}),
        (_("Việc được giao"), {"fields": ("office", "roles")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Those who work here; applicants' accounts are nobody's to look through."""
        people: QuerySet[User] = super().get_queryset(request)
        return people.filter(roles__overlap=sorted(STAFF_ROLES))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        for name, label in (("last_name", _("Họ và tên đệm")), ("first_name", _("Tên"))):
            if name in form.base_fields:
                form.base_fields[name].label = label
                form.base_fields[name].required = True
        return form

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            AuthToken.objects.filter(user=obj).delete()

    @admin.display(description=_("mật khẩu"))
    def password_set(self, person: User) -> str:
        page = reverse("admin:auth_user_password_change", args=[person.pk])
        return format_html('<a href="{}">{}</a>', page, _("Đặt lại mật khẩu"))

    @admin.display(description=_("họ tên"), ordering="last_name")
    def display_name(self, person: User) -> str:
        return person.display_name

    @admin.display(description=_("vai trò"))
    def roles_said(self, person: User) -> str:
        return ", ".join(str(Role(role).label) for role in person.roles)


@admin.register(Office)
class OfficeAdmin(AdministratorsAdmin):
    """The department's own offices; agencies and post offices have pages with more to say."""

    list_display = ("code", "name", "kind", "province", "phone")
    list_filter = ("kind",)
    search_fields = ("code", "name")
    fields = ("code", "name", "kind", "province", "unit_code", "address", "phone", "email")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code", "kind") if obj else ()

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        # An agency or a post office needs the columns of its own page.
        if db_field.name == "kind":
            kwargs["choices"] = [(Office.Kind.DEPARTMENT.value, Office.Kind.DEPARTMENT.label)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)
