"""A link for one question: what it opens, for how long, and that it opens nothing else."""

from __future__ import annotations

import io
import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from applications.models import Application, State
from common.dates import display_day, today
from common.refusals import Refusal
from regulations.reminding import reminding_on
from tests.security.test_logs import lines
from verification import channels, links
from verification.mailing import send_link
from verification.models import Agency, LinkOpening, Reply, RequestLink, VerificationRequest

__all__ = ["lines"]
TYPED = {
    "answer": "none",
    "reference": "77/UBND",
    "signed_by": "Lâm Văn Phước",
    "answered_on": display_day(today()),
    "judgments-TOTAL_FORMS": "1",
    "judgments-INITIAL_FORMS": "0",
    "seen": "0",
    "do": "send",
}
PERSON = ("Nguyễn Văn An", "17/05/1990", "092090001234", "Trần Thị Cúc")
AT = re.compile(r"http://testserver(/tra-loi/([A-Za-z0-9_-]{43})/)")


@pytest.fixture(autouse=True)
def static_files_as_they_lie(settings: Any) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def to_answer(asked: VerificationRequest) -> VerificationRequest:
    """The police have no login, only an address for mail; the question is delivered."""
    Agency.objects.filter(pk=asked.agency_id).update(
        channel="desk", endpoint="", sends_link=True, email="phong@congan.example"
    )
    asked.refresh_from_db()
    channels.deliver(asked, {})
    VerificationRequest.objects.filter(pk=asked.pk).update(state="sent", sent_at=timezone.now())
    asked.refresh_from_db()
    return asked


@pytest.fixture
def address(to_answer: VerificationRequest, mailoutbox: Any) -> str:
    """The page that the mail leads to."""
    return mailed(to_answer.links.get(), mailoutbox)


def mailed(link: RequestLink, mailoutbox: Any) -> str:
    send_link(link.pk)
    found = AT.search(mailoutbox[-1].body)
    assert found is not None
    return found[1]


def opened(address: str, browser: Client | None = None) -> tuple[Client, str]:
    browser = browser or Client()
    answer = browser.post(address)
    assert answer.status_code == 302
    return browser, answer["Location"]


def is_ended(answer: Any) -> bool:
    ended = "Đường dẫn này không dùng được" in answer.content.decode()
    return ended and answer.status_code == 404


def test_delivery_mails_one_link_however_often_it_is_repeated(
    to_answer: VerificationRequest, mailoutbox: Any
) -> None:
    channels.deliver(to_answer, {})
    link = to_answer.links.get()
    mailed(link, mailoutbox)
    send_link(link.pk)
    (mail,) = mailoutbox
    assert mail.to == ["phong@congan.example"]
    assert to_answer.reference in mail.subject
    assert display_day(to_answer.due_on) in mail.body


def test_the_mail_carries_nothing_of_the_person(address: str, mailoutbox: Any) -> None:
    whole = mailoutbox[0].subject + mailoutbox[0].body + str(mailoutbox[0].extra_headers)
    assert not [known for known in PERSON if known in whole]


def test_the_database_holds_no_token(address: str, to_answer: VerificationRequest) -> None:
    token = address.split("/")[2]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            " AND table_type = 'BASE TABLE'"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{token}%"]
            )
            assert cursor.fetchone() == (0,), table
    assert links.digest(token) in to_answer.links.get().hashes


def test_looking_at_the_link_changes_nothing_and_tells_nothing(
    address: str, to_answer: VerificationRequest
) -> None:
    """A scanner of mails opens every link before the officer does."""
    for _scan in range(3):
        answer = Client().get(address)
        text = answer.content.decode()
        assert to_answer.reference in text
        assert not [known for known in PERSON if known in text]
        assert Client().head(address).status_code == 200
    to_answer.refresh_from_db()
    assert to_answer.state == VerificationRequest.State.SENT
    assert not LinkOpening.objects.exists()
    assert opened(address)


def test_the_button_opens_the_question_and_is_written_down(
    address: str, to_answer: VerificationRequest
) -> None:
    browser, question = opened(address)
    text = browser.get(question).content.decode()
    assert not [known for known in PERSON if known not in text]
    assert address.split("/")[2] not in question
    to_answer.refresh_from_db()
    assert to_answer.state == VerificationRequest.State.RECEIVED
    assert to_answer.received_at is not None
    assert LinkOpening.objects.get().address == "127.0.0.1"


