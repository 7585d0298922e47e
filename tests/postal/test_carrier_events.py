"""What the carrier reports: signed, in any order, more than once, about parcels that exist."""

import random
import uuid
from datetime import timedelta

import pytest

from applications.models import State
from common import dates
from postal import dispatch
from postal.models import Parcel, TrackingMark
from sandbox.keys import private_key

JOURNEY = ("accepted", "in_transit", "arrived", "out_for_delivery", "delivered")


def event(parcel, name, minute=1, **fields):
    at = parcel.handed_over_at + timedelta(minutes=minute)
    content = {"item": parcel.item, "event": name, "at": at.isoformat(), "office": "", "reason": ""}
    return {"message_id": str(uuid.uuid4()), **content, **fields}


@pytest.fixture
def later(time_machine):
    """An hour from now, when the whole journey may have happened."""
    time_machine.move_to(dates.now() + timedelta(hours=1))


@pytest.fixture
def journey(parcel, later):
    return [event(parcel, name, minute) for minute, name in enumerate(JOURNEY, 1)]


def test_a_parcel_is_followed_to_the_door(parcel, journey, report):
    for message in journey:
        assert report(message).status_code == 200
    parcel.refresh_from_db()
    application = parcel.application
    application.refresh_from_db()
    assert (parcel.state, application.state) == ("delivered", State.DELIVERED)
    assert application.events.get(step="deliver").data["proof"] == "carrier"
    assert application.events.filter(step="track").count() == 4


@pytest.mark.parametrize("seed", range(8))
def test_events_in_any_order_and_twice_have_one_effect(parcel, journey, report, seed):
    shuffled = journey * 2
    random.Random(seed).shuffle(shuffled)
    for message in shuffled:
        assert report(message).status_code == 200
    parcel.refresh_from_db()
    parcel.application.refresh_from_db()
    assert (parcel.state, parcel.application.state) == ("delivered", State.DELIVERED)
    assert TrackingMark.objects.count() == 5
    assert parcel.application.events.filter(step="deliver").count() == 1


def test_a_state_never_goes_back_in_time(parcel, journey, report):
    accepted, in_transit, arrived, *_ = journey
    for message in (arrived, accepted, in_transit):
        report(message)
    parcel.refresh_from_db()
    assert parcel.state == "arrived"
    assert list(TrackingMark.objects.order_by("at").values_list("aside", flat=True)) == [
        "late",
        "late",
        "",
    ]


def test_a_hundred_replays_have_one_effect(parcel, journey, report):
    answers = [report(journey[-1]) for _ in range(100)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert TrackingMark.objects.count() == 1
    assert parcel.application.events.filter(step="deliver").count() == 1


def test_a_message_id_means_one_content(journey, report):
    report(journey[0])
    assert report({**journey[0], "event": "lost"}).status_code == 409


@pytest.mark.parametrize(("name", "step"), [("returned", "return_mail"), ("lost", "lose")])
def test_a_parcel_that_fails_comes_back_to_the_office(parcel, later, report, name, step):
    report(event(parcel, name, reason="Không phát được sau hai lần mời nhận"))
    application = parcel.application
    application.refresh_from_db()
    assert application.state == State.RETURNED_MAIL
    assert application.events.get(step=step).note.startswith("Không phát được")


def test_a_failed_attempt_is_told_and_ends_nothing(parcel, later, report):
    report(event(parcel, "failed_attempt", reason="Người nhận không có ở địa chỉ"))
    parcel.refresh_from_db()
    assert parcel.state == "failed_attempt"
    assert parcel.application.events.get(step="track").data["event"] == "failed_attempt"


def test_the_parcel_is_where_the_carrier_says(parcel, later, report, other_post_office):
    report(event(parcel, "arrived", office=other_post_office.code))
    parcel.refresh_from_db()
    assert parcel.office == other_post_office
    report(event(parcel, "in_transit", 2, office="999999"))
    parcel.refresh_from_db()
    assert parcel.office is None, "a parcel at an unknown office lies at none of ours"


def test_two_ends_that_contradict_are_kept_apart(parcel, later, report):
    report(event(parcel, "lost"))
    answer = report(event(parcel, "delivered", 2))
    assert answer.json()["kept_aside"] == "contradicts"
    parcel.application.refresh_from_db()
    assert parcel.application.state == State.RETURNED_MAIL


def test_delivered_before_it_was_handed_over_is_kept_aside(parcel, report):
    answer = report(event(parcel, "delivered", -60))
    assert answer.json()["kept_aside"] == "too_early"
    parcel.application.refresh_from_db()
    assert parcel.application.state == State.IN_POST


def test_what_has_not_happened_yet_is_refused(parcel, report):
    assert report(event(parcel, "in_transit", 60)).status_code == 400
    assert not TrackingMark.objects.exists()


def test_an_old_parcel_says_nothing_about_the_one_sent_after_it(parcel, later, receiver, report):
    application = parcel.application
    dispatch.return_mail(application, by=receiver, reason="Sai địa chỉ")
    dispatch.resend(application, by=receiver)
    dispatch.hand_over(application, by=receiver)
    assert report(event(parcel, "delivered", 5)).json()["kept_aside"] == "contradicts"
    application.refresh_from_db()
    assert application.state == State.IN_POST


@pytest.mark.parametrize(
    ("item", "status", "field"),
    [
        ("EE999999995VN", 404, None),
        ("EE123456786VN", 400, "item"),
        ("8412345", 404, None),
        ("", 400, "item"),
    ],
)
def test_an_item_that_is_not_ours(parcel, later, report, item, status, field):
    answer = report(event(parcel, "delivered", item=item))
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    if field:
        assert answer.json()["errors"][0]["field"] == field


def test_an_item_is_read_as_scanned(parcel, later, report):
    spaced = f"{parcel.item[:2].lower()} {parcel.item[2:]}"
    assert report(event(parcel, "accepted", item=spaced)).status_code == 200


def test_only_the_carrier_is_believed(parcel, later, report, carrier_key, settings):
    message = event(parcel, "delivered")
    agency = private_key(settings.KEYS_DIR / "agency-CA92.key")
    forged = [
        report(message, key=agency),
        report(message, key=agency, key_id="CA92"),
        report(message, altered=b'{"event": "delivered"}'),
    ]
    assert [answer.status_code for answer in forged] == [401, 401, 401]
    assert not TrackingMark.objects.exists()


def test_marks_are_never_changed(parcel, journey, report):
    from django.db import InternalError, transaction

    report(journey[0])
    for change in (
        lambda: TrackingMark.objects.update(event="lost"),
        lambda: TrackingMark.objects.all().delete(),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            change()


def test_a_parcel_delivered_by_hand_stays_delivered(parcel, later, receiver, report):
    dispatch.deliver(parcel.application, by=receiver, identity="092090001234")
    assert report(event(parcel, "delivered", 5)).json()["kept_aside"] == "late"
    assert report(event(parcel, "returned", 6)).json()["kept_aside"] == "contradicts"
    parcel.refresh_from_db()
    assert parcel.state == Parcel.State.DELIVERED
