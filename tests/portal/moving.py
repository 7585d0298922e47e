"""A case whose past lies further back: tests of time neither sleep nor wait for office hours."""

from __future__ import annotations

from datetime import datetime

import pgtrigger

from applications.models import Application, Event
from common.dates import VIETNAM
from verification.models import VerificationRequest


def place(application: Application, **days: datetime) -> None:
    """Put the newest event of each step named at its moment; the trail's guard stands aside."""
    with pgtrigger.ignore("applications.Event:append_only"):
        for step, moment in days.items():
            event = application.events.filter(step=step).latest("number")
            Event.objects.filter(pk=event.pk).update(at=moment)


def ask(application: Application, **times: object) -> None:
    """The only question of the case, with these times."""
    assert VerificationRequest.objects.filter(application=application).update(**times) == 1


def at(day: int, clock: str = "07:30") -> datetime:
    """A moment of June 2024, in which the 3rd is a Monday."""
    hour, minute = (int(part) for part in clock.split(":"))
    return datetime(2024, 6, day, hour, minute, tzinfo=VIETNAM)
