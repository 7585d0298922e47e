"""The carrier reports a parcel's way, in the order it happened or as a fault has it."""

import urllib.error
import uuid
from itertools import pairwise

import pytest

from common.outgoing import PermanentError

WAY = ["accepted", "in_transit", "arrived", "out_for_delivery", "delivered"]


@pytest.fixture
def carrier(start):
    return start("carrier")


def announced(**changes):
    return {
        "message_id": str(uuid.uuid4()),
        "item": "EE123456785VN",
        "recipient": "Trần Quốc Dũng",
        "phone": "0912345678",
        "address": {"province": "92", "commune": "", "line": "12 Nguyễn Trãi"},
        "weight": 50,
        **changes,
    }


def once():
    return {"probability": 1, "count": 1}


def in_order(events):
    return [event["event"] for event in sorted(events, key=lambda event: event["at"])]


def test_a_parcel_travels_to_its_delivery(carrier, portal):
    assert carrier.send("/items", announced()).body["state"] == "announced"
    events = portal.wait(5)
    assert {event["sender"] for event in events} == {"VNPOST"}
    assert {event["path"] for event in events} == {"/api/v1/postal/events/"}
    assert {event["item"] for event in events} == {"EE123456785VN"}
    assert in_order(events) == WAY


def test_the_same_announcement_twice_travels_once(carrier, portal):
    message = announced()
    assert carrier.send("/items", message).body == carrier.send("/items", message).body
    portal.wait(5)
    carrier.counts(delivered=5)


@pytest.mark.parametrize(
    ("fault", "way"),
    [
        ("lost", ["accepted", "in_transit", "lost"]),
        ("failed_attempt", [*WAY[:4], "failed_attempt", "out_for_delivery", "delivered"]),
        (
            "returned",
            [*WAY[:4], "failed_attempt", "out_for_delivery", "failed_attempt", "returned"],
        ),
    ],
)
def test_a_parcel_may_go_astray(carrier, portal, fault, way):
    carrier.faults(**{fault: once()})
    carrier.send("/items", announced())
    events = portal.wait(len(way))
    assert in_order(events) == way
    assert all(event["reason"] for event in events if event["event"] not in WAY)


def test_doubled_events_come_three_times_with_one_id(carrier, portal):
    carrier.faults(doubled={"probability": 1, "count": 1})
    carrier.send("/items", announced())
    ids = [event["message_id"] for event in portal.wait(7)]
    assert len(set(ids)) == 5


def test_reordered_events_are_all_there_in_another_order(carrier, portal):
    carrier.call("/control", {"delay": 0.15})
    carrier.faults(reordered=True)
    items = ["EE123456785VN", "RR473124829VN", "CA000000080VN"]
    for item in items:
        carrier.send("/items", announced(item=item))
    events = portal.wait(15)
    ways = [[event for event in events if event["item"] == item] for item in items]
    assert [in_order(way) for way in ways] == [WAY] * 3
    assert any(one["at"] > next_["at"] for way in ways for one, next_ in pairwise(way))


def test_a_parcel_moved_by_hand_reports_on_command(carrier, portal):
    carrier.call("/control", {"manual": True})
    carrier.send("/items", announced())
    path = "/items/EE123456785VN/events"
    carrier.call(path, {"event": "failed_attempt", "reason": "Sai địa chỉ"})
    [event] = portal.wait(1)
    assert (event["event"], event["reason"]) == ("failed_attempt", "Sai địa chỉ")
    assert carrier.counts(delivered=1) == {"received": 1, "delivered": 1}


@pytest.mark.parametrize(
    ("item", "event", "status"),
    [("EE123456785VN", "vanished", 422), ("RR473124829VN", "lost", 404), ("x", "lost", 404)],
)
def test_only_an_announced_parcel_moves_and_only_in_known_ways(carrier, item, event, status):
    carrier.call("/control", {"manual": True})
    carrier.send("/items", announced())
    with pytest.raises(urllib.error.HTTPError) as caught:
        carrier.call(f"/items/{item}/events", {"event": event})
    caught.value.close()
    assert caught.value.code == status
    assert carrier.counts() == {"received": 1}


@pytest.mark.parametrize(
    "change",
    [{"item": "EE12"}, {"recipient": ""}, {"events_to": "http://127.0.0.1:1/"}, {"address": None}],
)
def test_an_announcement_that_cannot_be_carried_is_refused(carrier, change):
    with pytest.raises(PermanentError) as caught:
        carrier.send("/items", announced(**change))
    assert caught.value.status == 422


def test_a_carrier_killed_on_the_way_reports_the_rest(carrier, portal):
    carrier.call("/control", {"delay": 0.4})
    carrier.send("/items", announced())
    portal.wait(1)
    carrier.kill_and_start_again()
    carrier.counts(delivered=5)
    events = {event["message_id"]: event for event in portal.received}
    assert in_order(events.values()) == WAY
