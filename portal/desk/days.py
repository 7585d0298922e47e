"""How a dossier stands against its limit, in words and colour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Application
from common.dates import display_day, today
from portal.desk.worklists import RUNNING, SOON
from regulations.calendar import WorkingCalendar, working_days_between
from regulations.models import office_calendar


@dataclass(frozen=True)
class Due:
    """The day of the answer with how far off it is; `tone` is empty where nothing presses."""

    day: str
    words: str | Promise
    tone: str


def due_of(application: Application, *, calendar: WorkingCalendar | None = None) -> Due | None:
    """Counted in working days; after the result is ready the day is only told."""
    day = application.due_on
    if day is None:
        return None
    if application.state not in RUNNING:
        return Due(display_day(day), "", "")
    return Due(display_day(day), *_standing(day, calendar or office_calendar()))


def _standing(day: date, calendar: WorkingCalendar) -> tuple[str, str]:
    now = today()
    if day == now:
        return _("Hạn hôm nay"), "wait"
    if day < now:
        number = working_days_between(day, now, calendar=calendar)
        words = ngettext(
            "Quá hạn %(number)d ngày làm việc", "Quá hạn %(number)d ngày làm việc", number
        )
        return words % {"number": number}, "bad"
    number = working_days_between(now, day, calendar=calendar)
    words = ngettext("Còn %(number)d ngày làm việc", "Còn %(number)d ngày làm việc", number)
    return words % {"number": number}, "wait" if day <= now + SOON else ""
