"""The last word before sending, the way back, and the door of the private page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.fields import TypedDateField


class TruthForm(forms.Form):
    """Cam đoan: what was declared is true."""

    truthful = forms.BooleanField(
        label=_("Tôi cam đoan những điều đã khai là đúng sự thật và chịu trách nhiệm về lời khai."),
        error_messages={"required": _("Hãy đánh dấu vào lời cam đoan để gửi hồ sơ.")},
    )

    def __init__(self, *args: Any, helping: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if helping:
            self.fields["truthful"].label = _(
                "Người dân đã nghe đọc lại, xác nhận lời khai là đúng và đã ký tờ khai."
            )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Vì sao bạn rút hồ sơ?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Bạn có thể để trống. Lời góp ý giúp chúng tôi làm tốt hơn."),
    )


class BirthDateForm(forms.Form):
    """What opens a private link for a session that does not own the dossier."""

    date_of_birth = TypedDateField(
        label=_("Ngày sinh của người được cấp phiếu"),
        help_text=_("Ví dụ 17/05/1990."),
        error_messages={"required": _("Hãy điền ngày sinh.")},
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Mã hồ sơ"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Hãy nhập mã hồ sơ.")},
    )

    def clean_code(self) -> str:
        return "".join(str(self.cleaned_data["code"]).upper().split())
