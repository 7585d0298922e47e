"""Workers die, sweeps come twice or not at all: a dossier loses no step and takes none twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.faults.fleet import Fleet, taken_out
from tests.live import checks
from tests.live.people import of_all_routes
from tests.live.portal import Portal, wait_until
from tools.demo_road import TO_CERTIFICATE
from tools.processes import Child
from tools.stack import ROOT

pytestmark = pytest.mark.faults

KILLS = 6
DONE_BETWEEN = 8  # rows finished between two kills, so that each hits another part of the road
WORK = (
    *("applications_followup", "verification_verificationrequest", "postal_parcel"),
    *("portal_notice", "certificates_signingjob"),
)
LEASE = "interval '90 seconds'"  # of follow-ups, questions and announcements


def test_a_worker_killed_at_its_work_loses_and_doubles_nothing(portal: Portal) -> None:
    """Fault 1: `kill -9` of all workers, each time while one holds a row."""
    for agency in ("police", "national_centre"):  # so that there is a moment to be killed in
        portal.control(agency, faults={"slow": {"probability": 0.7, "seconds": 1}})
    with Fleet(portal, of_all_routes(12)) as fleet:
        for _kill in range(KILLS):
            _wait_for_work_done(portal, rows=DONE_BETWEEN)
            _wait_for_work_in_hand(portal)
            for name in ("worker", "signer", "outside"):
                portal.child(name).restart()  # kills the process and all that it started
            if taken_out("lease"):
                _never_let_go(portal)
        checks.all_arrived_once(portal, fleet.arrived())


def test_two_sweeps_at_once_do_nothing_twice(portal: Portal) -> None:
    """Faults 27 and 28: a second beat sweeps beside the first."""
    with _second_beat(portal), Fleet(portal, of_all_routes(6)) as fleet:
        checks.all_arrived_once(portal, fleet.arrived())


def test_without_a_sweep_dossiers_go_on_and_what_waits_is_taken_up_later(portal: Portal) -> None:
    """Fault 28: the doorbell alone carries a dossier to its certificate."""
    portal.child("beat").stop(grace=20)
    with Fleet(portal, of_all_routes(6), acts=TO_CERTIFICATE, kept_up=False) as fleet:
        on_the_road = fleet.arrived()
    assert {travel.case["state"] for travel in on_the_road} == {"ready"}
    portal.child("beat").restart()
    with Fleet(portal, of_all_routes(3)) as fleet:
        checks.all_arrived_once(portal, fleet.arrived())


def _wait_for_work_done(portal: Portal, *, rows: int) -> None:
    done = "SELECT count(*) FROM applications_followup WHERE done_at IS NOT NULL"
    before = portal.number(done)
    wait_until(lambda: portal.number(done) >= before + rows, what="follow-ups done")


def _wait_for_work_in_hand(portal: Portal) -> None:
    """Until a worker has claimed a row since now; rows of the dead are leased as well."""
    [[now]] = portal.rows("SELECT clock_timestamp()")
    claimed = " UNION ALL ".join(
        f"SELECT id FROM {table} WHERE done_at IS NULL AND lease_until - {LEASE} > %s"
        for table in WORK
    )
    wait_until(lambda: portal.rows(claimed, *[now] * len(WORK)), what="a row in hand", pause=0.02)


def _never_let_go(portal: Portal) -> None:
    for table in WORK:
        held = f"UPDATE {table} SET lease_until = 'infinity' WHERE lease_until IS NOT NULL"
        portal.rows(held)


@contextmanager
def _second_beat(portal: Portal) -> Iterator[Child]:
    first, data_dir = portal.child("beat"), portal.stack.data_dir
    second = Child(
        "beat-2",
        [*first.command, "--schedule", str(data_dir / "second-schedule")],
        log=data_dir / "logs" / "beat-2.log",
        environment=portal.stack.environment,
        folder=ROOT,
    )
    try:
        yield second
        assert second.alive, second.last_words()
    finally:
        second.stop(grace=20)
