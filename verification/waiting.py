"""How a question stands against its limit, in the asked agency's own working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.dates import VIETNAM, today
from regulations.calendar import WorkingCalendar, working_days_between
from verification.models import VerificationRequest

SOON = 2  # working days


@dataclass(frozen=True)
class Waiting:
    """One question in a list: how long it has lain there, and how far off its last day is."""

    asked: VerificationRequest
    days_waited: int
    left: int  # working days; below zero it is late by so many
    late: bool
    words: str
    tone: str


def waiting(
    asked: VerificationRequest, *, calendar: WorkingCalendar, on: date | None = None
) -> Waiting:
    day = on or today()
    left = working_days_between(day, asked.due_on, calendar=calendar)
    if asked.due_on < day:
        left = -working_days_between(asked.due_on, day, calendar=calendar)
    late = asked.is_open and asked.sent_at is not None and asked.due_on < day
    waited = working_days_between(sent_on(asked), day, calendar=calendar)
    return Waiting(asked, waited, left, late, *_standing(asked, left, late=late))


def sent_on(asked: VerificationRequest) -> date:
    """The day it was sent, on the clock of Việt Nam."""
    return (asked.sent_at or asked.prepared_at).astimezone(VIETNAM).date()


def _standing(asked: VerificationRequest, left: int, *, late: bool) -> tuple[str, str]:
    if not asked.is_open:
        return "", ""
    if late:
        words = ngettext("Quá hạn %(days)d ngày làm việc", "Quá hạn %(days)d ngày làm việc", -left)
        return words % {"days": -left}, "bad"
    if left < 0:  # it never left the house, so nobody else is late with it
        return str(asked.get_state_display()), "wait"
    if left == 0:
        return _("Hạn hôm nay"), "wait"
    words = ngettext("Còn %(days)d ngày làm việc", "Còn %(days)d ngày làm việc", left)
    return words % {"days": left}, "wait" if left <= SOON else ""