def test_only_the_browser_that_opened_it_sees_the_question(address: str) -> None:
    _browser, question = opened(address)
    assert is_ended(Client().get(question))
    assert is_ended(Client().post(question, TYPED))
    assert not Reply.objects.exists()


def test_an_answer_through_the_link_is_an_answer(
    address: str, to_answer: VerificationRequest, verifying: Application
) -> None:
    browser, question = opened(address)
    looked = browser.post(question, {**TYPED, "do": "check"})
    assert "Xem lại trước khi gửi" in looked.content.decode()
    assert not Reply.objects.exists()
    answer = browser.post(question, TYPED, follow=True)
    assert "Cảm ơn" in answer.content.decode()
    reply = Reply.objects.get()
    assert (reply.disposition, reply.reference) == ("applied", "77/UBND")
    assert reply.through_link == to_answer.links.get()
    verifying.refresh_from_db()
    assert verifying.state == State.CONCLUDING


def test_a_link_is_used_up_by_the_answer(address: str) -> None:
    browser, question = opened(address)
    browser.post(question, TYPED)
    for again in (
        browser.get(address),
        browser.post(address),
        browser.get(question),
        browser.post(question, {**TYPED, "answer": "unclear"}),
        Client().post(address),
    ):
        assert is_ended(again)
    assert Reply.objects.count() == 1


def test_an_answer_that_came_too_late_uses_it_up_as_well(
    address: str, to_answer: VerificationRequest, verifying: Application
) -> None:
    """The question is still open, and the dossier no longer waits for it."""
    browser, question = opened(address)
    Application.objects.filter(pk=verifying.pk).update(state=State.CONCLUDING)
    browser.post(question, TYPED)
    to_answer.refresh_from_db()
    assert Reply.objects.get().disposition == "late"
    assert to_answer.is_open
    assert is_ended(Client().get(address))


def test_an_interim_word_does_not_use_it_up(address: str) -> None:
    browser, question = opened(address)
    browser.post(question, {"do": "interim", "reason": "originals"})
    browser.post(question, TYPED)
    assert sorted(Reply.objects.values_list("disposition", flat=True)) == ["applied", "interim"]


def ended_by_time(link: RequestLink, _by: User) -> None:
    RequestLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())


def ended_by_a_new_one(link: RequestLink, by: User) -> None:
    links.make(link.request, by=by)


def ended_by_hand(link: RequestLink, by: User) -> None:
    assert links.revoke(link, by=by)


def ended_with_the_question(link: RequestLink, _by: User) -> None:
    VerificationRequest.objects.filter(pk=link.request_id).update(state="withdrawn")


def ended_with_the_channel(link: RequestLink, _by: User) -> None:
    Agency.objects.filter(pk=link.request.agency_id).update(sends_link=False)


ENDS = (
    *(ended_by_time, ended_by_a_new_one, ended_by_hand),
    *(ended_with_the_question, ended_with_the_channel),
)


@pytest.mark.parametrize("end", ENDS)
def test_whatever_ended_it_the_answer_is_the_same(
    address: str, to_answer: VerificationRequest, verifier: User, end: Any
) -> None:
    browser, question = opened(address)
    end(to_answer.links.get(), verifier)
    unknown = Client().get(reverse("verification:link", args=["A" * 43]))
    ended = Client().get(address)
    assert is_ended(ended)
    assert same(ended) == same(unknown)
    assert is_ended(browser.get(question))
    assert is_ended(browser.post(question, TYPED))
    assert not Reply.objects.exists()


def same(answer: Any) -> tuple[int, str, dict[str, str]]:
    """What can be told apart: the status, the headers, and the page but for the random parts."""
    page = re.sub(r'(nonce|value)="[^"]+"', "", answer.content.decode())
    page = re.sub(r"/tra-loi/[^\"]*", "", page)
    policy = re.sub(r"'nonce-[^']+'", "", answer["Content-Security-Policy"])
    of_the_moment = {"Content-Length", "Expires", "Date"}
    headers = {name: value for name, value in answer.items() if name not in of_the_moment}
    return answer.status_code, page, {**headers, "Content-Security-Policy": policy}


@pytest.mark.parametrize("token", ["A", "A" * 44, "A" * 300, "đường-dẫn", "%00", "..", "a.b"])
def test_a_malformed_link_is_like_an_unknown_one(db: None, token: str) -> None:
    assert is_ended(Client().get(reverse("verification:link", args=[token])))


