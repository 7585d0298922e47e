"""How one case reads on a certificate: typed values out of the conclusion, then words.

The conclusion's statement carries the columns of the judicial record (one key a column) with what
the clerk decided on expungement beside them. Several courts may have decided on one case: it is
stated once, by what is in force (`verification.stages`), and the earlier decisions are named.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from certificates.content import Block, Line
from certificates.forms import Words, date_in_words, numeric_date
from regulations.certificate_forms import JudgmentKey
from verification.judgments import AMNESTY, NEVER_COUNTED, OLD_DATA
from verification.stages import Case, stage_of

_DAYS = (
    *("main_served_on", "probation_ended_on", "additional_served_on"),
    *("obligations_met_on", "execution_lapsed_on"),
)


@dataclass(frozen=True)
class Decision:
    """One of the decisions on a case, as it is named: stage, number, day, court, outcome."""

    stage: str
    judgment_no: str
    judgment_on: str
    court: str
    outcome: str


@dataclass(frozen=True)
class Judgment:
    """Bản án: what a certificate may state of a case. Texts are empty where nothing is known."""

    judgment_no: str
    judgment_on: str
    court: str
    offences: tuple[str, ...]
    articles: tuple[str, ...]
    code_of_law: str
    main_penalty: str
    main_penalty_months: int
    probation_months: int
    fine_vnd: int
    additional_penalties: tuple[str, ...]
    civil_obligation_vnd: int
    court_fee_vnd: int
    carried_out: tuple[tuple[str, str], ...]
    enforcement: str
    expunged: bool
    expunged_on: str
    ground: str
    decisions: tuple[Decision, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether an án tích ever arose from it (Penal Code 2015 art 69.2, 107.1)."""
        return self.ground != NEVER_COUNTED


def _clean(value: Any) -> str:
    """Composed Unicode and single spaces, whatever the source sent."""
    return unicodedata.normalize("NFC", " ".join(str(value).split()))


def _texts(value: Any) -> tuple[str, ...]:
    """Several values come as a list, or in one cell parted by semicolons."""
    parts = value.split(";") if isinstance(value, str) else (value or [])
    return tuple(text for part in parts if (text := _clean(part)))


