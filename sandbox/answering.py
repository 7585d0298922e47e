"""What an agency says about a person, from its own file and by what it is asked.

A record: is there one at all. A judgment: the court gives the whole of it. An expungement: is
there anything new or unmet, so that nobody is cleared who owes or has offended again.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.matching import Match, iso, matching

LIKENESS = "Thông tin nhân thân trùng một phần; cần đối chiếu hồ sơ gốc."
NO_SUCH = "Không tìm thấy bản án số {numbers} trong sổ thụ lý, lưu trữ của Tòa án."
# What a judgment's execution is told by; a fact here that the asker lacks is news.
EXECUTION = (
    *("main_served_on", "probation_ended_on", "additional_served_on", "obligations_met_on"),
    *("execution_lapsed_on", "expunged_on"),
)
DEBTS = ("civil_obligation_vnd", "court_fee_vnd")

Row = dict[str, str]


@dataclass(frozen=True)
class Finding:
    answer: str
    judgments: list[Row] = field(default_factory=list)
    note: str = ""


NONE, UNCLEAR = Finding("none"), Finding("unclear", note=LIKENESS)


def found(message: Mapping[str, Any], records: Iterable[Row]) -> Finding:
    """The answer to this question; the request's id plays no part."""
    match, rows = matching(message["subject"], records)
    if match is Match.WEAK:
        return UNCLEAR
    known = {_key(row): row for row in message.get("known_judgments") or []}
    match message.get("question"):
        case "judgment":
            return _of_court(rows, known)
        case "expungement":
            return _anything_left(rows, known)
    return Finding("has_record", rows) if rows else NONE


def _of_court(rows: list[Row], known: Mapping[Any, Mapping[str, Any]]) -> Finding:
    """The judgments whole; a court cannot say of one that it does not have."""
    missing = known.keys() - {_key(row) for row in rows}
    numbers = ", ".join(sorted(str(known[key]["judgment_no"]) for key in missing))
    note = NO_SUCH.format(numbers=numbers) if missing else ""
    if known and len(missing) == len(known):
        return Finding("unclear", note=note)
    return Finding("has_record", rows, note) if rows else NONE


def _anything_left(rows: list[Row], known: Mapping[Any, Mapping[str, Any]]) -> Finding:
    """Judgments the asker does not know, debts, and facts of execution that it lacks."""
    news = [row for row in rows if _is_news(row, known.get(_key(row))) or _is_unmet(row)]
    return Finding("has_record", news) if news else NONE


def _is_news(row: Row, known: Mapping[str, Any] | None) -> bool:
    return known is None or any(row.get(name) and not known.get(name) for name in EXECUTION)


def _is_unmet(row: Row) -> bool:
    """Something of the judgment is still to be done, and neither lapsed nor wiped out."""
    if row.get("execution_lapsed_on") or row.get("expunged_on"):
        return False
    suspended = row.get("main_penalty") == "suspended"
    served = row.get("probation_ended_on" if suspended else "main_served_on")
    owes = any(int(row.get(name) or 0) for name in DEBTS) and not row.get("obligations_met_on")
    return not served or owes


def _key(row: Mapping[str, Any]) -> tuple[str, str]:
    """A judgment by number and day, however they are written."""
    number = re.sub(r"\s+", "", str(row.get("judgment_no") or "")).casefold()
    return number, iso(str(row.get("judgment_date") or ""))
