"""An answer that comes after the conclusion stops draft, approval and signature."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from applications.models import Application
from certificates import approval, signing
from certificates.models import Certificate
from common.refusals import Refusal
from verification.models import Agency, Reply


@pytest.fixture
def drafted(concluded: Application, drafter: User) -> Certificate:
    return approval.draft(concluded, by=drafter)


@pytest.fixture
def contradiction(drafted: Certificate) -> Reply:
    """The police's second answer, set aside for a clerk."""
    return reply_to(drafted.application, disposition=Reply.Disposition.CONFLICTING)


def reply_to(application: Application, *, disposition: str) -> Reply:
    """The police know of a record."""
    police = Agency.objects.create(code="CA92", name="Công an", agency_kind="police", province="92")
    request = application.verification_requests.create(
        agency=police,
        reference="XM-1",
        question="record",
        subject_digest="0" * 64,
        due_on="2026-12-01",
        state="answered",
    )
    return Reply.objects.create(
        agency=police,
        message_id="later",
        request=request,
        request_reference=request.reference,
        answer="has_record",
        answered_on="2026-11-22",
        disposition=disposition,
    )


def test_nothing_is_drafted_from_a_conclusion_that_came_before_an_answer(
    concluded: Application, drafter: User
) -> None:
    reply_to(concluded, disposition=Reply.Disposition.APPLIED)
    with pytest.raises(Refusal) as refused:
        approval.draft(concluded, by=drafter)
    assert refused.value.code == "conclusion_outdated"
    assert not Certificate.objects.exists()


def test_an_unweighed_answer_stops_the_approval(
    drafted: Certificate, contradiction: Reply, approver: User
) -> None:
    with pytest.raises(Refusal) as refused:
        approval.approve(drafted.application, by=approver)
    assert refused.value.code == "reply_not_weighed"


def test_and_the_signature(
    drafted: Certificate, approver: User, signer: User, request: Any
) -> None:
    approval.approve(drafted.application, by=approver)
    request.getfixturevalue("contradiction")
    with pytest.raises(Refusal) as refused:
        signing.order(drafted.application, by=signer)
    assert refused.value.code == "reply_not_weighed"
    assert drafted.application.state == "approved"
