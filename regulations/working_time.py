"""Working time to the minute: how much of a stretch of time an office was at work.

Minutes are whole and those of Viet Nam's clock; a day has those of its sessions if the calendar
calls it a working day, and none otherwise. Because each minute is counted by itself, two stretches
that meet have together exactly the minutes of the whole.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from common.dates import VIETNAM
from regulations.calendar import ONE_DAY, WorkingCalendar
from regulations.hours import Hours, Session
from regulations.loading import law
from regulations.periods import in_force

MINUTE = timedelta(minutes=1)


class WorkingTime:
    """A calendar with the hours of its days."""

    def __init__(self, calendar: WorkingCalendar, hours: Sequence[Hours]) -> None:
        self.calendar = calendar
        self._hours = tuple(hours)
        self._known: dict[date, tuple[Session, ...]] = {}

    def minutes(self, start: datetime, end: datetime) -> int:
        """Working minutes from `start` until `end`; none when the end is not later."""
        start, end = whole_minute(start), whole_minute(end)
        counted, day = 0, start.date()
        while day <= end.date():
            counted += sum(_overlap(day, session, start, end) for session in self._sessions(day))
            day += ONE_DAY
        return counted

    def minutes_a_day(self, day: date) -> int:
        """How long a working day is at that time, whether or not this one is worked."""
        return sum(
            int((datetime.combine(day, one.end) - datetime.combine(day, one.start)) / MINUTE)
            for one in self._of(day)
        )

    def _sessions(self, day: date) -> tuple[Session, ...]:
        if day not in self._known:
            self._known[day] = self._of(day) if self.calendar.is_working(day) else ()
        return self._known[day]

    def _of(self, day: date) -> tuple[Session, ...]:
        return next(one.session for one in self._hours if in_force(one, day))


def working_time(calendar: WorkingCalendar) -> WorkingTime:
    """The hours of the data file on this calendar."""
    return WorkingTime(calendar, law().time.hours)


def whole_minute(moment: datetime) -> datetime:
    """The minute that a moment lies in, on Viet Nam's clock."""
    return moment.astimezone(VIETNAM).replace(second=0, microsecond=0)


def end_of_day(day: date) -> datetime:
    """The first moment after the day."""
    return datetime.combine(day + ONE_DAY, time(), tzinfo=VIETNAM)


def _overlap(day: date, session: Session, start: datetime, end: datetime) -> int:
    opens = datetime.combine(day, session.start, tzinfo=VIETNAM)
    closes = datetime.combine(day, session.end, tzinfo=VIETNAM)
    return max(0, int((min(closes, end) - max(opens, start)) / MINUTE))
