"""What must be true of every dossier that arrived, and of the portal as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from tests.live.portal import Portal
from tools.demo_crowd import IN_HOUSE, NATIONAL_CENTRE, POLICE
from tools.demo_road import Travel

_TAKEN_IN = ("submit", "pay", "accept", "classify")
_ISSUED = ("conclude", "draft", "approve", "sign", "make_ready")
STEPS = {
    IN_HOUSE: (*_TAKEN_IN, *_ISSUED, "deliver"),
    POLICE: (*_TAKEN_IN, "complete_verification", *_ISSUED, "hand_over", "deliver"),
    NATIONAL_CENTRE: (*_TAKEN_IN, "complete_verification", *_ISSUED, "hand_over", "deliver"),
}


def steps_of(case: dict[str, Any]) -> tuple[str, ...]:
    """The steps that a dossier took; a parcel's marks are none."""
    return tuple(row["step"] for row in case["timeline"] if row["step"] != "track")


def all_arrived_once(portal: Portal, travels: Iterable[Travel]) -> None:
    """Every dossier took every step of its route once, and nobody outside heard of it twice."""
    numbers: Counter[str] = Counter()
    for travel in travels:
        case = travel.case
        assert case["state"] == "delivered"
        assert steps_of(case) == STEPS[case["route"]], travel.code
        numbers[case["certificate"]["number"]] += 1
        _asked_once(portal, case)
        assert _count(portal, "applications_payment", travel.code) == 1
        assert _count(portal, "certificates_certificate", travel.code) == 1
        assert _count(portal, "postal_parcel", travel.code) == int(travel.by_post)
        if travel.by_post:
            assert portal.told("carrier", case["parcel"]["item"]) == 1
    assert set(numbers.values()) == {1}


def is_whole(portal: Portal) -> None:
    """No invariant is broken, the trail is unbroken, and no work lies where nobody takes it."""
    portal.manage("check_invariants")
    portal.manage("verify_events")
    for table in ("applications_followup", "verification_verificationrequest", "postal_parcel"):
        query = f"SELECT id, last_error FROM {table} WHERE parked_at IS NOT NULL"
        assert portal.rows(query) == [], table


def _asked_once(portal: Portal, case: dict[str, Any]) -> None:
    for asked in case["requests"]:
        assert portal.told(asked["kind"], asked["reference"]) == 1, asked["reference"]
    applied = [one for one in case["replies"] if one["disposition"] == "applied"]
    assert len(applied) == len(case["requests"])


def _count(portal: Portal, table: str, code: str) -> int:
    query = (
        f"SELECT count(*) FROM {table} row JOIN applications_application a"
        " ON a.id = row.application_id WHERE a.code = %s"
    )
    return portal.number(query, code)
