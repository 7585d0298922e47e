"""When the answer is due: the clock of a dossier.

It starts on the day the complete dossier was filed: online and at the counter at once, by post at
the hand-over to the department (Decision 45/2016/QD-TTg article 7.4).
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction

from accounts.models import User
from applications import workflow
from applications.models import Application
from regulations.calendar import due_on
from regulations.models import office_calendar
from regulations.regimes import regime_by_code, regime_for
from regulations.terms import LimitClass


@transaction.atomic
def start_clock(application: Application, *, on: date, by: User) -> None:
    """The department holds the complete dossier from this day; a second time changes nothing."""
    application.refresh_from_db(from_queryset=Application.objects.select_for_update())
    if application.filed_on is not None:
        return
    regime = regime_for(on, setting=settings.REGIME, postmarked_on=application.postmarked_on)
    application.filed_on, application.regime = on, regime.code
    application.save(update_fields=["filed_on", "regime"])
    workflow.record(application, "start_clock", by=by, data={"on": on.isoformat()})


def promise(application: Application, *, limit: str) -> date | None:
    """Set the day by which the answer is due, by the class of limit that the case falls in.

    `limit` is `base`, `extended` or `urgent` (article 48). Nothing is promised before the clock
    has started.
    """
    if application.filed_on is None:
        return None
    day = due_day(regime_code=application.regime, filed_on=application.filed_on, limit=limit)
    if day != application.due_on:
        application.due_on = day
        Application.objects.filter(pk=application.pk).update(due_on=day)
    return day


def due_day(*, regime_code: str, filed_on: date, limit: str) -> date:
    """The last day of the limit that the regime gives to this class of case."""
    limits = regime_by_code(regime_code).limits
    return due_on(filed_on, limit=limits[LimitClass(limit)], calendar=office_calendar())
