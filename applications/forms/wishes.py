"""What is wanted: convictions declared, bans confirmed, the purpose, the fee, the way home."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from applications.forms.base import Declaration, StepForm
from applications.forms.fields import ProvinceField
from applications.forms.person import subject_of
from common.dates import today
from regulations import fees, places

YES_NO = (("no", _("Không")), ("yes", _("Có")))
NO_2 = 2
OTHER = "other"
METHODS = (
    ("post", _("Gửi bưu điện đến tận nhà")),
    ("pickup", _("Tôi đến nhận tại Sở Tư pháp")),
    ("electronic", _("Chỉ cần bản điện tử")),
)
METHOD_HINTS = {
    "post": _("Cước phí trả cho bưu tá khi nhận."),
    "electronic": _("Tệp PDF có chữ ký số, tải tại trang theo dõi hồ sơ."),
}


class RecordForm(StepForm):
    """Convictions, if any, and whether No. 1 shall say something about bans from office."""

    convicted = forms.ChoiceField(
        label=_("Người được cấp phiếu đã từng bị tòa án kết án chưa?"),
        choices=(("no", _("Chưa từng")), ("yes", _("Đã từng"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn “Chưa từng” hoặc “Đã từng”.")},
    )
    declared_convictions = forms.CharField(
        label=_("Kể ngắn gọn: tòa án nào, năm nào, về tội gì, đã chấp hành xong chưa"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "data-when": "convicted=yes"}),
        help_text=_("Nhớ đến đâu ghi đến đó. Chúng tôi sẽ tự tra cứu phần còn lại."),
    )
    confirm_bans = forms.ChoiceField(
        label=_("Ghi thêm lên phiếu: có hay không bị cấm đảm nhiệm chức vụ, lập doanh nghiệp?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn có ghi hay không ghi việc bị cấm.")},
        help_text=_("Chỉ chọn “Có” nếu nơi bạn nộp phiếu yêu cầu."),
    )
    paths = {"declared_convictions": "declared_convictions", "confirm_bans": "confirm_bans"}

    def shape(self) -> None:
        if self.declaration.get("certificate_type") == NO_2:
            del self.fields["confirm_bans"]  # No. 2 always states bans (article 43)

    @classmethod
    def initial_from(cls, declaration: Declaration) -> dict[str, Any]:
        told = declaration.get("declared_convictions", "")
        unsaid = "no" if "an-tich" in declaration.get("done", ()) else ""
        return {
            "convicted": "yes" if told else unsaid,
            "declared_convictions": told,
            "confirm_bans": "yes" if declaration.get("confirm_bans") else unsaid,
        }

    def part(self) -> dict[str, Any]:
        said = self.cleaned_data
        told = said.get("declared_convictions", "") if said.get("convicted") == "yes" else ""
        bans = "confirm_bans" not in self.fields or said.get("confirm_bans") == "yes"
        return {"declared_convictions": told, "confirm_bans": bans}

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("convicted") == "yes" and not said.get("declared_convictions"):
            self.add_error("declared_convictions", _("Hãy kể ngắn gọn những gì bạn nhớ."))
        return said


class PurposeForm(StepForm):
    """What for, how many, and who pays less."""

    purpose = forms.ChoiceField(
        label=_("Bạn cần phiếu để làm gì?"), choices=(), widget=forms.RadioSelect
    )
    other_purpose = forms.CharField(
        label=_("Mục đích khác"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"data-when": "purpose=other"}),
    )
    copies = forms.IntegerField(
        label=_("Số bản phiếu"),
        min_value=1,
        max_value=50,
        initial=1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("Hãy gõ một con số, ví dụ 1.")},
    )
    fee_category = forms.ChoiceField(
        label=_("Người được cấp phiếu có thuộc diện giảm hay miễn phí không?"),
        choices=(),
        initial="standard",
        widget=forms.RadioSelect,
    )
    paths = {"purpose": "other_purpose", "copies": "copies", "fee_category": "fee_category"}

    def shape(self) -> None:
        table = fees.fee_table(today(), regime_setting=settings.REGIME)
        purposes = [(one.vi, _sentence(str(one))) for one in places.purposes()]
        categories = [(one.key, str(one)) for one in table.category]
        self.fields["purpose"].choices = [*purposes, (OTHER, _("Việc khác"))]  # type: ignore[attr-defined]
        self.fields["fee_category"].choices = categories  # type: ignore[attr-defined]
        self.fields["copies"].help_text = _(
            "%(included)s bản đầu đã gồm trong phí. Mỗi bản thêm: %(extra)s đồng."
        ) % {"included": table.copies_included, "extra": _amount(table.extra_copy)}
        self.hints = {
            "fee_category": {
                one.key: _("%(amount)s đồng") % {"amount": _amount(one.amount)}
                if one.amount
                else _("Không phải nộp phí")
                for one in table.category
            }
        }

    @classmethod
    def initial_from(cls, declaration: Declaration) -> dict[str, Any]:
        purpose = declaration.get("purpose", "")
        if not purpose:
            return {}
        listed = purpose in {one.vi for one in places.purposes()}
        return {
            "purpose": purpose if listed else OTHER,
            "other_purpose": "" if listed else purpose,
            "copies": declaration.get("copies", 1),
            "fee_category": declaration.get("fee_category", "standard"),
        }

    def part(self) -> dict[str, Any]:
        said = self.cleaned_data
        chosen = said.get("purpose", "")
        purpose = said.get("other_purpose", "") if chosen == OTHER else chosen
        wanted = {
            "copies": said.get("copies") or 1,
            "fee_category": said.get("fee_category") or "standard",
        }
        return {**wanted, "purpose": purpose} if purpose else wanted

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("purpose") == OTHER and not cleaned.get("other_purpose"):
            self.add_error("other_purpose", _("Hãy ghi bạn cần phiếu để làm gì."))
        return cleaned


class DeliveryForm(StepForm):
    """How the certificate comes."""

    method = forms.ChoiceField(
        label=_("Bạn muốn nhận phiếu thế nào?"), choices=METHODS, widget=forms.RadioSelect
    )
    recipient = forms.CharField(label=_("Họ và tên người nhận"), max_length=200, required=False)
    phone = forms.CharField(
        label=_("Số điện thoại người nhận"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
        help_text=_("Bưu tá gọi số này trước khi đến."),
    )
    province = ProvinceField(label=_("Tỉnh, thành phố nhận phiếu"), required=False)
    commune = forms.CharField(label=_("Xã, phường nhận phiếu"), max_length=100, required=False)
    line = forms.CharField(
        label=_("Số nhà, đường, ấp, khu phố nhận phiếu"), max_length=300, required=False
    )
    paths = {
        "delivery.method": "method",
        "delivery.recipient": "recipient",
        "delivery.phone": "phone",
        "delivery.address": "line",
        **{f"delivery.address.{name}": name for name in ("province", "commune", "line")},
    }
    hints = {"method": METHOD_HINTS}

    def shape(self) -> None:
        for name in ("recipient", "phone", "province", "commune", "line"):
            self.fields[name].widget.attrs["data-when"] = "method=post"

    @classmethod
    def initial_from(cls, declaration: Declaration) -> dict[str, Any]:
        delivery = declaration.get("delivery") or {}
        subject = subject_of(declaration)
        home = subject.get("permanent_address") or subject.get("temporary_address") or {}
        applicant = declaration.get("applicant") or {}
        return {
            "method": delivery.get("method", ""),
            "recipient": delivery.get("recipient")
            or applicant.get("full_name")
            or subject.get("full_name", ""),
            "phone": delivery.get("phone") or subject.get("phone", ""),
            **(delivery.get("address") or home),
        }

    def part(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("method") != "post":
            return {"delivery": {"method": said.get("method", "")}}
        address = {name: said.get(name, "") for name in ("province", "commune", "line")}
        named = {name: said.get(name, "") for name in ("method", "recipient", "phone")}
        return {"delivery": {**named, "address": address}}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("method") == "post" and not cleaned.get("province"):
            self.add_error("province", _("Hãy chọn tỉnh, thành phố nhận phiếu."))
        return cleaned


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _amount(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
