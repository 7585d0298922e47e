"""What is typed at the desks of the post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from common import s10
from postal.handover import INCOMPLETE, MISSING, RESULTS, Count
from postal.intake import MOST_PAPERS
from postal.models import Slip

PAPER_FORMS = (("original", _("Bản chính")), ("copy", _("Bản sao")))
BLANK_PAPERS = 2  # rows for papers that the citizen adds of their own accord


class PaperForm(forms.Form):
    """One paper on the counter; the titles of the published list are not typed."""

    title = forms.CharField(label=_("Giấy tờ khác"), max_length=300, required=False)
    form = forms.ChoiceField(label=_("Bản"), choices=PAPER_FORMS, initial="copy")
    count = forms.IntegerField(
        label=_("Số lượng"),
        min_value=0,
        max_value=MOST_PAPERS,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listed = bool(self.initial.get("title"))
        self.fields["title"].disabled = self.listed  # what the list says cannot be sent in

    @property
    def is_blank(self) -> bool:
        return not self.listed and not self.cleaned_data.get("title", "").strip()


PaperFormSet = forms.formset_factory(PaperForm, extra=0)


def paper_rows(data: QueryDict | None, *, titles: Sequence[str]) -> BaseFormSet[PaperForm]:
    """The published list with what was counted, and a few blank rows under it."""
    rows = [{"title": title, "form": "copy", "count": 1} for title in titles]
    rows[0]["form"] = "original"  # the declaration bears the citizen's own signature
    blank = [{"title": "", "form": "copy", "count": 0} for _row in range(BLANK_PAPERS)]
    if data is not None:
        data = data.copy()
        data["documents-TOTAL_FORMS"] = data["documents-INITIAL_FORMS"] = str(len(rows + blank))
    return PaperFormSet(data, initial=rows + blank, prefix="documents")


def counted(papers: BaseFormSet[PaperForm]) -> list[dict[str, Any]]:
    """The lines of the slip; blank rows are left away."""
    return [
        {name: form.cleaned_data[name] for name in ("title", "form", "count")}
        for form in papers
        if not form.is_blank
    ]


class ReceiveForm(forms.Form):
    postage = forms.IntegerField(
        label=_("Giá cước thu của người gửi"),
        min_value=0,
        max_value=10_000_000,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )
    missing_told = forms.BooleanField(
        label=_("Đã báo giấy tờ còn thiếu; người gửi vẫn đề nghị chuyển hồ sơ"), required=False
    )


class DeliverForm(forms.Form):
    identity = forms.CharField(
        label=_("Số giấy tờ tùy thân người nhận xuất trình"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "numeric"}),
    )
    code = forms.CharField(
        label=_("Hoặc mã nhận kết quả"),
        max_length=20,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), max_length=300)


class CountForm(forms.Form):
    """What the department found of one slip."""

    result = forms.ChoiceField(
        label=_("Kết quả đếm"), choices=list(RESULTS.items()), widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("Điều không khớp"), max_length=300, required=False)

    def __init__(self, data: QueryDict | None = None, *, slip: Slip) -> None:
        super().__init__(data, prefix=f"slip-{slip.pk}")
        self.slip = slip

    @property
    def count(self) -> Count:
        return Count(self.cleaned_data["result"], self.cleaned_data["note"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("result") in {MISSING, INCOMPLETE} and not cleaned.get("note", "").strip():
            self.add_error("note", _("Hãy ghi rõ điều không khớp."))
        return cleaned


class ConfirmForm(forms.Form):
    """What belongs to the manifest as a whole."""

    extra = forms.CharField(
        label=_("Phiếu gửi có trong túi thư mà không có trong bảng kê"),
        help_text=_("Mỗi dòng một số phiếu gửi."),
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    differences = forms.CharField(
        label=_("Ghi chú chung của biên bản"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def clean_extra(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["extra"].splitlines() if line.strip()]


def scanned(text: str) -> str:
    """What the scanner typed: blanks gone, capitals, an item code without its spaces."""
    compact = s10.clean(text)
    return compact if s10.SHAPE.fullmatch(compact) else text.strip().upper()
