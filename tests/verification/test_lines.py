"""An agency's line: who goes first, how many, how fast, and when it rests."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from applications.models import Application
from common.dates import today
from tests.verification.agency_server import Server, serving
from verification import breaker, lines, requests
from verification.models import Agency, AgencyLine, Attempt, VerificationRequest

RequestState = VerificationRequest.State
MINUTE = 60.0
AN_HOUR = 3600.0


@pytest.fixture
def ask(
    verifying: Application, agencies: dict[str, Agency]
) -> Callable[..., list[VerificationRequest]]:
    """So many questions about one dossier; the classification's own is withdrawn."""
    requests.withdraw_open(verifying)

    def questions(
        number: int, *, kind: str = "police", due_on: date | None = None
    ) -> list[VerificationRequest]:
        first = VerificationRequest.objects.count()
        return [
            VerificationRequest.objects.create(
                application=verifying,
                agency=agencies[kind],
                reference=f"{verifying.code}-{one}",
                question="record",
                round=one + 1,
                subject_digest="0" * 64,
                due_on=due_on or today(),
            )
            for one in range(first, first + number)
        ]

    return questions


@pytest.fixture
def police(agencies: dict[str, Agency]) -> int:
    return agencies["police"].pk


def line(agency_pk: int) -> AgencyLine:
    return AgencyLine.objects.get(pk=agency_pk)


def asked_in_order(server: Server) -> list[str]:
    return [headers["Idempotency-Key"] for _path, headers, _body in server.received]


def ids(rows: list[VerificationRequest]) -> list[str]:
    return [str(row.message_id) for row in rows]


def states() -> set[str]:
    rows = VerificationRequest.objects.exclude(state=RequestState.WITHDRAWN)
    return set(rows.values_list("state", flat=True))


def let_pass(seconds: float) -> None:
    """So much time goes by: every moment that somebody waits for comes nearer."""
    gone = timedelta(seconds=seconds)
    moments = ("next_call_at", "tokens_at", "hinted_at")
    AgencyLine.objects.update(**{name: F(name) - gone for name in moments})
    VerificationRequest.objects.update(
        due_at=F("due_at") - gone, lease_until=F("lease_until") - gone
    )


def test_one_worker_serves_all_that_is_due(server: Server, ask: Any, police: int) -> None:
    asked = ask(5)
    assert lines.serve(police) == 5
    assert asked_in_order(server) == ids(asked)
    assert states() == {RequestState.RECEIVED}
    assert (line(police).successes, line(police).breaker) == (5, "closed")


def test_whose_answer_is_due_first_is_asked_first(server: Server, ask: Any, police: int) -> None:
    later = ask(1, due_on=today() + timedelta(days=5))
    urgent = ask(1, due_on=today())
    waited = ask(1, due_on=today() + timedelta(days=5))
    VerificationRequest.objects.filter(pk=waited[0].pk).update(due_at=Now() - timedelta(hours=1))
    lines.serve(police)
    assert asked_in_order(server) == ids([*urgent, *waited, *later])


def test_no_more_go_out_than_the_calls_of_a_minute(
    server: Server, ask: Any, police: int, settings: Any
) -> None:
    settings.AGENCY_CALLS_A_MINUTE = 60
    ask(20)
    assert lines.serve(police) == 3  # what a sweep's absence may have let pile up
    assert lines.serve(police) == 0
    sent = 0
    for _second in range(10):
        let_pass(1)
        sent += lines.serve(police)
    assert 9 <= sent <= 11


def test_the_administrators_change_counts_from_the_next_try(
    server: Server, ask: Any, police: int, settings: Any
) -> None:
    """Another limit, another address, another channel: without a deployment."""
    (asked,) = ask(1)
    server.statuses = [503]
    lines.serve(police)
    with serving("CA92", settings) as moved:
        let_pass(5)
        moved.statuses = [503]
        lines.serve(police)
        assert (len(server.received), len(moved.received)) == (1, 1)
        Agency.objects.filter(pk=police).update(channel=Agency.Channel.DESK)
        let_pass(5)
        lines.serve(police)
        assert (len(server.received), len(moved.received)) == (1, 1)
    asked.refresh_from_db()
    assert asked.state == RequestState.SENT
    assert list(Attempt.objects.values_list("channel", "outcome")) == [
        ("signed_http", "passing"),
        ("signed_http", "passing"),
        ("desk", "sent"),
    ]
    Agency.objects.filter(pk=police).update(in_flight=1, calls_a_minute=1)
    ask(5)
    let_pass(MINUTE)
    assert lines.serve(police) == 1


