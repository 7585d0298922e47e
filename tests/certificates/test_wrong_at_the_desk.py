"""A wrong certificate at the desk: what is offered, seen before and after, never typed twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from accounts.models import User
from applications.models import Application, State
from certificates import revocation
from certificates.models import Certificate, Revocation
from portal import notices
from portal.desk.correcting import CorrectForm
from portal.desk.steps import offers
from portal.models import Notice

PROOF = {"reason": "Nhập sai nơi sinh", "document_no": "Giấy khai sinh 12/2001"}
WASTE: dict[str, Any] = {"ground": "In sai", "copies_destroyed": 2, "destroyed_by": "Lê Thị Kho"}
BIRTHPLACE = {"subject": {"place_of_birth": "Vĩnh Long"}}


@pytest.fixture(autouse=True)
def _static_root() -> None:
    """WhiteNoise warns of a missing folder; nothing is collected for tests."""
    from pathlib import Path

    Path(configured.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def desk(client: Client, head: User) -> Client:
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def ask(desk: Client, issued: Certificate) -> Callable[..., tuple[int, str]]:
    """One request to a step's page, with the number of the newest event as the page carries it."""

    def send(step: str, **values: Any) -> tuple[int, str]:
        pk = issued.application_id
        address = f"/admin/applications/application/{pk}/buoc/{step}/"
        last = issued.application.events.order_by("-number").values_list("number", flat=True)[0]
        if values:
            answer = desk.post(address, {"seen": last, **values}, follow=True)
        else:
            answer = desk.get(address, follow=True)
        return answer.status_code, answer.content.decode()

    return send


def stand(issued: Certificate, state: str) -> Application:
    Application.objects.filter(pk=issued.application_id).update(state=state)
    issued.application.refresh_from_db()
    return issued.application


def typed(application: Application, **changes: Any) -> dict[str, Any]:
    """The page as it was filled in: what stands, and what was changed."""
    stands = CorrectForm.standing(application)
    values = {name: value for name, value in stands.items() if value not in (None, False)}
    return {**values, **PROOF, **changes}


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("ready", {"cancel", "correct"}),
        ("in_post", {"revoke", "correct"}),
        ("delivered", {"revoke", "correct"}),
        ("returned_mail", {"revoke", "correct"}),
    ],
)
def test_before_it_has_left_the_house_it_is_cancelled_and_not_revoked(
    issued: Certificate, head: User, state: str, offered: set[str]
) -> None:
    application = stand(issued, state)
    wrong = {"cancel", "correct", "revoke", "reissue"}
    assert {one.step for one in offers(application, head)} & wrong == offered
    revocation.revoke(application, by=head, ground="Sai")
    assert {one.step for one in offers(application, head)} & wrong == {"reissue"}


def test_a_correction_is_shown_before_and_after_and_then_confirmed(
    issued: Certificate, ask: Any
) -> None:
    application = issued.application
    status, page = ask("correct")
    assert status == 200
    assert issued.printed_number in page
    body = typed(application, place_of_birth="Vĩnh Long", mother="Trần Thị Cú")
    status, page = ask("correct", act="review", **body)
    assert status == 200
    for text in ("Cần Thơ", "Vĩnh Long", "Trần Thị Cúc", "Trần Thị Cú", PROOF["document_no"]):
        assert text in page
    assert not Revocation.objects.exists()
    status, page = ask("correct", act="confirm", **body)
    assert status == 200
    assert "Đã đính chính." in page
    application.refresh_from_db()
    assert application.state == State.CONCLUDING
    assert application.subject["place_of_birth"] == "Vĩnh Long"
    assert application.subject["mother"] == {"full_name": "Trần Thị Cú", "date_of_birth": "1963"}
    assert application.subject["documents"][0]["number"] == "092090001234"


def test_the_way_back_from_the_review_keeps_what_was_typed(issued: Certificate, ask: Any) -> None:
    body = typed(issued.application, place_of_birth="Vĩnh Long")
    status, page = ask("correct", act="back", **body)
    assert status == 200
    assert 'value="Vĩnh Long"' in page
    assert PROOF["reason"] in page
    assert not Revocation.objects.exists()


