"""The department's desk: signing in, and dossiers in the states that its people work on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import Office, User
from applications import acceptance
from applications.models import Application
from certificates import approval
from verification import after_answers, replies
from verification.classification import classify_case
from verification.conclusion import conclude
from verification.models import Agency

CASES = "/admin/applications/application/"
JUDGMENT = {
    "judgment_no": "45/2015/HSST",
    "judgment_date": "2015-03-10",
    "court": "Tòa án nhân dân quận Ninh Kiều",
    "offences": "Trộm cắp tài sản",
    "main_penalty": "imprisonment",
    "main_penalty_months": 18,
}


@pytest.fixture(scope="session", autouse=True)
def static_root() -> None:
    """WhiteNoise warns of a missing folder; nothing is collected for tests."""
    from django.conf import settings

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def enter(client: Client, cast: dict[str, User]) -> Callable[[str], Client]:
    """Signed in as one of the cast."""

    def enter_as(role: str) -> Client:
        client.force_login(cast[role], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter_as


@pytest.fixture
def police(department: Office) -> Agency:
    return Agency.objects.create(
        code="CA92", name="Công an Cần Thơ", agency_kind="police", province="92", channel="desk"
    )


@pytest.fixture
def verifying(submitted: Application, receiver: User, police: Agency) -> Application:
    """Accepted and classified; the police have not answered."""
    acceptance.accept(submitted, by=receiver)
    classify_case(submitted.events.get(step="accept"))
    submitted.refresh_from_db()
    return submitted


@pytest.fixture
def concluding(verifying: Application, police: Agency) -> Application:
    """The police know of a judgment: a clerk has to conclude."""
    asked = verifying.verification_requests.get()
    answer = replies.Answer(
        message_id="m1",
        request=asked.reference,
        subject_digest=asked.subject_digest,
        answer="has_record",
        answered_on=date(2024, 6, 5),
        reference="128/PV06",
        judgments=(JUDGMENT,),
    )
    replies.receive(answer, agency=police)
    after_answers.go_on(verifying.events.get(step="answer_received"))
    verifying.refresh_from_db()
    return verifying


@pytest.fixture
def drafted(concluding: Application, verifier: User, drafter: User) -> Application:
    conclude(concluding, by=verifier, finding="has_record", judgments=[JUDGMENT])
    approval.draft(concluding, by=drafter)
    concluding.refresh_from_db()
    return concluding


@pytest.fixture
def approved(drafted: Application, approver: User) -> Application:
    approval.approve(drafted, by=approver)
    drafted.refresh_from_db()
    return drafted


@pytest.fixture
def step_of() -> Callable[..., str]:
    def address(application: Application, step: str) -> str:
        return f"{CASES}{application.pk}/buoc/{step}/"

    return address


@pytest.fixture
def seen() -> Callable[[Application], dict[str, Any]]:
    """What the form carries: how far the case had come when the page was opened."""

    def hidden(application: Application) -> dict[str, Any]:
        last = application.events.order_by("-number").values_list("number", flat=True).first()
        return {"seen": str(last or 0)}

    return hidden
