"""The mails to agencies as work: each a row that a worker takes; messages carry row ids only."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from kombu.exceptions import OperationalError

from common.dates import today
from common.leases import work
from verification.models import AgencyMail, RequestLink

logger = logging.getLogger(__name__)

MAIL_LEASE = timedelta(seconds=90)  # above the task time limit, so a live task keeps its row


@shared_task(name="verification.mailing.send_link")
def send_link(pk: int) -> None:
    from verification import links

    work(RequestLink, pk, links.send, lease=MAIL_LEASE, most_tries=settings.AGENCY_TRIES)


@shared_task(name="verification.mailing.send_mail")
def send_mail(pk: int) -> None:
    from verification import reminders

    work(AgencyMail, pk, reminders.send, lease=MAIL_LEASE, most_tries=settings.AGENCY_TRIES)


@shared_task(name="verification.mailing.remind")
def remind() -> int:
    """Every hour of the day, because a run that was missed is made up by the next."""
    from verification import reminders

    return reminders.remind(on=today()) + reminders.weekly_lists(on=today())


@shared_task(name="verification.mailing.forget_unsent")
def forget_unsent() -> int:
    from verification import reply_papers

    return reply_papers.forget_unsent()


def hint_link(pk: int) -> None:
    send_link.apply_async((pk,), queue="outside", retry=False)


def hint_mail(pk: int) -> None:
    send_mail.apply_async((pk,), queue="outside", retry=False)


def ring_link(pk: int) -> None:
    _ring(hint_link, pk)


def ring_mail(pk: int) -> None:
    _ring(hint_mail, pk)


def _ring(hint: Callable[[int], None], pk: int) -> None:
    """A doorbell: that nobody hears it does no harm, the sweep finds the row."""
    try:
        hint(pk)
    except (OperationalError, OSError) as error:
        logger.warning("no worker told of mail %s: %s", pk, type(error).__name__)
