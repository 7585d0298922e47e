"""The department's pages about agencies that owe answers: lists, calls, links, reminders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Office, User
from common.dates import today
from tests.verification.conftest import agencies, asked, keys, take_in, verifying
from verification import links, reminders
from verification.models import Agency, Reminder, RequestLink, VerificationRequest

__all__ = ["agencies", "asked", "keys", "take_in", "verifying"]
OVERVIEW = "/admin/don-doc/"


@pytest.fixture(autouse=True)
def house(settings: Any, tmp_path: Any) -> None:
    settings.PUBLIC_URL = "http://testserver"
    settings.PORTAL_KEY = tmp_path / "keys" / "portal.key"


@pytest.fixture
def late(asked: VerificationRequest) -> VerificationRequest:
    """Long overdue at an agency that answers by links."""
    Agency.objects.filter(pk=asked.agency_id).update(
        channel="desk",
        endpoint="",
        sends_link=True,
        email="phong@congan.example",
        contact_person="Trần Văn Ba",
        phone="02923",
    )
    VerificationRequest.objects.filter(pk=asked.pk).update(
        state="sent",
        sent_at=timezone.now() - timedelta(days=40),
        due_on=today() - timedelta(days=30),
    )
    asked.refresh_from_db()
    links.make(asked)
    return asked


def as_(user: User) -> Client:
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    found: str = answer.content.decode()
    return found


def act(browser: Client, asked: VerificationRequest, what: str) -> Any:
    return browser.post(reverse("admin:agency_act", args=[asked.pk]), {"do": what}, follow=True)


def working_day(day: Any) -> Any:
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


def test_the_list_names_who_owes_answers_and_how_late(
    late: VerificationRequest, verifier: User
) -> None:
    text = text_of(as_(verifier).get(OVERVIEW))
    assert late.agency.name in text
    one = text_of(as_(verifier).get(reverse("admin:agency_chasing_one", args=[late.agency_id])))
    assert late.reference in one
    assert "Quá hạn" in one
    assert "Trần Văn Ba" in one
    assert "Nguyễn Văn An" not in one


def test_the_figures_count_the_last_three_months(late: VerificationRequest, verifier: User) -> None:
    for place, (days, in_time) in enumerate([(2, True), (4, True), (20, False), (120, True)]):
        answered_at = timezone.now() - timedelta(days=100 if place == 3 else 5)
        VerificationRequest.objects.create(
            application=late.application,
            agency=late.agency,
            reference=f"CU-{place}",
            question="record",
            round=place + 2,
            subject_digest="0" * 64,
            state="answered",
            sent_at=answered_at - timedelta(days=days),
            answered_at=answered_at,
            due_on=answered_at.date() + timedelta(days=3 if in_time else -3),
        )
    text = text_of(as_(verifier).get(reverse("admin:agency_chasing_one", args=[late.agency_id])))
    assert "67 %" in text
    assert "4,0 ngày" in text


def test_a_clerk_reminds_once_a_day(late: VerificationRequest, verifier: User) -> None:
    browser = as_(verifier)
    assert "Đã gửi thư nhắc." in text_of(act(browser, late, "remind"))
    assert "Hôm nay đã nhắc" in text_of(act(browser, late, "remind"))
    assert Reminder.objects.get().by == verifier


def test_a_new_link_ends_the_old_one_and_either_can_be_taken_back(
    late: VerificationRequest, verifier: User
) -> None:
    first = late.links.get()
    browser = as_(verifier)
    assert "Đang gửi đường dẫn mới" in text_of(act(browser, late, "link"))
    first.refresh_from_db()
    assert first.revoked_by == verifier
    assert RequestLink.objects.alive().count() == 1
    assert "Đã thu hồi đường dẫn." in text_of(act(browser, late, "revoke"))
    assert not RequestLink.objects.alive().exists()


def test_each_opening_of_a_link_is_shown(late: VerificationRequest, verifier: User) -> None:
    links.opened(late.links.get(), address="203.0.113.7")
    text = text_of(as_(verifier).get(reverse("admin:agency_request", args=[late.pk])))
    assert "từ 203.0.113.7" in text


def test_a_call_is_written_down(late: VerificationRequest, verifier: User) -> None:
    Agency.objects.filter(pk=late.agency_id).update(email="", sends_link=False)
    reminders.remind(on=working_day(today()))
    browser = as_(verifier)
    assert "Cần gọi điện" in text_of(browser.get(OVERVIEW))
    row = reminders.to_telephone().get()
    address = reverse("admin:agency_told", args=[row.pk])
    text_of(browser.post(address, {"note": "Hẹn thứ Hai"}, follow=True))
    row.refresh_from_db()
    assert (row.told_by, row.note) == (verifier, "Hẹn thứ Hai")
    assert "đã được ghi rồi" in text_of(browser.post(address, follow=True))


def test_a_long_silence_stands_on_the_heads_board(late: VerificationRequest, head: User) -> None:
    assert "đã báo lãnh đạo" not in text_of(as_(head).get("/admin/"))
    reminders.remind(on=working_day(today()))
    text = text_of(as_(head).get("/admin/"))
    assert "đã báo lãnh đạo" in text
    assert "Trần Văn Ba" in text
    listed = text_of(as_(head).get("/admin/applications/application/?viec=bao-lanh-dao"))
    assert late.application.code in listed


@pytest.mark.parametrize("what", ["remind", "link", "revoke", ""])
def test_an_auditor_reads_and_does_nothing(
    late: VerificationRequest, auditor: User, what: str
) -> None:
    assert late.reference in text_of(
        as_(auditor).get(reverse("admin:agency_request", args=[late.pk]))
    )
    assert act(as_(auditor), late, what).status_code == 403
    assert late.links.get().revoked_at is None
    assert not Reminder.objects.exists()


def test_another_department_does_not_find_the_question(
    late: VerificationRequest, verifier: User
) -> None:
    other = Office.objects.create(code="STP-01", name="Sở khác", kind="department", province="01")
    User.objects.filter(pk=verifier.pk).update(office=other)
    verifier.refresh_from_db()
    browser = as_(verifier)
    assert browser.get(reverse("admin:agency_request", args=[late.pk])).status_code == 404
    assert act(browser, late, "link").status_code == 404
    page = text_of(browser.get(reverse("admin:agency_chasing_one", args=[late.agency_id])))
    assert late.reference not in page
