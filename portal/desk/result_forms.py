"""The steps of the certificate and of the result's way: from drafting to revoking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.forms.fields import ProvinceField
from certificates.models import Certificate
from portal.desk.intake_forms import reason_field
from portal.desk.step_form import Fact, StepForm
from postal.dispatch import address_line


class CertificateForm(StepForm):
    """Draft, approve, sign: the certificate as it will read stands beside the confirmation."""

    template = "admin/desk/forms/certificate.html"

    def context(self) -> dict[str, Any]:
        certificate = Certificate.objects.open_of(self.application)
        if certificate is None or self.application.state == "concluding":
            return {}
        return {
            "certificate": certificate,
            "content": certificate.lines,
            "own_draft": certificate.drafted_by_id == self.user.pk,
        }


class SendBackForm(CertificateForm):
    reason = reason_field(
        gettext_lazy("Lý do trả lại"),
        hint=gettext_lazy("Người lập phiếu đọc lý do này để sửa đúng chỗ."),
    )


class HandOverForm(StepForm):
    def facts(self) -> Sequence[Fact]:
        delivery = self.application.delivery
        return (
            Fact(_("Người nhận"), delivery.get("recipient") or self.application.full_name),
            Fact(_("Điện thoại"), delivery.get("phone") or ""),
            Fact(_("Địa chỉ"), address_line(delivery.get("address") or {})),
            Fact(_("Số bản"), self.application.copies),
        )


class DeliverForm(StepForm):
    """One proof is enough: the number of the paper shown, or the code that was sent."""

    one_of_these = True

    identity = forms.CharField(
        label=gettext_lazy("Số giấy tờ tùy thân người nhận xuất trình"),
        help_text=gettext_lazy("Phải là giấy tờ của người được cấp phiếu hoặc người yêu cầu."),
        max_length=20,
        required=False,
    )
    code = forms.CharField(
        label=gettext_lazy("Hoặc mã nhận kết quả"),
        help_text=gettext_lazy("Mã 8 ký tự trong thông báo đã gửi, ví dụ 7KQ2-MX4D."),
        max_length=20,
        required=False,
    )


class MailReasonForm(StepForm):
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Hãy ghi rõ lý do.")},
    )

    def facts(self) -> Sequence[Fact]:
        parcel = self.application.parcels.order_by("-pk").first()
        if parcel is None:
            return ()
        return (
            Fact(_("Bưu gửi"), parcel.item),
            Fact(_("Người nhận"), parcel.recipient),
            Fact(_("Địa chỉ"), parcel.address),
        )


class ResendForm(StepForm):
    province = ProvinceField(label=gettext_lazy("Tỉnh, thành phố"), required=False)
    commune = forms.CharField(label=gettext_lazy("Phường, xã"), max_length=100, required=False)
    line = forms.CharField(
        label=gettext_lazy("Số nhà, đường, thôn hoặc ấp"), max_length=300, required=False
    )
    paths = {"address.line": "line", "address.province": "province", "address.commune": "commune"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", kwargs["application"].delivery.get("address") or {})
        super().__init__(*args, **kwargs)

    def facts(self) -> Sequence[Fact]:
        delivery = self.application.delivery
        return (
            Fact(_("Người nhận"), delivery.get("recipient") or self.application.full_name),
            Fact(_("Địa chỉ đã gửi"), address_line(delivery.get("address") or {})),
        )

    def body(self) -> dict[str, Any]:
        typed = {name: self.cleaned_data[name] for name in ("province", "commune", "line")}
        stands = self.application.delivery.get("address") or {}
        same = all(typed[name] == (stands.get(name) or "") for name in typed)
        return {"address": None if same else typed}
