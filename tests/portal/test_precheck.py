"""The public pre-check answers like a real case, asks for nobody's name and stores nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Office
from applications.models import Application

ANSWERS = {
    "certificate_type": "1",
    "relation": "self",
    "nationality": "VN",
    "lived": "one",
    "fee_category": "standard",
    "copies": "1",
    "previously_certified": "",
}


def told(client: Client, **changes: str) -> str:
    page = client.get("/tinh-phi/", {**ANSWERS, **changes})
    assert page.status_code == 200
    return page.content.decode()


def test_the_questions_stand_alone_before_an_answer(client: Client, department: Office) -> None:
    page = client.get("/tinh-phi/").content.decode()
    assert "Trường hợp của bạn" not in page


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["200.000", "Công an cấp tỉnh"]),
        ({"copies": "4"}, ["210.000"]),
        ({"fee_category": "reduced_student"}, ["100.000"]),
        ({"fee_category": "exempt_poor"}, ["Miễn phí"]),
        ({"lived": "several"}, ["Công an cấp tỉnh, Trung tâm LLTP quốc gia"]),
        ({"lived": "abroad"}, ["Trung tâm LLTP quốc gia"]),
        ({"nationality": "other"}, ["Trung tâm LLTP quốc gia"]),
        ({"previously_certified": "12/STP-LLTP"}, ["Không phải hỏi thêm cơ quan nào"]),
    ],
)
def test_the_answer_follows_the_rules(
    client: Client, department: Office, changes: dict[str, str], expected: list[str]
) -> None:
    page = told(client, **changes)
    for words in expected:
        assert words in page
    assert Application.objects.count() == 0


def test_what_the_law_forbids_is_said_before_anybody_begins(
    client: Client, department: Office
) -> None:
    page = told(client, certificate_type="2", relation="spouse")
    assert "Không được yêu cầu cấp loại Phiếu này cho người khác" in page


def test_a_wrong_answer_is_named_at_its_question(client: Client, department: Office) -> None:
    page = told(client, copies="0")
    assert "Trường hợp của bạn" not in page
    assert "copies" in page
