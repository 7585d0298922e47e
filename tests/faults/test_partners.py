"""Partners fail, forget to answer, repeat themselves and mix up the order."""

from __future__ import annotations

import pytest

from tests.faults.fleet import Fleet
from tests.live import checks
from tests.live.people import some
from tests.live.portal import Portal
from tools.demo_crowd import NATIONAL_CENTRE, POLICE

pytestmark = pytest.mark.faults

AGENCIES = ("police", "national_centre")
OUTAGES = {
    "out_of_order": {"http_500": {"count": 4}},
    "effect_done_answer_lost": {"answer_lost": {"count": 3}},
    "says_it_three_times": {"doubled": True},
    "hangs": {"hang": {"count": 2, "seconds": 12}},  # longer than the portal waits
}


@pytest.mark.parametrize("fault", OUTAGES)
def test_an_agency_in_trouble_is_asked_once_and_answers_once(portal: Portal, fault: str) -> None:
    """Faults 13 to 16."""
    for name in AGENCIES:
        portal.control(name, faults=OUTAGES[fault])
    with Fleet(portal, some([POLICE, NATIONAL_CENTRE] * 2)) as fleet:
        checks.all_arrived_once(portal, fleet.arrived())


def test_an_interim_answer_after_the_final_one_changes_nothing(portal: Portal) -> None:
    """Fault 17: it is kept beside the answer that counts, and the dossier does not go back."""
    portal.control("police", delay=0.2, faults={"reordered": {"count": 2}})
    with Fleet(portal, some([POLICE, POLICE])) as fleet:
        checks.all_arrived_once(portal, fleet.arrived())
    for travel in fleet.travels:
        said = [(one["answer"], one["disposition"]) for one in travel.case["replies"]]
        assert said == [("none", "applied"), ("unclear", "conflicting")]


def test_a_carrier_in_trouble_gets_a_parcel_once_and_it_arrives_once(portal: Portal) -> None:
    """Faults 15 and 17 of the post: lost answers, repeated and shuffled reports."""
    faults = {
        "http_500": {"count": 2},
        "answer_lost": {"count": 2},
        "doubled": {"probability": 0.5},
        "reordered": True,
    }
    portal.control("carrier", faults=faults)
    portal.control("bank", faults={"doubled": True})
    with Fleet(portal, some([POLICE] * 3)) as fleet:
        checks.all_arrived_once(portal, fleet.arrived())
