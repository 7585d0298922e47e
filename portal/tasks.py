"""The machine's hands: run what follows an event, and find what the doorbell missed."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import Task, shared_task
from django.conf import settings
from django.db import transaction

from applications.models import FollowUp
from common import leases
from common.leases import Leased
from portal import flow

logger = logging.getLogger(__name__)

# A hint that led to nothing within this time is given again: the broker may have lost it.
HINT_AGAIN_AFTER = timedelta(seconds=8)
HINTS_A_SWEEP = 200


@shared_task(name="portal.tasks.follow_up")
def follow_up(event_id: int) -> None:
    """Do what the procedure names after this event, unless somebody else is at it."""
    pk = FollowUp.objects.filter(event=event_id).values_list("pk", flat=True).first()
    row = leases.claim(FollowUp, pk, lease=settings.FOLLOW_UP_LEASE) if pk else None
    if row is None:
        return
    try:
        for act in flow.acts_after(row.event):
            act(row.event)
    except Exception as error:  # noqa: BLE001 - an act may fail in any way; the row stays
        fault = type(error).__name__
        parked = leases.postpone(row, error=fault, most_tries=settings.FOLLOW_UP_TRIES)
        # The traceback may quote a person's data, so the log names the row and the fault only.
        logger.log(
            logging.ERROR if parked else logging.WARNING,
            "follow-up of event %s (%s) failed: %s%s",
            event_id,
            row.event.step,
            fault,
            ", parked" if parked else "",
        )
    else:
        leases.finish(row)


def _hint_follow_up(pk: int) -> None:
    event_id = FollowUp.objects.values_list("event", flat=True).get(pk=pk)
    follow_up.apply_async((event_id,), retry=False)


# Each kind of row that is work, with how to tell a worker of it.
WORK: list[tuple[type[Leased], Task | object]] = [(FollowUp, _hint_follow_up)]


@shared_task(name="portal.tasks.sweep")
def sweep() -> int:
    """Tell the workers of every row that nobody has taken; answers how many."""
    hinted = 0
    for model, hint in WORK:
        with transaction.atomic():
            ids = leases.to_hint(model, most=HINTS_A_SWEEP, again_after=HINT_AGAIN_AFTER)
            for pk in ids:
                hint(pk)  # type: ignore[operator]
        hinted += len(ids)
    return hinted
