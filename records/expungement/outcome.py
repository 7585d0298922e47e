"""What a decision can be, and what one case of the unknown facts comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from records.expungement.clock import Reached
from records.expungement.rules import Column


class State(StrEnum):
    """The terms of the contract's `propose_expungements`."""

    NEVER_COUNTED = "never_counted"
    EXPUNGED = "expunged"
    NOT_YET = "not_yet"
    COURT_DECISION_NEEDED = "court_decision_needed"
    UNDECIDABLE = "undecidable"


class Unconfirmed(StrEnum):
    """What a result rests on that nobody has checked against the text."""

    CODE_OF_1985 = "code_of_1985"
    MINORS = "minors"


@dataclass(frozen=True)
class Decision:
    """`date`: since when it is so, or will be; for a court's decision the first day to ask for it.

    `ground` is one sentence with its article, `steps` the way to it for the clerk who looks over
    it; `unconfirmed` says that a rule was used whose text nobody has checked.
    """

    state: State
    date: date | None
    ground: str
    article: str
    steps: tuple[str, ...]
    unconfirmed: bool = False


class Case(NamedTuple):
    """One way in which the unknown facts may stand."""

    column: Column
    months: int
    acted_on: date
    cautious: bool


@dataclass(frozen=True)
class Outcome:
    """What one case comes to; `by_code` holds the day by each code, the one that counts first."""

    state: State
    on: date | None
    column: Column
    by_code: tuple[Reached, ...] = ()
