"""What the form asks of whom, and what it says when the law stands against it."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Office
from applications.models import Application
from tests.applications.walking import PAGES, STAYS, begin, fill, page, problems, rows

pytestmark = pytest.mark.django_db

ANOTHER = {
    "full_name": "Trần Văn Bảy",
    "document_kind": "cccd",
    "document_number": "092080001111",
}


@pytest.fixture
def mine(client: Client, department: Office) -> Application:
    return begin(client)


def asked(client: Client, mine: Application, slug: str, typed: dict[str, str]) -> dict:
    return problems(client.post(page(mine, slug), typed, follow=True))


@pytest.mark.parametrize(
    ("stays", "field", "said"),
    [
        ([{**STAYS[0], "from": "07/2005"}, STAYS[1]], "0.from", "05/2004"),
        ([STAYS[0], {**STAYS[1], "from": "01/2012"}], "1.from", "09/2010 đến 12/2011"),
        ([STAYS[0], {**STAYS[1], "from": "01/2001"}], "1.from", "từ cũ đến mới"),
        ([STAYS[0], {**STAYS[1], "from": "01/2009"}], "1.from", "trùng"),
        ([STAYS[0]], "0.to", "còn trống từ 09/2010"),
        ([{**STAYS[0], "to": "13/2010"}, STAYS[1]], "0.to", "ví dụ 09/2010"),
        ([{**STAYS[0], "to": ""}, STAYS[1]], "0.to", "Đến nay"),
        ([STAYS[0], {**STAYS[1], "province": ""}], "1.province", "tỉnh"),
        ([STAYS[0], {**STAYS[1], "kind": "abroad"}], "1.country", "nước"),
    ],
)
def test_a_fault_of_the_history_is_said_at_its_row(
    client: Client, mine: Application, stays: list[dict[str, str]], field: str, said: str
) -> None:
    client.post(page(mine, "nguoi-duoc-cap"), PAGES["nguoi-duoc-cap"])
    found = asked(client, mine, "cu-tru", rows(stays))
    assert said in found[field][0]
    mine.refresh_from_db()
    assert mine.residences.count() == 0


def test_a_row_is_added_where_the_last_one_ended_and_nothing_is_lost(
    client: Client, mine: Application
) -> None:
    answer = client.post(page(mine, "cu-tru"), {**rows([STAYS[0]]), "add": "1"}, follow=True)
    form = answer.context["form"]
    assert [row["from"].value() for row in form.forms] == ["05/2004", "09/2010"]
    assert form.forms[0]["occupation"].value() == "học sinh"


def test_a_row_is_taken_away(client: Client, mine: Application) -> None:
    answer = client.post(page(mine, "cu-tru"), {**rows(STAYS), "remove": "0"}, follow=True)
    assert [row["from"].value() for row in answer.context["form"].forms] == ["092010"]


def test_the_bar_shows_the_months_that_are_missing(client: Client, mine: Application) -> None:
    client.post(page(mine, "nguoi-duoc-cap"), PAGES["nguoi-duoc-cap"])
    client.post(page(mine, "cu-tru"), rows([STAYS[0], {**STAYS[1], "from": "01/2012"}]))
    bar = client.get(page(mine, "cu-tru")).context["bar"]
    assert bar["missing"] == 16
    assert [part["x"] for part in bar["parts"]] == [0, 92]


def test_who_asks_for_another_is_asked_about_themselves(client: Client, mine: Application) -> None:
    answer = client.post(page(mine, "loai-phieu"), {"certificate_type": "1", "relation": "child"})
    assert answer["Location"] == page(mine, "nguoi-nop")
    form = client.get(page(mine, "nguoi-nop")).context["form"]
    assert "authorisation_kind" not in form.fields
    fill(client, mine, loai_phieu={"certificate_type": "1", "relation": "child"}, nguoi_nop=ANOTHER)
    mine.refresh_from_db()
    assert mine.applicant["full_name"] == "Trần Văn Bảy"
    review = client.get(page(mine, "xem-lai"))
    assert "Giấy tờ chứng minh quan hệ" in review.context["missing"][0]


def test_an_attorney_must_show_a_certified_authorisation(client: Client, mine: Application) -> None:
    client.post(page(mine, "loai-phieu"), {"certificate_type": "1", "relation": "authorised"})
    found = asked(client, mine, "nguoi-nop", ANOTHER)
    assert {"authorisation_kind", "authorisation_date", "authorisation_by"} <= set(found)


@pytest.mark.parametrize("relation", ["spouse", "child", "guardian", "authorised"])
def test_nobody_is_let_in_for_the_no_2_of_another_adult(
    client: Client, mine: Application, relation: str
) -> None:
    found = asked(client, mine, "loai-phieu", {"certificate_type": "2", "relation": relation})
    assert "relation" in found


def test_a_parent_may_ask_for_the_no_2_of_a_child_under_age_only(
    client: Client, mine: Application
) -> None:
    wanted = {"certificate_type": "2", "relation": "mother"}
    assert "loi=" not in client.post(page(mine, "loai-phieu"), wanted)["Location"]
    fill(client, mine, loai_phieu=wanted, nguoi_nop=ANOTHER)
    review = client.get(page(mine, "xem-lai"))
    assert [one["title"] for one in review.context["problems"]] == ["Phiếu nào, cho ai"]


def test_no_2_always_states_bans(client: Client, mine: Application) -> None:
    fill(client, mine, loai_phieu={"certificate_type": "2", "relation": "self"})
    assert "confirm_bans" not in client.get(page(mine, "an-tich")).context["form"].fields
    mine.refresh_from_db()
    assert mine.confirm_bans is True


def test_going_back_to_oneself_forgets_who_asked(client: Client, mine: Application) -> None:
    client.post(page(mine, "loai-phieu"), {"certificate_type": "1", "relation": "child"})
    client.post(page(mine, "nguoi-nop"), ANOTHER)
    client.post(page(mine, "loai-phieu"), PAGES["loai-phieu"])
    mine.refresh_from_db()
    assert mine.applicant == {"relation": "self"}
    answer = client.get(page(mine, "nguoi-nop"), follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain


CARD = "092090001234|012345678|Nguyễn Văn An|17051990|Nam|12 Nguyễn Trãi, Cần Thơ|05042021"


def test_the_code_of_the_card_fills_in_what_it_says(client: Client, mine: Application) -> None:
    client.post(page(mine, "nguoi-duoc-cap"), {"card": CARD, "place_of_birth": "Cần Thơ"})
    person = client.get(page(mine, "nguoi-duoc-cap")).context["form"]
    assert person["full_name"].value() == "Nguyễn Văn An"
    assert person["date_of_birth"].value() == "17/05/1990"
    assert person["place_of_birth"].value() == "Cần Thơ"
    papers = client.get(page(mine, "giay-to")).context["form"]
    assert papers["number"].value() == "092090001234"
    assert papers["old_number"].value() == "012345678"
    assert client.get(page(mine, "noi-o")).context["form"]["permanent_line"].value()


def test_another_code_than_the_card_s_is_said_and_nothing_typed_is_lost(
    client: Client, mine: Application
) -> None:
    typed = {"card": "https://example.vn", "full_name": "Nguyễn Văn An"}
    answer = client.post(page(mine, "nguoi-duoc-cap"), typed, follow=True)
    assert answer.context["card_problem"]
    assert answer.context["form"]["full_name"].value() == "Nguyễn Văn An"


def test_a_number_that_disagrees_is_doubted_and_stops_nobody(
    client: Client, mine: Application
) -> None:
    fill(client, mine, giay_to={**PAGES["giay-to"], "number": "092191001234"})
    review = client.get(page(mine, "xem-lai"))
    assert len(review.context["doubts"]) == 2
    assert review.context["problems"] == []


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("17/5/1990", "1990-05-17"),
        ("17-05-1990", "1990-05-17"),
        ("17 05 1990", "1990-05-17"),
        ("17.5.1990", "1990-05-17"),
        ("17051990", "1990-05-17"),
        ("05/1990", "1990-05"),
        ("051990", "1990-05"),
        ("1990", "1990"),
        ("1990-05-17", "1990-05-17"),
    ],
)
def test_a_birth_date_may_be_typed_as_people_type_it(
    client: Client, mine: Application, typed: str, stored: str
) -> None:
    client.post(page(mine, "nguoi-duoc-cap"), {**PAGES["nguoi-duoc-cap"], "date_of_birth": typed})
    mine.refresh_from_db()
    assert mine.date_of_birth == stored


@pytest.mark.parametrize("typed", ["31/02/1990", "0405", "1/1/2999", "mai", "17/05/90"])
def test_a_day_that_never_was_is_refused(client: Client, mine: Application, typed: str) -> None:
    sent = {**PAGES["nguoi-duoc-cap"], "date_of_birth": typed}
    assert "date_of_birth" in asked(client, mine, "nguoi-duoc-cap", sent)
