"""How one judgment reads on a certificate: typed values out of the conclusion, then words.

The conclusion's statement carries the columns of the judicial record (one key a column) with what
the clerk decided on expungement beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from certificates.content import Block, Line
from certificates.forms import date_in_words, form, label, money, numeric_date, term
from regulations.shapes import Wording
from verification.judgments import NEVER_COUNTED


@dataclass(frozen=True)
class Judgment:
    """Bản án: what a certificate may state of it. Texts are empty where nothing is known."""

    judgment_no: str
    judgment_on: str
    court: str
    offences: tuple[str, ...]
    articles: tuple[str, ...]
    code_of_law: str
    main_penalty: str
    additional_penalties: tuple[str, ...]
    civil_obligation_vnd: int
    court_fee_vnd: int
    carried_out: tuple[tuple[str, str], ...]
    enforcement: str
    expunged: bool
    expunged_on: str
    counted: bool


def _texts(value: Any) -> tuple[str, ...]:
    """Several values come as a list, or in one cell parted by semicolons."""
    parts = value.split(";") if isinstance(value, str) else (value or [])
    return tuple(text for part in parts if (text := str(part).strip()))


def _text(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return "" if value is None else str(value).strip()


def _number(values: Mapping[str, Any], key: str) -> int:
    return int(values.get(key) or 0)


def _main_penalty(values: Mapping[str, Any]) -> str:
    """The penalty in the words of a judgment; what is no known kind is printed as written."""
    kind = _text(values, "main_penalty")
    pattern = form()["penalties"].get(kind)
    if pattern is None:
        return kind
    words = pattern.format(
        term=term(_number(values, "main_penalty_months")),
        probation=term(_number(values, "probation_months")),
    )
    return str(words).strip()


def judgment_from(values: Mapping[str, Any]) -> Judgment:
    """A judgment out of the conclusion's statement (keys of the records contract)."""
    carried_out = ((key, _text(values, key)) for key in form()["enforcement"])
    return Judgment(
        judgment_no=_text(values, "judgment_no"),
        judgment_on=_text(values, "judgment_date"),
        court=_text(values, "court"),
        offences=_texts(values.get("offences")),
        articles=_texts(values.get("articles")),
        code_of_law=_text(values, "code_of_law"),
        main_penalty=_main_penalty(values),
        additional_penalties=_texts(values.get("additional_penalties")),
        civil_obligation_vnd=_number(values, "civil_obligation_vnd"),
        court_fee_vnd=_number(values, "court_fee_vnd"),
        carried_out=tuple((key, day) for key, day in carried_out if day),
        enforcement=_text(values, "enforcement"),
        expunged=bool(values.get("expunged")),
        expunged_on=_text(values, "expunged_on"),
        counted=_text(values, "expungement_ground") != NEVER_COUNTED,
    )


def in_order(judgments: tuple[Judgment, ...]) -> tuple[Judgment, ...]:
    """By the day of judgment, undated ones last (Law 28/2009 art 43.2: chronological order)."""
    return tuple(sorted(judgments, key=lambda one: (one.judgment_on or "9999", one.judgment_no)))


def articles(judgment: Judgment) -> str:
    """The provisions applied, with the Penal Code they belong to."""
    if not judgment.articles:
        return ""
    text = "; ".join(judgment.articles)
    if not judgment.code_of_law or "Bộ luật" in text:
        return text
    return f"{text} {form()['law']['code'].format(year=judgment.code_of_law)}"


def enforcement(judgment: Judgment) -> str:
    """Tình trạng thi hành án: each thing carried out with its day, then what a clerk wrote."""
    patterns = form()["enforcement"]
    done = [patterns[key].format(date=date_in_words(day)) for key, day in judgment.carried_out]
    return "; ".join([*done, *filter(None, [judgment.enforcement])])


def expungement(judgment: Judgment, *, wording: Wording) -> str:
    """Xóa án tích: expunged since a day, or not yet (Circular 13/2011 art 14)."""
    if not judgment.expunged:
        return wording.not_expunged
    if not judgment.expunged_on:
        return wording.expunged
    return wording.expunged_on.format(date=date_in_words(judgment.expunged_on))


# Form 07 gives each judgment its own block; short lines share a row.
_LAYOUT = (
    ("judgment_no", "judgment_on"),
    ("court",),
    ("offences",),
    ("articles",),
    ("main_penalty", "additional_penalties"),
    ("civil_obligation", "court_fee"),
    ("enforcement",),
    ("expungement",),
)


def block(judgment: Judgment, *, position: int, wording: Wording) -> Block:
    """All lines of one judgment, as Form No. 2 lists it (Law 28/2009 art 43.2b)."""
    values = {
        "judgment_no": judgment.judgment_no,
        "judgment_on": numeric_date(judgment.judgment_on),
        "court": judgment.court,
        "offences": "; ".join(judgment.offences),
        "articles": articles(judgment),
        "main_penalty": judgment.main_penalty,
        "additional_penalties": "; ".join(judgment.additional_penalties),
        "civil_obligation": money(judgment.civil_obligation_vnd),
        "court_fee": money(judgment.court_fee_vnd),
        "enforcement": enforcement(judgment),
        "expungement": expungement(judgment, wording=wording),
    }
    lines = {
        key: Line(key=key, label=label(key), value=value or wording.missing)
        for key, value in values.items()
    }
    return Block(
        heading=label("judgment").format(position=position),
        rows=tuple(tuple(lines[key] for key in row) for row in _LAYOUT),
    )
