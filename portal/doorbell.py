"""Rings after an event: asks a worker to look now, instead of at the next sweep."""

import logging
import time
from typing import Any

from kombu import pools

from applications.signals import event_written

logger = logging.getLogger(__name__)

# Who rings is somebody's request: a broker that hangs may keep it this long, once in a while.
PATIENCE = {"socket_timeout": 1, "socket_connect_timeout": 1}
QUIET = 5.0  # seconds in which nobody rings after a ring that was not heard

_quiet_until = 0.0


def hang() -> None:
    event_written.connect(ring, dispatch_uid="portal.doorbell")


def ring(*, event_id: int, **_kwargs: Any) -> None:
    """Publish the hint without retry; the sweep finds the row when the broker is away."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        _publish(event_id)
    except Exception as error:  # noqa: BLE001 - whatever the broker raises, the row is safe
        _quiet_until = time.monotonic() + QUIET
        logger.warning("doorbell not heard: %s", type(error).__name__)


def _publish(event_id: int) -> None:
    from portal.tasks import follow_up

    connection = follow_up.app.connection_for_write(transport_options=PATIENCE)
    with pools.producers[connection].acquire(block=True, timeout=1) as producer:
        follow_up.apply_async((event_id,), retry=False, producer=producer)
