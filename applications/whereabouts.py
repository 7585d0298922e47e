"""Where a person lives and has lived, as far as the rules of competence ask.

Pure over a declaration in the shape of the API, or a part of one: what is not declared is not
held against anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HOME = "VN"


def is_foreigner(declaration: Mapping[str, Any]) -> bool:
    return (declaration.get("subject") or {}).get("nationality", HOME) != HOME


def has_address(declaration: Mapping[str, Any]) -> bool:
    """Whether a permanent or temporary home in Vietnam is declared."""
    subject = declaration.get("subject") or {}
    homes = (subject.get("permanent_address"), subject.get("temporary_address"))
    return any(home and home.get("province") for home in homes)


def left_a_home(declaration: Mapping[str, Any]) -> bool:
    """Lives abroad now and had a home in Vietnam before leaving, by the history."""
    return lives_abroad(declaration) and HOME in _countries(declaration)


def lives_abroad(declaration: Mapping[str, Any]) -> bool:
    """The last place of the history is in another country."""
    countries = _countries(declaration)
    return bool(countries) and countries[-1] != HOME


def _countries(declaration: Mapping[str, Any]) -> list[str]:
    rows = [row for row in declaration.get("residences") or [] if row.get("place")]
    return [row["place"].get("country", HOME) for row in rows]


def residence_unknown(declaration: Mapping[str, Any]) -> bool:
    """A citizen with no home to be found: the National Centre issues (article 44.2).

    A citizen who now lives abroad has the last home before leaving, from the history.
    """
    subject = declaration.get("subject") or {}
    if is_foreigner(declaration) or "permanent_address" not in subject:
        return False
    return not has_address(declaration) and not left_a_home(declaration)


def foreigner_left(declaration: Mapping[str, Any]) -> bool:
    """A foreigner who no longer lives in Vietnam: the National Centre issues (article 44.2).

    A declared home decides; where no word is said of homes, the history's last place does.
    """
    subject = declaration.get("subject") or {}
    if not is_foreigner(declaration) or has_address(declaration):
        return False
    return "permanent_address" in subject or lives_abroad(declaration)
