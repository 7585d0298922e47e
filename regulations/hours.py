"""Office hours and what goes with them: the shapes of `data/time.toml`."""

from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise

OF_TEN = 10


@dataclass(frozen=True)
class Session:
    """One stretch of a working day; the end is the first minute that is not worked."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError("a session ends after it starts")
        if any(one.second or one.microsecond for one in (self.start, self.end)):
            raise ValueError("a session starts and ends at a whole minute")


@dataclass(frozen=True)
class Hours:
    """The sessions of every working day from the first to the last day; None is open."""

    session: tuple[Session, ...]
    first_day: date | None = field(default=None, metadata={"key": "from"})
    last_day: date | None = field(default=None, metadata={"key": "to"})

    def __post_init__(self) -> None:
        if not self.session:
            raise ValueError("a day without a session")
        if any(later.start < earlier.end for earlier, later in pairwise(self.session)):
            raise ValueError("sessions follow one another")


@dataclass(frozen=True)
class OwnLimits:
    """Working days that a party has for itself within the limit of a case."""

    department: int
    post: int

    def __post_init__(self) -> None:
        if self.department < 0 or self.post < 0:
            raise ValueError("a limit is not negative")


@dataclass(frozen=True)
class ExpectationRule:
    """How the day told to applicants is found: `of_ten` of ten cases, of how long, of how many."""

    of_ten: int
    window_days: int
    least_cases: int

    def __post_init__(self) -> None:
        if not 0 < self.of_ten < OF_TEN:
            raise ValueError("of_ten is between 1 and 9")
        if self.window_days < 1:
            raise ValueError("the window has no day")
        if self.least_cases * (OF_TEN - self.of_ten) < self.of_ten:
            raise ValueError("so few cases do not tell so high a part of them")


@dataclass(frozen=True)
class TimeFile:
    hours: tuple[Hours, ...]
    own_limits: OwnLimits
    expectation: ExpectationRule
