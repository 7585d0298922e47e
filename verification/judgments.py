"""Judgments as they are exchanged and stated: the columns of contracts section 4.

What an agency sent is tidied where it can be read and kept as it stands where it cannot; what a
clerk states must be readable, because it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.dates import PartialDate
from common.refusals import FieldProblem
from records.expungement import State
from records.terms import MainPenalty
from verification import stages

PERSON_COLUMNS = (
    *("record_code", "full_name", "other_names", "sex", "date_of_birth", "place_of_birth"),
    *("nationality", "cccd", "cmnd", "passport", "father_name", "mother_name", "spouse_name"),
    *("province", "address"),
)
TEXT_COLUMNS = (
    *("judgment_no", "court", "stage", "offences", "articles", "code_of_law", "chapter"),
    *("offence_date", "intent", "severity", "main_penalty", "additional_penalties"),
    *("expunged_by", "ban_position", "source_document", "source_agency"),
)
DATE_COLUMNS = (
    *("judgment_date", "final_on", "main_served_on", "probation_ended_on"),
    *("additional_served_on", "obligations_met_on", "execution_lapsed_on", "expunged_on"),
    "ban_until",
)
TERM_COLUMNS = ("main_penalty_months", "probation_months")
MONEY_COLUMNS = ("civil_obligation_vnd", "court_fee_vnd")
SUMS = (*MONEY_COLUMNS, "fine_vnd")
NUMBER_COLUMNS = (*TERM_COLUMNS, *MONEY_COLUMNS)
COLUMNS = (*PERSON_COLUMNS, *TEXT_COLUMNS, *DATE_COLUMNS, *NUMBER_COLUMNS)

# Beside the columns, in a conclusion: a free line on enforcement, the amount of a fine, and which
# judgment a later court decided on, with what outcome (`stages`); then what a clerk decided.
BESIDE = ("enforcement", "fine_vnd", "decides_on", "outcome")
DECIDED = ("expunged", "expungement_ground", *BESIDE)
# Grounds that a certificate words in its own way: amnesty (art 42.2 of the Law), and old data
# that cannot be completed (letter 367 of the National Centre, 27/7/2016).
AMNESTY, OLD_DATA = "amnesty", "incomplete_old_data"
# The ground of a judgment that no án tích ever arose from (Penal Code 2015 art 69.2, 107.1): such
# a judgment is printed on no certificate, though the record keeps it.
NEVER_COUNTED = State.NEVER_COUNTED.value

_CURRENCY = re.compile(r"\s*(?:đồng|vnđ|vnd|đ|₫)$", re.IGNORECASE)
# A sum is written whole, or in thousands that one and the same sign parts: 1.500.000.
_SUM = re.compile(r"\d+|\d{1,3}([.,\s])\d{3}(?:\1\d{3})*", re.ASCII)
_WHOLE = re.compile(r"\d+", re.ASCII)


def tidy(row: Mapping[str, Any]) -> dict[str, Any]:
    """An agency's row under the known columns; unreadable dates and numbers stay as text."""
    return {column: _lenient(column, row[column]) for column in COLUMNS if is_said(row.get(column))}


def is_said(value: Any) -> bool:
    """Whether a source says anything: no damages (0) is a fact, an empty cell is none."""
    return value is not None and value != "" and value != []


def stated(
    rows: Sequence[Mapping[str, Any]],
) -> tuple[list[dict[str, Any]], list[FieldProblem]]:
    """A clerk's judgments ready for a statement, and everything wrong with them."""
    judgments, problems = [], []
    for position, row in enumerate(rows):
        judgment, found = _stated(row)
        judgments.append(judgment)
        problems += [
            FieldProblem(problem.code, f"judgments.{position}.{problem.field}", problem.message)
            for problem in found
        ]
    return judgments, problems or _not_read_as_cases(judgments)


