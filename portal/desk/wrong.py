"""The steps for a certificate that is wrong: revoke, cancel, issue anew, and what all of them
show. Correcting has a page of its own (`correcting`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Application, State
from certificates.models import Certificate
from portal.desk.intake_forms import reason_field
from portal.desk.step_form import Fact, StepForm

OUT = {
    State.IN_POST: gettext_lazy(
        "Phiếu đang ở bưu điện và vẫn có thể được phát. Hãy báo bưu cục chuyển hoàn; từ lúc này "
        "phiếu đó không còn giá trị dù đến tay ai."
    ),
    State.DELIVERED: gettext_lazy(
        "Người dân đang giữ phiếu. Thông báo gửi đi sẽ đề nghị trả lại bản giấy."
    ),
}


def newest(application: Application) -> Certificate | None:
    """The certificate that the step is about."""
    return Certificate.objects.issued().filter(application=application).order_by("-pk").first()


class WrongForm(StepForm):
    """What all of them show: which certificate, and where its paper is."""

    template = "admin/desk/forms/wrong.html"

    def facts(self) -> Sequence[Fact]:
        certificate = newest(self.application)
        if certificate is None:
            return ()
        return (
            Fact(_("Số phiếu"), certificate.printed_number),
            Fact(_("Số bản"), certificate.copies),
        )

    def context(self) -> dict[str, Any]:
        return {"warning": OUT.get(State(self.application.state), "")}


def document_field(*, required: bool, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Văn bản, giấy tờ làm căn cứ"),
        help_text=hint,
        max_length=200,
        required=required,
        error_messages={"required": gettext_lazy("Hãy ghi giấy tờ, văn bản làm căn cứ.")},
    )


class RevokeForm(WrongForm):
    ground = reason_field(
        gettext_lazy("Căn cứ và lý do thu hồi"),
        hint=gettext_lazy("Ghi rõ nội dung sai (Điều 50 Luật Lý lịch tư pháp)."),
    )
    document_no = document_field(
        required=False, hint=gettext_lazy("Số, ngày quyết định thu hồi, nếu có.")
    )


class CancelForm(WrongForm):
    ground = reason_field(
        gettext_lazy("Sai sót của phiếu"),
        hint=gettext_lazy("Phiếu chưa ra khỏi cơ quan nên được hủy bỏ và lập lại, không thu hồi."),
    )
    copies_destroyed = forms.IntegerField(
        label=gettext_lazy("Số bản giấy đã hủy"),
        help_text=gettext_lazy("Ghi 0 nếu chưa in bản nào."),
        min_value=0,
        max_value=500,
        error_messages={
            "required": gettext_lazy("Hãy ghi số bản giấy đã hủy, hoặc 0 nếu chưa in."),
            "invalid": gettext_lazy("Hãy nhập một số nguyên, ví dụ 2."),
        },
    )
    destroyed_by = forms.CharField(
        label=gettext_lazy("Người hủy bản giấy"),
        max_length=200,
        error_messages={"required": gettext_lazy("Hãy ghi người hủy bản giấy.")},
    )
    document_no = document_field(
        required=False, hint=gettext_lazy("Số, ngày biên bản hủy, nếu có.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        known = {
            "copies_destroyed": kwargs["application"].copies,
            "destroyed_by": kwargs["user"].display_name,
        }
        kwargs.setdefault("initial", known)
        super().__init__(*args, **kwargs)


class ReissueForm(WrongForm):
    reason = reason_field(gettext_lazy("Lý do cấp lại"))
