"""By when a copy of a judicial record is with the National Centre (`data/copies.toml`)."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from regulations.calendar import WorkingCalendar, due_on
from regulations.loading import DATA
from regulations.periods import check_follow_on, in_force
from regulations.regimes import regime_for
from regulations.shapes import Limit
from regulations.strict import build, read_table


@dataclass(frozen=True, kw_only=True)
class CopyPeriod:
    """The limits of some years."""

    code: str
    new: Limit
    update: Limit
    first_day: date | None = field(default=None, metadata={"key": "from"})
    last_day: date | None = field(default=None, metadata={"key": "to"})


@dataclass(frozen=True)
class CopyPeriods:
    period: tuple[CopyPeriod, ...]


@cache
def copy_periods() -> tuple[CopyPeriod, ...]:
    return read_copies(DATA / "copies.toml")


def read_copies(path: Path) -> tuple[CopyPeriod, ...]:
    """The file, checked: every day has its limits once."""
    periods = build(CopyPeriods, read_table(path), where=str(path)).period
    check_follow_on(((one.code, one) for one in periods), where=str(path))
    return periods


def copy_due_on(arisen_on: date, *, new: bool, setting: str, calendar: WorkingCalendar) -> date:
    """The last day for the copy (Law 28/2009 art 26): 15 days for a new record, 5 working days for
    a change. A fixed regime keeps to the limits of its own time."""
    last = regime_for(arisen_on, setting=setting).last_day
    day = min(arisen_on, last) if last else arisen_on
    period = next(one for one in copy_periods() if in_force(one, day))
    return due_on(arisen_on, limit=period.new if new else period.update, calendar=calendar)
