"""The periods after which a record is expunged, by code of law, read strictly from dated data.

The files stand in `regulations/data/expungement/`; an office corrects a fact there, in one place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from records.terms import CodeOfLaw, Intent, MainPenalty, Severity
from regulations.loading import DATA
from regulations.periods import check_follow_on
from regulations.strict import DataError, build, read_table

FOLDER = DATA / "expungement"
EXECUTION = "execution.toml"
# Raised when the reading of the rules changes in code, so that results are counted anew.
READING = 1
WITHOUT_TERM = (MainPenalty.LIFE, MainPenalty.DEATH)


class Column(StrEnum):
    """How a judgment is treated, mildest first; of several offences the gravest holds."""

    NEVER = "never"
    JUVENILE = "juvenile"
    AUTOMATIC = "automatic"
    COURT = "court"


class CountsFrom(StrEnum):
    """What the period begins after."""

    MAIN_PENALTY = "main_penalty"
    WHOLE_JUDGMENT = "whole_judgment"


@dataclass(frozen=True, kw_only=True)
class PenaltyClass:
    """Main penalties, and the months of a term: more than `over`, at most `up_to`."""

    penalties: tuple[MainPenalty, ...]
    over_months: int | None = None
    up_to_months: int | None = None

    def holds(self, penalty: str, months: int) -> bool:
        if penalty not in self.penalties:
            return False
        if penalty in WITHOUT_TERM:
            return True
        return (self.over_months is None or months > self.over_months) and (
            self.up_to_months is None or months <= self.up_to_months
        )


@dataclass(frozen=True, kw_only=True)
class Period(PenaltyClass):
    """The months without a new offence after which a record is expunged."""

    column: Column
    months: int
    article: str


@dataclass(frozen=True, kw_only=True)
class Limitation(PenaltyClass):
    """The months after which a judgment is no longer carried out."""

    months: int


@dataclass(frozen=True, kw_only=True)
class Never:
    """A conviction without a record; what a row leaves out does not matter to it."""

    article: str
    penalties: tuple[MainPenalty, ...] = ()
    intents: tuple[Intent, ...] = ()
    severities: tuple[Severity, ...] = ()
    from_age: int = 0
    under_age: int | None = None

    def holds(self, *, penalty: str, age: int, intent: str, severity: str) -> bool:
        return (
            (not self.penalties or penalty in self.penalties)
            and (not self.intents or intent in self.intents)
            and (not self.severities or severity in self.severities)
            and self.from_age <= age
            and (self.under_age is None or age < self.under_age)
        )


@dataclass(frozen=True)
class Articles:
    """Articles of a code, both ends included."""

    first: int
    last: int


@dataclass(frozen=True, kw_only=True, eq=False)
class PenalCode:
    """One code of law: what it says of expungement, and the acts that it is of."""

    code: CodeOfLaw
    confirmed: bool
    counts_from: CountsFrom
    conditions: Mapping[Column, str]
    restart_article: str
    court_chapters: tuple[str, ...]
    court_articles: tuple[Articles, ...]
    period: tuple[Period, ...]
    never: tuple[Never, ...] = ()
    juveniles_unconfirmed_from: date | None = None
    first_day: date | None = field(default=None, metadata={"key": "from"})
    last_day: date | None = field(default=None, metadata={"key": "to"})

    def period_for(self, column: Column, *, penalty: str, months: int) -> Period | None:
        """The row of the table; None where the law lists no such penalty."""
        return next(
            (one for one in self.period if one.column == column and one.holds(penalty, months)),
            None,
        )

    def is_courts(self, article: int) -> bool:
        return any(one.first <= article <= one.last for one in self.court_articles)


@dataclass(frozen=True)
class GravestTerm:
    """A term longer than this is not pronounced for offences less grave than that."""

    over_months: int
    at_least: Severity


@dataclass(frozen=True)
class WithoutLimitation:
    """Clauses whose judgments may be carried out for ever."""

    code: CodeOfLaw
    article: int
    clauses: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Execution:
    """Ages, stages and limitation: what all codes share."""

    served_when_final: tuple[MainPenalty, ...]
    nothing_words: tuple[str, ...]
    final_when_pronounced: tuple[str, ...]
    youngest_age: int
    grown_up_age: int
    gravest_term: tuple[GravestTerm, ...]
    limitation: tuple[Limitation, ...]
    without_limitation: tuple[WithoutLimitation, ...]


@dataclass(frozen=True)
class Rules:
    """All codes, the newest first, and what they share."""

    codes: tuple[PenalCode, ...]
    execution: Execution
    version: str

    @property
    def newest(self) -> PenalCode:
        return self.codes[0]

    def named(self, code: str) -> PenalCode | None:
        return next((one for one in self.codes if one.code == code), None)

    def for_act(self, day: date) -> tuple[PenalCode, ...]:
        """The codes that may be applied to an act: that of its day, and each later one, because a
        milder new rule reaches back (Penal Code 2015 art 7.3)."""
        return tuple(one for one in self.codes if one.last_day is None or day <= one.last_day)


@cache
def rules() -> Rules:
    """The rules as shipped and as the office has edited them."""
    return read_rules(FOLDER)


def read_rules(folder: Path) -> Rules:
    codes = [_code(path) for path in sorted(folder.glob("*.toml")) if path.name != EXECUTION]
    check_follow_on(((one.code, one) for one in codes), where=str(folder))
    path = folder / EXECUTION
    return Rules(
        codes=tuple(sorted(codes, key=lambda one: one.code, reverse=True)),
        execution=build(Execution, read_table(path), where=str(path)),
        version=_version(folder),
    )


def _code(path: Path) -> PenalCode:
    code = build(PenalCode, read_table(path), where=str(path))
    if code.code != path.stem:
        raise DataError(str(path), f"the code {code.code!r} is not the name of the file")
    return code


def _version(folder: Path) -> str:
    """Names the rules that a result was counted by."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.toml")):
        digest.update(path.read_bytes())
    return f"{READING}-{digest.hexdigest()[:12]}"
