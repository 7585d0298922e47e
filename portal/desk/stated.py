"""What a clerk starts a conclusion from: the judgments that came with the answers and that the
office's own register holds, each once."""

from __future__ import annotations

from typing import Any

from applications.models import Application
from portal.templatetags.ui import vn_date, vn_number
from verification import register, replies
from verification.conclusion import latest
from verification.judgments import COLUMNS, DATE_COLUMNS, DECIDED

MONEY = ("civil_obligation_vnd", "court_fee_vnd")


def prefilled_judgments(application: Application) -> list[dict[str, Any]]:
    """Those of the last conclusion where there is one, otherwise all that was heard of."""
    last = latest(application)
    stated = list(last.statement.get("judgments") or []) if last else []
    return [_typed(row) for row in stated or heard_of(application)]


def prefilled_bans(application: Application) -> list[dict[str, Any]]:
    last = latest(application)
    stated = list(last.statement.get("bans") or []) if last else []
    if not stated:
        named = [row for row in heard_of(application) if row.get("ban_position")]
        stated = [
            {"ban_position": row["ban_position"], "ban_until": row.get("ban_until") or ""}
            for row in named
        ]
    return [{**ban, "ban_until": vn_date(ban.get("ban_until"))} for ban in stated]


def heard_of(application: Application) -> list[dict[str, Any]]:
    """Every judgment of the answers that count and of the register, by court, number and day."""
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for reply in replies.applied(application):
        for row in reply.judgments:
            named = {**row, "source_agency": row.get("source_agency") or reply.agency.name}
            rows.setdefault(_key(row), named)
    for row in register.judgments_of(application):
        rows.setdefault(_key(row), row)
    return list(rows.values())


def _key(row: dict[str, Any]) -> tuple[str, ...]:
    parts = ("court", "judgment_no", "judgment_date")
    return tuple(str(row.get(part) or "").casefold().replace(" ", "") for part in parts)


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    """As a person would have typed it: days and sums in the form of this country."""
    kept = {name: row[name] for name in (*COLUMNS, *DECIDED) if row.get(name)}
    days = {name: vn_date(str(kept[name])) for name in DATE_COLUMNS if name in kept}
    sums = {name: vn_number(kept[name]) for name in MONEY if isinstance(kept.get(name), int)}
    ground = kept.get("expungement_ground") or kept.get("expunged_by") or ""
    return {**kept, **days, **sums, "expunged": _expunged(row), "expungement_ground": ground}


def _expunged(row: dict[str, Any]) -> bool:
    return bool(row.get("expunged") or row.get("expunged_on"))
