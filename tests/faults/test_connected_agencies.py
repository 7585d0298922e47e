"""Everything at once: agencies misbehave while workers, broker, database and partners die.

After each blow the one file of invariants is asked (`portal/invariants.sql`): nothing may be broken
at any moment, not only in the end. In the end each question was taken once and answered once, and
each record was entered once.
"""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest

from tests.faults.fleet import Fleet
from tests.live.people import some
from tests.live.portal import Portal, wait_until
from tools.demo_crowd import CONVICT, NATIONAL_CENTRE, POLICE, SOLDIER
from tools.demo_records import put_judgments
from tools.demo_road import Travel, accept, open_and_submit, pay
from tools.ready import is_ready

pytestmark = pytest.mark.faults

TO_CONCLUSION = (open_and_submit, pay, accept)
ROUTES = [POLICE, NATIONAL_CENTRE, CONVICT, SOLDIER] * 4
ASKED = ("police", "national_centre", "court", "military_court")
# Of ten messages about four go wrong in one of these ways (faults 13 to 17).
TROUBLE = {
    "http_500": {"probability": 0.15},
    "answer_lost": {"probability": 0.10},
    "hang": {"probability": 0.04, "seconds": 12},  # longer than the portal waits
    "doubled": {"probability": 0.15},
    "interim": {"probability": 0.20},
}
DONE_BETWEEN = 6  # follow-ups between two blows, so that each hits another part of the road


def _kill(name: str) -> Callable[[Portal], None]:
    """`kill -9` of the process and all that it started."""

    def blow(portal: Portal) -> None:
        portal.child(name).restart()

    return blow


def _flush(portal: Portal) -> None:
    with portal.broker() as broker:
        broker.flushall()


def _kill_the_broker(portal: Portal) -> None:
    valkey = portal.child("valkey")
    valkey.process.kill()
    valkey.process.wait(30)
    valkey.restart()


def _stop_the_database_at_once(portal: Portal) -> None:
    """What `pg_ctl stop -m immediate` does: a crash, and a recovery after it."""
    postgres = portal.child("postgres")
    postgres.process.send_signal(signal.SIGQUIT)
    postgres.process.wait(60)
    postgres.restart()
    wait_until(lambda: is_ready(f"{portal.url}/readyz"), what="the portal is ready again")


BLOWS: tuple[Callable[[Portal], None], ...] = (
    _kill("outside"),
    _flush,
    _kill("worker"),
    _kill("signer"),
    _stop_the_database_at_once,
    _kill("sandbox-police"),
    _kill_the_broker,
    _kill("outside"),
)


def test_every_effect_comes_once_whatever_dies_while_agencies_misbehave(portal: Portal) -> None:
    """Faults 1, 4, 5, 9 and 13 to 17 on one road."""
    dossiers = some(ROUTES)
    put_judgments(portal.stack.data_dir, [one for one in dossiers if CONVICT in one.title])
    for name in ASKED:
        portal.control(name, delay=0.3, faults=TROUBLE)
    with Fleet(portal, dossiers, acts=TO_CONCLUSION) as fleet:
        for blow in BLOWS:
            _wait_for_work_done(portal, rows=DONE_BETWEEN)
            blow(portal)
            portal.keep_up()
            portal.manage("check_invariants")
        travels = fleet.arrived()
    for travel in travels:
        _asked_and_answered_once(portal, travel)
        if CONVICT in travel.dossier.title:
            _entered_once(portal, travel)
        else:
            _concluded_by_the_machine(portal, travel)
    portal.manage("check_invariants")


def _wait_for_work_done(portal: Portal, *, rows: int) -> None:
    """Or until there is nothing more to do."""
    done = "SELECT count(*) FROM applications_followup WHERE done_at IS NOT NULL"
    waiting = "SELECT count(*) FROM applications_application WHERE state = 'verifying'"
    before = portal.number(done)
    wait_until(
        lambda: portal.number(done) >= before + rows or (before and not portal.number(waiting)),
        what="follow-ups done",
    )


def _asked_and_answered_once(portal: Portal, travel: Travel) -> None:
    case = portal.client().case("verifier", travel.code)
    assert {asked["state"] for asked in case["requests"]} == {"answered"}, travel.code
    for asked in case["requests"]:
        assert portal.told(asked["kind"], asked["reference"]) == 1, asked["reference"]
    applied = [one for one in case["replies"] if one["disposition"] == "applied"]
    assert len(applied) == len(case["requests"]), travel.code
    kinds = {asked["kind"] for asked in case["requests"]}
    assert ("court" in kinds) == (CONVICT in travel.dossier.title)
    assert ("military_court" in kinds) == (SOLDIER in travel.dossier.title)


def _concluded_by_the_machine(portal: Portal, travel: Travel) -> None:
    query = "SELECT count(*) FROM applications_event e JOIN applications_application a" + (
        " ON a.id = e.application_id WHERE a.code = %s AND e.step = 'conclude'"
    )
    wait_until(lambda: portal.number(query, travel.code) > 0, what=f"{travel.code} concluded")
    assert portal.number(query, travel.code) == 1


def _entered_once(portal: Portal, travel: Travel) -> None:
    """One person with one judgment, and one copy owed to the Centre."""
    number = travel.dossier.declaration["subject"]["documents"][0]["number"]
    known = "SELECT DISTINCT person_id FROM records_personnumber WHERE kind = 'cccd' AND key = %s"
    people = portal.rows(known, number)
    assert len(people) == 1, travel.code
    judgments = "SELECT count(*) FROM records_judgment WHERE person_id = %s"
    assert portal.number(judgments, people[0][0]) == 1
    supplies = "SELECT count(*) FROM verification_supply WHERE person_id = %s AND change = 'new'"
    assert portal.number(supplies, people[0][0]) == 1
