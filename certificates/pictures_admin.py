"""Signatures and seals as pictures: handed in, looked at and withdrawn by an administrator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
)

from accounts.desk_admin import AdministratorsAdmin, has_role
from accounts.models import Office, Role, SignaturePicture, User
from certificates import pictures
from common.refusals import Invalid


class NewPictureForm(forms.ModelForm):
    """Whose picture it is, how wide it is on paper, and the file."""

    upload = forms.FileField(
        label=_("Tệp ảnh"),
        help_text=_("PNG nền trong suốt, không quá 1 MB; chữ ký màu xanh, dấu màu đỏ."),
        widget=UnfoldAdminFileFieldWidget,
    )

    class Meta:
        model = SignaturePicture
        fields = ("person", "office", "width_mm")
        widgets = {
            "person": UnfoldAdminSelectWidget,
            "office": UnfoldAdminSelectWidget,
            "width_mm": UnfoldAdminIntegerFieldWidget,
        }

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._by = by
        self.fields["person"].queryset = User.objects.filter(roles__contains=[Role.SIGNER])  # type: ignore[attr-defined]
        self.fields["office"].queryset = Office.objects.filter(kind=Office.Kind.DEPARTMENT)  # type: ignore[attr-defined]
        self.fields["width_mm"].help_text = _("Chữ ký thường rộng 40 đến 50 mm, dấu 36 mm.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        owners = [one for one in (given.get("person"), given.get("office")) if one]
        if len(owners) != 1:
            raise forms.ValidationError(_("Hãy chọn người ký hoặc cơ quan, một trong hai."))
        if self.errors:
            return given
        try:
            self.kept = pictures.put_in_force(
                owners[0], content=given["upload"].read(), width_mm=given["width_mm"], by=self._by
            )
        except Invalid as wrong:
            raise forms.ValidationError(
                {"upload": [str(one.message) for one in wrong.problems]}
            ) from wrong
        return given

    def _post_clean(self) -> None:
        """The row is written and checked by `put_in_force`."""

    def save(self, commit: bool = True) -> SignaturePicture:
        self.instance = self.kept
        return self.kept

    def save_m2m(self) -> None:
        """Nothing is related to many."""


@admin.register(SignaturePicture)
class SignaturePictureAdmin(AdministratorsAdmin):
    """A picture is never changed: another is put in force, or it is withdrawn."""

    list_display = ("owner", "small", "width_mm", "added_at", "added_by", "withdrawn_at")
    list_filter = (("withdrawn_at", admin.EmptyFieldListFilter),)
    list_select_related = ("person", "office", "added_by")
    readonly_fields = ("large",)
    actions = ("withdraw",)
    fields = (
        *("person", "office", "width_mm", "large"),
        *("added_by", "added_at", "withdrawn_by", "withdrawn_at"),
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ("person", "office", "width_mm", "upload")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is not None:
            return super().get_form(request, obj, change=change, **kwargs)

        class ByThisPerson(NewPictureForm):
            def __init__(self, *args: Any, **given: Any) -> None:
                super().__init__(*args, by=request.user, **given)  # type: ignore[arg-type]

        return ByThisPerson

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Written by the form (`pictures.put_in_force`)."""

    def get_urls(self) -> list[URLPattern]:
        page = self.admin_site.admin_view(self.picture)
        shown = path("<int:pk>/anh/", page, name="accounts_signaturepicture_picture")
        return [shown, *super().get_urls()]

    def picture(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not has_role(request, Role.ADMINISTRATOR):
            raise PermissionDenied
        row = get_object_or_404(SignaturePicture, pk=pk)
        answer = HttpResponse(pictures.read(row), content_type="image/png")
        answer["Cache-Control"] = "private, no-store"
        return answer

    @admin.display(description=_("của"))
    def owner(self, row: SignaturePicture) -> str:
        return str(row)

    @admin.display(description=_("ảnh"))
    def small(self, row: SignaturePicture) -> str:
        return _shown(row, width=80)

    @admin.display(description=_("ảnh"))
    def large(self, row: SignaturePicture) -> str:
        return _shown(row, width=320)

    @admin.action(description=_("Thôi dùng ảnh đã chọn"), permissions=["add"])
    def withdraw(self, request: HttpRequest, rows: QuerySet[SignaturePicture]) -> None:
        for row in rows:
            pictures.withdraw(row, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Đã thôi dùng. Chỗ ký trên phiếu sau này để trống."))


def _shown(row: SignaturePicture, *, width: int) -> str:
    address = reverse("admin:accounts_signaturepicture_picture", args=[row.pk])
    return format_html('<img src="{}" alt="{}" width="{}">', address, row, width)