def is_anything_open(judgments: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a conviction still counts: in force, and not expunged (Penal Code 2015 art 69.1)."""
    return any(case.is_open for case in stages.cases(judgments))


def is_anything_in_force(judgments: Sequence[Mapping[str, Any]]) -> bool:
    """Whether any conviction was left standing, expunged or not."""
    return any(case.in_force is not None for case in stages.cases(judgments))


def _not_read_as_cases(judgments: Sequence[Mapping[str, Any]]) -> list[FieldProblem]:
    """One conviction is stated once, whatever number of courts decided on it."""
    try:
        stages.cases(judgments)
    except stages.StageProblem as problem:
        field = f"judgments.{problem.position}.{problem.column}"
        return [FieldProblem("stage", field, _STAGES[problem.why])]
    return []


_STAGES = {
    stages.Why.OUTCOME_MISSING: _("Hãy chọn Tòa án cấp sau đã quyết định thế nào."),
    stages.Why.OUTCOME_ALONE: _(
        "Hãy ghi số bản án đã được xét lại, hoặc // nếu bản án đó không có trong dữ liệu."
    ),
    stages.Why.NOT_NAMED: _("Không có bản án số này trong kết luận."),
    stages.Why.NAMED_TWICE: _("Kết luận có nhiều bản án cùng số này. Hãy ghi rõ số, Tòa án."),
    stages.Why.NOT_LATER: _("Bản án này không thể có trước bản án mà nó xét lại."),
    stages.Why.FIRST_DECIDES: _("Bản án sơ thẩm không xét lại bản án nào."),
    stages.Why.MAYBE_ONE_CASE: _(
        "Bản án này có thể xét lại một bản án khác ở đây. Hãy ghi số bản án được xét lại, hoặc // "
        "nếu bản án đó không có trong dữ liệu."
    ),
    stages.Why.NOTHING_TO_RESTORE: _("Không có bản án trước đó để giữ nguyên."),
    stages.Why.DIFFERS: _("Mục này khác nhau giữa các bản án của một vụ án."),
    stages.Why.STATED_TWICE: _("Bản án này được nêu hai lần."),
}


def _stated(row: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldProblem]]:
    judgment: dict[str, Any] = {}
    problems: list[FieldProblem] = []
    for column in (*COLUMNS, *BESIDE):
        try:
            judgment[column] = _value(column, row.get(column))
        except ValueError:
            problems.append(FieldProblem("invalid", column, _UNREADABLE[_sort_of(column)]))
    judgment |= _expungement(row, judgment)
    return judgment, [*problems, *_missing(judgment)]


def _expungement(row: Mapping[str, Any], judgment: Mapping[str, Any]) -> dict[str, Any]:
    """A day of expungement says that it is expunged; who expunged it is a ground. What never was
    a record counts as little as what is expunged, and has no day."""
    ground = str(row.get("expungement_ground") or judgment.get("expunged_by") or "").strip()
    if ground in (NEVER_COUNTED, OLD_DATA):
        return {"expunged": True, "expunged_on": None, "expungement_ground": ground}
    if ground == AMNESTY:
        return {"expunged": True, "expungement_ground": ground}
    expunged = bool(row.get("expunged")) or bool(judgment.get("expunged_on"))
    return {"expunged": expunged, "expungement_ground": ground}


def _missing(judgment: Mapping[str, Any]) -> list[FieldProblem]:
    problems = [
        FieldProblem("required", column, _("Hãy điền mục này."))
        for column in ("judgment_no", "court", "offences")
        if judgment.get(column) == ""
    ]
    if judgment["expunged"] and not judgment["expungement_ground"]:
        message = _("Hãy ghi căn cứ xóa án tích.")
        problems.append(FieldProblem("required", "expungement_ground", message))
    penalty = judgment.get("main_penalty")
    if penalty and penalty not in MainPenalty.values:
        message = _("Hãy chọn một hình phạt chính trong danh sách.")
        problems.append(FieldProblem("invalid", "main_penalty", message))
    if judgment.get("outcome") and judgment["outcome"] not in set(stages.Outcome):
        message = _("Hãy chọn Tòa án cấp sau đã quyết định thế nào.")
        problems.append(FieldProblem("invalid", "outcome", message))
    return problems


_UNREADABLE = {
    "date": _("Hãy nhập ngày, ví dụ 17/05/2019."),
    "sum": _("Hãy nhập số tiền bằng số nguyên không âm, ví dụ 1.500.000."),
    "term": _("Hãy nhập số tháng bằng số nguyên không âm, ví dụ 36."),
    "text": _("Hãy nhập chữ."),
}


def _sort_of(column: str) -> str:
    return {
        **dict.fromkeys(DATE_COLUMNS, "date"),
        **dict.fromkeys(SUMS, "sum"),
        **dict.fromkeys(TERM_COLUMNS, "term"),
    }.get(column, "text")


def _lenient(column: str, value: Any) -> Any:
    try:
        return _value(column, value)
    except ValueError:
        return str(value)


def _value(column: str, value: Any) -> Any:
    return _READERS[_sort_of(column)](value)


def _date(value: Any) -> str | None:
    """ISO or dd/mm/yyyy; a year or a month alone is kept as far as it goes."""
    return str(PartialDate.parse_typed(str(value))) if value else None


def _sum(value: Any) -> int | None:
    """Whole đồng; points between the thousands are read, a fraction is refused."""
    text = _CURRENCY.sub("", str(value if value is not None else "").strip())
    return int("".join(filter(str.isdecimal, text))) if _matches(_SUM, text) else None


def _term(value: Any) -> int | None:
    """Whole months: 1.5 is no number of them, and never 15."""
    text = str(value if value is not None else "").strip()
    return int(text) if _matches(_WHOLE, text) else None


def _matches(pattern: re.Pattern[str], text: str) -> bool:
    """Whether it is such a number; nothing at all is none, and anything else cannot be read."""
    if text and not pattern.fullmatch(text):
        raise ValueError("no whole number")
    return bool(text)


def _text(value: Any) -> str:
    """Several values come as a list, or in one cell parted by semicolons."""
    if isinstance(value, (list, tuple)):
        return "; ".join(str(part).strip() for part in value)
    if isinstance(value, (dict, bool)):
        raise ValueError("not a text")  # noqa: TRY004 - one kind of fault for all readers
    return " ".join(str(value or "").split())


_READERS: dict[str, Callable[[Any], Any]] = {
    "date": _date,
    "text": _text,
    "sum": _sum,
    "term": _term,
}