def _text(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return "" if value is None else _clean(value)


def _number(values: Mapping[str, Any], key: str) -> int:
    return int(values.get(key) or 0)


def judgments_of(cases: Iterable[Case]) -> tuple[Judgment, ...]:
    """What is in force of each case; a conviction that was quashed is no conviction."""
    return tuple(
        judgment_from(case.in_force, decisions=_decisions(case))
        for case in cases
        if case.in_force is not None
    )


def judgment_from(values: Mapping[str, Any], *, decisions: tuple[Decision, ...] = ()) -> Judgment:
    """A judgment out of the conclusion's statement (keys of the records contract)."""
    carried_out = ((key, _text(values, key)) for key in _DAYS)
    return Judgment(
        judgment_no=_text(values, "judgment_no"),
        judgment_on=_text(values, "judgment_date"),
        court=_text(values, "court"),
        offences=_texts(values.get("offences")),
        articles=_texts(values.get("articles")),
        code_of_law=_text(values, "code_of_law"),
        main_penalty=_text(values, "main_penalty"),
        main_penalty_months=_number(values, "main_penalty_months"),
        probation_months=_number(values, "probation_months"),
        fine_vnd=_number(values, "fine_vnd"),
        additional_penalties=_texts(values.get("additional_penalties")),
        civil_obligation_vnd=_number(values, "civil_obligation_vnd"),
        court_fee_vnd=_number(values, "court_fee_vnd"),
        carried_out=tuple((key, day) for key, day in carried_out if day),
        enforcement=_text(values, "enforcement"),
        expunged=bool(values.get("expunged")),
        expunged_on=_text(values, "expunged_on"),
        ground=_text(values, "expungement_ground"),
        decisions=decisions,
    )


def _decisions(case: Case) -> tuple[Decision, ...]:
    """The decisions in order of time; none where a single court decided."""
    if len(case.rows) == 1:
        return ()
    return tuple(
        Decision(
            stage=stage_of(row),
            judgment_no=_text(row, "judgment_no"),
            judgment_on=_text(row, "judgment_date"),
            court=_text(row, "court"),
            outcome=_text(row, "outcome"),
        )
        for row in case.rows
    )


def in_order(judgments: tuple[Judgment, ...]) -> tuple[Judgment, ...]:
    """By the day of judgment, undated ones last (Law 28/2009 art 43.2: chronological order); a
    year alone stands before the days of that year."""
    return tuple(sorted(judgments, key=lambda one: (one.judgment_on or "9999", one.judgment_no)))


def main_penalty(judgment: Judgment, words: Words) -> str:
    """The penalty in the words of a judgment; what is no known kind is printed as written."""
    penalties, kind = words.form.penalties, judgment.main_penalty
    if kind == "fine" and judgment.fine_vnd:
        return penalties.fine_of.format(amount=words.money(judgment.fine_vnd))
    pattern: str | None = vars(penalties).get(kind)
    if pattern is None:
        return kind
    return pattern.format(
        term=words.term(judgment.main_penalty_months),
        probation=words.term(judgment.probation_months),
    )


def articles(judgment: Judgment, words: Words) -> str:
    """The provisions applied, with the Penal Code they belong to."""
    text, law = "; ".join(judgment.articles), words.form.law
    if not text or not judgment.code_of_law or law.code_word in text:
        return text
    return f"{text} {law.code.format(year=judgment.code_of_law)}"


def enforcement(judgment: Judgment, words: Words) -> str:
    """Tình trạng thi hành án: each thing carried out with its day, then what a clerk wrote."""
    patterns = vars(words.form.enforcement)
    done = [patterns[key].format(date=date_in_words(day)) for key, day in judgment.carried_out]
    return "; ".join([*done, *filter(None, [judgment.enforcement])])


def expungement(judgment: Judgment, words: Words) -> str:
    """Xóa án tích: expunged since a day, or not yet (Circular 13/2011 art 14); amnestied; or, of
    old data that cannot be completed, nothing known."""
    wording, day = words.wording, judgment.expunged_on
    if not judgment.expunged:
        return wording.not_expunged
    if judgment.ground == OLD_DATA:
        return ""
    with_day, without = wording.expunged_on, wording.expunged
    if judgment.ground == AMNESTY:
        with_day, without = wording.amnestied_on, wording.amnestied
    return with_day.format(date=date_in_words(day)) if day else without


def stages(judgment: Judgment, words: Words) -> str:
    """Các cấp xét xử: every decision on the case, and what the later court did."""
    return "; ".join(_named(one, words) for one in judgment.decisions)


def _named(decision: Decision, words: Words) -> str:
    stage = words.form.stages
    pattern = stage.named if decision.judgment_on else stage.named_without_day
    named = pattern.format(
        stage=vars(stage)[decision.stage],
        number=decision.judgment_no or words.missing,
        date=numeric_date(decision.judgment_on),
        court=decision.court or words.missing,
    )
    return f"{named} ({vars(stage)[decision.outcome]})" if decision.outcome else named


def block(judgment: Judgment, *, position: int, words: Words) -> Block:
    """All lines of one case, as Form No. 2 lists it (Law 28/2009 art 43.2b)."""
    values = {
        JudgmentKey.JUDGMENT_NO: judgment.judgment_no,
        JudgmentKey.JUDGMENT_ON: numeric_date(judgment.judgment_on),
        JudgmentKey.COURT: judgment.court,
        JudgmentKey.STAGES: stages(judgment, words),
        JudgmentKey.OFFENCES: "; ".join(judgment.offences),
        JudgmentKey.ARTICLES: articles(judgment, words),
        JudgmentKey.MAIN_PENALTY: main_penalty(judgment, words),
        JudgmentKey.ADDITIONAL_PENALTIES: "; ".join(judgment.additional_penalties),
        JudgmentKey.CIVIL_OBLIGATION: words.money(judgment.civil_obligation_vnd),
        JudgmentKey.COURT_FEE: words.money(judgment.court_fee_vnd),
        JudgmentKey.ENFORCEMENT: enforcement(judgment, words),
        JudgmentKey.EXPUNGEMENT: expungement(judgment, words),
    }
    labels = words.form.judgment
    lines = {
        key: Line(key=key.value, label=labels[key], value=value or words.missing)
        for key, value in values.items()
        if value or key != JudgmentKey.STAGES
    }
    rows = (tuple(lines[key] for key in row if key in lines) for row in words.form.judgment_rows)
    return Block(
        heading=words.form.sections.judgment.format(position=position),
        rows=tuple(row for row in rows if row),
    )
