"""The administrator sets up an agency: each channel with what it needs, nothing changed unseen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from verification.models import Agency, AgencyKey, VerificationRequest

NO_ROWS = {
    f"{inline}-{form}_FORMS": "0" for inline in ("keys", "days") for form in ("TOTAL", "INITIAL")
}


@pytest.fixture
def desk(administrator: User) -> Client:
    browser = Client()
    browser.force_login(administrator, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def court(agencies: dict[str, Agency]) -> Agency:
    AgencyKey.objects.filter(agency=agencies["court"]).delete()
    return agencies["court"]


def typed(agency: Agency, **changes: str) -> dict[str, str]:
    names = ("name", "code", "agency_kind", "province", "channel", "endpoint")
    return {**{name: getattr(agency, name) for name in names}, "active": "on", **NO_ROWS, **changes}


def save(desk: Client, agency: Agency, **changes: str) -> Any:
    page = reverse("admin:verification_agency_change", args=[agency.pk])
    return desk.post(page, typed(agency, **changes), follow=True)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"endpoint": ""}, "endpoint", "cần địa chỉ máy chủ"),
        ({"channel": "gateway"}, "member", "cần tên trên trục"),
        ({"channel": "gateway", "member": "VN/GOV/X"}, "member", "có dạng VN/GOV"),
        ({"channel": "paper"}, "address", "cần địa chỉ bưu chính"),
        ({"channel": "desk", "sends_link": "on"}, "email", "cần thư điện tử"),
        ({"sends_link": "on"}, "sends_link", "làm việc trên cổng"),
    ],
)
def test_a_channel_wants_what_it_needs_at_its_field(
    desk: Client, court: Agency, changes: dict[str, str], field: str, words: str
) -> None:
    answer = save(desk, court, **changes)
    assert words in str(answer.context["adminform"].form.errors[field])
    court.refresh_from_db()
    assert court.channel == Agency.Channel.SIGNED_HTTP


@pytest.mark.parametrize(
    "changes",
    [
        {"channel": "gateway", "member": "VN/GOV/TA92/LLTP/requests"},
        {"channel": "paper", "address": "1 Lê Lợi, Cần Thơ"},
        {"channel": "desk", "sends_link": "on", "email": "toa@example.com"},
    ],
)
def test_a_channel_is_changed_without_a_deployment(
    desk: Client, court: Agency, changes: dict[str, str]
) -> None:
    save(desk, court, **changes)
    court.refresh_from_db()
    assert court.channel == changes["channel"]


def test_a_change_of_channel_under_waiting_questions_is_confirmed(
    desk: Client, asked: VerificationRequest
) -> None:
    police = asked.agency
    AgencyKey.objects.filter(agency=police).delete()
    answer = save(desk, police, channel="desk")
    assert "Có 1 yêu cầu đang chờ" in str(answer.context["adminform"].form.errors["channel_agreed"])
    police.refresh_from_db()
    assert police.channel == Agency.Channel.SIGNED_HTTP
    save(desk, police, channel="desk", channel_agreed="on")
    police.refresh_from_db()
    assert police.channel == Agency.Channel.DESK


def test_a_host_that_may_not_be_called_is_warned_of(
    desk: Client, court: Agency, settings: Any
) -> None:
    settings.AGENCY_HOSTS = ["toaan.example"]
    assert "AGENCY_HOSTS" in save(desk, court, phone="1").content.decode()
    answer = save(desk, court, phone="1", endpoint="https://toaan.example/requests")
    assert "AGENCY_HOSTS" not in answer.content.decode()


def test_the_log_says_what_was_and_what_is(desk: Client, court: Agency) -> None:
    save(desk, court, channel="paper", address="1 Lê Lợi", contact_person="Trần Văn Ba")
    entry = LogEntry.objects.get(object_id=str(court.pk))
    assert entry.user.username == "administrator"
    for said in ("Máy chủ của cơ quan → Văn bản giấy", "– → Trần Văn Ba", "– → 1 Lê Lợi"):
        assert said in entry.get_change_message()


def test_the_page_tells_which_keys_count_and_when_the_last_ends(
    desk: Client, agencies: dict[str, Agency]
) -> None:
    court = agencies["court"]
    page = reverse("admin:verification_agency_change", args=[court.pk])
    assert "không có ngày hết hạn" in desk.get(page).content.decode()
    AgencyKey.objects.filter(agency=court).update(valid_until=timezone.now() + timedelta(days=20))
    assert "Hãy thêm khóa mới." in desk.get(page).content.decode()
    AgencyKey.objects.filter(agency=court).update(valid_until=timezone.now())
    assert "Không có khóa nào" in desk.get(page).content.decode()


def test_the_page_tells_how_the_agency_stands(desk: Client, asked: VerificationRequest) -> None:
    VerificationRequest.objects.filter(pk=asked.pk).update(
        state="sent", sent_at=timezone.now(), due_on="2024-06-03"
    )
    page = reverse("admin:verification_agency_change", args=[asked.agency_id])
    assert "1 yêu cầu đang chờ, trong đó 1 quá hạn." in desk.get(page).content.decode()
    listed = desk.get(reverse("admin:verification_agency_changelist")).content.decode()
    assert "1 / 1" in listed


def test_silence_goes_to_somebody_of_the_department_only(
    desk: Client, court: Agency, officer: User, head: User
) -> None:
    answer = save(desk, court, escalate_to=str(officer.pk))
    assert "escalate_to" in answer.context["adminform"].form.errors
    save(desk, court, escalate_to=str(head.pk))
    court.refresh_from_db()
    assert court.escalate_to == head
