"""What a clerk fills in on the desk of letters: to print, to post, to take in and type answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.dates import display_day, today
from common.refusals import FieldProblem, Invalid
from verification.forms import MOST_JUDGMENTS, AnswerForm, TypedDateField
from verification.models import PaperReply, Reply
from verification.paper_replies import Decisive, Typed

ABOUT = (
    ("person", _("Đúng người cần xác minh")),
    ("other", _("Người khác (thư trả lời nhầm người)")),
)


class Places(forms.Form):
    """A form that shows what an act found wrong at the field it belongs to."""

    def place(self, invalid: Invalid) -> None:
        for problem in invalid.problems:
            self._place(problem)

    def _place(self, problem: FieldProblem) -> None:
        self.add_error(
            problem.field if problem.field in self.fields else None, str(problem.message)
        )


class Signers(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return ", ".join(filter(None, [obj.display_name, obj.job_title]))


class PrintForm(Places):
    """Who signs by hand; chosen for them where the office has one."""

    signer = Signers(
        User.objects.none(),
        label=_("Người ký công văn"),
        empty_label=None,
        required=False,
        error_messages={"invalid_choice": _("Hãy chọn người ký công văn.")},
    )

    def __init__(self, *args: Any, signers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["signer"]
        assert isinstance(chosen, forms.ModelChoiceField)  # noqa: S101 - as declared above
        chosen.queryset = signers


class ReasonForm(Places):
    """An act that a person answers for with a reason."""

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Hãy ghi rõ lý do.")},
    )


class PostForm(Places):
    posted_on = TypedDateField(
        label=_("Ngày gửi"), error_messages={"required": _("Hãy nhập ngày gửi.")}
    )
    item = forms.CharField(
        label=_("Số bưu gửi bảo đảm"),
        max_length=40,
        help_text=_("Quét hoặc gõ số trên biên nhận của bưu điện, ví dụ RR473124829VN."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Hãy ghi số bưu gửi.")},
    )

    @property
    def day(self) -> date:
        return date.fromisoformat(self.cleaned_data["posted_on"])


class ScanForm(Places):
    file = forms.FileField(
        label=_("Bản quét thư trả lời"),
        help_text=_("Tệp PDF hoặc ảnh JPG, PNG; đủ mọi trang của thư."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,application/pdf"}),
        error_messages={
            "required": _("Hãy chọn tệp bản quét."),
            "empty": _("Tệp này rỗng."),
        },
    )
    arrived_on = TypedDateField(
        label=_("Ngày thư đến"), error_messages={"required": _("Hãy nhập ngày thư đến.")}
    )

    @property
    def day(self) -> date:
        return date.fromisoformat(self.cleaned_data["arrived_on"])


def _about() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Thư trả lời về ai?"),
        choices=ABOUT,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy so tên, ngày sinh trên thư với yêu cầu rồi chọn.")},
    )


class TypedReplyForm(Places, AnswerForm):
    """The agency's answer as the first person reads it from the scan."""

    about = _about()
    field_order = ("about", "answer", "reference", "signed_by", "answered_on", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("scan", "paper", "seen"):  # of the agency's own desk
            self.fields.pop(name, None)

    def typed(self, judgments: list[dict[str, Any]]) -> Typed:
        values = self.cleaned_data
        return Typed(
            about_other=values["about"] == "other",
            answer=values["answer"],
            reference=values["reference"],
            signed_by=values["signed_by"],
            answered_on=date.fromisoformat(values["answered_on"]),
            judgments=tuple(judgments),
            note=values["note"],
        )

    @staticmethod
    def first(paper: PaperReply) -> dict[str, Any]:
        """What this typist has typed before."""
        return {
            "about": "other" if paper.about_other else "person",
            "answer": paper.answer,
            "reference": paper.reference,
            "signed_by": paper.signed_by,
            "answered_on": display_day(paper.answered_on) if paper.answered_on else "",
            "note": paper.note,
        }


class DecisiveForm(Places):
    """What the second person types again, without seeing what the first one typed."""

    about = _about()
    answer = forms.ChoiceField(
        label=_("Kết quả tra cứu"),
        choices=Reply.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn kết quả tra cứu.")},
    )
    reference = forms.CharField(
        label=_("Số văn bản trả lời"),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Hãy ghi số văn bản trả lời.")},
    )
    answered_on = TypedDateField(
        label=_("Ngày văn bản"),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={"required": _("Hãy nhập ngày văn bản.")},
    )
    judgments = forms.IntegerField(
        label=_("Số bản án nêu trong thư"),
        min_value=0,
        max_value=MOST_JUDGMENTS,
        help_text=_("Không có bản án thì ghi 0."),
        error_messages={
            "required": _("Hãy đếm số bản án nêu trong thư; không có thì ghi 0."),
            "invalid": _("Hãy nhập một số."),
        },
    )

    def read(self) -> Decisive:
        values = self.cleaned_data
        return Decisive(
            about_other=values["about"] == "other",
            answer=values["answer"],
            reference=values["reference"],
            answered_on=date.fromisoformat(values["answered_on"]),
            judgments=values["judgments"],
        )


def today_typed() -> str:
    return display_day(today())
