"""What every test of faults begins and ends with: a portal that is whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.live import checks
from tests.live.portal import PARTNER_CODES, Portal


@pytest.fixture(autouse=True)
def whole(portal: Portal) -> Iterator[None]:
    """Well-behaved partners before; afterwards everything runs and nothing is lost or doubled."""
    for partner in (*PARTNER_CODES, "bank"):
        portal.control(partner, reset=True, delay=0.5)
    yield
    for name in ("web", "worker", "beat", "postgres", "valkey"):
        if not portal.child(name).alive:
            portal.child(name).restart()
    checks.is_whole(portal)
