"""An agency's answer as its officer types it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.dates import PartialDate, today
from records.terms import CodeOfLaw, MainPenalty
from verification.models import Reply


class TypedDateField(forms.CharField):
    """A day as people type it, 17/05/2019; the value is ISO, empty when nothing is typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=10, help_text=_("Ví dụ 17/05/2019"), **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            day = PartialDate.parse_typed(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(_("Hãy nhập ngày, ví dụ 17/05/2019.")) from error
        if day and not day.complete:
            raise forms.ValidationError(_("Hãy nhập đủ ngày, tháng và năm."))
        return str(day) if day else ""


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Kết quả tra cứu"),
        choices=Reply.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn kết quả tra cứu.")},
    )
    reference = forms.CharField(
        label=_("Số văn bản trả lời"),
        max_length=100,
        error_messages={"required": _("Hãy ghi số văn bản trả lời.")},
    )
    signed_by = forms.CharField(
        label=_("Người ký"),
        max_length=200,
        error_messages={"required": _("Hãy ghi người ký văn bản.")},
    )
    answered_on = TypedDateField(
        label=_("Ngày văn bản"), error_messages={"required": _("Hãy nhập ngày văn bản.")}
    )
    note = forms.CharField(
        label=_("Ghi chú"), max_length=5000, required=False, widget=forms.Textarea({"rows": 3})
    )

    scan = forms.FileField(
        label=_("Bản quét văn bản đã ký"),
        required=False,
        help_text=_("Ảnh JPG, PNG hoặc tệp PDF."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,application/pdf"}),
    )
    # A scan that was handed in already, and how many final answers the officer has seen.
    paper = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def clean_answered_on(self) -> str:
        day = self.cleaned_data["answered_on"]
        if day > today().isoformat():
            raise forms.ValidationError(_("Ngày văn bản ở sau hôm nay."))
        return day


class JudgmentForm(forms.Form):
    """One judgment; what the agency does not know stays empty."""

    judgment_no = forms.CharField(
        label=_("Số bản án"),
        max_length=100,
        error_messages={"required": _("Hãy ghi số bản án.")},
    )
    judgment_date = TypedDateField(
        label=_("Ngày tuyên án"), error_messages={"required": _("Hãy nhập ngày tuyên án.")}
    )
    court = forms.CharField(
        label=_("Tòa án"),
        max_length=300,
        error_messages={"required": _("Hãy ghi tên Tòa án.")},
    )
    offences = forms.CharField(
        label=_("Tội danh"),
        max_length=600,
        help_text=_("Nhiều tội thì cách nhau bằng dấu chấm phẩy."),
        error_messages={"required": _("Hãy ghi tội danh.")},
    )
    articles = forms.CharField(label=_("Điều khoản áp dụng"), max_length=400, required=False)
    code_of_law = forms.ChoiceField(
        label=_("Bộ luật"), choices=[("", "—"), *CodeOfLaw.choices], required=False
    )
    main_penalty = forms.ChoiceField(
        label=_("Hình phạt chính"), choices=[("", "—"), *MainPenalty.choices], required=False
    )
    main_penalty_months = forms.IntegerField(
        label=_("Thời hạn (tháng)"), min_value=0, required=False
    )
    additional_penalties = forms.CharField(
        label=_("Hình phạt bổ sung"), max_length=600, required=False
    )
    main_served_on = TypedDateField(label=_("Ngày chấp hành xong hình phạt chính"), required=False)
    obligations_met_on = TypedDateField(
        label=_("Ngày thi hành xong nghĩa vụ dân sự, án phí"), required=False
    )
    expunged_on = TypedDateField(label=_("Ngày xóa án tích"), required=False)


MOST_JUDGMENTS = 20
JudgmentFormSet = forms.formset_factory(JudgmentForm, extra=1, max_num=MOST_JUDGMENTS)


def with_one_more(data: Any) -> Any:
    """The same typed values with one more empty judgment."""
    more = data.copy()
    total = _number(more.get("judgments-TOTAL_FORMS"))
    more["judgments-TOTAL_FORMS"] = str(min(total + 1, MOST_JUDGMENTS))
    return more


def without(data: Any, place: int) -> Any:
    """The same typed values without the judgment at this place; those after it move up."""
    fewer = data.copy()
    total = min(_number(fewer.get("judgments-TOTAL_FORMS")), MOST_JUDGMENTS)
    if not 0 <= place < total:
        return fewer
    for name in JudgmentForm.base_fields:
        values = [fewer.get(f"judgments-{number}-{name}", "") for number in range(total)]
        del values[place]
        for number, value in enumerate([*values, ""]):
            fewer[f"judgments-{number}-{name}"] = value
    fewer["judgments-TOTAL_FORMS"] = str(total - 1)
    return fewer


def _number(text: Any) -> int:
    return int(text) if str(text).isdecimal() else 0


class InterimForm(forms.Form):
    """A word that the answer is still being looked for."""

    class Reason(models.TextChoices):
        ORIGINALS = "originals", _("Đang tra cứu hồ sơ gốc")
        MINISTRY = "ministry", _("Cần tra cứu tại hồ sơ của Bộ Công an")

    reason = forms.ChoiceField(
        label=_("Vì sao chưa trả lời được"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn lý do.")},
    )
    interim_note = forms.CharField(
        label=_("Ghi chú"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2})
    )
