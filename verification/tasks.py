"""What workers do for verification. Messages carry row ids only."""

from __future__ import annotations

import logging

from celery import shared_task
from celery.worker import state
from kombu.exceptions import OperationalError

from verification import lines, requests

logger = logging.getLogger(__name__)


@shared_task(name="verification.tasks.serve_line")
def serve_line(agency_pk: int) -> None:
    lines.serve(agency_pk, call_help=ring, stopping=_stopping)


@shared_task(name="verification.tasks.mark_overdue")
def mark_overdue() -> int:
    return requests.mark_overdue()


def hint(agency_pk: int) -> None:
    """Tell a worker to serve this line; for the sweep, which undoes its mark when this raises."""
    serve_line.apply_async((agency_pk,), queue="outside", retry=False)


def ring(agency_pk: int) -> None:
    """The same as a doorbell: that nobody hears it does no harm."""
    try:
        hint(agency_pk)
    except (OperationalError, OSError) as error:
        logger.warning("no worker told of line %s: %s", agency_pk, type(error).__name__)


def _stopping() -> bool:
    """Whether this worker was told to stop: then it begins no further call."""
    return state.should_stop is not None or state.should_terminate is not None
