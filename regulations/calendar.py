"""Working days and the ends of time limits.

Civil Code 2015 art 147-148: the day of the event is not counted, a limit ends with its last day,
and a last day that is a day off moves to the end of the next working day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache

import holidays

from regulations.loading import law
from regulations.shapes import Limit, Steps
from regulations.terms import ExceptionKind, Unit

SATURDAY = 5
ONE_DAY = timedelta(days=1)


@cache
def _nation(year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Public holidays of a year with lunar Tết, and the Saturdays worked instead of other days.

    The library dates a make-up day in the year of the holiday it pays for, so the next year's
    list is read as well.
    """
    known = holidays.country_holidays("VN", years=[year - 1, year, year + 1])
    return frozenset(known.keys()), frozenset(known.weekend_workdays)


@cache
def _national_exceptions() -> Mapping[date, ExceptionKind]:
    return {one.day: one.kind for one in law().exceptions.exception}


@dataclass(frozen=True)
class WorkingCalendar:
    """The nation's working days, with what one office does otherwise."""

    exceptions: Mapping[date, ExceptionKind] = field(default_factory=dict)

    @classmethod
    def with_exceptions(cls, rows: Iterable[tuple[date, str]]) -> "WorkingCalendar":
        return cls({day: ExceptionKind(kind) for day, kind in rows})

    def is_working(self, day: date) -> bool:
        """The office's own exception wins over the nation's, that over the library's list."""
        exception = self.exceptions.get(day) or _national_exceptions().get(day)
        if exception is not None:
            return exception is ExceptionKind.WORKING_DAY
        days_off, make_up_days = _nation(day.year)
        if day in make_up_days:
            return True
        return day.weekday() < SATURDAY and day not in days_off

    def on_or_after(self, day: date) -> date:
        """The day itself if it is worked, else the next one that is."""
        while not self.is_working(day):
            day += ONE_DAY
        return day


def add_working_days(day: date, number: int, *, calendar: WorkingCalendar) -> date:
    """The last of `number` working days after `day`; 0 is the same day, or the next one worked."""
    if number < 0:
        raise ValueError("working days are counted forwards")
    if number == 0:
        return calendar.on_or_after(day)
    for _counted in range(number):
        day = calendar.on_or_after(day + ONE_DAY)
    return day


def due_on(filed_on: date, *, limit: Limit, calendar: WorkingCalendar) -> date:
    """The last day of a limit (Civil Code art 147-148); hours run on, over days off as well."""
    if limit.unit is Unit.WORKING_DAYS:
        return add_working_days(filed_on, limit.amount, calendar=calendar)
    if limit.unit is Unit.HOURS:
        return filed_on + timedelta(days=-(-limit.amount // 24))
    return calendar.on_or_after(filed_on + timedelta(days=limit.amount))


def due_at(filed_at: datetime, *, limit: Limit, calendar: WorkingCalendar) -> datetime:
    """The moment a limit ends: hours from the very moment (art 148), days at their last second."""
    if limit.unit is Unit.HOURS:
        return filed_at + timedelta(hours=limit.amount)
    last = due_on(filed_at.date(), limit=limit, calendar=calendar)
    return filed_at.replace(
        year=last.year, month=last.month, day=last.day, hour=23, minute=59, second=59, microsecond=0
    )


def forwarded_on(received_at: datetime, *, steps: Steps, calendar: WorkingCalendar) -> date:
    """The day a dossier goes on: after the hour, the next working day (NĐ 61/2018).

    This moves only the forwarding, never the clock of the certificate.
    """
    day = received_at.date()
    if received_at.time() <= steps.forward_until:
        return calendar.on_or_after(day)
    return add_working_days(day, 1, calendar=calendar)


def working_days_between(start: date, end: date, *, calendar: WorkingCalendar) -> int:
    """How many working days lie after `start`, up to and with `end`."""
    length = max(0, (end - start).days)
    return sum(calendar.is_working(start + ONE_DAY * step) for step in range(1, length + 1))