def test_the_line_rests_after_failures_in_a_row_and_questions_wait_untried(
    server: Server, ask: Any, police: int, settings: Any
) -> None:
    settings.AGENCY_FAILURES = 3
    server.always = 500
    asked = ask(10)
    assert lines.serve(police) == 3
    assert line(police).breaker == "open"
    assert VerificationRequest.objects.filter(tries=0, state="prepared").count() == len(asked) - 3
    assert lines.serve(police) == 0


def test_a_success_between_failures_keeps_the_line_open_for_calls(
    server: Server, ask: Any, police: int, settings: Any
) -> None:
    settings.AGENCY_FAILURES = 3
    server.statuses = [500, 500, 202, 500, 500]
    ask(6)
    assert lines.serve(police) == 6
    assert (line(police).breaker, line(police).failures) == ("closed", 0)


def test_one_probe_at_a_time_goes_out_after_waits_that_double(
    server: Server, ask: Any, police: int, settings: Any
) -> None:
    settings.AGENCY_FAILURES = 1
    settings.AGENCY_PROBE_WAIT, settings.AGENCY_PROBE_WAIT_MOST = 10, 60
    server.always = 500
    ask(10)
    lines.serve(police)
    waits = []
    for probe in range(2, 7):
        waits.append(_seconds_until_the_next_call(police))
        let_pass(waits[-1])
        assert lines.serve(police) == 1
        assert len(server.received) == probe
    for waited, longest in zip(waits, (10, 20, 40, 60, 60), strict=True):
        assert longest / 2 - 1 <= waited <= longest


def test_a_failed_probe_does_not_use_up_the_tries_of_its_question(
    server: Server, ask: Any, police: int, settings: Any
) -> None:
    settings.AGENCY_FAILURES, settings.AGENCY_TRIES = 1, 3
    server.always = 500
    (asked,) = ask(1)
    for _time in range(10):
        lines.serve(police)
        let_pass(AN_HOUR)
    asked.refresh_from_db()
    assert len(server.received) == 10
    assert (asked.tries, asked.parked_at) == (1, None)


def test_a_probe_that_is_answered_closes_the_line_and_the_rest_follows(
    server: Server, ask: Any, police: int, settings: Any
) -> None:
    settings.AGENCY_FAILURES = 1
    server.statuses = [500]
    ask(4)
    lines.serve(police)
    let_pass(AN_HOUR)
    assert lines.serve(police) == 4
    assert (line(police).breaker, line(police).next_call_at) == ("closed", None)
    assert states() == {RequestState.RECEIVED}


def test_a_probe_whose_worker_died_is_followed_by_another(
    server: Server, ask: Any, police: int, settings: Any
) -> None:
    settings.AGENCY_FAILURES = 1
    server.statuses = [500]
    ask(3)
    lines.serve(police)
    let_pass(AN_HOUR)
    died = lines.take(police)
    assert died is not None
    assert died.probing
    assert lines.take(police) is None
    let_pass(breaker.LEASE.total_seconds() + 1)
    assert lines.serve(police) == 3
    assert line(police).breaker == "closed"


def test_what_the_agency_refuses_for_good_is_not_the_lines_fault(
    server: Server, ask: Any, police: int, settings: Any
) -> None:
    settings.AGENCY_FAILURES = 2
    server.statuses = [400] * 5
    ask(6)
    assert lines.serve(police) == 6
    assert line(police).breaker == "closed"
    assert VerificationRequest.objects.filter(parked_at__isnull=False).count() == 5


def test_the_whole_line_waits_as_long_as_the_agency_asks(
    server: Server, ask: Any, police: int
) -> None:
    server.statuses, server.headers = [429], {"Retry-After": "120"}
    ask(5)
    assert lines.serve(police) == 1
    let_pass(115)
    assert lines.serve(police) == 0
    let_pass(5)
    assert lines.serve(police) == 5


