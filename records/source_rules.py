"""What `sources.toml` says: kinds of documents, their senders and limits, and what is expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from django.conf import settings
from django.utils.translation import get_language

from records.terms import MainPenalty
from regulations.periods import check_follow_on, in_force
from regulations.regimes import regime_for
from regulations.shapes import Limit, Worded
from regulations.strict import DataError, build, check_unique, read_table

FILE = Path(__file__).parent / "sources.toml"
REVIEW = "review"


class Starts(StrEnum):
    """What starts a sender's clock."""

    IN_FORCE = "in_force"
    SIGNED = "signed"
    COMPLETED = "completed"


class To(StrEnum):
    DEPARTMENT = "department"
    CENTRE = "centre"


class CountsFrom(StrEnum):
    """The day of a judgment from which its documents are reckoned."""

    FINAL = "final_on"
    PRONOUNCED = "judgment_date"


class Months(StrEnum):
    MAIN = "main_penalty_months"
    PROBATION = "probation_months"


class Owed(StrEnum):
    CIVIL = "civil_obligation_vnd"
    FEE = "court_fee_vnd"


class SettledBy(StrEnum):
    MAIN = "main_served_on"
    PROBATION = "probation_ended_on"
    OBLIGATIONS = "obligations_met_on"


@dataclass(frozen=True)
class Period:
    """Which limits hold between two days; without one of its own, each kind's."""

    code: str
    limit: Limit | None = None
    first_day: date | None = field(default=None, metadata={"key": "from"})
    last_day: date | None = field(default=None, metadata={"key": "to"})


@dataclass(frozen=True, kw_only=True)
class Sender(Worded):
    """A kind of sender, with a short name for charts."""

    code: str
    short_vi: str
    short_en: str

    @property
    def short(self) -> str:
        return self.short_en if (get_language() or "").startswith("en") else self.short_vi


@dataclass(frozen=True)
class FromWhom:
    """Who sends a kind of document, between two days."""

    sender: str
    first_day: date | None = field(default=None, metadata={"key": "from"})
    last_day: date | None = field(default=None, metadata={"key": "to"})


@dataclass(frozen=True, kw_only=True)
class SourceKind(Worded):
    """One kind of document, by whom and by when it is sent, and to whom."""

    code: str
    from_whom: tuple[FromWhom, ...]
    to: To
    starts: Starts
    limit: Limit
    by_penalty: Mapping[MainPenalty, Limit] | None = None
    by_sender: Mapping[str, Limit] | None = None

    def senders_on(self, day: date) -> tuple[str, ...]:
        return tuple(one.sender for one in self.from_whom if in_force(one, day))


@dataclass(frozen=True, kw_only=True)
class Expected(Worded):
    """A document that should have come for a judgment, with the words that say why."""

    code: str
    kind: str
    counts_from: CountsFrom
    settled_by: tuple[SettledBy, ...]
    penalties: tuple[MainPenalty, ...] = ()
    owed: tuple[Owed, ...] = ()
    months: Months | None = None
    made_within: tuple[Limit, ...] = ()
    unless: tuple[str, ...] = ()
    about_vi: str = ""
    about_en: str = ""

    def __post_init__(self) -> None:
        if bool(self.penalties) == bool(self.owed):
            raise ValueError(f"{self.code}: either penalties or what is owed")

    @property
    def about(self) -> str:
        """Which penalty or duty it is about, where the kind of document alone does not say."""
        return self.about_en if (get_language() or "").startswith("en") else self.about_vi

    def why(self, day: str) -> str:
        return str(self).format(day=day)

    @property
    def answered_by(self) -> frozenset[str]:
        """Kinds of documents with which nothing is expected any more."""
        return frozenset({self.kind, *self.unless, REVIEW})


@dataclass(frozen=True)
class Sources:
    since: date
    period: tuple[Period, ...]
    sender: tuple[Sender, ...]
    kind: tuple[SourceKind, ...]
    expected: tuple[Expected, ...]

    @property
    def kinds(self) -> Mapping[str, SourceKind]:
        return MappingProxyType({one.code: one for one in self.kind})

    @property
    def senders(self) -> Mapping[str, Sender]:
        return MappingProxyType({one.code: one for one in self.sender})


@cache
def sources() -> Sources:
    return read_sources(FILE)


def read_sources(path: Path) -> Sources:
    """The file, checked: every name stands once, and every name used is there."""
    where = str(path)
    read = build(Sources, read_table(path), where=where)
    for rows in (read.sender, read.kind, read.expected):
        check_unique([row.code for row in rows], where=where)
    check_follow_on(((one.code, one) for one in read.period), where=where)
    for kind in read.kind:
        for sender in (*(one.sender for one in kind.from_whom), *(kind.by_sender or {})):
            if sender not in read.senders:
                raise DataError(where, f"{kind.code}: there is no sender {sender!r}")
    for rule in read.expected:
        for code in (rule.kind, *rule.unless):
            if code not in read.kinds:
                raise DataError(where, f"{rule.code}: there is no kind {code!r}")
    return read


def limit_of(kind: SourceKind, *, start: date, sender: str = "", penalty: str = "") -> Limit:
    """How long the sender has from that day (TTLT 04/2012 art 13-18).

    Warnings alone come sooner, and a fixed regime keeps to the limits of its own time.
    """
    period = next(one for one in sources().period if in_force(one, _day_of_law(start)))
    if period.limit is not None:
        return period.limit
    by_penalty = {one.value: limit for one, limit in (kind.by_penalty or {}).items()}
    by_sender = kind.by_sender or {}
    return by_penalty.get(penalty) or by_sender.get(sender) or kind.limit


def _day_of_law(day: date) -> date:
    """The day, but never after the regime that this installation is fixed on."""
    last = regime_for(day, setting=settings.REGIME).last_day
    return min(day, last) if last else day
