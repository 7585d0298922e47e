"""What a clerk types about any of the books: why a line is struck, which part leaves as a file."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from records.desk_fields import DayField, HandOverForm


class StrikeForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do gạch bỏ"),
        max_length=300,
        help_text=_("Dòng này vẫn đọc được và giữ số của nó; nội dung đúng được ghi ở dòng mới."),
    )


class BookForm(HandOverForm):
    """A part of a book as a file."""

    first = DayField(label=_("Từ ngày"))
    last = DayField(label=_("Đến hết ngày"))
