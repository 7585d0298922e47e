"""When an agency is reminded of a question: by dated data, in its own working days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from regulations.calendar import WorkingCalendar, working_days_between
from regulations.lists import Reminding
from regulations.loading import law
from regulations.periods import in_force

BEFORE, AFTER, ESCALATION = "before", "after", "escalation"


@dataclass(frozen=True)
class Stage:
    """One point in the waiting: `days` working days before or after the last day."""

    kind: str
    days: int = field(default=0)


def reminding_on(day: date) -> Reminding:
    """The table in force on that day."""
    return next(one for one in law().reminders.reminding if in_force(one, day))


def stages_due(
    *, asked_on: date, due_on: date, on: date, calendar: WorkingCalendar
) -> Iterator[Stage]:
    """The newest stage of reminding that is reached on that day, and the escalation if it is.

    Older stages that nobody sent are passed over: one word is enough. A limit so short that its
    first stage lies before the question has no such stage. Office practice, after NĐ 61/2018
    art 19; working days of the agency.
    """
    plan = reminding_on(on)
    if on <= due_on:
        left = working_days_between(on, due_on, calendar=calendar)
        allowed = working_days_between(asked_on, due_on, calendar=calendar)
        reached = [days for days in plan.before if left <= days < allowed]
        yield from (Stage(BEFORE, days) for days in sorted(reached)[:1])
        return
    late = working_days_between(due_on, on, calendar=calendar)
    if late >= plan.after:
        yield Stage(AFTER, late - (late - plan.after) % plan.again_every)
    if late >= plan.escalate_after:
        yield Stage(ESCALATION, plan.escalate_after)
