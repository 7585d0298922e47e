"""Who is written to after a step, once, and who is not."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from applications import acceptance, intake
from applications.models import Application
from portal import notices
from portal.models import Notice
from tests.conftest import declared

AUTHORITY = {
    "relation": "agency",
    "agency": "Cơ quan Cảnh sát điều tra Công an thành phố Cần Thơ",
    "document_no": "12/CSĐT",
    "document_date": "2026-11-20",
}


def test_the_applicant_is_told_once(submitted: Application, mailoutbox: Any) -> None:
    event = submitted.events.get(step="pay")
    for _time in range(2):
        notices.prepare(event)
    notices.send(Notice.objects.get(event=event))
    assert [(mail.to, submitted.code in mail.subject) for mail in mailoutbox] == [
        (["an@example.com"], True)
    ]


@pytest.mark.parametrize("certificate_type", [1, 2])
def test_whom_an_authority_asks_about_is_not_told(
    receiver: User, declaration: dict[str, Any], certificate_type: int
) -> None:
    declaration |= {"certificate_type": certificate_type, "applicant": AUTHORITY}
    application = declared(receiver, declaration)
    intake.submit(application, by=receiver)
    acceptance.accept(application, by=receiver)
    for event in application.events.all():
        notices.prepare(event)
    assert application.subject["email"]
    assert not Notice.objects.exists()
