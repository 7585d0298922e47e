"""What each version of a violation changed, in words, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.dates import display_day
from records.models import Person, Violation, ViolationVersion

SILENT = frozenset({"id", "change_reason"})


@dataclass(frozen=True)
class Change:
    """One column, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """One version: when, by whom, from which document, why, and what it changed."""

    at: datetime
    by: str
    document: str
    reason: str
    first: bool
    changes: list[Change]


def told(violation: Violation) -> list[Told]:
    versions = list(violation.versions.select_related("by"))
    before: list[dict[str, Any]] = [{}, *(one.content for one in versions[:-1])]
    return [
        _told(version, earlier, first=not number)
        for number, (version, earlier) in enumerate(zip(versions, before, strict=True))
    ][::-1]


def _told(version: ViolationVersion, earlier: dict[str, Any], *, first: bool) -> Told:
    now = version.content
    names = [] if first else [name for name in now if now[name] != earlier.get(name)]
    return Told(
        at=version.at,
        by=version.by.display_name if version.by else _("Không rõ"),
        document=version.document,
        reason=now.get("change_reason") or "",
        first=first,
        changes=[
            Change(_label(name), _shown(name, earlier.get(name)), _shown(name, now[name]))
            for name in names
            if name not in SILENT
        ],
    )


def _label(name: str) -> str:
    try:
        field = Violation._meta.get_field(name.removesuffix("_id"))  # noqa: SLF001
    except FieldDoesNotExist:  # a column of an earlier time
        return name
    return capfirst(str(getattr(field, "verbose_name", name)))


def _shown(name: str, value: Any) -> str:
    if value in (None, "", []):
        return "–"
    if isinstance(value, list):
        return "; ".join(value)
    if name == "person_id":
        person = Person.objects.filter(pk=value).first()
        return person.record_code if person else str(value)
    if name.endswith(("_on", "_date")):
        return display_day(date.fromisoformat(value))
    return str(value)
