"""What a clerk types about violations: whom they look for, one decision, and who gets a list."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.dates import VIETNAM
from records.desk_fields import DayField, HandOverForm, PartialDayField, PurposeForm, RecordField
from records.models import Violation
from records.names import certificate_key, number_key
from records.violation_rows import COLUMNS
from records.violations import Question


class ViolationLookupForm(PurposeForm):
    full_name = forms.CharField(label=_("Họ và tên"), max_length=200, required=False)
    date_of_birth = PartialDayField(label=_("Ngày sinh"), required=False)
    number = forms.CharField(label=_("Số giấy tờ"), max_length=30, required=False)
    decision_no = forms.CharField(label=_("Số quyết định"), max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not any(cleaned.get(name) for name in ("full_name", "number", "decision_no")):
            message = _("Hãy nhập họ và tên, số giấy tờ hoặc số quyết định.")
            self.add_error("full_name", message)
        return cleaned

    def question(self) -> Question:
        names = ("full_name", "date_of_birth", "number", "decision_no")
        return Question(**{name: self.cleaned_data[name] for name in names})


class ViolationForm(forms.ModelForm):
    """One decision on one person."""

    decision_date = DayField(label=_("Ngày quyết định"))
    executed_on = DayField(label=_("Ngày thi hành xong"), required=False)
    period_ends_on = DayField(label=_("Hết thời hạn được coi là chưa bị xử lý"), required=False)
    date_of_birth = PartialDayField(label=_("Ngày sinh"), required=False)
    other_names = SimpleArrayField(
        forms.CharField(max_length=200),
        label=_("Tên gọi khác"),
        delimiter=";",
        required=False,
        help_text=_("Nhiều tên thì cách nhau bằng dấu chấm phẩy."),
    )

    class Meta:
        model = Violation
        fields = COLUMNS
        widgets = {
            "violation": forms.Textarea(attrs={"rows": 3}),
            "sanction": forms.Textarea(attrs={"rows": 2}),
            "fine_vnd": forms.TextInput(attrs={"inputmode": "numeric"}),
        }

    DECISION = ("decision_no", "decision_date", "authority", "violation", "sanction", "fine_vnd",
                "executed_on", "period_ends_on")  # fmt: skip

    def groups(self) -> list[tuple[object, list[forms.BoundField]]]:
        """The fields in the order of a decision: what was decided, then about whom."""
        person = [name for name in COLUMNS if name not in self.DECISION]
        return [
            (_("Quyết định"), [self[name] for name in self.DECISION]),
            (_("Người bị xử lý"), [self[name] for name in person]),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = str(field.label)[:1].upper() + str(field.label)[1:]


class EntryForm(ViolationForm):
    """A decision that came on paper."""

    document = forms.CharField(
        label=_("Văn bản đã nhận"),
        max_length=200,
        help_text=_("Số, ngày và cơ quan gửi."),
    )

    def columns(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in COLUMNS}


class CorrectionForm(ViolationForm):
    """What is changed, and why; what was there before is kept."""

    record_code = RecordField()
    document = forms.CharField(label=_("Theo văn bản"), max_length=200, required=False)
    reason = forms.CharField(label=_("Lý do thay đổi"), max_length=300)

    def changes(self) -> dict[str, Any]:
        changed = {name: self.cleaned_data[name] for name in self.changed_data if name in COLUMNS}
        return changed | {"person": self.cleaned_data["record_code"]}


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do rút khỏi danh sách"),
        max_length=300,
        help_text=_("Ví dụ: quyết định bị hủy theo Quyết định số 12/QĐ ngày 01/06/2024."),
    )
    document = forms.CharField(label=_("Theo văn bản"), max_length=200, required=False)


class ViolationHandOverForm(HandOverForm):
    """Which rows: changed between two days, or of one number or decision."""

    changed_from = DayField(label=_("Thay đổi từ ngày"), required=False)
    changed_to = DayField(label=_("Đến hết ngày"), required=False)
    number = forms.CharField(label=_("Số giấy tờ"), max_length=30, required=False)
    decision_no = forms.CharField(label=_("Số quyết định"), max_length=100, required=False)

    WHICH = ("changed_from", "changed_to", "number", "decision_no")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not any(cleaned.get(name) for name in self.WHICH):
            self.add_error("changed_from", _("Hãy chọn khoảng ngày, số giấy tờ hoặc quyết định."))
        return cleaned

    def rows(self) -> QuerySet[Violation]:
        asked, rows = self.cleaned_data, Violation.objects.order_by("changed_at")
        if asked["changed_from"]:
            rows = rows.filter(changed_at__gte=_start_of(asked["changed_from"]))
        if asked["changed_to"]:
            rows = rows.filter(changed_at__lt=_start_of(asked["changed_to"] + timedelta(days=1)))
        if asked["number"]:
            rows = rows.filter(number_keys__contains=[number_key(asked["number"])])
        if asked["decision_no"]:
            rows = rows.filter(decision_key=certificate_key(asked["decision_no"]))
        return rows

    def asked(self) -> str:
        """Which rows, for the log."""
        return " ".join(
            str(self.cleaned_data[name]) for name in self.WHICH if self.cleaned_data[name]
        )


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=VIETNAM)
