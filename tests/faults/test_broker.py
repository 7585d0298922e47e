"""The broker forgets, dies, hangs: it only carries hints, so nothing depends on it."""

from __future__ import annotations

import os
import shutil
import signal
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests.faults.fleet import Fleet, taken_out
from tests.live import checks
from tests.live.people import of_all_routes, somebody
from tests.live.portal import Portal, wait_until
from tools.demo_road import ACTS, TO_CERTIFICATE
from tools.processes import Child

pytestmark = pytest.mark.faults

FLUSHES = 4
AWAY = 20.0  # seconds
LONG_AWAY = 60.0
PROMPT = 30.0  # seconds: far under a wait for the broker to come back, far over a busy machine
HINT = b"portal.tasks.follow_up"
GOES_ON = ("accept", "sign")  # a person's steps after which the machine has to do something
DUE = " + ".join(
    f"(SELECT count(*) FROM {table}"
    " WHERE done_at IS NULL AND parked_at IS NULL AND due_at <= now())"
    for table in ("applications_followup", "verification_verificationrequest", "postal_parcel")
)


def test_a_flushed_broker_loses_no_dossier(portal: Portal) -> None:
    """Fault 4: every message is thrown away, each time with some of ours among them."""
    swept = not taken_out("sweep")
    if not swept:
        portal.child("beat").stop(grace=20)
    # Without a sweep an untroubled dossier comes as far as its certificate (test_workers).
    acts = ACTS if swept else TO_CERTIFICATE
    with Fleet(portal, of_all_routes(12), acts=acts, kept_up=swept) as fleet:
        for _flush in range(FLUSHES):
            with _nobody_working(portal), portal.broker() as broker:
                _wait_for_a_hint_that_matters(portal)
                broker.flushall()
        checks.all_arrived_once(portal, fleet.arrived())


@pytest.mark.parametrize(
    "seconds", [AWAY, pytest.param(LONG_AWAY, marks=pytest.mark.long)], ids=["short", "long"]
)
def test_dossiers_are_filed_while_the_broker_is_gone_and_go_on_when_it_is_back(
    portal: Portal, seconds: float
) -> None:
    """Faults 5 and 6: killed, its memory wiped, away for a while."""
    with Fleet(portal, of_all_routes(9)) as fleet:
        wait_until(lambda: any(travel.code for travel in fleet.travels), what="a dossier filed")
        with gone(portal.child("valkey"), portal, seconds=seconds):
            for _dossier in range(3):
                assert _filing_time(portal) < PROMPT
        checks.all_arrived_once(portal, fleet.arrived())
    wait_until(lambda: portal.number(f"SELECT {DUE}") == 0, what="nothing is due any more")


def test_a_broker_that_hangs_keeps_no_citizen_waiting(portal: Portal) -> None:
    """Fault 8: the line is open and nobody answers."""
    with stopped(portal.child("valkey")):
        assert _filing_time(portal) < PROMPT
    with Fleet(portal, of_all_routes(3)) as fleet:
        checks.all_arrived_once(portal, fleet.arrived())


def _filing_time(portal: Portal) -> float:
    started = time.monotonic()
    declaration = somebody().declaration
    answer = portal.post("receiver", "/api/v1/applications/", declaration, key=str(uuid.uuid4()))
    assert answer.status_code == 201, answer.text
    return time.monotonic() - started


def _wait_for_a_hint_that_matters(portal: Portal) -> None:
    """Until a step was taken after which only the machine can go on: its hint is in the queue."""
    last = portal.number("SELECT coalesce(max(id), 0) FROM applications_event")
    taken = "SELECT count(*) FROM applications_event WHERE id > %s AND step = ANY(%s)"
    wait_until(
        lambda: portal.number(taken, last, list(GOES_ON)) > 0 and HINT in _queued(portal),
        what="a hint without which a dossier stands still",
    )


def _queued(portal: Portal) -> bytes:
    with portal.broker() as broker:
        return b"".join(broker.lrange("default", 0, -1))


@contextmanager
def _nobody_working(portal: Portal) -> Iterator[None]:
    with ExitStack() as stack:
        for name in ("worker", "signer", "outside"):
            stack.enter_context(stopped(portal.child(name)))
        yield


@contextmanager
def stopped(child: Child) -> Iterator[None]:
    """The process and its children stand still."""
    os.killpg(child.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(child.pid, signal.SIGCONT)


@contextmanager
def gone(child: Child, portal: Portal, *, seconds: float) -> Iterator[None]:
    """Killed with all that it knew, for so many seconds at least."""
    back_at = time.monotonic() + seconds
    child.kill()
    shutil.rmtree(portal.stack.data_dir / "valkey" / "appendonlydir")
    try:
        yield
        time.sleep(max(0.0, back_at - time.monotonic()))
    finally:
        child.restart()
