"""A question on paper: printed, posted, taken back; whose time runs until when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import localdate

from accounts.models import User
from applications.models import Application
from common.dates import today
from common.refusals import Invalid, NotPermitted, Refusal
from tests.verification.conftest import answer_to
from verification import agencies, paper, paper_letters, replies, requests
from verification.agencies import calendar_of
from verification.letter_codes import code_of, letter_named, readable, request_named
from verification.models import Agency, Envelope, Letter, VerificationRequest
from verification.waiting import waiting

State = VerificationRequest.State
ITEM, OTHER_ITEM = "RR473124829VN", "RR000000080VN"


@pytest.fixture
def signer(cast: dict[str, User]) -> User:
    return cast["signer"]


@pytest.fixture
def letter(asked: VerificationRequest) -> Letter:
    """The police are asked on paper, and a worker has laid the letter on the desk."""
    Agency.objects.filter(pk=asked.agency_id).update(
        channel=Agency.Channel.PAPER, endpoint="", address="9A Trần Phú, Ninh Kiều, Cần Thơ"
    )
    requests.send(asked.pk)
    return Letter.objects.get(request=asked)


@pytest.fixture
def printed(letter: Letter, verifier: User, signer: User) -> Letter:
    paper_letters.print_out([letter.pk], by=verifier, signer=signer)
    letter.refresh_from_db()
    return letter


@pytest.fixture
def posted(printed: Letter, verifier: User) -> Envelope:
    return sent(printed, by=verifier)


def sent(letter: Letter, *, by: User, item: str = ITEM, on: date | None = None) -> Envelope:
    agency = letter.request.agency
    return paper.post([letter.pk], agency=agency, by=by, item=item, posted_on=on or today())


def state_of(letter: Letter) -> str:
    return VerificationRequest.objects.get(letter=letter).state


def test_a_letter_that_lies_on_the_desk_is_not_sent(
    letter: Letter, asked: VerificationRequest, verifying: Application
) -> None:
    asked.refresh_from_db()
    assert (asked.state, asked.sent_at) == (State.PREPARED, None)
    assert asked.done_at is not None  # no worker takes it up again
    requests.send(asked.pk)
    assert Letter.objects.count() == 1


def test_the_department_and_not_the_agency_is_late_with_a_letter_that_was_not_posted(
    letter: Letter, asked: VerificationRequest
) -> None:
    VerificationRequest.objects.filter(pk=asked.pk).update(due_on=today() - timedelta(days=3))
    asked.refresh_from_db()
    assert not asked.is_late
    standing = waiting(asked, calendar=calendar_of(asked.agency))
    assert (standing.late, standing.words) == (False, "Chờ gửi")
    assert not VerificationRequest.objects.overdue_on(today()).exists()
    requests.mark_overdue()
    assert state_of(letter) == State.PREPARED


def test_a_letter_is_numbered_when_it_is_first_printed_and_then_fixed(
    printed: Letter, verifying: Application, verifier: User
) -> None:
    assert printed.number == "1/STP-LLTP-XM"
    assert printed.dated_on == today()
    said = printed.content
    Application.objects.filter(pk=verifying.pk).update(subject={"full_name": "Ai khác"})
    paper_letters.print_out([printed.pk], by=verifier, reason="Máy in kẹt giấy")
    printed.refresh_from_db()
    assert printed.content == said
    with pytest.raises(DatabaseError), transaction.atomic():
        Letter.objects.filter(pk=printed.pk).update(number="2/STP-LLTP-XM")


def test_a_letter_says_what_the_law_wants_of_a_question(printed: Letter) -> None:
    content = printed.content
    assert content is not None
    told = {row["key"]: row["value"] for row in content["person"]}
    assert told["Họ và tên"] == "Nguyễn Văn An"
    assert "092090001234" in told["Giấy tờ"]
    assert content["agency_address"] == "9A Trần Phú, Ninh Kiều, Cần Thơ"
    assert content["residences"]
    assert "án tích" in content["asked"]
    assert readable(content["code"]) in content["reply_to"]


def test_the_telephone_and_the_purpose_stay_in_the_house(printed: Letter) -> None:
    """A letter carries what the agency needs to look the person up, and nothing else."""
    text = str(printed.content)
    assert "0912345678" not in text
    assert "xin việc" not in text


def test_a_second_print_needs_a_reason_and_is_counted(printed: Letter, verifier: User) -> None:
    with pytest.raises(Invalid, match="reason"):
        paper_letters.print_out([printed.pk], by=verifier)
    assert printed.printings.count() == 1
    paper_letters.print_out([printed.pk], by=verifier, reason="Máy in kẹt giấy")
    assert list(printed.printings.values_list("number", "reason")) == [
        (1, ""),
        (2, "Máy in kẹt giấy"),
    ]
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE verification_printing SET reason = 'x' WHERE number = 2")


def test_a_letter_is_printed_under_a_signer_of_the_office(
    letter: Letter, verifier: User, make_person: Callable[..., User]
) -> None:
    for nobody in (None, verifier, make_person("elsewhere", "signer")):
        with pytest.raises(Invalid, match="signer"):
            paper_letters.print_out([letter.pk], by=verifier, signer=nobody)
    letter.refresh_from_db()
    assert letter.number == ""


@pytest.mark.parametrize("who", ["head", "auditor", "receiver", "drafter"])
def test_only_a_verifier_prints_and_posts(
    cast: dict[str, User], printed: Letter, signer: User, who: str
) -> None:
    with pytest.raises(NotPermitted):
        paper_letters.print_out([printed.pk], by=cast[who], signer=signer, reason="x")
    with pytest.raises(NotPermitted):
        sent(printed, by=cast[who])
    assert printed.printings.count() == 1
    assert state_of(printed) == State.PREPARED


def test_the_sheets_open_for_the_one_who_printed_them(
    printed: Letter, verifier: User, make_person: Callable[..., User]
) -> None:
    (printing,) = printed.printings.all()
    colleague = make_person("colleague", "verifier", office=verifier.office)
    assert paper_letters.open_run(printing.run_id, by=verifier) is not None
    assert paper_letters.open_run(printing.run_id, by=colleague) is None


def test_the_agencys_days_are_counted_from_the_posting(printed: Letter, verifier: User) -> None:
    agency = printed.request.agency
    # Printed a week ago, posted today: its days begin today.
    Letter.objects.filter(pk=printed.pk).update(made_at=printed.made_at - timedelta(days=7))
    VerificationRequest.objects.filter(letter=printed).update(due_on=today() - timedelta(days=1))
    sent(printed, by=verifier)
    request = VerificationRequest.objects.get(letter=printed)
    assert request.state == State.SENT
    assert request.sent_at is not None
    expected = agencies.answer_due_on(agency, working_days=7, asked_on=today())
    assert printed.answer_days == 7
    assert request.due_on == expected


def test_a_day_of_posting_that_is_over_was_the_departments_to_its_end(
    printed: Letter, verifier: User
) -> None:
    yesterday = today() - timedelta(days=1)
    with pgtrigger.ignore("verification.Letter:printed_is_fixed"):
        Letter.objects.filter(pk=printed.pk).update(dated_on=yesterday)  # as if printed then
    sent(printed, by=verifier, on=yesterday)
    request = VerificationRequest.objects.get(letter=printed)
    assert request.sent_at is not None
    assert localdate(request.sent_at) == yesterday
    assert (request.sent_at + timedelta(seconds=1)).astimezone().minute == 0


@pytest.mark.parametrize(
    ("item", "days", "field"),
    [
        ("RR473124828VN", 0, "item"),  # a wrong check digit of an international number
        ("", 0, "item"),
        (ITEM, 1, "posted_on"),
        (ITEM, -1, "posted_on"),  # before the day on the letter
    ],
)
def test_a_wrong_number_or_day_posts_nothing(
    printed: Letter, verifier: User, item: str, days: int, field: str
) -> None:
    with pytest.raises(Invalid, match=field):
        sent(printed, by=verifier, item=item, on=today() + timedelta(days=days))
    assert state_of(printed) == State.PREPARED


def test_a_domestic_number_is_taken_with_a_warning(printed: Letter, verifier: User) -> None:
    assert paper.item_warning("CT12345")
    assert not paper.item_warning(ITEM)
    assert sent(printed, by=verifier, item="ct 12345").item == "CT12345"


def test_the_same_form_sent_twice_is_one_envelope(printed: Letter, verifier: User) -> None:
    assert sent(printed, by=verifier).pk == sent(printed, by=verifier).pk
    assert Envelope.objects.count() == 1
    events = printed.request.application.events.filter(step="letter_posted")
    assert events.count() == 1


def test_a_letter_goes_in_one_envelope(printed: Letter, verifier: User) -> None:
    sent(printed, by=verifier)
    with pytest.raises(Refusal, match="xem lại danh sách"):
        sent(printed, by=verifier, item=OTHER_ITEM)
    assert Envelope.objects.count() == 1


def test_a_letter_that_was_not_printed_is_not_posted(letter: Letter, verifier: User) -> None:
    with pytest.raises(Refusal):
        sent(letter, by=verifier)
    assert state_of(letter) == State.PREPARED
    assert not Envelope.objects.exists()


def test_a_mistaken_posting_is_taken_back_and_stays_in_the_trail(
    posted: Envelope, printed: Letter, verifier: User
) -> None:
    paper.take_back(posted, by=verifier, reason="Ghi nhầm phong bì")
    request = VerificationRequest.objects.get(letter=printed)
    assert (request.state, request.sent_at) == (State.PREPARED, None)
    assert not request.is_late
    steps = [one.step for one in request.application.events.order_by("number")][-2:]
    assert steps == ["letter_posted", "letter_taken_back"]
    assert request.application.events.latest("number").note == "Ghi nhầm phong bì"
    posted.refresh_from_db()
    assert posted.held == [request.reference]
    assert sent(printed, by=verifier).pk != posted.pk  # the number is free for the right envelope


def test_nothing_is_taken_back_once_an_answer_is_in(
    posted: Envelope, printed: Letter, verifier: User
) -> None:
    asked = VerificationRequest.objects.get(letter=printed)
    answer = answer_to(asked)
    answer.pop("documents")
    typed = {**answer, "answered_on": today(), "judgments": ()}
    replies.receive(replies.Answer(**typed), agency=asked.agency)
    with pytest.raises(Refusal, match="đã có trả lời"):
        paper.take_back(posted, by=verifier, reason="Ghi nhầm")
    assert state_of(printed) == State.ANSWERED
    posted.refresh_from_db()
    assert posted.undone_at is None


def test_a_question_sent_by_wire_never_goes_back(asked: VerificationRequest) -> None:
    """Only a letter can lie on the desk again; what a server has received, it has."""
    VerificationRequest.objects.filter(pk=asked.pk).update(state=State.SENT)
    with pytest.raises(DatabaseError), transaction.atomic():
        VerificationRequest.objects.filter(pk=asked.pk).update(state=State.PREPARED, sent_at=None)


@pytest.mark.parametrize("text", ["{code}", " {code}\n", "{spaced}", "{lower}"])
def test_a_scanned_or_typed_code_finds_its_question(printed: Letter, text: str) -> None:
    code = code_of(printed.pk)
    typed = text.format(code=code, spaced=readable(code), lower=code.lower())
    assert request_named(typed) == printed.request
    assert request_named(printed.request.reference.lower()) == printed.request


def test_a_misread_digit_finds_nobody_elses_question(printed: Letter) -> None:
    """Every single wrong digit, and every two that changed places."""
    code = code_of(printed.pk)
    for place in range(2, len(code)):
        for digit in set("0123456789") - {code[place]}:
            assert letter_named(code[:place] + digit + code[place + 1 :]) is None
    for place in range(2, len(code) - 1):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert swapped == code or letter_named(swapped) is None


@pytest.mark.parametrize("typed", ["", "XM", "XM12", "đây là gì", "XM000000019X", "9" * 500])
def test_what_is_no_code_finds_nothing(printed: Letter, typed: str) -> None:
    assert request_named(typed) is None
