"""The words of a decision: its ground in one sentence, the way to it, and why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.dates import display_day
from records.expungement import clock
from records.expungement.clock import NOT_DONE, NOTHING, Reached
from records.expungement.facts import JudgmentFacts
from records.expungement.outcome import Outcome, State, Unconfirmed
from records.expungement.rules import Column, PenalCode, Rules
from records.terms import CodeOfLaw, MainPenalty

MISSING = {
    "main_penalty": gettext_lazy("chưa rõ hình phạt chính"),
    "main_penalty_months": gettext_lazy("chưa rõ thời hạn phạt tù"),
    "offence_date": gettext_lazy("chưa rõ ngày phạm tội"),
    "ages": gettext_lazy("chưa rõ tuổi khi phạm tội (ngày sinh, ngày phạm tội)"),
    "intents": gettext_lazy("chưa rõ lỗi cố ý hay vô ý"),
    "severities": gettext_lazy("chưa rõ mức độ nghiêm trọng của tội phạm"),
    "courts": gettext_lazy("chưa rõ chương của Bộ luật Hình sự đã áp dụng"),
    "start": gettext_lazy("chưa rõ ngày chấp hành xong hình phạt chính"),
    "probation": gettext_lazy("chưa rõ ngày hết thời gian thử thách"),
    "final": gettext_lazy("chưa rõ ngày bản án có hiệu lực"),
    "additional": gettext_lazy("chưa rõ ngày chấp hành xong hình phạt bổ sung"),
    "obligations": gettext_lazy("chưa rõ nghĩa vụ dân sự, án phí đã thi hành xong hay chưa"),
}
CONTRADICTIONS = {
    "final_on": gettext_lazy("ngày có hiệu lực ghi trước ngày tuyên án"),
    "main_served_on": gettext_lazy("ngày chấp hành xong hình phạt chính ghi trước ngày tuyên án"),
    "probation_ended_on": gettext_lazy("ngày hết thử thách ghi trước ngày tuyên án"),
    "execution_lapsed_on": gettext_lazy("ngày hết thời hiệu thi hành không thể đúng"),
    "offence_date": gettext_lazy("ngày phạm tội ghi sau ngày tuyên án"),
    "age": gettext_lazy("theo ngày sinh và ngày phạm tội thì người phạm tội chưa đủ 14 tuổi"),
}
COLUMNS = {
    Column.JUVENILE: gettext_lazy("Người phạm tội từ đủ 16 đến dưới 18 tuổi, đương nhiên xóa."),
    Column.AUTOMATIC: gettext_lazy("Thuộc trường hợp đương nhiên được xóa án tích."),
    Column.COURT: gettext_lazy("Thuộc chương mà việc xóa án tích do Tòa án quyết định."),
}


UNCONFIRMED = {
    Unconfirmed.CODE_OF_1985: gettext_lazy("Bộ luật Hình sự 1985: chưa được xác nhận"),
    Unconfirmed.MINORS: gettext_lazy("quy định mới về người dưới 18 tuổi: chưa được xác nhận"),
}


@dataclass(frozen=True)
class Told:
    """A decision in words."""

    ground: str
    article: str


def missing(name: str) -> str:
    return str(MISSING[name])


def contradiction(name: str) -> str:
    return str(CONTRADICTIONS[name])


def undecidable(reasons: Sequence[str]) -> Told:
    ground = _("Chưa quyết định được, vì %(reasons)s") % {"reasons": "; ".join(reasons)}
    return Told(ground, "")


def recorded(judgment: JudgmentFacts) -> Told:
    ground = judgment.expunged_by or _("Việc xóa án tích đã được ghi trong lý lịch tư pháp")
    return Told(ground, "")


def told(
    judgment: JudgmentFacts,
    outcome: Outcome,
    *,
    never: Iterable[str],
    unconfirmed: Unconfirmed | None,
    rules: Rules,
) -> Told:
    """The ground in one sentence, with its article."""
    if outcome.state == State.NEVER_COUNTED:
        article = _of_code("; ".join(never), rules.newest)
        ground = _("Không bị coi là có án tích, %(article)s") % {"article": article}
        return Told(_marked(ground, unconfirmed=unconfirmed), article)
    first = outcome.by_code[0]
    article = _article(outcome)
    ground = _ground(judgment, outcome, rules=rules) % {"article": article}
    if first.again:
        restart = {"article": _of_code(first.code.restart_article, first.code)}
        ground += _(", thời hạn tính lại theo %(article)s") % restart
    if len(outcome.by_code) > 1 and outcome.state == State.EXPUNGED:
        codes = ", ".join(_code_name(one.code) for one in outcome.by_code[1:])
        ground += _(", không bất lợi hơn %(codes)s") % {"codes": codes}
    return Told(_marked(ground, unconfirmed=unconfirmed), article)


def _ground(judgment: JudgmentFacts, outcome: Outcome, *, rules: Rules) -> str:
    if outcome.state == State.EXPUNGED:
        return _("Đương nhiên được xóa án tích, %(article)s")
    if outcome.state == State.COURT_DECISION_NEEDED:
        ground = _("Việc xóa án tích do Tòa án quyết định, %(article)s")
        if outcome.on in (None, NOT_DONE):
            reasons = "; ".join(not_counted(judgment, outcome, rules=rules))
            ground += _("; chưa có ngày được yêu cầu, vì ") + reasons
        return ground
    if outcome.on == NOT_DONE:
        return _("Nghĩa vụ dân sự hoặc án phí chưa thi hành xong, %(article)s")
    return _("Chưa đủ điều kiện đương nhiên được xóa án tích, %(article)s")


def doubtful_offences(outcomes: Iterable[Outcome]) -> list[str]:
    """The other judgments of which it is not known whether they are for a new offence in time."""
    again = {one.judgment_no for outcome in outcomes for by in outcome.by_code for one in by.again}
    words = _(
        "chưa rõ bản án số %(number)s có hiệu lực và về tội phạm mới trong thời hạn hay không"
    )
    return [words % {"number": number} for number in sorted(again)]


def not_counted(judgment: JudgmentFacts, outcome: Outcome, *, rules: Rules) -> list[str]:
    """What leaves the day open, by the newest code that was counted."""
    newest = max(outcome.by_code, key=lambda one: one.code.code)
    if newest.period is None:
        penalty = MainPenalty(judgment.main_penalty).label.lower()
        words = _("%(article)s không quy định thời hạn cho hình phạt %(penalty)s")
        return [words % {"article": _article(outcome), "penalty": penalty}]
    found = []
    if clock.started(judgment, rules=rules) is None:
        found.append(_start_missing(judgment, rules=rules))
    if not clock.has_lapsed(judgment, rules=rules):
        if clock.additional_ended(judgment) is None:
            found.append(missing("additional"))
        if clock.obligations_met(judgment) is None:
            found.append(missing("obligations"))
        if clock.obligations_met(judgment) == NOT_DONE:
            found.append(_("nghĩa vụ dân sự hoặc án phí chưa thi hành xong"))
    for one in newest.again:
        if clock.started(one, rules=rules) is None:
            words = _("chưa rõ ngày chấp hành xong hình phạt chính của bản án mới số %(number)s")
            found.append(words % {"number": one.judgment_no})
    return found


def _start_missing(judgment: JudgmentFacts, *, rules: Rules) -> str:
    """With the day on which the execution would have lapsed, for the clerk who asks on."""
    if judgment.main_penalty == MainPenalty.SUSPENDED:
        return missing("probation")
    if judgment.main_penalty in rules.execution.served_when_final:
        return missing("final")
    lapses = clock.lapses_on(judgment, rules=rules)
    if lapses is None:
        return missing("start")
    words = _("%(missing)s (nếu chưa từng thi hành: thời hiệu hết sớm nhất ngày %(day)s, Điều 60)")
    return words % {"missing": missing("start"), "day": display_day(lapses)}


def steps(judgment: JudgmentFacts, outcome: Outcome, *, rules: Rules) -> Iterator[str]:
    """The way to the result, for the clerk who looks over it."""
    if not outcome.by_code:
        return
    first = outcome.by_code[0]
    yield str(COLUMNS[outcome.column])
    if first.period is None:
        return
    yield _("%(penalty)s: thời hạn %(period)s, %(article)s.") % {
        "penalty": _penalty(judgment),
        "period": _length(first.period.months),
        "article": _article(outcome),
    }
    yield _start_step(judgment, rules=rules)
    for one in first.again:
        yield _("Bản án số %(number)s về tội phạm mới trong thời hạn: tính lại từ %(day)s.") % {
            "number": one.judgment_no,
            "day": _day(clock.started(one, rules=rules)),
        }
    yield _("Hình phạt bổ sung: %(day)s.") % {"day": _day(clock.additional_ended(judgment))}
    yield _("Nghĩa vụ dân sự, án phí: %(day)s.") % {"day": _day(clock.obligations_met(judgment))}
    for by in outcome.by_code:
        yield _code_step(by)


def _start_step(judgment: JudgmentFacts, *, rules: Rules) -> str:
    day = {"day": _day(clock.started(judgment, rules=rules))}
    if clock.has_lapsed(judgment, rules=rules):
        return _("Hết thời hiệu thi hành bản án: %(day)s.") % day
    if judgment.main_penalty == MainPenalty.SUSPENDED:
        return _("Hết thời gian thử thách: %(day)s.") % day
    return _("Chấp hành xong hình phạt chính: %(day)s.") % day


def _code_step(by: Reached) -> str:
    words = _("Theo %(code)s: %(day)s.")
    if not by.code.confirmed:
        words = _("Theo %(code)s (chưa được xác nhận): %(day)s.")
    return words % {"code": _code_name(by.code), "day": _day(by.on)}


def _marked(ground: str, *, unconfirmed: Unconfirmed | None) -> str:
    return f"{ground} ({UNCONFIRMED[unconfirmed]})" if unconfirmed else ground


def _article(outcome: Outcome) -> str:
    """The row of the table; without a row or a day, the article that sets the conditions."""
    first = outcome.by_code[0]
    if first.period and first.on != NOT_DONE:
        return _of_code(first.period.article, first.code)
    return _of_code(first.code.conditions[outcome.column], first.code)


def _of_code(article: str, code: PenalCode) -> str:
    return f"{article} {_code_name(code)}"


def _code_name(code: PenalCode) -> str:
    return str(CodeOfLaw(code.code).label)


def _penalty(judgment: JudgmentFacts) -> str:
    label = str(MainPenalty(judgment.main_penalty).label)
    months = judgment.main_penalty_months
    return f"{label} {_length(months)}" if months else label


def _length(months: int) -> str:
    """2 năm; 1 năm 6 tháng; 6 tháng."""
    years, rest = divmod(months, 12)
    parts = []
    if years:
        parts.append(ngettext("%(number)d năm", "%(number)d năm", years) % {"number": years})
    if rest or not years:
        parts.append(ngettext("%(number)d tháng", "%(number)d tháng", rest) % {"number": rest})
    return " ".join(parts)


def _day(day: date | None) -> str:
    if day is None:
        return _("chưa rõ")
    if day == NOTHING:
        return _("không có")
    return _("chưa xong") if day == NOT_DONE else display_day(day)
