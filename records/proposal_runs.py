"""The nightly run over the register: a row says how far it is, a worker does a part at a time."""

from __future__ import annotations

import time
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F

from accounts.models import User
from common.dates import today
from common.leases import Unfinished
from records import proposals
from records.expungement.register import judged
from records.models import ExpungementRun, Person

PEOPLE_AT_A_TIME = 500
PART_SECONDS = 20  # of a task's forty
LEASE = timedelta(seconds=90)


def open_run(on: date | None = None) -> ExpungementRun:
    """Tonight's run; there is one a day, however often it is asked for."""
    return ExpungementRun.objects.get_or_create(run_on=on or today())[0]


def work_off(run: ExpungementRun) -> None:
    """Part after part until the time of one task is over or the register is."""
    until = time.monotonic() + PART_SECONDS
    while part(run):
        if time.monotonic() >= until:
            raise Unfinished


def part(run: ExpungementRun, *, most: int = PEOPLE_AT_A_TIME) -> bool:
    """The next people with their proposals, and the new position, in one transaction; False when
    there are no more."""
    people = Person.objects.filter(pk__gt=run.position).order_by("pk")
    with transaction.atomic():
        ids = list(people.values_list("pk", flat=True)[:most])
        if not ids:
            return False
        found = list(judged(people.filter(pk__lte=ids[-1])))
        proposed, outdated = proposals.renew(found, on=run.run_on, by=User.objects.machine())
        ExpungementRun.objects.filter(pk=run.pk).update(
            position=ids[-1],
            judged=F("judged") + len(found),
            proposed=F("proposed") + proposed,
            outdated=F("outdated") + outdated,
        )
    run.refresh_from_db()
    return True
