"""What a clerk starts a conclusion from: what the last one stated, otherwise what the sources say,
each judgment once; and another source's words put in the place of what stands in the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applications.models import Application
from portal.templatetags.ui import vn_date, vn_number
from verification.conclusion import latest
from verification.judgments import (
    AMNESTY,
    COLUMNS,
    DATE_COLUMNS,
    DECIDED,
    NEVER_COUNTED,
    OLD_DATA,
    SUMS,
    is_said,
)
from verification.sources import Aligned, belongs_to
from verification.stating import Heard, Proposal

PREFIX = "judgments"


def finding(application: Application, proposal: Proposal) -> str:
    """What a person concluded before stands first; what the machine did, the rule says again."""
    last = latest(application)
    return last.finding if last and not last.by.is_machine else proposal.finding


def judgments(application: Application, heard: Heard, proposal: Proposal) -> list[dict[str, Any]]:
    """Those of the last conclusion where it names any, otherwise all that was heard of."""
    last = latest(application)
    known = [one.judgment for one in heard.judgments]
    stated = list(last.statement.get("judgments") or []) if last else []
    if not stated:
        rows = zip(proposal.judgments, known, strict=True)
        return [{**typed(row), "aligned": one.key} for row, one in rows]
    places = [(row, belongs_to(row, known)) for row in stated]
    return [{**typed(row), "aligned": one.key if one else ""} for row, one in places]


def bans(application: Application, proposal: Proposal) -> list[dict[str, Any]]:
    last = latest(application)
    stated = list(last.statement.get("bans") or []) if last else []
    return [{**ban, "ban_until": vn_date(ban.get("ban_until"))} for ban in stated or proposal.bans]


def typed(row: Mapping[str, Any]) -> dict[str, Any]:
    """As a person would have typed it: days and sums in the form of this country."""
    kept = {name: row[name] for name in (*COLUMNS, *DECIDED) if is_said(row.get(name))}
    days = {name: vn_date(str(kept[name])) for name in DATE_COLUMNS if name in kept}
    sums = {name: vn_number(kept[name]) for name in SUMS if isinstance(kept.get(name), int)}
    ground = kept.get("expungement_ground") or kept.get("expunged_by") or ""
    never = ground == NEVER_COUNTED
    settled = ground if ground in (AMNESTY, OLD_DATA) else ""
    expunged = bool(row.get("expunged") or row.get("expunged_on")) and not (never or settled)
    decided = {"expunged": expunged, "never_counted": never, "settled": settled}
    written = "" if never or settled else ground
    return {**kept, **days, **sums, **decided, "expungement_ground": written}


def taken_over(data: Any, judgment: Aligned, *, source: str, name: str, most: int) -> Any:
    """The same typed values with what one source says of a judgment in their place.

    What that source does not say stays as it was typed, and so does what was decided on
    expungement unless the source names a day of it.
    """
    place = _place_of(data, judgment.key)
    total = int(data.get(f"{PREFIX}-TOTAL_FORMS") or 0)
    if place == total and total >= most:
        return data
    changed = data.copy()
    changed[f"{PREFIX}-TOTAL_FORMS"] = str(max(total, place + 1))
    row = typed(judgment.rows[source])
    said = {name: value for name, value in row.items() if name not in {"source_agency", *_CHECKED}}
    said |= {"source_agency": name, "aligned": judgment.key}
    said |= {checked: "on" for checked in _CHECKED if row[checked]}
    for column, value in said.items():
        if value != "":
            changed[f"{PREFIX}-{place}-{column}"] = str(value)
    return changed


_CHECKED = ("expunged", "never_counted")


def _place_of(data: Any, key: str) -> int:
    """The block of that judgment; without one, the next block."""
    total = int(data.get(f"{PREFIX}-TOTAL_FORMS") or 0)
    blocks = (at for at in range(total) if data.get(f"{PREFIX}-{at}-aligned") == key)
    return next(blocks, total)
