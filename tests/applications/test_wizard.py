"""The citizen's form from the first page to the receipt."""

from __future__ import annotations

import unicodedata

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Office, User
from applications import payment
from applications.models import Application, State
from tests.applications.walking import PAGES, STAYS, begin, fill, page, problems, rows, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(client: Client, department: Office) -> Application:
    """A draft of this browser's."""
    return begin(client)


def test_a_draft_needs_no_account_and_no_password(client: Client, department: Office) -> None:
    answer = client.post(reverse("applications:start"))
    application = Application.objects.get()
    assert answer["Location"] == page(application, "loai-phieu")
    assert application.owner.has_usable_password() is False
    assert "_auth_user_id" not in client.session


def test_the_form_leads_from_the_first_page_to_the_receipt(
    client: Client, mine: Application
) -> None:
    following = client.get(reverse("applications:application", args=[mine.code]), follow=True)
    assert following.redirect_chain[-1][0] == page(mine, "loai-phieu")
    fill(client, mine)
    answer = send(client, mine)
    assert answer["Location"] == reverse("applications:payment", args=[mine.code])
    mine.refresh_from_db()
    assert (mine.state, mine.fee_amount) == (State.AWAITING_PAYMENT, 200_000)
    assert mine.subject["date_of_birth"] == "1990-05-17"
    assert mine.subject["full_name"] == "Nguyễn Văn An"
    assert mine.subject["documents"][0]["number"] == "092090001234"
    assert mine.subject["mother"] == {"full_name": "Trần Thị Cúc", "date_of_birth": ""}
    stays = [(row.started, row.ended, row.military) for row in mine.residences.all()]
    assert stays == [("2004-05", "2010-08", False), ("2010-09", "", True)]
    assert client.get(answer["Location"]).context["qr_source"].startswith("data:image/png;base64,")


def test_every_page_opens_before_anything_is_typed(client: Client, mine: Application) -> None:
    for slug in [*PAGES, "giay-to-kem", "xem-lai"]:
        assert client.get(page(mine, slug)).status_code == 200, slug


def test_every_page_opens_again_as_it_was_filled(client: Client, mine: Application) -> None:
    fill(client, mine)
    person = client.get(page(mine, "nguoi-duoc-cap"))
    assert person.context["form"]["date_of_birth"].value() == "17/05/1990"
    history = client.get(page(mine, "cu-tru"))
    assert history.context["form"].forms[0]["to"].value() == "08/2010"
    assert history.context["bar"]["missing"] == 0
    assert client.get(page(mine, "an-tich")).context["form"]["convicted"].value() == "no"
    review = client.get(page(mine, "xem-lai"))
    assert review.context["undone"] == []
    assert "17/05/1990" in review.content.decode()
    assert "05/2004 – 08/2010" in review.content.decode()


def test_what_is_wrong_is_said_at_its_field_and_kept_as_typed(
    client: Client, mine: Application
) -> None:
    typed = {**PAGES["nguoi-duoc-cap"], "date_of_birth": "31/02/1990", "full_name": "An <b>"}
    answer = client.post(page(mine, "nguoi-duoc-cap"), typed, follow=True)
    assert set(problems(answer)) == {"date_of_birth", "full_name"}
    assert "Cần sửa" in answer.content.decode()
    again = client.get(page(mine, "nguoi-duoc-cap"))
    assert again.context["form"]["date_of_birth"].value() == "31/02/1990"
    assert again.context["form"]["full_name"].value() == "An <b>"
    assert again.context["form"]["place_of_birth"].value() == "Ninh Kiều, Cần Thơ"


def test_a_page_that_is_left_for_later_is_kept_unchecked(client: Client, mine: Application) -> None:
    answer = client.post(page(mine, "giay-to"), {"kind": "cccd", "number": "12", "later": "1"})
    assert answer["Location"] == reverse("applications:saved", args=[mine.code])
    assert client.get(answer["Location"]).status_code == 200
    assert client.get(page(mine, "giay-to")).context["form"]["number"].value() == "12"


def test_the_draft_is_resumed_at_the_first_page_that_is_not_done(
    client: Client, mine: Application
) -> None:
    for slug in ("loai-phieu", "nguoi-duoc-cap"):
        client.post(page(mine, slug), PAGES[slug])
    answer = client.get(reverse("applications:application", args=[mine.code]))
    assert answer["Location"] == page(mine, "giay-to")
    assert mine.code in client.get(reverse("applications:start")).content.decode()


def test_a_change_link_of_the_review_comes_back_to_the_review(
    client: Client, mine: Application
) -> None:
    fill(client, mine)
    answer = client.post(page(mine, "giay-to") + "?ve=xem-lai", PAGES["giay-to"])
    assert answer["Location"] == page(mine, "xem-lai")


def test_an_unfinished_form_is_not_sent(client: Client, mine: Application) -> None:
    client.post(page(mine, "loai-phieu"), PAGES["loai-phieu"])
    answer = client.get(send(client, mine)["Location"])
    assert len(answer.context["undone"]) == len(PAGES) - 1
    mine.refresh_from_db()
    assert mine.state == State.DRAFT


