"""What a clerk types about documents received: a line of book 08, and whose it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.dates import today
from records.desk_fields import DayField, RecordField
from records.models import Judgment
from records.names import certificate_key
from records.source_rules import sources


def _kinds() -> list[tuple[str, str]]:
    return [("", ""), *((one.code, str(one)) for one in sources().kind)]


def _senders() -> list[tuple[str, str]]:
    return [("", ""), *((one.code, str(one)) for one in sources().sender)]


class WhoseForm(forms.Form):
    """Whose document it is, and what else is to be noted."""

    person = RecordField()
    judgment = forms.CharField(
        label=_("Số bản án"),
        max_length=100,
        required=False,
        help_text=_("Của người trên. Người chỉ có một bản án thì để trống."),
    )
    note = forms.CharField(
        label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        number, person = cleaned.get("judgment"), cleaned.get("person")
        cleaned["judgment"] = None
        if number and person:
            cleaned["judgment"] = _judgment_of(person.judgments.all(), number)
        if number and cleaned["judgment"] is None and not self.errors:
            self.add_error("judgment", _("Người này không có bản án mang số như vậy."))
        return cleaned


class EntryForm(WhoseForm):
    """One document that came."""

    kind = forms.ChoiceField(label=_("Loại thông tin"), choices=_kinds)
    sender_kind = forms.ChoiceField(label=_("Loại cơ quan"), choices=_senders)
    sender = forms.CharField(label=_("Cơ quan cung cấp"), max_length=200)
    document_no = forms.CharField(label=_("Số, ký hiệu văn bản"), max_length=100, required=False)
    signed_on = DayField(label=_("Ngày văn bản"))
    event_on = DayField(
        label=_("Ngày bắt đầu tính hạn"),
        required=False,
        help_text=_("Ngày bản án có hiệu lực hoặc ngày chấp hành xong, nếu khác ngày văn bản."),
    )
    received_on = DayField(label=_("Ngày tiếp nhận"), initial=today)
    content = forms.CharField(
        label=_("Nội dung"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = (
        *("kind", "sender_kind", "sender", "document_no", "signed_on", "event_on"),
        *("received_on", "content", "person", "judgment", "note"),
    )


def _judgment_of(judgments: Any, number: str) -> Judgment | None:
    """The judgment of this number, whatever case and spacing."""
    key = certificate_key(number)
    return next((one for one in judgments if certificate_key(one.judgment_no) == key), None)
