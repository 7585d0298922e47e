"""The residence history since the age of 14: no gap, in order, up to today.

A gap in the typed history is what people are refused for most often, so the same pure rule is
asked while they type, when they send, and by the public pre-check. Months are counted whole:
there is no gap when the next stay begins at most one month after the last one ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from common.dates import PartialDate, fourteenth_birthday_month
from common.refusals import FieldProblem

# The rule in words, said by the server and by the script that checks while they type.
RULES = {
    "start": _("Hãy khai từ tháng đủ 14 tuổi (%(month)s) hoặc sớm hơn."),
    "from_future": _("Tháng bắt đầu ở sau tháng hiện tại."),
    "to_before_from": _("Tháng kết thúc ở trước tháng bắt đầu."),
    "to_future": _("Tháng kết thúc ở sau tháng hiện tại. Nếu vẫn đang ở, hãy chọn “đến nay”."),
    "order": _("Các dòng phải xếp theo thời gian, từ cũ đến mới."),
    "gap": _("Còn trống từ %(first)s đến %(last)s. Hãy khai nơi ở trong thời gian này."),
    "overlap": _("Thời gian này trùng với một dòng cùng hình thức cư trú ở trên."),
    "end": _("Hãy khai tiếp đến nay: còn trống từ %(month)s."),
}


@dataclass(frozen=True)
class Stay:
    """One row: months as `YYYY-MM`; an empty `ended` means until today."""

    started: str
    ended: str
    kind: str


def month_number(text: str) -> int:
    """Months since the year 0, for `YYYY-MM` or a longer date."""
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def first_month_asked(date_of_birth: str) -> int:
    """The month of the 14th birthday; December where only the year of birth is known."""
    return month_number(str(fourteenth_birthday_month(PartialDate.parse(date_of_birth))))


def history_problems(
    stays: Sequence[Stay], *, date_of_birth: str, today: str
) -> list[FieldProblem]:
    """What is wrong with the history, each at its field (form 03, part on residence)."""
    now = month_number(today)
    if first_month_asked(date_of_birth) > now:
        return []
    if not stays:
        return [
            FieldProblem("history_start", "residences", _("Hãy khai nơi cư trú từ khi đủ 14 tuổi."))
        ]
    return [
        *_problems_of_rows(stays, now=now),
        *_problem_of_start(stays[0], date_of_birth=date_of_birth),
        *_problems_of_sequence(stays),
        *_problem_of_end(stays, now=now),
    ]


def _problems_of_rows(stays: Sequence[Stay], *, now: int) -> list[FieldProblem]:
    problems = []
    for number, stay in enumerate(stays):
        if month_number(stay.started) > now:
            message = RULES["from_future"]
            problems.append(FieldProblem("history_order", f"residences.{number}.from", message))
        if stay.ended and month_number(stay.ended) < month_number(stay.started):
            message = RULES["to_before_from"]
            problems.append(FieldProblem("history_order", f"residences.{number}.to", message))
        elif stay.ended and month_number(stay.ended) > now:
            message = RULES["to_future"]
            problems.append(FieldProblem("history_order", f"residences.{number}.to", message))
    return problems


def _problem_of_start(first: Stay, *, date_of_birth: str) -> list[FieldProblem]:
    asked = first_month_asked(date_of_birth)
    if month_number(first.started) <= asked:
        return []
    message = RULES["start"] % {"month": _typed(asked)}
    return [FieldProblem("history_start", "residences.0.from", message)]


def _problems_of_sequence(stays: Sequence[Stay]) -> list[FieldProblem]:
    """Each stay against those before it: in order, joined, and not twice at once."""
    problems = []
    reached = _end(stays[0])
    for number, stay in enumerate(stays[1:], start=1):
        field = f"residences.{number}.from"
        started = month_number(stay.started)
        if started < month_number(stays[number - 1].started):
            problems.append(FieldProblem("history_order", field, RULES["order"]))
        elif started > reached + 1:
            months = {"first": _typed(reached + 1), "last": _typed(started - 1)}
            problems.append(FieldProblem("history_gap", field, RULES["gap"] % months))
        elif _lies_over(stay, stays[:number]):
            problems.append(FieldProblem("history_overlap", field, RULES["overlap"]))
        reached = max(reached, _end(stay))
    return problems


def _problem_of_end(stays: Sequence[Stay], *, now: int) -> list[FieldProblem]:
    if max(_end(stay) for stay in stays) >= now - 1:
        return []
    last = max(range(len(stays)), key=lambda number: _end(stays[number]))
    month = {"month": _typed(_end(stays[last]) + 1)}
    return [FieldProblem("history_gap", f"residences.{last}.to", RULES["end"] % month)]


def _lies_over(stay: Stay, earlier: Sequence[Stay]) -> bool:
    """A permanent and a temporary home go together; two of the same kind share a month at most."""
    return any(
        other.kind == stay.kind and _end(other) > month_number(stay.started) for other in earlier
    )


_NO_END = 12 * 9999


def _end(stay: Stay) -> int:
    return month_number(stay.ended) if stay.ended else _NO_END


def _typed(month: int) -> str:
    """The month as Vietnamese type it: `09/2010`."""
    return f"{month % 12 + 1:02d}/{month // 12}"