def test_a_new_link_opens_where_the_old_one_ended(
    address: str, to_answer: VerificationRequest, verifier: User, mailoutbox: Any
) -> None:
    link = links.make(to_answer, by=verifier)
    fresh = mailed(link, mailoutbox)
    assert fresh != address
    assert opened(fresh)
    assert to_answer.links.filter(revoked_at=None).get().made_by == verifier


def test_a_mail_that_may_have_gone_out_twice_works_twice(
    address: str, to_answer: VerificationRequest, mailoutbox: Any
) -> None:
    """The mail server took it, its answer was lost: the row is taken again."""
    RequestLink.objects.update(done_at=None, lease_until=None)
    second = mailed(to_answer.links.get(), mailoutbox)
    assert second != address
    assert opened(address)
    assert opened(second)


def test_an_ended_link_is_not_mailed(to_answer: VerificationRequest, mailoutbox: Any) -> None:
    link = to_answer.links.get()
    VerificationRequest.objects.filter(pk=to_answer.pk).update(state="withdrawn")
    send_link(link.pk)
    assert mailoutbox == []


def test_a_link_cannot_be_made_to_work_again(address: str, to_answer: VerificationRequest) -> None:
    browser, question = opened(address)
    browser.post(question, TYPED)
    with pytest.raises(Exception, match="pgtrigger"):
        RequestLink.objects.update(used_at=None)


def test_it_opens_until_some_working_days_after_the_limit(to_answer: VerificationRequest) -> None:
    link = to_answer.links.get()
    least = timedelta(days=reminding_on(today()).link_days)
    assert link.expires_at.date() >= to_answer.due_on + least


def test_nothing_is_made_for_an_agency_that_works_otherwise(asked: VerificationRequest) -> None:
    assert links.offer(asked) is None
    with pytest.raises(Refusal):
        links.make(asked)


def test_no_cache_keeps_it_and_no_search_finds_it(address: str) -> None:
    browser, question = opened(address)
    for answer in (browser.get(address), browser.get(question), Client().get(address + "x/")):
        if answer.status_code == 404 and "X-Robots-Tag" not in answer:
            continue  # not an address of ours
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "strict-origin"


def test_guessing_is_slowed(settings: Any, address: str) -> None:
    settings.GUESS_LIMITS = {**settings.GUESS_LIMITS, "link": 3}
    browser = Client()
    statuses = [browser.get(f"/tra-loi/{'B' * 42}{number}/").status_code for number in range(5)]
    assert statuses == [404, 404, 404, 429, 429]


def test_a_citizen_who_is_signed_in_gets_the_same(address: str, applicant: User) -> None:
    browser = Client()
    browser.force_login(applicant)
    _browser, question = opened(address, browser)
    assert browser.get(question).status_code == 200


def test_another_questions_link_opens_only_its_own(
    address: str, to_answer: VerificationRequest
) -> None:
    browser, question = opened(address)
    other = question.replace(str(to_answer.links.get().pk), "999999")
    assert is_ended(browser.get(other))


@pytest.mark.django_db(transaction=True)
def test_fifty_answers_at_once_are_one(address: str) -> None:
    browser, question = opened(address)
    kept = browser.cookies[settings.SESSION_COOKIE_NAME].value
    start, answers = threading.Barrier(50), []

    def press() -> None:
        one = Client()
        one.cookies[settings.SESSION_COOKIE_NAME] = kept
        try:
            start.wait()
            answers.append(one.post(question, TYPED))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Reply.objects.count() == 1
    assert {answer.status_code for answer in answers} <= {302, 404}
    assert RequestLink.objects.get().reply == Reply.objects.get()


def test_no_log_line_carries_the_token_or_the_person(
    address: str, lines: io.StringIO, to_answer: VerificationRequest
) -> None:
    browser, question = opened(address)
    for page in (address, question):
        browser.get(page)
    Client().get(address[:-2] + "x/")  # mistyped: an error that Django writes down
    browser.post(question, {**TYPED, "answered_on": "hôm qua"})
    browser.post(question, TYPED)
    browser.get(address)
    told = lines.getvalue()
    assert "/tra-loi/" in told
    token = address.split("/")[2]
    for secret in (token, token[:-1], *PERSON):
        assert secret not in told
