"""The whole way by real HTTP: the sandbox's agencies are asked, and their answers come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from applications.models import Application, Event, State
from sandbox.agency import digest_of, with_another_tone
from tests.verification.partners import Partner, Systems, wait_for
from verification import requests
from verification.classification import classify_case
from verification.models import Agency, Reply, VerificationRequest

CONVICTED = {
    "full_name": "Trần Quốc Dũng",
    "date_of_birth": "1988-03-12",
    "documents": [{"kind": "cccd", "number": "092088004321"}],
    "father": {"full_name": "Trần Văn Hải", "date_of_birth": "1960"},
    "mother": {"full_name": "Lê Thị Mận", "date_of_birth": "1963"},
}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def police(live_server: Any, agencies: dict[str, Agency], settings: Any) -> Iterator[Partner]:
    """The sandbox's police in a process of its own."""
    settings.PUBLIC_URL, settings.AGENCY_HOSTS = live_server.url, []
    systems = Systems(agencies["police"], portal=live_server.url)
    systems.ask_directly()
    yield systems.server
    systems.stop()


def ask(
    take_in: Callable[[dict[str, Any]], Application], declaration: dict[str, Any]
) -> Application:
    application = take_in(declaration)
    classify_case(Event.objects.get(application=application, step="accept"))
    requests.send(application.verification_requests.get().pk)
    return application


def replies(number: int) -> list[Reply]:
    """All that came, once there are so many."""
    wait_for(lambda: Reply.objects.count() >= number, what=f"{number} replies")
    return list(Reply.objects.order_by("pk"))


def test_a_clean_person_is_answered_none(
    police: Partner, take_in: Any, declaration: dict[str, Any]
) -> None:
    application = ask(take_in, declaration)
    (reply,) = replies(1)
    assert (reply.answer, reply.disposition) == ("none", "applied")
    application.refresh_from_db()
    assert application.state == State.CONCLUDING


def test_a_convicted_person_is_answered_with_the_judgments(
    police: Partner, take_in: Any, declaration: dict[str, Any]
) -> None:
    declaration["subject"] |= CONVICTED
    declaration["residences"][0]["from"] = "2002-03"
    ask(take_in, declaration)
    (reply,) = replies(1)
    assert reply.answer == "has_record"
    assert [one["judgment_no"] for one in reply.judgments] == ["57/2019/HSST"]
    assert reply.judgments[0]["civil_obligation_vnd"] == 15_000_000


@pytest.mark.parametrize(
    ("fault", "dispositions"),
    [
        ("doubled", ["applied"]),
        ("wrong_person", ["wrong_subject"]),
        ("near_person", ["wrong_subject"]),
        ("contradict", ["applied", "conflicting"]),
        ("interim", ["interim", "applied"]),
        ("reordered", ["applied", "interim"]),
    ],
)
def test_what_partners_do_wrong_is_sorted(
    police: Partner,
    take_in: Any,
    declaration: dict[str, Any],
    fault: str,
    dispositions: list[str],
) -> None:
    police.control({"delay": 0.4})  # an interim word comes half as late as the answer
    police.fault(fault)
    ask(take_in, declaration)
    assert [reply.disposition for reply in replies(len(dispositions))] == dispositions


def test_the_digest_of_a_name_with_another_tone_mark_is_another_persons(
    police: Partner, take_in: Any, declaration: dict[str, Any]
) -> None:
    """The sandbox reckons the digest by itself, so that the two readings are held together."""
    application = ask(take_in, declaration)
    asked = VerificationRequest.objects.get(application=application)
    assert digest_of(application.subject) == asked.subject_digest
    assert digest_of(with_another_tone(application.subject)) != asked.subject_digest
