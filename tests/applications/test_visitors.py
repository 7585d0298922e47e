"""Whose dossier is whose, without accounts: sessions, private links, birth dates, limits."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Office, Role, User
from applications.models import Application, Channel, Guess, State
from tests.applications.walking import PAGES, begin, fill, page, send

pytestmark = pytest.mark.django_db

TABS = ("", "loai-phieu/", "giay-to-kem/", "xem-lai/", "nop-phi/", "nop-phi/tinh-trang/")
TABS += ("bien-lai/", "rut/", "da-luu/")


@pytest.fixture
def mine(client: Client, department: Office) -> Application:
    application = begin(client)
    fill(client, application)
    application.refresh_from_db()
    return application


def follow(application: Application) -> str:
    return reverse("applications:follow", args=[application.token])


def without_token(content: bytes) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", content.decode())


def open_gate(client: Client, token: str, day: str = "17/05/1990") -> Any:
    address = reverse("applications:follow", args=[token])
    return client.post(address, {"date_of_birth": day})


def test_another_s_dossier_does_not_exist(mine: Application) -> None:
    other = Client()
    begin(other)
    for tab in TABS:
        address = f"/xin-cap/{mine.code}/{tab}"
        assert other.get(address).status_code == 404, tab
        assert other.post(address, {"truthful": "on"}).status_code in {404, 405}, tab
    mine.refresh_from_db()
    assert mine.state == State.DRAFT


def test_a_stranger_s_pages_are_kept_by_no_cache(client: Client, mine: Application) -> None:
    for address in (page(mine, "loai-phieu"), follow(mine), reverse("applications:start")):
        assert "no-store" in client.get(address)["Cache-Control"]


def test_the_session_is_a_new_one_once_it_holds_a_draft(department: Office) -> None:
    client = Client()
    client.get(reverse("applications:start"))
    session = client.session
    session["seen"] = True
    session.save()
    before = session.session_key
    begin(client)
    assert client.session.session_key != before


def test_the_private_link_asks_for_the_birth_date(mine: Application) -> None:
    other = Client()
    gate = other.get(follow(mine))
    assert gate.status_code == 200
    assert mine.full_name not in gate.content.decode()
    assert mine.code not in gate.content.decode()
    assert open_gate(other, mine.token, "18/05/1990").status_code == 422
    assert other.get(page(mine, "loai-phieu")).status_code == 404
    assert open_gate(other, mine.token)["Location"] == follow(mine)
    assert mine.full_name in other.get(follow(mine)).content.decode()
    assert other.get(page(mine, "loai-phieu")).status_code == 200


def test_the_session_is_a_new_one_once_the_link_has_opened(mine: Application) -> None:
    other = Client()
    begin(other)
    before = other.session.session_key
    open_gate(other, mine.token)
    assert other.session.session_key != before


def test_the_link_opens_that_dossier_and_no_other_of_its_owner(
    client: Client, mine: Application
) -> None:
    second = begin(client)
    assert second.owner_id == mine.owner_id
    other = Client()
    open_gate(other, mine.token)
    assert other.get(page(second, "loai-phieu")).status_code == 404


@pytest.mark.parametrize("day", ["1990", "05/1990", "17/05/1991", ""])
def test_half_a_birth_date_opens_nothing(mine: Application, day: str) -> None:
    assert open_gate(Client(), mine.token, day).status_code == 422


def test_an_unknown_link_and_a_wrong_day_are_answered_alike(mine: Application) -> None:
    unknown = "x" * len(mine.token)
    for address in (mine.token, unknown):
        assert Client().get(reverse("applications:follow", args=[address])).status_code == 200
    known, guessed = (open_gate(Client(), token, "1/1/1980") for token in (mine.token, unknown))
    assert known.status_code == guessed.status_code == 422
    parted = [
        without_token(one.content).replace(token, "")
        for one, token in ((known, mine.token), (guessed, unknown))
    ]
    assert parted[0] == parted[1]


def test_a_draft_without_a_birth_date_is_opened_by_none(client: Client, department: Office) -> None:
    bare = begin(client)
    assert open_gate(Client(), bare.token, "1/1/1990").status_code == 422


def test_the_sixth_try_fails_even_if_it_is_right(mine: Application) -> None:
    for _try in range(5):
        assert open_gate(Client(), mine.token, "1/1/1980").status_code == 422
    answer = open_gate(Client(), mine.token)
    assert answer.status_code == 429
    assert Guess.objects.filter(key__contains=mine.token).count() == 0


def test_one_address_has_so_many_tries_at_all_links(mine: Application, settings: Any) -> None:
    settings.GUESS_LIMITS = {"token": 5, "address": 7}
    answers = [
        open_gate(Client(), f"guess-{number:020}", "1/1/1980").status_code for number in range(9)
    ]
    assert answers == [422] * 7 + [429] * 2


def test_the_code_alone_opens_the_progress_in_the_same_words_for_all(
    client: Client, mine: Application
) -> None:
    send(client, mine)
    told = set()
    for state in (State.VERIFYING, State.CONCLUDING, State.DRAFTED, State.SUPPLEMENT_REQUESTED):
        Application.objects.filter(pk=mine.pk).update(
            state=state, regime="R1c", filed_on="2024-06-03"
        )
        answer = Client().post(reverse("applications:find"), {"code": mine.code.lower()})
        assert mine.full_name not in answer.content.decode()
        assert mine.token not in answer.content.decode()
        told.add(without_token(answer.content))
    assert len(told) == 1


def test_the_code_of_one_s_own_dossier_opens_it(client: Client, mine: Application) -> None:
    answer = client.post(reverse("applications:find"), {"code": f" {mine.code} "})
    assert answer["Location"] == page(mine, "xem-lai")


def test_guessing_codes_is_braked(mine: Application, settings: Any) -> None:
    settings.GUESS_LIMITS = {"token": 5, "address": 3}
    address = reverse("applications:find")
    answers = [Client().post(address, {"code": f"X{number}"}).status_code for number in range(5)]
    assert answers == [422, 422, 422, 429, 429]


def test_a_machine_that_is_shared_forgets_everything(client: Client, mine: Application) -> None:
    client.post(reverse("applications:leave"))
    assert client.get(page(mine, "loai-phieu")).status_code == 404
    assert Application.objects.filter(pk=mine.pk).exists()


def test_an_applicant_s_session_is_no_login(client: Client, mine: Application) -> None:
    assert client.get(reverse("admin:index")).status_code == 302
    answer = client.get(f"/api/v1/applications/{mine.code}/")
    assert answer.status_code == 401


@pytest.fixture
def post_clerk(make_person: Any, db: None) -> User:
    office = Office.objects.create(
        code="900000", name="Bưu điện Trung tâm", kind=Office.Kind.POST_OFFICE
    )
    return make_person("clerk", Role.POST_CLERK, office=office)


def test_a_clerk_fills_in_what_their_office_took_in(
    department: Office, post_clerk: User, mine: Application
) -> None:
    desk = Client()
    desk.force_login(post_clerk)
    assert desk.get(page(mine, "loai-phieu")).status_code == 404
    Application.objects.filter(pk=mine.pk).update(
        received_office=post_clerk.office, channel=Channel.POST_OFFICE
    )
    answer = desk.get(page(mine, "loai-phieu"))
    assert "Đang khai hộ" in answer.content.decode()
    assert "loi=" not in desk.post(page(mine, "loai-phieu"), PAGES["loai-phieu"])["Location"]
    assert send(desk, mine)["Location"] == reverse("postal:dossier", args=[mine.code])
    mine.refresh_from_db()
    assert mine.events.get(step="submit").by == post_clerk


def test_a_receiver_opens_a_dossier_at_the_counter_and_takes_the_money(
    department: Office, receiver: User
) -> None:
    desk = Client()
    desk.force_login(receiver)
    application = begin(desk)
    assert application.channel == Channel.COUNTER
    assert application.owner != receiver
    fill(desk, application)
    send(desk, application)
    assert "Đã thu đủ" in desk.get(page(application, "nop-phi")).content.decode()
    answer = desk.post(page(application, "nop-phi"))
    assert answer["Location"] == page(application, "bien-lai")
    assert desk.post(page(application, "nop-phi"))["Location"] == page(application, "bien-lai")
    assert application.payments.get().recorded_by == receiver


def test_who_has_another_task_opens_no_dossier(department: Office, auditor: User) -> None:
    desk = Client()
    desk.force_login(auditor)
    assert desk.post(reverse("applications:start")).status_code == 403
    assert Application.objects.count() == 0


def test_a_citizen_takes_no_cash_from_themselves(client: Client, mine: Application) -> None:
    send(client, mine)
    assert client.post(page(mine, "nop-phi")).status_code == 403
    mine.refresh_from_db()
    assert mine.state == State.AWAITING_PAYMENT
