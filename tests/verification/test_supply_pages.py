"""The desk's list of copies for the Centre: what is owed and late, printed and marked as sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Office, User
from common.dates import today
from records.models import AccessLog, Judgment, Person, SuppliedEntry
from verification import supply
from verification.models import Agency, Supply

LIST = "/admin/verification/supply/"


@pytest.fixture
def owed(department: Office, agencies: dict[str, Agency]) -> Supply:
    person = Person.objects.create(record_code="55CT2024/00001", full_name="Nguyễn Văn An")
    judgment = Judgment.objects.create(
        person=person,
        judgment_no="45/2015/HSST",
        main_penalty="imprisonment",
        court_fee_vnd=200_000,
    )
    judgment.offences.create(number=1, offence="Trộm cắp tài sản", intent="intentional")
    return supply.owe(person, office=department, new=True)


@pytest.fixture
def as_(client: Client, cast: dict[str, User]) -> Callable[[str], Client]:
    def enter(role: str) -> Client:
        client.force_login(cast[role], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


def page_of(row: Supply) -> str:
    return reverse("admin:verification_supply_change", args=[row.pk])


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_list_shows_what_is_owed_without_names(owed: Supply, as_: Any) -> None:
    page = text(as_("head").get(LIST))
    assert "55CT2024/00001" in page
    assert "Nguyễn Văn An" not in page
    assert "quá hạn cung cấp" not in page
    Supply.objects.update(due_on=today() - timedelta(days=3))
    assert "Có 1 bản sao đã quá hạn cung cấp" in text(as_("head").get(LIST))


def test_what_was_sent_leaves_the_list(owed: Supply, as_: Any, verifier: User) -> None:
    supply.hand_over(owed, by=verifier)
    assert "Không còn bản sao nào" in text(as_("head").get(LIST))
    assert "55CT2024/00001" in text(as_("head").get(LIST, {"tinh-trang": "da-gui"}))


def test_a_clerk_makes_it_up_prints_it_and_marks_it_as_sent(owed: Supply, as_: Any) -> None:
    client = as_("verifier")
    assert "45/2015/HSST" not in text(client.get(page_of(owed)))
    client.post(page_of(owed), {"make": "1"})
    page = text(client.get(page_of(owed)))
    for said in ("45/2015/HSST", "Phạt tù có thời hạn", "Cố ý", "200.000", "01/"):
        assert said in page
    client.post(page_of(owed), {"sent": "1"})
    owed.refresh_from_db()
    assert owed.sent_at is not None
    assert SuppliedEntry.objects.count() == 1


def test_each_opening_of_a_copy_is_written_down(owed: Supply, as_: Any, head: User) -> None:
    as_("head").get(page_of(owed))
    assert AccessLog.objects.get(by=head).found == ["55CT2024/00001"]


def test_an_auditor_reads_and_does_nothing(owed: Supply, as_: Any) -> None:
    client = as_("auditor")
    assert "Lập bản sao" not in text(client.get(page_of(owed)))
    assert client.post(page_of(owed), {"sent": "1"}).status_code == 403
    assert not SuppliedEntry.objects.exists()


def test_what_stopped_is_tried_again(owed: Supply, as_: Any) -> None:
    Supply.objects.update(parked_at="2024-06-03T00:00Z", tries=150, last_error="status 400")
    client = as_("verifier")
    assert "status 400" in text(client.get(page_of(owed)))
    assert "việc gửi đã dừng" in text(client.get(LIST))
    client.post(page_of(owed), {"again": "1"})
    owed.refresh_from_db()
    assert (owed.parked_at, owed.tries) == (None, 0)


def test_without_a_centre_nothing_is_made_up(owed: Supply, as_: Any) -> None:
    Agency.objects.update(active=False)
    assert supply.send(owed.pk)
    page = as_("verifier").post(page_of(owed), {"make": "1"}, follow=True)
    assert "Chưa khai báo cơ quan" in text(page)
    assert not SuppliedEntry.objects.exists()
