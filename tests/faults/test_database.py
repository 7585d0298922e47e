"""The database is stopped in the middle of everything: what was acknowledged is there."""

from __future__ import annotations

import signal
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import requests

from tests.faults.fleet import Fleet
from tests.live import checks
from tests.live.people import of_all_routes, somebody
from tests.live.portal import Portal, wait_until
from tools.ready import is_ready

pytestmark = pytest.mark.faults

SENDERS = 3


def test_what_was_acknowledged_survives_a_database_that_was_stopped_at_once(
    portal: Portal,
) -> None:
    """Fault 9: `pg_ctl stop -m immediate`, which is a crash with a recovery after it."""
    postgres = portal.child("postgres")
    with Fleet(portal, of_all_routes(6)) as fleet, _filing(portal) as acknowledged:
        wait_until(lambda: len(acknowledged) > 5, what="some dossiers were acknowledged")
        postgres.process.send_signal(signal.SIGQUIT)
        postgres.process.wait(60)
        before = len(acknowledged)
        postgres.restart()
        wait_until(lambda: is_ready(f"{portal.url}/readyz"), what="the portal is ready again")
        wait_until(lambda: len(acknowledged) > before + 5, what="dossiers are filed again")
        checks.all_arrived_once(portal, fleet.arrived())
    query = "SELECT code FROM applications_application WHERE state = 'awaiting_payment'"
    assert set(acknowledged) <= {code for (code,) in portal.rows(query)}


@contextmanager
def _filing(portal: Portal) -> Iterator[list[str]]:
    """Files dossiers one after another; the codes of those that were acknowledged."""
    acknowledged: list[str] = []
    enough = threading.Event()

    def file() -> None:
        while not enough.wait(0.2):
            body = somebody().declaration
            try:
                answer = portal.post(
                    "receiver", "/api/v1/applications/", body, key=str(uuid.uuid4())
                )
            except requests.RequestException:
                continue
            if answer.status_code == 201:
                acknowledged.append(answer.json()["code"])

    with ThreadPoolExecutor(SENDERS) as pool:
        sending = [pool.submit(file) for _sender in range(SENDERS)]
        try:
            yield acknowledged
        finally:
            enough.set()
    for one in sending:
        one.result()
