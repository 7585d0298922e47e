"""One harness for all ways to an agency: what holds whichever way it is asked and answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest

from accounts.models import Office, Role, User
from applications.models import Application, Event, State
from tests.verification.channel_drivers import BY_NAME, DRIVERS, HAS_RECORD, Driver
from tests.verification.partners import Systems
from verification import channels, payload, replies, requests
from verification.conclusion import conclude
from verification.models import Reply, VerificationRequest

RequestState = VerificationRequest.State
Reach = Callable[[str], Driver]
SERVERS, WAYS = ("signed_http", "gateway"), tuple(BY_NAME)
# A server in a process of its own sees only what is committed.
_REAL, _QUICK = pytest.mark.django_db(transaction=True), pytest.mark.django_db
EACH = pytest.mark.parametrize(
    "way",
    [pytest.param(name, marks=_REAL if name in SERVERS else _QUICK) for name in WAYS],
    indirect=True,
)
SERVED = pytest.mark.parametrize("way", SERVERS, indirect=True)


@pytest.fixture
def portal(request: pytest.FixtureRequest, settings: Any) -> str:
    """Where the agencies' servers answer; who types needs no server of ours."""
    marker = request.node.get_closest_marker("django_db")
    served = marker is not None and marker.kwargs.get("transaction")
    return request.getfixturevalue("live_server").url if served else "http://testserver"


@pytest.fixture
def people(
    cast: dict[str, User], officer: User, make_person: Callable[..., User], department: Office
) -> dict[str, User]:
    """The agency's officer, and two clerks of the department for paper."""
    second = make_person("second", Role.VERIFIER, office=department)
    return {**cast, "officer": officer, "second": second}


@pytest.fixture
def reach(
    portal: str, settings: Any, asked: VerificationRequest, people: dict[str, User]
) -> Iterator[Reach]:
    """Sets the police up to be reached in the way of this name."""
    settings.PUBLIC_URL, settings.AGENCY_HOSTS = portal, []
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    systems = Systems(asked.agency, portal=portal)

    def one(name: str) -> Driver:
        driver = BY_NAME[name](asked, people=people, systems=systems)
        driver.reach()
        return driver

    yield one
    systems.stop()


@pytest.fixture
def way(request: pytest.FixtureRequest, reach: Reach) -> Driver:
    return reach(request.param)


@pytest.fixture
def delivered(way: Driver) -> Driver:
    """The question is there."""
    send(way.asked)
    way.dispatch()
    return way


def send(asked: VerificationRequest) -> None:
    """A worker's try, now."""
    due = VerificationRequest.objects.filter(pk=asked.pk)
    due.update(due_at="2020-01-01T00:00:00Z", lease_until=None)
    requests.send(asked.pk)
    asked.refresh_from_db()


def sent_by_a_worker_that_died(asked: VerificationRequest) -> None:
    """The try is made, and nobody writes down what came of it."""
    channels.deliver(asked, payload.question_payload(asked))


def dispositions(asked: VerificationRequest) -> list[str]:
    return [reply.disposition for reply in Reply.objects.filter(request=asked).order_by("pk")]


def state_of(asked: VerificationRequest) -> tuple[str, str]:
    asked.refresh_from_db()
    return Application.objects.get(pk=asked.application_id).state, asked.state


@EACH
def test_the_question_reaches_it_with_the_person_it_is_about(delivered: Driver) -> None:
    assert delivered.arrived() == 1
    text = delivered.read()
    subject = delivered.asked.application.subject
    for said in (subject["full_name"], subject["documents"][0]["number"]):
        assert said in text
    assert delivered.asked.reference in text


@EACH
def test_however_often_it_is_sent_it_is_asked_once(way: Driver) -> None:
    sent_by_a_worker_that_died(way.asked)
    send(way.asked)
    send(way.asked)
    assert way.arrived() == 1


@_REAL
@SERVED
def test_a_way_that_broke_is_tried_again(way: Driver) -> None:
    way.lose_the_way_once()
    send(way.asked)
    assert way.asked.state == RequestState.PREPARED
    send(way.asked)
    assert way.asked.state == RequestState.RECEIVED
    assert way.arrived() == 1


