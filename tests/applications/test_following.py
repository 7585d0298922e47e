"""The way of a dossier as its applicant reads it: the sentence, the supplement, the withdrawal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Office, User
from applications import acceptance, attachments, payment, reading, workflow
from applications.models import Application, State
from applications.views import following
from tests.applications.walking import PAGES, begin, fill, page, picture, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(client: Client, department: Office, machine: User) -> Application:
    """A dossier of this browser's that is sent and paid."""
    application = begin(client)
    fill(client, application)
    send(client, application)
    payment.pay(application, by=machine, amount=200_000, method="bank_transfer", reference="b-1")
    return application


def follow(client: Client, application: Application) -> Any:
    return client.get(reverse("applications:follow", args=[application.token]))


def stand(application: Application, state: str) -> Application:
    Application.objects.filter(pk=application.pk).update(state=state)
    application.refresh_from_db()
    return application


@pytest.mark.parametrize("state", [state for state in State.values if state != State.DRAFT])
def test_every_state_has_a_sentence_and_a_page(
    client: Client, mine: Application, state: str
) -> None:
    answer = follow(client, stand(mine, state))
    assert answer.status_code == 200
    assert answer.context["sentence"]


def test_who_has_a_record_reads_what_everybody_reads(client: Client, mine: Application) -> None:
    pages = []
    for state in (State.ACCEPTED, State.VERIFYING, State.CONCLUDING):
        answer = follow(client, stand(mine, state))
        told = (answer.context["sentence"], answer.context["stages"], answer.context["entries"])
        pages.append(told)
    assert pages[1] == pages[2]
    assert pages[0][0] == pages[1][0]


def test_of_the_office_s_own_steps_nothing_is_told(mine: Application, machine: User) -> None:
    for step in ("classify", "reclassify", "complete_verification", "conclude", "send_back"):
        workflow.record(mine, step, by=machine)
    assert [entry.what for entry in reading.entries(mine)] == [
        reading.TOLD["pay"],
        reading.TOLD["submit"],
    ]


def test_a_state_is_asked_for_by_the_name_the_reader_knows() -> None:
    verifying = reading.states_read_as(State.VERIFYING, by_staff=False)
    assert verifying == [State.VERIFYING, State.CONCLUDING]
    assert reading.states_read_as(State.CONCLUDING, by_staff=False) == []


def test_the_packages_above_add_the_certificate_and_the_parcel(
    client: Client, mine: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    def added(_application: Application, _request: Any) -> dict[str, Any]:
        marks = [
            {"label": "Đã nhận gửi", "at": datetime(2024, 6, 3, 2, 0, tzinfo=UTC)},
            {"label": "Đang phát", "at": datetime(2024, 6, 4, 3, 30, tzinfo=UTC)},
        ]
        return {
            "certificate": {"number": "12/STP-LLTP", "download_url": "/phieu.pdf"},
            "parcel": {"item": "RR473124829VN", "marks": marks},
        }

    monkeypatch.setattr(following, "EXTRA", [added])
    content = follow(client, stand(mine, State.IN_POST)).content.decode()
    for text in ("12/STP-LLTP", "/phieu.pdf", "RR473124829VN", "10:30, 04/06/2024"):
        assert text in content


def test_a_refusal_is_told_with_its_ground_and_reason(
    client: Client, mine: Application, receiver: User
) -> None:
    acceptance.refuse(
        mine, by=receiver, ground="papers_incomplete_or_forged", reason="Thiếu <b>giấy</b> tờ."
    )
    content = follow(client, mine).content.decode()
    assert "không đầy đủ hoặc giả mạo" in content
    assert "Thiếu &lt;b&gt;giấy&lt;/b&gt; tờ." in content


@pytest.fixture
def asked(mine: Application, receiver: User) -> Application:
    """The same, returned for supplement."""
    items = ["Ghi rõ nơi sinh", "Ảnh chụp căn cước"]
    acceptance.return_for_supplement(mine, by=receiver, items=items)
    mine.refresh_from_db()
    return mine


def test_what_is_missing_is_said_and_the_form_opens_again(
    client: Client, asked: Application
) -> None:
    content = follow(client, asked).content.decode()
    assert "Ghi rõ nơi sinh" in content
    review = client.get(page(asked, "xem-lai")).content.decode()
    assert "Ảnh chụp căn cước" in review


def test_a_supplement_changes_nothing_until_it_is_sent(client: Client, asked: Application) -> None:
    changed = {**PAGES["nguoi-duoc-cap"], "place_of_birth": "Cái Răng, Cần Thơ"}
    answer = client.post(page(asked, "nguoi-duoc-cap") + "?ve=xem-lai", changed)
    assert answer["Location"] == page(asked, "xem-lai")
    asked.refresh_from_db()
    assert asked.subject["place_of_birth"] == "Ninh Kiều, Cần Thơ"
    assert "Cái Răng" in client.get(page(asked, "xem-lai")).content.decode()
    send(client, asked)
    asked.refresh_from_db()
    assert asked.state == State.SUBMITTED
    assert asked.subject["place_of_birth"] == "Cái Răng, Cần Thơ"
    assert asked.events.filter(step="supplement").count() == 1
    send(client, asked)
    assert asked.events.filter(step="supplement").count() == 1


def test_what_the_fee_rests_on_is_not_supplemented(client: Client, asked: Application) -> None:
    free = {**PAGES["muc-dich"], "fee_category": "exempt_poor"}
    client.post(page(asked, "muc-dich"), free)
    send(client, asked)
    asked.refresh_from_db()
    assert asked.fee_category == "standard"


def test_papers_are_added_to_a_supplement_and_old_ones_stay(
    client: Client, mine: Application, receiver: User
) -> None:
    old = attachments.add(mine, by=mine.owner, kind="other", title="cũ", content=picture("PNG"))
    acceptance.return_for_supplement(mine, by=receiver, items=["Ảnh"])
    upload = SimpleUploadedFile("moi.jpg", picture())
    client.post(page(mine, "giay-to-kem"), {"kind": "other", "file": upload})
    assert mine.attachments.count() == 2
    for paper in mine.attachments.all():
        client.post(page(mine, "giay-to-kem"), {"remove": str(paper.pk)})
    assert list(mine.attachments.all()) == [old]


def test_a_dossier_is_withdrawn_after_a_page_that_says_what_it_means(
    client: Client, mine: Application
) -> None:
    address = page(mine, "rut")
    assert "được hoàn lại" in client.get(address).content.decode()
    mine.refresh_from_db()
    assert mine.state == State.SUBMITTED
    client.post(address, {"reason": "Không cần nữa"})
    mine.refresh_from_db()
    assert mine.state == State.WITHDRAWN
    assert client.get(address)["Location"] == client.post(address)["Location"]
    assert mine.events.filter(step="withdraw").count() == 1
    assert "Không cần nữa" not in follow(client, mine).content.decode()


def test_a_withdrawal_after_acceptance_promises_no_money(
    client: Client, mine: Application, receiver: User
) -> None:
    acceptance.accept(mine, by=receiver)
    assert "không được hoàn lại" in client.get(page(mine, "rut")).content.decode()


def test_a_certificate_that_is_being_made_is_not_withdrawn(
    client: Client, mine: Application
) -> None:
    stand(mine, State.DRAFTED)
    client.post(page(mine, "rut"), {})
    mine.refresh_from_db()
    assert mine.state == State.DRAFTED
