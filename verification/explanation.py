"""A classification in words, for the clerk who reads why a case takes its route."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from regulations import places
from regulations.terms import TriageFact
from verification.facts import Facts, facts_from
from verification.models import Agency, Classification

FACTS: dict[str, str | Promise] = {
    TriageFact.RESIDENCE_UNKNOWN: _("không xác định được nơi cư trú"),
    TriageFact.FOREIGNER: _("là người nước ngoài"),
    TriageFact.FOREIGNER_LEFT: _("là người nước ngoài đã rời Việt Nam"),
    TriageFact.ONE_PROVINCE: _("chỉ cư trú ở một tỉnh, thành phố"),
    TriageFact.SEVERAL_PROVINCES: _("đã cư trú ở nhiều tỉnh, thành phố"),
    TriageFact.ABROAD: _("có thời gian ở nước ngoài"),
    TriageFact.CERTIFIED_BEFORE: _("đã được cấp Phiếu từ 01/7/2010"),
    TriageFact.FORMER_MILITARY: _("từng phục vụ trong quân đội"),
    TriageFact.RECORD_OPEN: _("cơ sở dữ liệu của Sở có án tích chưa kết thúc"),
    TriageFact.HIT: _("có cơ quan trả lời là có án tích"),
    TriageFact.ANSWER_UNCLEAR: _("có cơ quan trả lời chưa đủ căn cứ"),
    TriageFact.POLICE_UNCLEAR: _("cơ quan Công an trả lời chưa đủ căn cứ"),
    TriageFact.EXPUNGEMENT_UNPROVED: _("chưa có căn cứ về việc xóa án tích"),
}
OUTCOMES: dict[str, str | Promise] = {
    "decided": _("Áp dụng"),
    "overruled": _("Quy tắc áp dụng, cán bộ đã phân loại khác"),
    "added": _("Hỏi thêm"),
    "not_needed": _("Cũng thỏa, nhưng quy tắc trước đã quyết định"),
    "not_met": _("Không thỏa"),
}


@dataclass(frozen=True)
class RuleRead:
    """One rule as the clerk reads it; `missing` says which conditions did not hold."""

    reason: str
    outcome: str | Promise
    applied: bool
    missing: tuple[str | Promise, ...]


@dataclass(frozen=True)
class Explanation:
    provinces: tuple[str, ...]
    facts: tuple[str | Promise, ...]
    agencies: tuple[tuple[str, str], ...]
    rules: tuple[RuleRead, ...]
    rules_version: str


def explain(classification: Classification) -> Explanation:
    """Where the person lived, what was found true, who is asked, and every rule looked at."""
    facts = facts_from(classification.inputs)
    return Explanation(
        provinces=tuple(_province(one.declared, one.in_force, facts) for one in facts.provinces),
        facts=tuple(FACTS[fact] for fact in TriageFact if facts.holds(fact)),
        agencies=tuple(
            (str(Agency.Kind(ask["agency_kind"]).label), in_language(ask["reason"]))
            for ask in classification.asks
        ),
        rules=tuple(_rule(line) for line in classification.trace),
        rules_version=classification.rules_version,
    )


def in_language(reason: Mapping[str, str]) -> str:
    """The reason that was stored, for this reader."""
    return reason["en"] if (get_language() or "").startswith("en") else reason["vi"]


def _rule(line: Mapping[str, Any]) -> RuleRead:
    return RuleRead(
        reason=in_language(line["reason"]),
        outcome=OUTCOMES[line["outcome"]],
        applied=line["outcome"] in {"decided", "added"},
        missing=tuple(FACTS[fact] for fact in line["missing"]),
    )


def _province(declared: str, in_force: str, facts: Facts) -> str:
    """The province as declared, with today's where a merger made it another."""
    now = places.province_name(in_force, facts.on)
    then = places.province_name(declared)
    if declared == in_force:
        return now
    return str(_("%(then)s (nay thuộc %(now)s)") % {"then": then, "now": now})
