"""The facts behind a proposal, as the clerk reads them beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.admin.utils import label_for_field
from django.utils.translation import gettext as _

from common.dates import display_day
from records.expungement.facts import COLUMNS, JudgmentFacts
from records.expungement.register import Judged
from records.models import Judgment

SAID_ELSEWHERE = frozenset({"judgment_no", "expunged_on", "expunged_by"})


def facts_of_judgment(one: Judged) -> list[tuple[str, str]]:
    """Every column that the result hangs on, under the register's own labels."""
    rows = [
        (_label(name), _shown(one.judgment, name)) for name in COLUMNS if name not in SAID_ELSEWHERE
    ]
    born = ", ".join(day.display() for day in one.born)
    return [(_("ngày sinh ghi nhận"), born or _("chưa rõ")), *rows]


def facts_of_offences(one: Judged) -> list[dict[str, str]]:
    return [
        {
            "offence": offence.offence,
            "article": " ".join(filter(None, [offence.article, offence.get_code_of_law_display()])),
            "chapter": offence.chapter,
            "date": facts.offence_date.display() if facts.offence_date else "",
            "intent": str(offence.get_intent_display()),
            "severity": str(offence.get_severity_display()),
        }
        for offence, facts in zip(one.judgment.offences.all(), one.facts.crimes, strict=False)
    ]


def facts_of_others(one: Judged) -> list[dict[str, Any]]:
    """The same person's other judgments: was there a new offence?"""
    return [
        {
            "number": other.judgment_no,
            "judgment_date": other.judgment_date,
            "final_on": other.final_on,
            "acted": _acted(other),
            "served": other.main_served_on or other.probation_ended_on,
        }
        for other in one.others
    ]


def _acted(judgment: JudgmentFacts) -> str:
    return ", ".join(
        offence.offence_date.display() if offence.offence_date else _("chưa rõ")
        for offence in judgment.crimes
    )


def _label(name: str) -> str:
    return str(label_for_field(name, Judgment))


def _shown(judgment: Judgment, name: str) -> str:
    """An empty column is not a no: nothing is written there."""
    value = getattr(judgment, name)
    if name == "additional_penalties":
        return value or _("không có")
    if value in (None, ""):
        return _("không ghi")
    if name == "main_penalty":
        return str(judgment.get_main_penalty_display())
    if isinstance(value, date):
        return display_day(value)
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)
