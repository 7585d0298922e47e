"""Each try is one row: what went out and what came back, completed once and never taken away."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models.functions import Now
from django.db.utils import InternalError

from applications.models import Application
from records.models import Judgment
from tests.verification.agency_server import Server, again, serving
from tests.verification.conftest import JUDGMENT, answer_to
from verification import lines, payload, requests, sending
from verification.models import Agency, Attempt, Message, VerificationRequest

RequestState = VerificationRequest.State


def test_each_try_is_a_row_with_what_went_out_and_what_came_back(
    server: Server, asked: VerificationRequest
) -> None:
    server.statuses = [503]
    again(asked)
    again(asked)
    first, second = Attempt.objects.all()
    assert (first.number, first.outcome, first.status) == (1, "passing", 503)
    assert (second.number, second.outcome, second.status) == (2, "received", 202)
    assert first.out == second.out == json.loads(server.received[0][2])
    assert second.came_back == {"state": "received"}
    assert second.address == f"{server.url}/requests"
    assert second.took is not None
    assert not Message.objects.exists()


def test_the_question_keeps_its_words_when_the_register_learns_more_between_two_tries(
    verifying: Application,
    asked: VerificationRequest,
    post: Callable[..., Any],
    follow_ups: Callable[[], None],
    settings: Any,
) -> None:
    """The same message id with other words is refused for good by whoever has the first ones."""
    post(answer_to(asked, answer="has_record", judgments=[JUDGMENT]))
    follow_ups()
    court = verifying.verification_requests.get(agency__agency_kind="court")
    with serving("TA92", settings) as server:
        server.statuses = [503]
        again(court)
        Judgment.objects.update(source_agency="Nguồn khác", court_fee_vnd=123_000)
        again(court)
    first, second = (json.loads(one[2]) for one in server.received)
    assert first["known_judgments"]
    assert second == first
    assert [one.outcome for one in court.attempts.order_by("number")] == ["passing", "received"]


def test_the_way_back_follows_the_channel_and_nothing_else_does(
    server: Server, asked: VerificationRequest
) -> None:
    server.statuses = [503]
    again(asked)
    first = Attempt.objects.get().out
    asked.agency.channel = Agency.Channel.GATEWAY
    out = payload.question_payload(asked)
    assert out["reply_to"] != first["reply_to"]
    assert {**out, "reply_to": ""} == {**first, "reply_to": ""}


def test_a_try_is_written_down_before_the_call(server: Server, asked: VerificationRequest) -> None:
    taken = lines.take(asked.agency_id)
    assert taken is not None
    sending._begin(taken.request)
    (attempt,) = Attempt.objects.all()
    assert (attempt.ended_at, attempt.outcome, attempt.took) == (None, "", None)


def test_a_try_whose_worker_died_is_lost_when_the_next_begins(
    server: Server, asked: VerificationRequest
) -> None:
    taken = lines.take(asked.agency_id)
    assert taken is not None
    died = sending._begin(taken.request)
    VerificationRequest.objects.update(lease_until=Now())
    again(asked)
    assert list(Attempt.objects.values_list("outcome", flat=True)) == ["lost", "received"]
    sending._end(died, outcome="passing", error="it came back after all")
    died.refresh_from_db()
    assert died.outcome == "lost"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE verification_attempt SET status = 200",
        "UPDATE verification_attempt SET ended_at = NULL, outcome = ''",
        "DELETE FROM verification_attempt",
    ],
)
def test_a_completed_try_is_not_changed_or_deleted(
    server: Server, asked: VerificationRequest, change: str
) -> None:
    again(asked)
    with pytest.raises(InternalError, match="completed once"), transaction.atomic():
        _execute(change)


def test_what_went_out_is_not_changed_by_what_came_of_it(
    server: Server, asked: VerificationRequest
) -> None:
    taken = lines.take(asked.agency_id)
    assert taken is not None
    sending._begin(taken.request)
    change = "UPDATE verification_attempt SET ended_at = now(), outcome = 'received', out = '{}'"
    with pytest.raises(InternalError, match="completed once"), transaction.atomic():
        _execute(change)


@pytest.mark.parametrize(
    "change",
    ["UPDATE verification_attempt SET number = 7", "DELETE FROM verification_attempt"],
)
def test_the_webs_role_has_no_right_to(
    server: Server, asked: VerificationRequest, change: str
) -> None:
    again(asked)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        _execute(f"SET LOCAL ROLE portal_app; {change}")


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("received", "sent"),
        ("sent", "prepared"),
        ("overdue", "received"),
        ("answered", "overdue"),
        ("answered", "withdrawn"),
        ("withdrawn", "prepared"),
        ("withdrawn", "answered"),
    ],
)
def test_a_questions_state_never_goes_back(
    asked: VerificationRequest, was: str, becomes: str
) -> None:
    rows = VerificationRequest.objects.filter(pk=asked.pk)
    rows.update(state=was)
    with pytest.raises(InternalError, match="does not go back"), transaction.atomic():
        rows.update(state=becomes)
    asked.refresh_from_db()
    assert asked.state == was


@pytest.mark.parametrize("was", ["prepared", "sent", "received", "overdue"])
def test_an_open_question_may_be_withdrawn_and_has_the_time_of_it(
    verifying: Application, asked: VerificationRequest, was: str
) -> None:
    VerificationRequest.objects.filter(pk=asked.pk).update(state=was)
    requests.withdraw_open(verifying)
    asked.refresh_from_db()
    assert asked.state == RequestState.WITHDRAWN
    assert asked.withdrawn_at is not None


def test_who_opens_a_question_late_has_received_it_and_it_stays_overdue(
    asked: VerificationRequest,
) -> None:
    rows = VerificationRequest.objects.filter(pk=asked.pk)
    rows.update(state=RequestState.OVERDUE, sent_at=Now())
    assert requests.received(rows) == 1
    assert requests.received(rows) == 0
    asked.refresh_from_db()
    assert asked.state == RequestState.OVERDUE
    assert asked.received_at is not None


def test_the_messages_of_before_become_tries(
    agencies: dict[str, Agency], asked: VerificationRequest
) -> None:
    """What stood in a database in use when the tries got rows of their own."""
    migration = import_module("verification.migrations.0005_attempts")
    told: list[dict[str, Any]] = [
        {"direction": "out", "body": {"request": "1"}},
        {"direction": "in", "status": 503, "error": "status 503"},
        {"direction": "out", "body": {"request": "1"}},
        {"direction": "out", "body": {"request": "1"}},
        {"direction": "in", "status": 202, "body": {"state": "received"}},
        {"direction": "in", "body": {"answer": "none"}},
    ]
    for message in told:
        Message.objects.create(request=asked, agency=asked.agency, **message)
    _execute("SET CONSTRAINTS ALL IMMEDIATE")
    for sql in (migration.TRIES, migration.MOVED, migration.TIMES):
        _execute(sql)
    tries = Attempt.objects.values_list("number", "outcome", "status")
    assert list(tries) == [(1, "passing", 503), (2, "lost", None), (3, "received", 202)]
    assert Message.objects.get().body == {"answer": "none"}
    asked.refresh_from_db()
    assert asked.received_at == Attempt.objects.get(number=3).ended_at


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
