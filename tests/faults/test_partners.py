"""Partners fail, forget to answer, repeat themselves and mix up the order."""

from __future__ import annotations

import pytest

from tests.faults.fleet import Fleet
from tests.live import checks
from tests.live.checks import steps_of
from tests.live.people import some, somebody
from tests.live.portal import Portal, wait_until
from tools.demo_client import Refused
from tools.demo_crowd import NATIONAL_CENTRE, POLICE
from tools.demo_road import (
    Travel,
    accept,
    approve,
    conclude,
    deliver,
    open_and_submit,
    pay,
    sign,
    walk,
)

pytestmark = pytest.mark.faults

AGENCIES = ("police", "national_centre")
STILL_ON_THE_LINE = 4  # calls to one agency at a time that may fail after it opened
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


def test_an_agency_out_of_order_rests_and_nothing_is_lost_when_it_is_back(portal: Portal) -> None:
    """Fault 14: its line opens, and then one probe goes out at a time."""
    portal.control("police", faults={"http_500": True})
    tried = "SELECT count(*) FROM verification_attempt WHERE outcome = 'passing'"
    with Fleet(portal, some([POLICE] * 10)) as fleet:
        wait_until(lambda: _breaker(portal) != "closed", what="the line of the police rests")
        before = portal.number(tried)
        wait_until(lambda: portal.number(tried) > before, what="a probe")
        assert portal.number(tried) <= before + STILL_ON_THE_LINE + 1
        portal.control("police", faults={"http_500": False})
        checks.all_arrived_once(portal, fleet.arrived())
    assert _breaker(portal) == "closed"


def test_an_interim_word_after_the_answer_turns_nothing_back(portal: Portal) -> None:
    """Fault 17: it is kept, it decides nothing, and nobody has to look."""
    portal.control("police", delay=0.2, faults={"reordered": {"count": 1}})
    travel = walk(Travel(somebody()), portal.road(), acts=(open_and_submit, pay, accept, conclude))
    wait_until(lambda: len(_replies(portal, travel)) == 2, what="the interim word")
    assert _replies(portal, travel) == [("none", "applied"), ("unclear", "interim")]
    walk(travel, portal.road(), acts=(approve, sign, deliver))
    assert steps_of(travel.case).count("make_ready") == 1


def test_a_second_answer_that_disagrees_turns_nothing_back_and_is_weighed(
    portal: Portal,
) -> None:
    """Fault 19: the dossier stays where it is, and nobody approves before a person has looked."""
    portal.control("police", delay=0.2, faults={"contradict": {"count": 1}})
    road, client = portal.road(), portal.client()
    travel = walk(Travel(somebody()), road, acts=(open_and_submit, pay, accept, conclude))
    wait_until(lambda: len(_replies(portal, travel)) == 2, what="the second answer")
    assert _replies(portal, travel) == [("none", "applied"), ("unclear", "conflicting")]
    assert client.case("verifier", travel.code)["state"] == "drafted"

    with pytest.raises(Refused, match="reply_not_weighed"):
        client.step("approver", travel.code, "approve", {})
    client.step("approver", travel.code, "send_back", {"reason": "Có trả lời đến sau"})
    weighed = {"finding": "none", "note": "Đã hỏi lại Công an: thư sau gửi nhầm."}
    client.step("verifier", travel.code, "conclude", weighed)
    client.step("drafter", travel.code, "draft", {})
    walk(travel, road, acts=(approve, sign, deliver))
    assert steps_of(travel.case).count("make_ready") == 1
    assert _replies(portal, travel) == [("none", "applied"), ("unclear", "conflicting")]


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


def _breaker(portal: Portal) -> str:
    query = (
        "SELECT breaker FROM verification_agencyline line"
        " JOIN accounts_office office ON office.id = line.agency_id WHERE office.code = 'CA92'"
    )
    [[state]] = portal.rows(query)
    return str(state)


def _replies(portal: Portal, travel: Travel) -> list[tuple[str, str]]:
    case = portal.client().case("verifier", travel.code)
    return [(one["answer"], one["disposition"]) for one in case["replies"]]
