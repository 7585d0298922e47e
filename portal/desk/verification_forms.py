"""The steps of verification: classify otherwise, and conclude with the judgments to be stated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Route
from common.refusals import FieldProblem
from portal.desk import stated
from portal.desk.intake_forms import reason_field
from portal.desk.step_form import StepForm
from records import comparisons
from records.terms import CodeOfLaw, MainPenalty
from verification import heard, stating
from verification.judgments import AMNESTY, NEVER_COUNTED, OLD_DATA
from verification.models import Conclusion
from verification.stages import Outcome
from verification.stating import Heard

MOST_ROWS = 40
# What a page carries beside the columns, and what stands for another one of them.
CARRIED = ("DELETE", "aligned", "never_counted", "settled")
OUTCOMES = (
    (Outcome.UPHELD, gettext_lazy("Giữ nguyên bản án đó")),
    (Outcome.CHANGED, gettext_lazy("Sửa bản án đó")),
    (Outcome.RESTORED, gettext_lazy("Hủy bản án đó, giữ nguyên bản án trước nữa")),
    (Outcome.CANCELLED, gettext_lazy("Hủy bản án đó")),
)
SETTLED = (
    (AMNESTY, gettext_lazy("Được đại xá")),
    (OLD_DATA, gettext_lazy("Dữ liệu cũ không đầy đủ (Công văn 367/TTLLTPQG)")),
)
EXAMPLE_DAY = gettext_lazy("Ví dụ 17/05/2019")


class ReclassifyForm(StepForm):
    route = forms.ChoiceField(
        label=gettext_lazy("Phân loại mới"),
        choices=Route.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Hãy chọn một cách phân loại trong danh sách."),
        },
    )
    reason = reason_field(
        gettext_lazy("Lý do phân loại khác với quy tắc"),
        hint=gettext_lazy("Lý do được lưu cùng hồ sơ và hiện với mọi người giải quyết."),
    )


def _text(label: Any, *, most: int = 600, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, help_text=hint)


def _day(label: Any) -> forms.CharField:
    """As typed: the act reads it, and says at this field where it cannot."""
    return forms.CharField(label=label, max_length=20, required=False)


class RowForm(forms.Form):
    """One of several like blocks; what is wrong with it, the act says."""

    DELETE = forms.BooleanField(label=gettext_lazy("Bỏ mục này"), required=False)

    def place(self, column: str, message: str) -> None:
        self.add_error(column if column in self.fields else None, message)

    @property
    def is_dropped(self) -> bool:
        return bool(self.cleaned_data.get("DELETE"))

    @property
    def is_filled(self) -> bool:
        skipped = {"source_agency", *CARRIED}
        return any(value for name, value in self.cleaned_data.items() if name not in skipped)


class JudgmentForm(RowForm):
    """What a certificate prints of a judgment (contracts 4), and what the clerk decided of it."""

    judgment_no = _text(gettext_lazy("Số bản án"), most=100)
    judgment_date = _day(gettext_lazy("Ngày tuyên án"))
    court = _text(gettext_lazy("Tòa án"), most=300)
    stage = _text(
        gettext_lazy("Cấp xét xử"),
        most=60,
        hint=gettext_lazy("Sơ thẩm, phúc thẩm, giám đốc thẩm hoặc tái thẩm"),
    )
    decides_on = _text(
        gettext_lazy("Xét lại bản án số"),
        most=100,
        hint=gettext_lazy("Số của một bản án nêu ở đây; // nếu không có trong dữ liệu"),
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Kết quả xét lại"), choices=[("", "—"), *OUTCOMES], required=False
    )
    final_on = _day(gettext_lazy("Ngày có hiệu lực"))
    offences = _text(gettext_lazy("Tội danh"), hint=gettext_lazy("Nhiều tội cách nhau bằng dấu ;"))
    articles = _text(gettext_lazy("Điều khoản áp dụng"), most=400)
    code_of_law = forms.ChoiceField(
        label=gettext_lazy("Bộ luật"), choices=[("", "—"), *CodeOfLaw.choices], required=False
    )
    main_penalty = forms.ChoiceField(
        label=gettext_lazy("Hình phạt chính"),
        choices=[("", "—"), *MainPenalty.choices],
        required=False,
    )
    fine_vnd = _text(gettext_lazy("Phạt tiền (đồng)"), most=20)
    main_penalty_months = _text(gettext_lazy("Thời hạn (tháng)"), most=10)
    probation_months = _text(gettext_lazy("Thử thách (tháng)"), most=10)
    additional_penalties = _text(gettext_lazy("Hình phạt bổ sung"))
    civil_obligation_vnd = _text(gettext_lazy("Nghĩa vụ dân sự (đồng)"), most=20)
    court_fee_vnd = _text(gettext_lazy("Án phí (đồng)"), most=20)
    main_served_on = _day(gettext_lazy("Chấp hành xong hình phạt chính"))
    probation_ended_on = _day(gettext_lazy("Hết thời gian thử thách"))
    additional_served_on = _day(gettext_lazy("Chấp hành xong hình phạt bổ sung"))
    obligations_met_on = _day(gettext_lazy("Thi hành xong nghĩa vụ, án phí"))
    execution_lapsed_on = _day(gettext_lazy("Hết thời hiệu thi hành bản án"))
    enforcement = _text(gettext_lazy("Ghi thêm về thi hành án"))
    expunged = forms.BooleanField(label=gettext_lazy("Đã được xóa án tích"), required=False)
    expunged_on = _day(gettext_lazy("Ngày xóa án tích"))
    expungement_ground = _text(
        gettext_lazy("Căn cứ xóa án tích"),
        hint=gettext_lazy("Ví dụ: Điều 70 Bộ luật Hình sự; giấy chứng nhận số, ngày."),
    )
    never_counted = forms.BooleanField(
        label=gettext_lazy("Không bị coi là có án tích"),
        help_text=gettext_lazy(
            "Điều 69 khoản 2, Điều 107 khoản 1 Bộ luật Hình sự. Bản án không in lên phiếu nào."
        ),
        required=False,
    )
    settled = forms.ChoiceField(
        label=gettext_lazy("Trường hợp khác không ghi có án tích"),
        help_text=gettext_lazy("Phiếu số 2 vẫn nêu bản án với những gì đã biết."),
        choices=[("", "—"), *SETTLED],
        required=False,
    )
    source_agency = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    # Which judgment of the sources it is, so that another source's words can be put in its place.
    aligned = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    # The order on the page: what belongs together stands in one row.
    LAYOUT = (
        ("judgment_no", "judgment_date", "final_on"),
        ("court",),
        ("stage", "decides_on", "outcome"),
        ("offences",),
        ("articles", "code_of_law"),
        ("main_penalty", "main_penalty_months", "probation_months", "fine_vnd"),
        ("additional_penalties",),
        ("civil_obligation_vnd", "court_fee_vnd"),
        ("main_served_on", "probation_ended_on", "additional_served_on"),
        ("obligations_met_on", "execution_lapsed_on"),
        ("enforcement",),
    )

    def rows(self) -> list[list[forms.BoundField]]:
        return [[self[name] for name in row] for row in self.LAYOUT]


class BanForm(RowForm):
    ban_position = _text(gettext_lazy("Chức vụ bị cấm đảm nhiệm"), most=300)
    ban_until = _day(gettext_lazy("Đến hết ngày"))


JudgmentRows = forms.formset_factory(
    JudgmentForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)
BanRows = forms.formset_factory(BanForm, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


class ConcludeForm(StepForm):
    """Kết luận: the finding, the judgments behind it, and why not to wait for a missing answer."""

    template = "admin/desk/forms/conclude.html"
    finding = forms.ChoiceField(
        label=gettext_lazy("Kết luận"),
        choices=Conclusion.Finding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Hãy chọn một kết luận.")},
    )
    without_answers = reason_field(
        gettext_lazy("Lý do không chờ trả lời còn thiếu"), required=False
    )
    without_comparing = reason_field(
        gettext_lazy("Lý do kết luận mà không đối chiếu"),
        hint=gettext_lazy("Chỉ cần khi còn người chưa đối chiếu có bản án không nêu ở dưới."),
        required=False,
    )
    disagreement = reason_field(
        gettext_lazy("Chọn theo nguồn nào, vì sao"),
        hint=gettext_lazy("Các nguồn trả lời khác nhau. Ghi chú này được lưu trong kết luận."),
        required=False,
    )
    note = reason_field(gettext_lazy("Ghi chú cho người lập phiếu"), required=False)

    def __init__(self, *args: Any, known: Heard | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.heard = known or heard.of(self.application)
        self.proposal = stating.proposal(self.heard)
        self.judgments, self.bans = self._rows()
        self.initial.setdefault("finding", stated.finding(self.application, self.proposal))
        self.missing = list(self.application.verification_requests.open().select_related("agency"))
        self.to_compare = comparisons.waiting(self.application.code).count()
        self._leave_out(
            without_answers=bool(self.missing),
            without_comparing=bool(self.to_compare),
            disagreement=stating.disagree(self.heard),
        )

    def _rows(self) -> tuple[Any, Any]:
        if self.is_bound:
            return JudgmentRows(self.data, prefix="judgments"), BanRows(self.data, prefix="bans")
        judgments = stated.judgments(self.application, self.heard, self.proposal)
        bans = stated.bans(self.application, self.proposal)
        return (
            JudgmentRows(prefix="judgments", initial=judgments),
            BanRows(prefix="bans", initial=bans),
        )

    def _leave_out(self, **needed: bool) -> None:
        """A reason is asked only where there is something to give it for."""
        for name, is_needed in needed.items():
            if not is_needed:
                del self.fields[name]

    def context(self) -> dict[str, Any]:
        return {
            "judgments": self.judgments,
            "bans": self.bans,
            "missing": self.missing,
            "to_compare": self.to_compare,
        }

    def is_valid(self) -> bool:
        # All three, so that everything wrong is said at once.
        return all([super().is_valid(), self.judgments.is_valid(), self.bans.is_valid()])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.missing and not str(cleaned.get("without_answers") or "").strip():
            names = ", ".join(asked.agency.name for asked in self.missing)
            message = _("Chưa có trả lời của: %(agencies)s. Nếu kết luận không chờ, hãy ghi lý do.")
            self.add_error("without_answers", message % {"agencies": names})
        unexplained = not str(cleaned.get("disagreement") or "").strip()
        if "disagreement" in self.fields and unexplained:
            message = _("Các nguồn trả lời khác nhau. Hãy ghi chọn theo nguồn nào, vì sao.")
            self.add_error("disagreement", message)
        return cleaned

    def body(self) -> dict[str, Any]:
        return {
            **self.cleaned_data,
            "judgments": [self._columns(row) for row in _kept(self.judgments)],
            "bans": [self._columns(row) for row in _kept(self.bans)],
        }

    def place(self, problem: FieldProblem) -> None:
        """`judgments.0.court` is the first block that was kept, not the first on the page."""
        group, _dot, rest = problem.field.partition(".")
        number, _dot, column = rest.partition(".")
        rows = {"judgments": self.judgments, "bans": self.bans}.get(group)
        if rows is None or not number.isdecimal():
            super().place(FieldProblem(problem.code, group, problem.message))
            return
        _kept(rows)[int(number)].place(column, str(problem.message))

    @staticmethod
    def _columns(row: RowForm) -> dict[str, Any]:
        said = {name: value for name, value in row.cleaned_data.items() if name not in CARRIED}
        if row.cleaned_data.get("never_counted"):
            return {**said, "expunged": True, "expungement_ground": NEVER_COUNTED}
        if settled := row.cleaned_data.get("settled"):
            return {**said, "expunged": True, "expungement_ground": settled}
        return said


def _kept(rows: Any) -> list[Any]:
    return [row for row in rows if not row.is_dropped and row.is_filled]


def with_one_more(data: Mapping[str, Any], *, prefix: str) -> Any:
    """The same typed values with one more empty block."""
    more = data.copy()  # type: ignore[attr-defined]
    key = f"{prefix}-TOTAL_FORMS"
    number = int(more.get(key) or 0)
    more[key] = str(min(number + 1, MOST_ROWS))
    return more
