"""Bộ quy tắc của ngày ấy: the rules that a classification rests on, kept when first used.

The data files say what holds today. A case that was classified under other rules is made again
under those. A version stands for one wording only: a file that was changed without a new version
is refused, at the start of a deployment and at the next classification.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from common.leases import Setback
from regulations.loading import law
from regulations.shapes import AgencyLimit, Regime, TriageRules
from regulations.strict import build
from regulations.terms import AgencyKind
from verification.models import RuleSet


@dataclass(frozen=True)
class Rules:
    """What decides whom to ask and within how many working days."""

    triage: TriageRules
    agencies: Mapping[AgencyKind, AgencyLimit]


class RulesChanged(Setback):
    """The data files say something else under a version that cases were classified by."""


class RulesNotKept(LookupError):
    """No case was ever classified here by this version of the rules."""


def as_json(regime: Regime) -> dict[str, Any]:
    """The rules of a regime as plain JSON, from which `read` makes them again."""
    told = {
        "triage": asdict(regime.triage),
        "agencies": {kind: asdict(limit) for kind, limit in regime.agencies.items()},
    }
    plain: dict[str, Any] = _without_none(json.loads(json.dumps(told)))
    return plain


def read(rules: Mapping[str, Any], *, where: str) -> Rules:
    """The rules again, as strictly read as a data file."""
    return build(Rules, dict(rules), where=where)


def digest_of(rules: Mapping[str, Any]) -> str:
    """SHA-256, in hex, of the rules as canonical JSON."""
    text = json.dumps(rules, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def keep(regime: Regime) -> RuleSet:
    """The kept rules of this regime and version, written down if this is their first use."""
    rules = as_json(regime)
    kept, _created = RuleSet.objects.get_or_create(
        regime=regime.code,
        version=regime.triage.version,
        defaults={"digest": digest_of(rules), "rules": rules},
    )
    if kept.digest != digest_of(rules):
        raise RulesChanged(_complaint(kept))
    return kept


def kept(regime: str, version: str) -> Rules:
    """The rules of that regime and version as they stood when cases were classified by them."""
    row = RuleSet.objects.filter(regime=regime, version=version).first()
    if row is None:
        raise RulesNotKept(f"{version} ({regime})")
    return read(row.rules, where=str(row))


def changed() -> Iterator[str]:
    """A complaint for each version whose file says something else than it did in use."""
    regimes = law().regimes
    for row in RuleSet.objects.filter(regime__in=regimes):
        regime = regimes[row.regime]
        if row.version == regime.triage.version and row.digest != digest_of(as_json(regime)):
            yield _complaint(row)


def _complaint(row: RuleSet) -> str:
    return _(
        "Quy tắc %(version)s của chế độ %(regime)s đã bị sửa mà không đổi phiên bản. "
        "Hãy tăng “version” trong regulations/data/triage."
    ) % {"version": row.version, "regime": row.regime}


def _without_none(value: Any) -> Any:
    """A data file leaves out what is not given; so does what is kept."""
    if isinstance(value, dict):
        return {key: _without_none(one) for key, one in value.items() if one is not None}
    if isinstance(value, list):
        return [_without_none(one) for one in value]
    return value
