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
    for server in ("postgres", "valkey"):
        if not portal.child(server).alive:
            portal.child(server).restart()
    portal.keep_up()
    checks.is_whole(portal)
