"""What must hold of links and reminders is seen when it does not."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.utils import timezone

from portal.invariants import broken
from verification import links, reminders
from verification.models import Agency, AgencyMail, RequestLink, VerificationRequest


def names() -> list[str]:
    return [line.partition(":")[0] for line in broken()]


def test_a_link_used_up_without_an_answer_is_told(asked: VerificationRequest) -> None:
    Agency.objects.filter(pk=asked.agency_id).update(
        channel="desk", endpoint="", sends_link=True, email="a@example.com"
    )
    asked.refresh_from_db()
    links.make(asked)
    assert names() == []
    with pgtrigger.ignore():
        RequestLink.objects.update(used_at=timezone.now())
    assert names() == ["a_link_is_used_up_by_an_answer_to_its_own_question"]


def test_a_reminder_in_another_agencys_mail_is_told(
    asked: VerificationRequest, agencies: dict[str, Agency]
) -> None:
    Agency.objects.filter(pk=asked.agency_id).update(email="a@example.com")
    sent = VerificationRequest.objects.filter(pk=asked.pk)
    sent.update(sent_at="2024-06-03T09:00Z", due_on="2024-06-12")
    for day in ("2024-06-13", "2024-06-18"):
        reminders.remind(on=date.fromisoformat(day))
    assert "an_agency_is_reminded_of_its_own_questions" not in names()
    AgencyMail.objects.update(agency=agencies["court"])
    assert "an_agency_is_reminded_of_its_own_questions" in names()
