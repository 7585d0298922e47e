"""From whose minutes to whose lateness: what each party used, and who made a late case late.

Pure: segments, working time and limits in, sums out. An agency is late beyond the day by which it
was asked to answer; the department and the post beyond the working days that the office gives them
(`regulations/data/time.toml`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.ledger import DEPARTMENT, Owner, Party, Segment
from regulations.calendar import working_days_between
from regulations.hours import OwnLimits
from regulations.working_time import WorkingTime


@dataclass(frozen=True)
class Part:
    """What one party had of a case, in working minutes, and how much beyond its own limit."""

    owner: Owner
    minutes: int
    late: int


@dataclass(frozen=True)
class Lateness:
    """A late answer: by how many working days, and through whom; `over` in working minutes.

    `over` of nothing: nobody went beyond a limit of their own, so it is the department's, which has
    to bring the whole home in time.
    """

    days: int
    owner: Owner
    over: int


def parts(segments: Iterable[Segment], *, time: WorkingTime, limits: OwnLimits) -> tuple[Part, ...]:
    """Each party's minutes, in the order in which they came to have some."""
    minutes: Counter[Owner] = Counter()
    late: Counter[Owner] = Counter()
    days: dict[Owner, date] = {}
    for one in segments:
        worked = time.minutes(one.start, one.end)
        days.setdefault(one.owner, one.start.date())
        minutes[one.owner] += worked
        late[one.owner] += worked if one.late else 0
    for owner, allowed in _own(limits).items():
        if owner in days:
            most = allowed * time.minutes_a_day(days[owner])
            late[owner] = max(0, minutes[owner] - most)
    return tuple(Part(owner, minutes[owner], late[owner]) for owner in days)


def lateness(
    segments: Sequence[Segment],
    *,
    due_on: date,
    answered_on: date,
    since: datetime,
    until: datetime,
    time: WorkingTime,
    limits: OwnLimits,
) -> Lateness | None:
    """Who made the answer late; None when it was not.

    Counted is what lies between the start of the clock that was missed (a supplement starts it
    anew) and the answer: earlier and later minutes cannot have made it late.
    """
    days = working_days_between(due_on, answered_on, calendar=time.calendar)
    if answered_on <= due_on:
        return None
    counted = parts(_within(segments, since, until), time=time, limits=limits)
    guilty = [one for one in counted if one.late and one.owner.party in _MADE_LATE]
    if not guilty:
        return Lateness(days, DEPARTMENT, 0)
    most = max(guilty, key=lambda one: (one.late, one.owner == DEPARTMENT, one.owner.agency))
    return Lateness(days, most.owner, most.late)


# The post comes after the answer, or before the clock.
_MADE_LATE = frozenset({Party.DEPARTMENT, Party.AGENCY})


def _own(limits: OwnLimits) -> dict[Owner, int]:
    return {DEPARTMENT: limits.department, Owner(Party.POST): limits.post}


def _within(segments: Iterable[Segment], since: datetime, until: datetime) -> list[Segment]:
    """The parts of the segments that lie between two moments."""
    cut = (
        Segment(max(one.start, since), min(one.end, until), one.owner, one.why, one.late)
        for one in segments
    )
    return [one for one in cut if one.start < one.end]
