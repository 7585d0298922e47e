"""The machine's hands: run what follows an event, and find what the doorbell missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db import transaction

from applications import audit
from applications.models import FollowUp
from certificates import tasks as certificate_tasks
from certificates.models import SigningBatch, SigningJob
from common import leases
from common.dates import today
from common.leases import Leased, work
from portal import case_times, expectations, flow, notices
from portal.models import Notice
from postal import tasks as postal_tasks
from postal.models import Parcel
from records import tasks as records_tasks
from records.models import ExpungementRun, ImportRun
from verification import lines, mailing, supply
from verification import tasks as verification_tasks
from verification.models import AgencyMail, RequestLink, Supply

# A hint that led to nothing within this time is given again: the broker may have lost it.
HINT_AGAIN_AFTER = timedelta(seconds=8)
HINTS_A_SWEEP = 200
NOTICE_LEASE = timedelta(seconds=60)
MOST_COUNTED = 2_000  # cases a night, in far less than a task's time


@shared_task(name="portal.tasks.follow_up")
def follow_up(event_id: int) -> None:
    """Do what the procedure names after this event, unless somebody else is at it."""
    pk = FollowUp.objects.filter(event=event_id).values_list("pk", flat=True).first()
    if pk is not None:
        work(FollowUp, pk, _do_acts, lease=settings.FOLLOW_UP_LEASE)


@shared_task(name="portal.tasks.send_notice")
def send_notice(notice_id: int) -> None:
    """Send one message, unless somebody else is at it."""
    work(Notice, notice_id, notices.send, lease=NOTICE_LEASE)


@shared_task(name="portal.tasks.seal_events")
def seal_events() -> None:
    audit.seal()


@shared_task(name="portal.tasks.expect")
def expect() -> None:
    """Each night: reckon what may be told to applicants from today, and count what was missed."""
    expectations.make(today())
    case_times.count_all(missing_only=True, most=MOST_COUNTED)


def _do_acts(row: FollowUp) -> None:
    for act in flow.acts_after(row.event):
        act(row.event)


def _hint_follow_up(pk: int) -> None:
    event_id = FollowUp.objects.values_list("event", flat=True).get(pk=pk)
    follow_up.apply_async((event_id,), retry=False)


def _hint_notice(pk: int) -> None:
    send_notice.apply_async((pk,), retry=False)


# Each kind of row that is work, with how to tell a worker of it.
WORK: tuple[tuple[type[Leased], Callable[[int], None]], ...] = (
    (FollowUp, _hint_follow_up),
    (SigningJob, certificate_tasks.hint_job),
    (SigningBatch, certificate_tasks.hint_batch),
    (Parcel, postal_tasks.hint_parcel),
    (Notice, _hint_notice),
    (RequestLink, mailing.hint_link),
    (AgencyMail, mailing.hint_mail),
    (Supply, supply.hint),
    (ImportRun, records_tasks.hint_import),
    (ExpungementRun, records_tasks.hint_expungement),
)


@shared_task(name="portal.tasks.sweep")
def sweep() -> int:
    """Tell the workers of every row that nobody has taken; answers how many."""
    hinted = 0
    for model, hint in WORK:
        with transaction.atomic():
            ids = leases.to_hint(model, most=HINTS_A_SWEEP, again_after=HINT_AGAIN_AFTER)
            for pk in ids:
                hint(pk)
        hinted += len(ids)
    return hinted + _sweep_lines()


def _sweep_lines() -> int:
    """Questions to agencies are hinted by the line: one message serves many rows."""
    with transaction.atomic():
        agencies = lines.to_hint(most=HINTS_A_SWEEP, again_after=HINT_AGAIN_AFTER)
        for pk in agencies:
            verification_tasks.hint(pk)
    return len(agencies)
