"""Rings after an event: asks a worker to look now, instead of at the next sweep."""

import logging
from typing import Any

from applications.signals import event_written

logger = logging.getLogger(__name__)


def hang() -> None:
    event_written.connect(ring, dispatch_uid="portal.doorbell")


def ring(*, event_id: int, **_kwargs: Any) -> None:
    """Publish the hint without retry; the sweep finds the row when the broker is away."""
    from portal.tasks import follow_up

    try:
        follow_up.apply_async((event_id,), retry=False)
    except Exception as error:  # noqa: BLE001 - whatever the broker raises, the row is safe
        logger.warning("doorbell not heard: %s", type(error).__name__)
