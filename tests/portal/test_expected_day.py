"""The day an applicant may expect: on their page and in the notice, and no word of who is asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Office, User
from applications import acceptance
from applications.models import Application
from common.dates import display_day, today
from portal import notices
from portal.models import Expectation, Promise
from portal.promises import promise_day
from regulations.calendar import add_working_days
from regulations.models import office_calendar
from tests.portal.conftest import JUDGMENT
from verification import replies
from verification.models import Agency, VerificationRequest

USUAL, LONGER = "thường có kết quả chậm nhất vào ngày", "đang lâu hơn thường lệ"


@pytest.fixture
def reckoned(department: Office) -> Expectation:
    """Nine in ten of the cases of one province were ready on the third working day."""
    return Expectation.objects.create(
        office=department, day=today(), group="police/police", cases=200, days=3
    )


@pytest.fixture
def promised(reckoned: Expectation, submitted: Application) -> Application:
    promise_day(submitted.events.get(step="pay"))
    submitted.refresh_from_db()
    return submitted


def page(client: Client, application: Application) -> str:
    client.force_login(application.owner, backend="django.contrib.auth.backends.ModelBackend")
    shown = client.get(reverse("applications:follow", args=[application.token]))
    assert shown.status_code == 200
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", shown.content.decode())


def test_the_page_tells_the_usual_day_beside_the_limit(
    client: Client, promised: Application
) -> None:
    expected = add_working_days(today(), 3, calendar=office_calendar())
    html = page(client, promised)
    assert USUAL in html
    assert f"<strong>{display_day(expected)}</strong> (9 trên 10 hồ sơ)" in html
    assert f"Hạn theo luật: {display_day(promised.due_on)}" in html


def test_the_notice_of_acceptance_tells_it_too(promised: Application, receiver: User) -> None:
    acceptance.accept(promised, by=receiver)
    _subject, body = notices.compose(promised.events.get(step="accept"))
    assert USUAL in body
    assert display_day(Promise.objects.get().expected_on) in body


def test_where_only_the_limit_is_known_nothing_else_is_said(
    client: Client, submitted: Application
) -> None:
    promise_day(submitted.events.get(step="pay"))
    assert Promise.objects.get().basis == "limit"
    assert USUAL not in page(client, submitted)


def test_when_the_day_has_passed_it_is_said_that_it_takes_longer(
    client: Client, reckoned: Expectation, submitted: Application
) -> None:
    filed_on = today() - timedelta(days=9)
    Application.objects.filter(pk=submitted.pk).update(filed_on=filed_on)
    submitted.refresh_from_db()
    promise_day(submitted.events.get(step="pay"))
    html = page(client, submitted)
    assert LONGER in html
    assert USUAL not in html


def test_a_result_that_is_there_needs_no_day(client: Client, promised: Application) -> None:
    Application.objects.filter(pk=promised.pk).update(state="ready")
    assert USUAL not in page(client, promised)


def test_who_is_asked_and_what_they_answer_changes_no_letter_of_the_page(
    client: Client,
    reckoned: Expectation,
    verifying: Application,
    police: Agency,
    department: Office,
    follow_ups: Callable[[], None],
) -> None:
    for kind in ("court", "commune", "procuracy", "military_court"):
        Agency.objects.create(
            code=kind, name=f"Cơ quan {kind}", agency_kind=kind, province="92", channel="desk"
        )
    follow_ups()
    verifying.refresh_from_db()
    before = page(client, verifying)
    assert "Công an Cần Thơ" not in before
    asked = verifying.verification_requests.get()
    answer = replies.Answer(
        message_id="m1",
        request=asked.reference,
        subject_digest=asked.subject_digest,
        answer="has_record",
        answered_on=date(2024, 6, 5),
        judgments=(JUDGMENT,),
    )
    replies.receive(answer, agency=police)
    follow_ups()
    assert VerificationRequest.objects.filter(pk=asked.pk, state="answered").exists()
    for state in ("verifying", "concluding"):  # wherever the answer has led
        Application.objects.filter(pk=verifying.pk).update(state=state)
        assert page(client, verifying) == before
