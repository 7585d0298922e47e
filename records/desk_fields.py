"""Fields that the register's own forms share: days as Vietnamese write them, purposes, records."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.dates import PartialDate
from records.models import Person

DAY = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y")


class DayField(forms.DateField):
    """A whole day: 17/05/1990."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Ví dụ 17/05/2024."))
        super().__init__(
            input_formats=DAY,
            widget=forms.DateInput(format=DAY[0], attrs={"autocomplete": "off"}),
            **kwargs,
        )


class PartialDayField(forms.CharField):
    """A birth date of which only the year may be known; typed 17/05/1990, kept 1990-05-17."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Ví dụ 17/05/1990, 05/1990 hoặc 1990."))
        super().__init__(max_length=10, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        try:
            return PartialDate.parse(str(value)).display() if value else value
        except ValueError:
            return value

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return str(PartialDate.parse_typed(typed)) if typed else ""
        except ValueError:
            raise forms.ValidationError(_("Ngày sinh không hợp lệ.")) from None


class RecordField(forms.CharField):
    """The code of a record in the register, turned into its person."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Ví dụ 25HN2013/00001. Để trống nếu chưa rõ."))
        super().__init__(label=_("Mã số lý lịch tư pháp"), max_length=40, required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        code = str(super().clean(value)).upper()
        if not code:
            return None
        person = Person.objects.filter(record_code=code).first()
        if person is None:
            raise forms.ValidationError(_("Không có lý lịch nào mang mã số này."))
        return person


class PurposeForm(forms.Form):
    """Why somebody looks, and for which dossier; sent by POST, never in an address."""

    purpose = forms.CharField(
        label=_("Mục đích tra cứu"),
        max_length=300,
        help_text=_("Được ghi vào nhật ký cùng tên bạn. Ngoài hồ sơ: ghi ít nhất 10 ký tự."),
    )
    case_code = forms.CharField(
        label=_("Mã hồ sơ"),
        max_length=40,
        required=False,
        help_text=_("Để trống nếu tra cứu ngoài hồ sơ."),
    )


class HandOverForm(forms.Form):
    """To whom rows of the register are given, on which letter and what for."""

    authority = forms.CharField(label=_("Cơ quan nhận"), max_length=100)
    letter = forms.CharField(
        label=_("Số văn bản đề nghị hoặc văn bản gửi"), max_length=60, required=False
    )
    purpose = forms.CharField(
        label=_("Mục đích cung cấp"),
        max_length=120,
        help_text=_("Ghi ít nhất 10 ký tự. Được ghi vào nhật ký cùng tên bạn và từng dòng đã gửi."),
    )
    file_format = forms.ChoiceField(
        label=_("Dạng tệp"),
        choices=[("xlsx", _("Bảng tính (XLSX)")), ("csv", "CSV")],
        initial="xlsx",
        widget=forms.RadioSelect,
    )
