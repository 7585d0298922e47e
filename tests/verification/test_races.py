"""Two at once: over real connections, each effect happens once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from applications.models import Application, Event, State
from common.refusals import Refusal
from verification import lines, replies
from verification.classification import classify_case, reclassify
from verification.conclusion import conclude
from verification.models import Reply, VerificationRequest

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads that start together; what each answered, or was refused with."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait()
            return act()
        except Refusal as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def answer(asked: VerificationRequest, message_id: str, **changes: Any) -> replies.Answer:
    values = {
        "message_id": message_id,
        "request": asked.reference,
        "subject_digest": asked.subject_digest,
        "answer": "none",
        "answered_on": date(2024, 6, 3),
    }
    return replies.Answer(**{**values, **changes})


def test_the_same_answer_many_times_at_once_has_one_effect(
    verifying: Application, asked: VerificationRequest
) -> None:
    agency = asked.agency
    outcomes = at_once(
        *[lambda: replies.receive(answer(asked, "one"), agency=agency) for _each in range(6)]
    )
    assert len({reply.pk for reply in outcomes}) == 1
    assert Event.objects.filter(step="complete_verification").count() == 1


def test_an_answer_to_nothing_many_times_at_once_is_kept_once(asked: VerificationRequest) -> None:
    agency = asked.agency
    unknown = answer(asked, "one", request="nothing")
    outcomes = at_once(*[lambda: replies.receive(unknown, agency=agency) for _each in range(6)])
    assert len({reply.pk for reply in outcomes}) == 1
    assert Reply.objects.count() == 1


def test_two_answers_that_disagree_at_once_apply_one_and_set_one_aside(
    verifying: Application, asked: VerificationRequest
) -> None:
    agency = asked.agency
    at_once(
        lambda: replies.receive(answer(asked, "one"), agency=agency),
        lambda: replies.receive(answer(asked, "two", answer="has_record"), agency=agency),
    )
    dispositions = sorted(Reply.objects.values_list("disposition", flat=True))
    assert dispositions == ["applied", "conflicting"]
    assert replies.doubts(verifying).count() == 1


def test_two_last_answers_at_once_end_the_verification_once(
    verifying: Application, asked: VerificationRequest, verifier: User
) -> None:
    reclassify(verifying, by=verifier, route="national_centre", reason="Chưa rõ.")
    centre = verifying.verification_requests.get(agency__code="TTLLTPQG")
    at_once(
        lambda: replies.receive(answer(asked, "one"), agency=asked.agency),
        lambda: replies.receive(answer(centre, "two"), agency=centre.agency),
    )
    verifying.refresh_from_db()
    assert verifying.state == State.CONCLUDING
    assert Event.objects.filter(step="complete_verification").count() == 1


def test_an_answer_and_a_decision_at_once_leave_one_of_two_orders(
    verifying: Application, asked: VerificationRequest, verifier: User
) -> None:
    at_once(
        lambda: replies.receive(answer(asked, "one", answer="has_record"), agency=asked.agency),
        lambda: conclude(verifying, by=verifier, finding="none", without_answers="Gấp."),
    )
    asked.refresh_from_db()
    reply = Reply.objects.get()
    assert (reply.disposition, asked.state) in {("applied", "answered"), ("late", "withdrawn")}


def test_two_workers_on_one_case_classify_it_once(
    take_in: Callable[[dict[str, Any]], Application], declaration: dict[str, Any]
) -> None:
    application = take_in(declaration)
    event = Event.objects.get(application=application, step="accept")
    outcomes = at_once(lambda: classify_case(event), lambda: classify_case(event))
    assert outcomes == [None, None]  # the second finds the work done and is content
    assert application.classifications.count() == 1
    assert application.verification_requests.count() == 1


def test_one_of_two_workers_sends(asked: VerificationRequest) -> None:
    claims = at_once(*[lambda: lines.take(asked.agency_id)] * 2)
    assert sorted(claim is None for claim in claims) == [False, True]


def test_the_cap_of_an_agency_holds_for_workers_at_once(
    asked: VerificationRequest, settings: Any
) -> None:
    settings.AGENCY_IN_FLIGHT = 1
    VerificationRequest.objects.create(
        application=asked.application,
        agency=asked.agency,
        reference="other",
        question="record",
        round=9,
        subject_digest=asked.subject_digest,
        due_on=asked.due_on,
    )
    claims = at_once(*[lambda: lines.take(asked.agency_id)] * 2)
    assert sorted(claim is None for claim in claims) == [False, True]
