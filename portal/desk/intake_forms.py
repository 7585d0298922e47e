"""The steps of intake: accept, ask for what is missing, refuse, withdraw, take the fee."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.intake import as_contract, filing_request
from applications.models import Payment
from common.dates import today
from portal.desk.step_form import Fact, StepForm
from portal.templatetags.ui import money
from regulations.filing import documents_needed, refusal_grounds
from regulations.regimes import regime_by_code
from regulations.shapes import Regime

# What is missing most often, in the words that the applicant reads.
COMMON_ITEMS = (
    gettext_lazy("Bản chụp hai mặt thẻ căn cước, căn cước công dân còn hạn, rõ chữ và đủ bốn góc."),
    gettext_lazy("Quá trình cư trú từ khi đủ 14 tuổi: khai đủ các tháng còn trống."),
    gettext_lazy("Giấy tờ chứng minh quan hệ với người được cấp Phiếu."),
    gettext_lazy("Văn bản ủy quyền được công chứng hoặc chứng thực."),
    gettext_lazy("Giấy tờ chứng minh thuộc diện miễn, giảm phí."),
    gettext_lazy("Tờ khai có chứng thực chữ ký của người được cấp Phiếu."),
    gettext_lazy("Họ tên, ngày sinh trong tờ khai chưa khớp với giấy tờ tùy thân."),
)
REASON_ROWS = {"rows": 5}


def reason_field(label: Any, *, hint: Any = "", required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=2000,
        required=required,
        widget=forms.Textarea(REASON_ROWS),
        error_messages={"required": gettext_lazy("Hãy ghi rõ lý do.")},
    )


class AcceptForm(StepForm):
    """The papers to look at, as a help: whether they are there is the clerk's word."""

    template = "admin/desk/forms/accept.html"

    def context(self) -> dict[str, Any]:
        asked = filing_request(as_contract(self.application), day=today())
        return {
            "papers_needed": documents_needed(self._regime(), asked),
            "papers_given": self.application.attachments.order_by("pk"),
        }

    def _regime(self) -> Regime:
        return regime_by_code(self.application.regime)


class ReturnForSupplementForm(StepForm):
    common = forms.MultipleChoiceField(
        label=gettext_lazy("Nội dung thường thiếu"),
        required=False,
        choices=[(str(number), item) for number, item in enumerate(COMMON_ITEMS)],
        widget=forms.CheckboxSelectMultiple,
    )
    lines = forms.CharField(
        label=gettext_lazy("Nội dung khác"),
        help_text=gettext_lazy("Mỗi dòng một nội dung. Người dân đọc nguyên văn những dòng này."),
        required=False,
        max_length=8000,
        widget=forms.Textarea({"rows": 6}),
    )
    paths = {"items": "lines"}
    one_of_these = True

    def body(self) -> dict[str, Any]:
        chosen = [str(COMMON_ITEMS[int(number)]) for number in self.cleaned_data["common"]]
        typed = [line.strip() for line in self.cleaned_data["lines"].splitlines()]
        return {"items": [*chosen, *filter(None, typed)]}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("common") and not str(cleaned.get("lines") or "").strip():
            self.add_error("lines", _("Hãy ghi rõ từng nội dung cần bổ sung."))
        return cleaned


class SupplementForm(StepForm):
    """What was asked for has come on paper; the applicant's own changes come from their page."""

    received = forms.MultipleChoiceField(
        label=gettext_lazy("Đã nhận đủ và đúng"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.application.events.filter(step="return_for_supplement").last()
        self.items = list(asked.data.get("items", [])) if asked else []
        field = self.fields["received"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(str(number), item) for number, item in enumerate(self.items)]

    def clean_received(self) -> list[str]:
        given: list[str] = self.cleaned_data["received"]
        if len(given) < len(self.items):
            raise forms.ValidationError(
                _("Hãy đánh dấu từng nội dung đã nhận. Còn thiếu thì chưa ghi nhận bổ sung.")
            )
        return given

    def body(self) -> dict[str, Any]:
        return {"changes": {}}


class RefuseForm(StepForm):
    ground = forms.ChoiceField(
        label=gettext_lazy("Căn cứ từ chối (Điều 49 Luật Lý lịch tư pháp)"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Hãy chọn một căn cứ từ chối theo luật.")},
    )
    reason = reason_field(
        gettext_lazy("Lý do cụ thể"),
        hint=gettext_lazy("Người dân đọc nguyên văn. Hãy ghi rõ việc gì, thiếu gì, cần làm gì."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = refusal_grounds(regime_by_code(self.application.regime))
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(one.key, str(one)) for one in grounds]


class WithdrawForm(StepForm):
    reason = reason_field(
        gettext_lazy("Lý do người yêu cầu nêu"),
        hint=gettext_lazy("Ghi theo đơn hoặc lời đề nghị của người yêu cầu."),
        required=False,
    )


class PayForm(StepForm):
    """Cash at the counter; the amount is the law's, so nobody types it."""

    received = forms.BooleanField(
        label=gettext_lazy("Tôi đã nhận đủ số tiền này"),
        error_messages={"required": gettext_lazy("Hãy xác nhận đã nhận đủ tiền.")},
    )
    paths = {"amount": "received", "reference": "received"}

    def facts(self) -> Sequence[Fact]:
        return (
            Fact(_("Số tiền phải thu"), money(self.application.fee_amount)),
            Fact(_("Căn cứ"), self.application.fee_basis),
            Fact(_("Hình thức"), Payment.Method.CASH.label),
        )

    def body(self) -> dict[str, Any]:
        # One till entry a dossier: a second click counts once.
        return {
            "amount": self.application.fee_amount,
            "method": Payment.Method.CASH.value,
            "reference": f"QUAY-{self.application.code}",
        }
