"""A question goes out under a lease, is tried again when that may help, and goes once."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from applications import acceptance
from applications.models import Application
from common.dates import today
from common.signatures import load_public_key, verify
from tests.verification.conftest import accepted_event, answer_to
from verification import requests
from verification.models import Agency, Message, VerificationRequest
from verification.payload import subject_digest

RequestState = VerificationRequest.State


class Server:
    """An agency's server: `statuses` are given first, then 202; None breaks the line off."""

    def __init__(self) -> None:
        self.statuses: list[int | None] = []
        self.received: list[tuple[str, Any, bytes]] = []
        server = self

        class Line(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                server.received.append((self.path, self.headers, body))
                status = server.statuses.pop(0) if server.statuses else 202
                if status is None:
                    return
                answer = json.dumps({"state": "received"}).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *args: Any) -> None:
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Line)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, args=[0.02])
        self.thread.start()

    def stop(self) -> None:
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


@pytest.fixture
def server(settings: Any, agencies: dict[str, Agency]) -> Iterator[Server]:
    server = Server()
    settings.AGENCY_HOSTS = [server.url.removeprefix("http://")]
    Agency.objects.filter(code="CA92").update(endpoint=f"{server.url}/requests")
    yield server
    server.stop()


def due_now(asked: VerificationRequest) -> None:
    VerificationRequest.objects.filter(pk=asked.pk).update(due_at=Now() - timedelta(seconds=1))


def again(asked: VerificationRequest) -> VerificationRequest:
    due_now(asked)
    requests.send(asked.pk)
    asked.refresh_from_db()
    return asked


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
    assert list(Message.objects.values_list("direction", "status")) == [("out", None), ("in", 202)]


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
    assert Message.objects.exclude(error="").get().status == status


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
    server: Server, asked: VerificationRequest, settings: Any
) -> None:
    VerificationRequest.objects.update(tries=settings.AGENCY_TRIES)
    assert again(asked).parked_at is not None
    assert not server.received


def test_waiting_grows_and_never_undercuts_what_the_agency_asks(
    asked: VerificationRequest,
) -> None:
    waits = []
    for asked.tries in (1, 5, 20):
        waits.append(requests._wait(asked, requests.PassingError("x")).total_seconds())
    assert 1 <= waits[0] <= 2 < 16 <= waits[1] <= 32 < 300 <= waits[2] <= 600
    asked.tries = 1
    asks = requests.PassingError("x", retry_after=90.0)
    assert requests._wait(asked, asks) == timedelta(seconds=90)


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
    row = requests._claim(asked.pk)
    assert row is not None
    post(answer_to(asked))
    requests._delivered(row, requests.Delivery(confirmed=True, status=202))
    asked.refresh_from_db()
    assert asked.state == RequestState.ANSWERED
    assert asked.sent_at is not None


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
