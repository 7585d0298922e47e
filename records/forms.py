"""The clerk's question to the register: for whom, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from common.dates import PartialDate


class LookupForm(forms.Form):
    """Sent by POST only: a name must not stand in an address or in a server's log."""

    purpose = forms.CharField(
        label=_("Mục đích tra cứu"),
        max_length=300,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Được ghi vào nhật ký cùng tên bạn. Ngoài hồ sơ: ghi ít nhất 10 ký tự."),
    )
    case_code = forms.CharField(
        label=_("Mã hồ sơ"),
        max_length=40,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Để trống nếu tra cứu ngoài hồ sơ."),
    )
    full_name = forms.CharField(
        label=_("Họ và tên"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget
    )
    date_of_birth = forms.CharField(
        label=_("Ngày sinh"),
        max_length=10,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Ví dụ 17/05/1990, 05/1990 hoặc 1990."),
    )
    number = forms.CharField(
        label=_("Số giấy tờ"), max_length=30, required=False, widget=UnfoldAdminTextInputWidget
    )
    father_name = forms.CharField(
        label=_("Họ và tên cha"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget
    )
    mother_name = forms.CharField(
        label=_("Họ và tên mẹ"), max_length=200, required=False, widget=UnfoldAdminTextInputWidget
    )

    def clean_date_of_birth(self) -> str:
        value = self.cleaned_data["date_of_birth"]
        try:
            return str(PartialDate.parse_typed(value)) if value else ""
        except ValueError:
            raise forms.ValidationError(_("Ngày sinh không hợp lệ.")) from None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("full_name") and not cleaned.get("number"):
            self.add_error("full_name", _("Hãy nhập họ và tên hoặc số giấy tờ."))
        return cleaned

    def subject(self) -> dict[str, Any]:
        """The question in the shape of a dossier's subject."""
        number = self.cleaned_data["number"]
        return {
            "full_name": self.cleaned_data["full_name"],
            "date_of_birth": self.cleaned_data["date_of_birth"],
            "documents": [{"number": number}] if number else [],
            "father": {"full_name": self.cleaned_data["father_name"]},
            "mother": {"full_name": self.cleaned_data["mother_name"]},
        }