def test_nothing_is_sent_without_the_promise_that_it_is_true(
    client: Client, mine: Application
) -> None:
    fill(client, mine)
    answer = client.post(page(mine, "xem-lai"), {}, follow=True)
    assert set(problems(answer)) == {"truthful"}
    mine.refresh_from_db()
    assert mine.state == State.DRAFT


def test_sending_twice_is_sending_once(client: Client, mine: Application) -> None:
    fill(client, mine)
    first, second = send(client, mine), send(client, mine)
    assert first["Location"] == second["Location"]
    assert mine.events.filter(step="submit").count() == 1


def test_the_pages_of_a_sent_dossier_change_nothing(client: Client, mine: Application) -> None:
    fill(client, mine)
    send(client, mine)
    for slug in [*PAGES, "giay-to-kem", "xem-lai"]:
        typed = {**PAGES.get(slug, {}), "full_name": "Kẻ Khác"}
        answer = client.post(page(mine, slug), typed)
        assert answer["Location"] == reverse("applications:payment", args=[mine.code]), slug
    mine.refresh_from_db()
    assert mine.full_name == "Nguyễn Văn An"


def test_fields_that_are_not_asked_are_not_taken(client: Client, mine: Application) -> None:
    forbidden = {"state": "approved", "fee_amount": "1", "owner": "1", "route": "in_house"}
    for slug, typed in PAGES.items():
        client.post(page(mine, slug), {**typed, **forbidden, "code": "X", "token": "X"})
    before = (mine.code, mine.token, mine.owner_id)
    mine.refresh_from_db()
    assert (mine.code, mine.token, mine.owner_id) == before
    assert (mine.state, mine.fee_amount, mine.route) == (State.DRAFT, None, "")


def test_who_pays_nothing_has_filed_at_once(client: Client, mine: Application) -> None:
    free = {**PAGES["muc-dich"], "fee_category": "exempt_poor"}
    fill(client, mine, muc_dich=free)
    answer = send(client, mine)
    assert answer["Location"] == reverse("applications:receipt", args=[mine.code])
    assert client.get(answer["Location"]).status_code == 200


def test_the_bank_s_word_leads_to_the_receipt(
    client: Client, mine: Application, machine: User
) -> None:
    fill(client, mine)
    send(client, mine)
    waiting = reverse("applications:payment_state", args=[mine.code])
    assert client.get(waiting).json() == {"state": "awaiting_payment"}
    assert client.get(page(mine, "bien-lai"))["Location"] == page(mine, "nop-phi")
    payment.pay(mine, by=machine, amount=200_000, method="bank_transfer", reference="b-1")
    assert client.get(waiting).json() == {"state": "submitted"}
    assert client.get(page(mine, "nop-phi"))["Location"] == page(mine, "bien-lai")
    receipt = client.get(page(mine, "bien-lai")).content.decode()
    assert mine.code in receipt
    assert mine.payments.get().receipt_no in receipt
    assert mine.token in receipt


def test_a_name_is_never_a_part_of_the_page(client: Client, mine: Application) -> None:
    """Tone marks stay, tags and turned text are refused or written harmlessly in every place."""
    fill(client, mine)
    nasty = "</script><script>alert(1)</script>"
    for slug, name in (("gia-dinh", "father_full_name"), ("noi-o", "permanent_line")):
        client.post(page(mine, slug), {**PAGES[slug], name: nasty})
        assert nasty not in client.get(page(mine, slug)).content.decode()
    client.post(page(mine, "noi-o"), {**PAGES["noi-o"], "permanent_line": nasty})
    stays = [{**STAYS[0], "line": nasty}, STAYS[1]]
    client.post(page(mine, "cu-tru"), rows(stays))
    assert nasty not in client.get(page(mine, "cu-tru")).content.decode()
    assert nasty not in client.get(page(mine, "xem-lai")).content.decode()
    turned = client.post(
        page(mine, "nguoi-duoc-cap"),
        {**PAGES["nguoi-duoc-cap"], "full_name": "An \u202egnort"},
        follow=True,
    )
    assert "full_name" in problems(turned)


@pytest.mark.parametrize("sent", ["Ng\0uyễn Văn An", "x" * 50_000])
def test_what_no_keyboard_types_is_answered_kindly(
    client: Client, mine: Application, sent: str
) -> None:
    typed = {**PAGES["nguoi-duoc-cap"], "full_name": sent}
    answer = client.post(page(mine, "nguoi-duoc-cap"), typed, follow=True)
    assert set(problems(answer)) == {"full_name"}


def test_names_in_two_unicode_forms_are_the_same_name(client: Client, mine: Application) -> None:
    parted = unicodedata.normalize("NFD", "Nguyễn Văn An")
    client.post(page(mine, "nguoi-duoc-cap"), {**PAGES["nguoi-duoc-cap"], "full_name": parted})
    mine.refresh_from_db()
    assert mine.full_name == "Nguyễn Văn An"
