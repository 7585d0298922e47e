"""Two workers, two answers, two dossiers of one person at once: one record, one judgment."""

from __future__ import annotations

from typing import Any

import pytest

from applications.models import Application
from records.models import Judgment, Person
from tests.verification.conftest import JUDGMENT, accepted_event
from tests.verification.test_hits import from_court, reply
from tests.verification.test_races import at_once
from verification.classification import classify_case
from verification.hits import enter_hits
from verification.models import RegisterEntry, Supply, VerificationRequest

pytestmark = pytest.mark.django_db(transaction=True)


def counted() -> list[int]:
    return [model.objects.count() for model in (Person, Judgment, Supply)]


def test_one_answer_by_several_workers_is_entered_once(
    verifying: Application, asked: VerificationRequest
) -> None:
    reply(asked, JUDGMENT)
    at_once(*[lambda: enter_hits(verifying) for _worker in range(4)])
    assert counted() == [1, 1, 1]
    assert RegisterEntry.objects.get().state == RegisterEntry.State.ENTERED


def test_the_answers_of_two_agencies_make_one_record(
    verifying: Application, asked: VerificationRequest, agencies: Any
) -> None:
    reply(asked, JUDGMENT)
    from_court(asked, agencies["court"], {**JUDGMENT, "main_served_on": "2018-03-10"})
    at_once(*[lambda: enter_hits(verifying) for _worker in range(2)])
    assert counted() == [1, 1, 1]
    assert Judgment.objects.get().main_served_on is not None
    assert RegisterEntry.objects.count() == 2


def test_two_dossiers_of_one_person_make_one_record(
    verifying: Application, asked: VerificationRequest, take_in: Any, declaration: dict[str, Any]
) -> None:
    other = take_in(declaration)
    classify_case(accepted_event(other))
    reply(asked, JUDGMENT)
    reply(other.verification_requests.get(), JUDGMENT)
    at_once(lambda: enter_hits(verifying), lambda: enter_hits(other))
    assert counted() == [1, 1, 1]
    states = sorted(RegisterEntry.objects.values_list("state", flat=True))
    assert states == ["entered", "nothing_new"]