@pytest.mark.parametrize("status", [500, 429, None])
def test_an_hour_out_of_order_is_no_storm_of_calls_and_loses_nothing(
    server: Server, ask: Any, police: int, settings: Any, status: int | None
) -> None:
    """Fault 14."""
    server.always = status
    asked = ask(40)
    calls_of_a_minute = []
    for _minute in range(60):
        before = len(server.received)
        for _sweep in range(4):
            lines.serve(police)
            let_pass(MINUTE / 4)
        calls_of_a_minute.append(len(server.received) - before)
    assert max(calls_of_a_minute) <= settings.AGENCY_FAILURES + 4
    assert max(calls_of_a_minute[10:]) <= 1
    server.always = 202
    before = len(server.received)
    while states() != {RequestState.RECEIVED}:
        let_pass(MINUTE)
        lines.serve(police)
    answered = asked_in_order(server)[before:]
    assert sorted(answered) == sorted(ids(asked))  # each once


def test_a_person_who_knows_better_lets_a_probe_go_at_once(
    server: Server, ask: Any, police: int, settings: Any, verifier: Any
) -> None:
    settings.AGENCY_FAILURES = 1
    server.statuses = [500]
    ask(3)
    lines.serve(police)
    assert lines.serve(police) == 0
    lines.probe_now(line(police), by=verifier)
    assert lines.serve(police) >= 1
    assert line(police).breaker == "closed"


@pytest.mark.django_db(transaction=True)
def test_an_agency_that_hangs_holds_up_no_other(
    server: Server, ask: Any, agencies: dict[str, Agency], settings: Any
) -> None:
    settings.AGENCY_IN_FLIGHT = 2
    police, court = agencies["police"].pk, agencies["court"].pk
    ask(6), ask(6, kind="court")
    server.gate.clear()
    with serving("TA92", settings) as other, ThreadPoolExecutor(4) as workers:
        hanging = [workers.submit(_in_a_thread, police) for _worker in range(4)]
        _wait_until(lambda: len(server.received) == 2 and sum(one.done() for one in hanging) == 2)
        assert lines.serve(court) == 6
        assert (len(server.received), len(other.received)) == (2, 6)
        server.gate.set()
        assert sum(one.result() for one in hanging) == 6


def test_a_sweep_names_each_line_once_that_can_be_served(
    server: Server, ask: Any, agencies: dict[str, Agency], settings: Any
) -> None:
    police, court = agencies["police"].pk, agencies["court"].pk
    ask(5), ask(5, kind="court")
    assert sorted(_swept()) == sorted([police, court])
    assert _swept() == []  # they were told, and have not looked yet
    let_pass(10)
    AgencyLine.objects.filter(pk=court).update(breaker="open", next_call_at=Now() + timedelta(9))
    assert _swept() == [police]


def test_a_worker_calls_for_help_once_and_at_the_end_of_its_turn(
    server: Server, ask: Any, police: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    ask(5)
    lines.serve(police, call_help=calls.append)
    assert calls == [police]
    ask(5)
    monkeypatch.setattr(lines, "TURN", 0.0)
    assert lines.serve(police, call_help=calls.append) == 1
    assert calls == [police] * 3


def test_a_worker_that_is_told_to_stop_begins_no_further_call(
    server: Server, ask: Any, police: int
) -> None:
    ask(5)
    assert lines.serve(police, stopping=lambda: True) == 1


def _seconds_until_the_next_call(agency_pk: int) -> float:
    lines_now = AgencyLine.objects.annotate(now=Now()).get(pk=agency_pk)
    waits: timedelta = lines_now.next_call_at - lines_now.now
    return waits.total_seconds()


def _swept() -> list[int]:
    return lines.to_hint(most=10, again_after=timedelta(seconds=8))


def _in_a_thread(agency_pk: int) -> int:
    try:
        return lines.serve(agency_pk)
    finally:
        connection.close()


def _wait_until(holds: Callable[[], bool]) -> None:
    tick = threading.Event()
    for _time in range(600):
        if holds():
            return
        tick.wait(0.05)
    raise AssertionError("not so after 30 s")
