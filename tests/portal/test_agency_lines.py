"""The lines to the agencies as the office sees them, and the tries at one question."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now

from applications.models import Application
from verification import lines, requests
from verification.models import Agency, AgencyLine, Attempt, VerificationRequest

PAGE = "/admin/duong-day/"


@pytest.fixture
def resting(verifying: Application, police: Agency) -> AgencyLine:
    lines.to_hint(most=1, again_after=timedelta(seconds=8))
    AgencyLine.objects.filter(pk=police.pk).update(
        breaker="open",
        failures=8,
        opened_at=Now(),
        next_call_at=Now() + timedelta(minutes=5),
        last_error="127.0.0.1: status 503",
        last_failure_at=Now(),
    )
    return AgencyLine.objects.get(pk=police.pk)


@pytest.mark.parametrize("role", ["verifier", "administrator"])
def test_a_resting_line_is_shown_with_what_waits_and_probed_after_a_question(
    enter: Any, resting: AgencyLine, role: str
) -> None:
    client, probe = enter(role), f"{PAGE}{resting.pk}/gui-thu/"
    page = client.get(PAGE).content.decode()
    assert "Tạm ngừng gửi" in page
    assert "status 503" in page
    assert probe in page
    assert lines.take(resting.pk) is None
    assert "Chỉ nên làm khi" in client.get(probe).content.decode()
    assert lines.take(resting.pk) is None  # to look is not to do
    client.post(probe)
    taken = lines.take(resting.pk)
    assert taken is not None
    assert taken.probing


@pytest.mark.parametrize(("role", "status"), [("auditor", 403), ("head", 403), ("receiver", 403)])
def test_who_may_not_send_may_not_probe(
    enter: Any, resting: AgencyLine, role: str, status: int
) -> None:
    client = enter(role)
    assert client.post(f"{PAGE}{resting.pk}/gui-thu/").status_code == status
    assert lines.take(resting.pk) is None


def test_a_free_line_needs_no_probe(enter: Any, verifying: Application, police: Agency) -> None:
    lines.to_hint(most=1, again_after=timedelta(seconds=8))
    answer = enter("verifier").post(f"{PAGE}{police.pk}/gui-thu/", follow=True)
    assert "đang thông suốt" in answer.content.decode()


def test_the_tries_at_a_question_are_shown_to_those_who_may_read_the_dossier(
    enter: Any, verifying: Application
) -> None:
    asked = VerificationRequest.objects.get()
    requests.send(asked.pk)
    assert Attempt.objects.get().outcome == "sent"
    page = enter("verifier").get(f"/admin/don-doc/yeu-cau/{asked.pk}/").content.decode()
    assert "Các lần gửi" in page
    assert asked.subject_digest in page
    address = f"/admin/verification/verificationrequest/{asked.pk}/change/"
    listed = enter("auditor").get(address).content.decode()
    assert "Trang làm việc trên cổng" in listed
    assert asked.subject_digest not in enter("administrator").get(address).content.decode()
    assert enter("receiver").get(f"/admin/don-doc/yeu-cau/{asked.pk}/").status_code == 403
