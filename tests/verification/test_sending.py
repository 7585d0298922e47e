"""A question goes out under a lease, is tried again when that may help, and goes once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from applications import acceptance
from applications.models import Application
from common import leases
from common.dates import today
from common.outgoing import PassingError
from common.signatures import load_public_key, verify
from tests.verification.agency_server import Server, again
from tests.verification.conftest import accepted_event, answer_to
from verification import lines, requests, sending
from verification.channels import Delivery
from verification.models import AgencyLine, Attempt, VerificationRequest
from verification.payload import subject_digest

RequestState = VerificationRequest.State


def test_a_question_is_what_the_contract_says_and_signed_by_the_portal(
    server: Server, verifying: Application, asked: VerificationRequest, keys: Any
) -> None:
    again(asked)
    ((path, headers, body),) = server.received
    question = json.loads(body)
    assert question["subject"] == verifying.subject
    assert question["residences"][0]["from"] == "2004-05"
    assert {key: question[key] for key in ("request", "kind", "question", "answer_by")} == {
        "request": asked.reference,
        "kind": "police",
        "question": "record",
        "answer_by": asked.due_on.isoformat(),
    }
    assert question["message_id"] == headers["Idempotency-Key"] == str(asked.message_id)
    assert question["subject_digest"] == subject_digest(verifying.subject)
    assert question["reply_to"] == "http://testserver/api/v1/agency/replies/"
    portal = load_public_key((keys / "portal.pub").read_text())
    sender = verify(
        method="POST",
        url=server.url + path,
        headers=headers,
        body=body,
        keys={"PORTAL": [portal]},
    )
    assert sender == "PORTAL"


def test_a_sent_question_is_received_and_not_sent_again(
    server: Server, asked: VerificationRequest
) -> None:
    assert again(asked).state == RequestState.RECEIVED
    assert asked.sent_at is not None
    again(asked)
    assert len(server.received) == 1
    assert asked.received_at is not None
    (attempt,) = Attempt.objects.all()
    assert (attempt.outcome, attempt.status) == ("received", 202)


@pytest.mark.parametrize("status", [500, 503, 429, None])
def test_a_passing_fault_is_tried_again_with_the_same_message(
    server: Server, asked: VerificationRequest, status: int | None
) -> None:
    server.statuses = [status]
    again(asked)
    assert (asked.state, asked.parked_at) == (RequestState.PREPARED, None)
    assert asked.due_at > timezone.now()
    assert again(asked).state == RequestState.RECEIVED
    first, second = (json.loads(body) for _path, _headers, body in server.received)
    assert first == second
    assert Attempt.objects.exclude(error="").get().status == status


@pytest.mark.parametrize("status", [400, 401, 404])
def test_a_lasting_fault_waits_for_a_person_who_sends_again(
    server: Server, asked: VerificationRequest, status: int
) -> None:
    server.statuses = [status]
    assert again(asked).parked_at is not None
    assert str(status) in asked.last_error
    again(asked)
    assert len(server.received) == 1
    requests.send_again(asked)
    assert again(asked).state == RequestState.RECEIVED


def test_only_listed_hosts_are_called(
    server: Server, asked: VerificationRequest, settings: Any
) -> None:
    settings.AGENCY_HOSTS = ["agency.example"]
    assert again(asked).parked_at is not None
    assert not server.received


def test_a_question_that_fails_too_often_is_parked(
    server: Server, asked: VerificationRequest, settings: Any
) -> None:
    settings.AGENCY_TRIES = 2
    server.statuses = [500, 500]
    assert again(asked).parked_at is None
    assert again(asked).parked_at is not None


def test_a_row_that_ends_its_worker_each_time_does_so_a_few_times_only(
    server: Server, asked: VerificationRequest
) -> None:
    """Fault 2 and 34: it is isolated by its deaths, however patient we are with an outage."""
    VerificationRequest.objects.update(deaths=leases.MOST_TRIES)
    assert again(asked).parked_at is not None
    assert asked.last_error == "Poison"
    assert not server.received
    assert AgencyLine.objects.get().failures == 0


def test_waiting_grows_and_never_undercuts_what_the_agency_asks(
    asked: VerificationRequest,
) -> None:
    waits = []
    for asked.tries in (1, 5, 20):
        waits.append(sending._wait(asked, PassingError("x")).total_seconds())
    assert 1 <= waits[0] <= 2 < 16 <= waits[1] <= 32 < 300 <= waits[2] <= 600
    asked.tries = 1
    asks = PassingError("x", retry_after=90.0)
    assert sending._wait(asked, asks) == timedelta(seconds=90)


def test_an_agency_gets_so_many_questions_at_a_time(
    server: Server, asked: VerificationRequest, settings: Any
) -> None:
    settings.AGENCY_IN_FLIGHT = 1
    other = VerificationRequest.objects.create(
        application=asked.application,
        agency=asked.agency,
        reference="other",
        question="record",
        round=9,
        subject_digest=asked.subject_digest,
        due_on=today(),
        lease_until=timezone.now() + timedelta(minutes=1),
    )
    again(asked)
    assert not server.received
    assert asked.tries == 0  # waiting for the line is not a failed try
    VerificationRequest.objects.filter(pk=other.pk).update(lease_until=None, done_at=Now())
    assert again(asked).state == RequestState.RECEIVED


def test_an_answer_before_the_receipt_is_not_undone_by_it(
    server: Server, asked: VerificationRequest, post: Any
) -> None:
    taken = lines.take(asked.agency_id)
    assert taken is not None
    attempt = sending._begin(taken.request)
    post(answer_to(asked))
    sending._delivered(taken, attempt, Delivery(confirmed=True, status=202))
    asked.refresh_from_db()
    assert asked.state == RequestState.ANSWERED
    assert asked.sent_at <= asked.received_at <= asked.answered_at


def test_a_withdrawn_question_is_not_sent(
    server: Server, verifying: Application, asked: VerificationRequest, applicant: User
) -> None:
    acceptance.withdraw(verifying, by=applicant, reason="Không cần nữa")
    requests.withdraw_after(verifying.events.get(step="withdraw"))
    assert again(asked).state == RequestState.WITHDRAWN
    assert not server.received


def test_a_question_past_its_day_is_overdue(verifying: Application, server: Server) -> None:
    asked = again(verifying.verification_requests.get())
    VerificationRequest.objects.update(due_on=today())
    assert requests.mark_overdue() == 0
    VerificationRequest.objects.update(due_on=today() - timedelta(days=1))
    assert requests.mark_overdue() == 1
    asked.refresh_from_db()
    assert asked.state == RequestState.OVERDUE
    assert asked.is_late


def test_preparing_again_adds_nothing(verifying: Application) -> None:
    assert requests.prepare(verifying.classifications.get()) == []


def test_that_the_broker_is_away_does_no_harm(verifying: Application, settings: Any) -> None:
    from portal.celery import app

    app.conf.broker_url, kept = "redis://127.0.0.1:1/0", app.conf.broker_url
    app._after_fork()  # Celery keeps its connections, and would keep this one for later tests
    try:
        requests.send_prepared(accepted_event(verifying))
    finally:
        app.conf.broker_url = kept
        app._after_fork()
    assert verifying.verification_requests.get().state == RequestState.PREPARED
