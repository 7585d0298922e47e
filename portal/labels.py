"""What each event of a dossier is called in the office's words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.steps import STEPS
from postal.summary import LABELS as POSTAL_LABELS

# Events that are recorded without a step of the procedure.
RECORDED: dict[str, str | Promise] = {
    "start_clock": _("Bắt đầu tính thời hạn"),
    "answer_received": _("Nhận một trả lời xác minh cần hỏi tiếp"),
    "ask_more": _("Điều chỉnh việc hỏi theo trả lời đã nhận"),
    "reply_set_aside": _("Để riêng một trả lời xác minh"),
    "letter_posted": _("Gửi công văn xác minh qua bưu điện"),
    "letter_taken_back": _("Rút lại việc ghi đã gửi công văn xác minh"),
    **POSTAL_LABELS,
}


def label_of(step: str) -> str | Promise:
    """The event's name; one that nobody named keeps its code."""
    if step in STEPS:
        return STEPS[step].label
    return RECORDED.get(step, step)