@EACH
def test_its_life_goes_forward_only(way: Driver) -> None:
    asked = way.asked
    assert (asked.state, asked.sent_at) == (RequestState.PREPARED, None)
    send(asked)
    way.dispatch()
    asked.refresh_from_db()
    assert asked.state == (RequestState.RECEIVED if way.confirms else RequestState.SENT)
    way.acknowledge()
    asked.refresh_from_db()
    assert asked.state == (RequestState.RECEIVED if way.opens else RequestState.SENT)
    way.answer()
    asked.refresh_from_db()
    assert asked.state == RequestState.ANSWERED
    times = [asked.sent_at, asked.received_at, asked.answered_at]
    assert [moment is not None for moment in times] == [True, way.opens, True]
    assert sorted(filter(None, times)) == [*filter(None, times)]


@EACH
def test_the_first_answer_counts_and_the_case_goes_on_once(delivered: Driver) -> None:
    delivered.answer()
    assert dispositions(delivered.asked) == ["applied"]
    assert state_of(delivered.asked) == (State.CONCLUDING, RequestState.ANSWERED)
    assert Event.objects.filter(step="complete_verification").count() == 1


@EACH
def test_a_judgment_told_is_the_same_whichever_way_it_comes(delivered: Driver) -> None:
    delivered.answer(HAS_RECORD)
    reply = Reply.objects.get(request=delivered.asked)
    [row] = reply.judgments
    assert (reply.answer, row["judgment_no"]) == (HAS_RECORD, "45/2015/HSST")
    assert row["judgment_date"] == "2015-03-10"


@EACH
def test_the_same_answer_again_changes_nothing(delivered: Driver) -> None:
    delivered.answer()
    before = state_of(delivered.asked)
    delivered.answer_again()
    assert set(dispositions(delivered.asked)[1:]) <= {"duplicate"}
    assert state_of(delivered.asked) == before
    assert not replies.doubts(delivered.asked.application).exists()


@EACH
def test_another_answer_is_for_a_clerk_and_changes_nothing(delivered: Driver) -> None:
    delivered.answer()
    before = state_of(delivered.asked)
    delivered.answer(HAS_RECORD)
    assert state_of(delivered.asked) == before
    told = ["conflicting"] if delivered.corrects else []
    assert dispositions(delivered.asked)[1:] == told
    assert replies.doubts(delivered.asked.application).count() == len(told)


@EACH
def test_an_answer_after_the_decision_is_late(delivered: Driver, verifier: User) -> None:
    delivered.acknowledge()
    case = Application.objects.get(pk=delivered.asked.application_id)
    conclude(case, by=verifier, finding="none", without_answers="Công an xác nhận qua điện thoại.")
    decided = state_of(delivered.asked)
    delivered.answer(HAS_RECORD)
    assert set(dispositions(delivered.asked)) <= {"late"}
    assert state_of(delivered.asked) == decided == (State.CONCLUDING, RequestState.WITHDRAWN)
    assert case.conclusions.get().finding == "none"


@EACH
def test_an_answer_about_another_person_never_counts(delivered: Driver) -> None:
    if not delivered.names_the_person:
        # Nothing that is typed or sent with it makes the answer one about somebody else.
        delivered.answer(subject_digest="0" * 64)
        assert Reply.objects.get().request == delivered.asked
        return
    before = state_of(delivered.asked)
    delivered.answer(subject_digest="0" * 64)
    assert dispositions(delivered.asked) == ["wrong_subject"]
    assert state_of(delivered.asked) == before
    assert replies.doubts(delivered.asked.application).count() == 1


@_REAL
@pytest.mark.parametrize(("first", "then"), [*pairwise([*WAYS, WAYS[0]])])
def test_a_way_changed_between_two_tries_has_one_effect(
    reach: Reach, asked: VerificationRequest, first: str, then: str
) -> None:
    """The first try got there and nobody wrote it down; then the way is changed; both answer."""
    old = reach(first)
    sent_by_a_worker_that_died(asked)
    if old.arrived():  # a desk shows only what is known to be sent
        old.acknowledge()
    new = reach(then)
    send(asked)
    new.dispatch()
    assert asked.attempts.latest("number").channel == asked.agency.channel
    assert new.arrived() == 1
    new.answer()
    old.answer()
    assert dispositions(asked).count("applied") == 1
    assert set(dispositions(asked)) <= {"applied", "duplicate"}
    assert state_of(asked) == (State.CONCLUDING, RequestState.ANSWERED)
    assert Event.objects.filter(step="complete_verification").count() == 1


def test_each_channel_of_an_agency_has_its_driver() -> None:
    assert {driver.name for driver in DRIVERS} >= set(channels.CHANNELS)
