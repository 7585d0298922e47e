"""Working at an agency's desk: finding, writing, looking once more, colleagues, corrections."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from common.dates import today
from tests.applications.walking import picture
from tests.verification.test_desk import (
    JUDGMENT,
    TYPED,
    at_desk,
    colleague,
    page,
    static_files_as_they_lie,
)
from verification import reply_papers
from verification.models import Agency, Reply, ReplyPaper, VerificationRequest

__all__ = ["at_desk", "colleague", "static_files_as_they_lie"]
DESK, HISTORY = "/co-quan/", "/co-quan/da-tra-loi/"


@pytest.fixture
def browser(officer: User) -> Client:
    browser = Client()
    browser.force_login(officer)
    return browser


def text_of(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def test_an_answer_is_looked_at_once_more_before_it_is_sent(
    browser: Client, at_desk: VerificationRequest
) -> None:
    typed = {**TYPED, "answer": "has_record", **JUDGMENT}
    text = text_of(browser.post(page(at_desk), {**typed, "do": "check"}))
    for said in ("Xem lại trước khi gửi", "Có án tích", "45/2015/HSST", "10/03/2015", "77/UBND"):
        assert said in text
    assert "không rút lại được" in text
    assert not Reply.objects.exists()
    back = text_of(browser.post(page(at_desk), {**typed, "do": "edit"}))
    assert 'value="77/UBND"' in back
    assert "45/2015/HSST" in back
    assert "cần sửa" not in back
    browser.post(page(at_desk), typed)
    assert Reply.objects.get().answer == "has_record"


def test_a_press_of_the_enter_key_sends_nothing(
    browser: Client, at_desk: VerificationRequest
) -> None:
    text = text_of(browser.get(page(at_desk)))
    form = text[text.index('id="tra-loi"') :]
    first = form[form.index("<button") :]
    assert 'value="check"' in first[: first.index(">")]


def test_a_judgment_is_taken_out_and_the_others_stay(
    browser: Client, at_desk: VerificationRequest
) -> None:
    second = {
        name.replace("-0-", "-1-"): value.replace("45/", "46/") for name, value in JUDGMENT.items()
    }
    typed = {**TYPED, **JUDGMENT, **second, "judgments-TOTAL_FORMS": "2", "do": "remove-0"}
    text = text_of(browser.post(page(at_desk), typed))
    assert "46/2015/HSST" in text
    assert "45/2015/HSST" not in text
    assert 'name="judgments-1-judgment_no"' not in text
    assert 'value="77/UBND"' in text


def test_the_second_officer_is_told_who_answered_and_loses_nothing(
    browser: Client, colleague: User, at_desk: VerificationRequest
) -> None:
    other = Client()
    other.force_login(colleague)
    for one in (browser, other):
        one.get(page(at_desk))
    other.post(page(at_desk), TYPED)
    answer = browser.post(page(at_desk), {**TYPED, "reference": "78/PV06"})
    text = text_of(answer)
    assert answer.status_code == 409
    assert "colleague đã trả lời" in text
    assert 'value="78/PV06"' in text
    assert Reply.objects.count() == 1


def test_a_correction_is_a_second_answer_for_a_clerk(
    browser: Client, at_desk: VerificationRequest
) -> None:
    browser.post(page(at_desk), TYPED)
    text = text_of(browser.get(page(at_desk) + "?dinh-chinh=1"))
    assert "cán bộ của Sở xem xét" in text
    assert 'name="seen" value="1"' in text
    fixed = {**TYPED, "answer": "unclear", "seen": "1"}
    assert "đính chính" in text_of(browser.post(page(at_desk), {**fixed, "do": "check"}))
    for _click in range(2):
        answer = browser.post(page(at_desk), fixed, follow=True)
    assert "đính chính" in text_of(answer)
    found = Reply.objects.order_by("pk").values_list("disposition", flat=True)
    assert list(found) == ["applied", "conflicting"]


@pytest.mark.parametrize(("reason", "later"), [("originals", False), ("ministry", True)])
def test_an_interim_word_leaves_the_question_open(
    browser: Client, at_desk: VerificationRequest, reason: str, later: bool
) -> None:
    for _click in range(2):
        browser.post(page(at_desk), {"do": "interim", "reason": reason})
    word = Reply.objects.get()
    assert word.disposition == "interim"
    due_on = at_desk.due_on
    at_desk.refresh_from_db()
    assert at_desk.is_open
    assert (at_desk.due_on > due_on) == later
    assert "Đã báo lúc" in text_of(browser.get(page(at_desk)))
    browser.post(page(at_desk), TYPED)
    assert Reply.objects.filter(disposition="applied").count() == 1


def test_an_interim_word_needs_its_reason(browser: Client, at_desk: VerificationRequest) -> None:
    assert "Hãy chọn lý do." in text_of(browser.post(page(at_desk), {"do": "interim"}))
    assert not Reply.objects.exists()


def scan(content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile("cong-van.jpg", content or picture(), content_type="image/jpeg")


def test_a_scan_goes_with_the_answer_and_is_ours(
    browser: Client, at_desk: VerificationRequest, settings: Any
) -> None:
    text = text_of(browser.post(page(at_desk), {**TYPED, "do": "check", "scan": scan()}))
    paper = ReplyPaper.objects.get()
    assert f'name="paper" value="{paper.pk}"' in text
    assert not ReplyPaper.objects.exclude(reply=None).exists()
    browser.post(page(at_desk), {**TYPED, "paper": str(paper.pk)})
    paper.refresh_from_db()
    assert paper.reply == Reply.objects.get()
    answer = browser.get(reverse("verification:paper", args=[paper.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content != picture()
    assert answer.content == (Path(settings.MEDIA_ROOT) / paper.file).read_bytes()


def test_a_scan_that_is_none_is_refused_at_its_field(
    browser: Client, at_desk: VerificationRequest
) -> None:
    typed = {**TYPED, "do": "check", "scan": scan(b"<html><script>alert(1)</script>")}
    assert "Chỉ nhận ảnh JPG, PNG hoặc tệp PDF." in text_of(browser.post(page(at_desk), typed))
    assert not ReplyPaper.objects.exists()
    assert not Reply.objects.exists()


def test_nobody_elses_scan_can_be_claimed_or_read(
    browser: Client,
    at_desk: VerificationRequest,
    agencies: dict[str, Agency],
    make_person: Callable[..., User],
) -> None:
    browser.post(page(at_desk), {**TYPED, "do": "check", "scan": scan()})
    paper = ReplyPaper.objects.get()
    stranger = Client()
    stranger.force_login(make_person("judge", "agency_officer", office=agencies["court"]))
    assert stranger.get(reverse("verification:paper", args=[paper.pk])).status_code == 404
    VerificationRequest.objects.filter(pk=at_desk.pk).update()
    assert reply_papers.waiting(VerificationRequest(pk=at_desk.pk + 1), paper.pk) is None


def test_scans_that_were_never_sent_are_thrown_away(
    browser: Client, at_desk: VerificationRequest, settings: Any
) -> None:
    browser.post(page(at_desk), {**TYPED, "do": "check", "scan": scan()})
    paper = ReplyPaper.objects.get()
    assert reply_papers.forget_unsent() == 0
    ReplyPaper.objects.update(added_at=timezone.now() - timedelta(days=3))
    assert reply_papers.forget_unsent() == 1
    assert not (Path(settings.MEDIA_ROOT) / paper.file).exists()


def more_questions(asked: VerificationRequest, number: int) -> None:
    for place in range(number):
        VerificationRequest.objects.create(
            application=asked.application,
            agency=asked.agency,
            reference=f"THEM-{place:02}",
            question="record",
            round=place + 2,
            subject_digest="0" * 64,
            due_on=today() + timedelta(days=place - 1),
            sent_at=timezone.now(),
            state="sent",
        )


def test_what_is_late_stands_first_and_long_lists_have_pages(
    browser: Client, at_desk: VerificationRequest
) -> None:
    more_questions(at_desk, 30)
    text = text_of(browser.get(DESK))
    assert text.index("THEM-00") < text.index("THEM-01") < text.index("THEM-02")
    assert "Quá hạn" in text
    assert "Hạn hôm nay" in text
    assert "THEM-29" not in text
    assert "THEM-29" in text_of(browser.get(DESK + "?page=2"))
    late = text_of(browser.get(DESK + "?loc=qua-han"))
    assert "THEM-00" in late
    assert "THEM-01" not in late


@pytest.mark.parametrize(
    ("typed", "found"),
    [("an nguyen", True), ("Văn An", True), ("XM01", True), ("Trần", False), ("%", False)],
)
def test_a_question_is_found_by_number_or_name_and_no_address_tells_it(
    browser: Client, at_desk: VerificationRequest, typed: str, found: bool
) -> None:
    answer = browser.post(DESK, {"tim": typed})
    assert answer["Location"] == DESK
    assert (at_desk.reference in text_of(browser.get(DESK))) == found
    browser.post(DESK, {"tim": ""})
    assert at_desk.reference in text_of(browser.get(DESK))


def test_the_history_says_what_came_of_each_answer(
    browser: Client, at_desk: VerificationRequest
) -> None:
    browser.post(page(at_desk), TYPED)
    browser.post(page(at_desk), {**TYPED, "answer": "unclear", "seen": "1"})
    text = text_of(browser.get(HISTORY))
    assert "Đã ghi nhận" in text
    assert "Khác với trả lời trước" in text


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_are_one_answer(at_desk: VerificationRequest, officer: User) -> None:
    start, statuses = threading.Barrier(50), []

    def press() -> None:
        browser = Client()
        try:
            browser.force_login(officer)
            start.wait()
            statuses.append(browser.post(page(at_desk), TYPED).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {302}
    assert Reply.objects.count() == 1