WRONG = [
    ({}, "Chưa có nội dung nào được sửa"),
    ({"place_of_birth": "Vĩnh Long", "document_no": ""}, "Hãy ghi giấy tờ, văn bản làm căn cứ."),
    ({"place_of_birth": "Vĩnh Long", "reason": ""}, "Hãy ghi rõ lý do."),
    ({"place_of_birth": "Vĩnh Long", "date_of_birth": "31/02/1990"}, "Ngày này chưa đúng"),
    ({"place_of_birth": "Vĩnh Long", "number": "123"}, "Số căn cước có 12 chữ số."),
    ({"place_of_birth": "Vĩnh Long", "full_name": "An 2"}, "Họ tên chỉ gồm chữ cái"),
]


@pytest.mark.parametrize(("changes", "message"), WRONG)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    issued: Certificate, ask: Any, changes: dict[str, Any], message: str
) -> None:
    status, page = ask("correct", act="confirm", **typed(issued.application, **changes))
    assert status == 400, page
    assert message in page
    for text in changes.values():
        assert text in page
    assert not Revocation.objects.exists()
    assert stand(issued, "ready").subject["place_of_birth"] == "Cần Thơ"


def test_homes_and_type_are_corrected_too(issued: Certificate, ask: Any) -> None:
    application = issued.application
    homes = {"permanent_line": "14 Nguyễn Trãi", "temporary_line": "5 Trần Phú"}
    ask("correct", act="confirm", **typed(application, **homes, certificate_type=2))
    application.refresh_from_db()
    assert application.subject["permanent_address"]["line"] == "14 Nguyễn Trãi"
    assert application.subject["temporary_address"]["line"] == "5 Trần Phú"
    assert (application.certificate_type, application.confirm_bans) == (2, True)
    fields = application.events.get(step="correct").data["fields"]
    assert "certificate_type" in fields
    assert "subject.permanent_address.line" in fields


def test_a_cancellation_notes_who_destroyed_how_many(issued: Certificate, ask: Any) -> None:
    status, page = ask("cancel")
    assert status == 200
    assert "Số bản giấy đã hủy" in page
    status, page = ask("cancel", **{**WASTE, "copies_destroyed": ""})
    assert status == 400
    assert WASTE["ground"] in page
    status, page = ask("cancel", **WASTE)
    assert "Đã hủy bỏ phiếu." in page
    made = Revocation.objects.get()
    assert (made.kind, made.copies_destroyed, made.destroyed_by) == (
        *("cancelled", 2, "Lê Thị Kho"),
    )


@pytest.mark.parametrize(
    ("state", "warned"), [("ready", ""), ("in_post", "bưu điện"), ("delivered", "đang giữ phiếu")]
)
def test_the_page_says_where_the_paper_is(
    issued: Certificate, ask: Any, state: str, warned: str
) -> None:
    stand(issued, state)
    status, page = ask("correct")
    assert status == 200
    assert ("notice" in page and warned in page) if warned else "đang giữ phiếu" not in page


# What the applicant is told


def told(application: Application, step: str) -> str:
    event = application.events.get(step=step)
    notices.prepare(event)
    assert Notice.objects.filter(event=event).count() == 1
    subject, body = notices.compose(event)
    return f"{subject}\n{body}"


@pytest.mark.parametrize(
    ("state", "asked_back"),
    [("ready", False), ("in_post", True), ("delivered", True), ("returned_mail", False)],
)
def test_the_applicant_is_told_what_to_do_and_when_the_new_one_comes(
    issued: Certificate, head: User, state: str, asked_back: bool
) -> None:
    application = stand(issued, state)
    revocation.correct(application, by=head, changes=BIRTHPLACE, **PROOF)
    text = told(application, "correct")
    assert issued.printed_number in text
    assert ("gửi trả bản giấy" in text) is asked_back
    assert "chậm nhất ngày" in text
    assert "không phải nộp thêm phí" in text
    assert "Vĩnh Long" not in text


def test_each_way_out_has_its_own_words(issued: Certificate, head: User) -> None:
    application = issued.application
    revocation.cancel(application, by=head, **WASTE)
    text = told(application, "cancel")
    assert "hủy bỏ" in text
    assert "Xin chưa đến nhận" in text


@pytest.mark.parametrize(("kind", "words"), [("revoked", "thu hồi"), ("cancelled", "hủy bỏ")])
def test_a_revocation_says_which_it_was_and_a_reissue_follows(
    issued: Certificate, head: User, kind: str, words: str
) -> None:
    application = stand(issued, "delivered")
    revocation.revoke(application, by=head, ground="Sai", kind=kind)
    text = told(application, "revoke")
    assert f"đã bị {words}" in text
    assert "gửi trả bản giấy" in text
    revocation.reissue(application, by=head, reason="Sai")
    assert "phiếu mới thay phiếu đã bị thu hồi" in told(application, "reissue")
