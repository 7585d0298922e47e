"""What a clerk types about information that the office gave to somebody."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from common.dates import today
from records.desk_fields import DayField, RecordField
from records.models import SuppliedEntry


class SuppliedForm(forms.Form):
    """One line of book 09."""

    kind = forms.ChoiceField(
        label=_("Loại thông tin"),
        choices=SuppliedEntry.Kind.choices,
        initial=SuppliedEntry.Kind.ANSWER,
    )
    recipient = forms.ModelChoiceField(
        label=_("Cơ quan nhận"),
        queryset=Office.objects.filter(kind=Office.Kind.AGENCY),
        empty_label="",
    )
    supplied_on = DayField(label=_("Ngày cung cấp"), initial=today)
    document_no = forms.CharField(label=_("Số, ký hiệu văn bản"), max_length=100, required=False)
    person = RecordField()
    content = forms.CharField(
        label=_("Nội dung"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    note = forms.CharField(
        label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
