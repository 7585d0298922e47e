"""What workers do for verification. Messages carry row ids only."""

from __future__ import annotations

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from verification import requests

logger = logging.getLogger(__name__)


@shared_task(name="verification.tasks.send_request")
def send_request(pk: int) -> None:
    requests.send(pk)


@shared_task(name="verification.tasks.mark_overdue")
def mark_overdue() -> int:
    return requests.mark_overdue()


def hint(pk: int) -> None:
    """Tell a worker of one question; for the sweep, which undoes its mark when this raises."""
    send_request.apply_async((pk,), queue="outside", retry=False)


def ring(pk: int) -> None:
    """The same as a doorbell: that nobody hears it does no harm."""
    try:
        hint(pk)
    except (OperationalError, OSError) as error:
        logger.warning("no worker told of request %s: %s", pk, type(error).__name__)
