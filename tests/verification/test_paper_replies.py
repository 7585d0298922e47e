"""An answer on paper: one types, another reads it blind, and only then does it count; once."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from PIL import Image

from accounts.models import User
from applications.models import Application
from common.dates import today
from common.refusals import Invalid, NotPermitted, Refusal
from tests.verification.conftest import answer_to
from verification import paper_replies, replies, reply_papers, requests
from verification.models import PaperReply, Reply, VerificationRequest
from verification.paper_replies import Decisive, Outcome, Typed

State = PaperReply.State
JUDGMENT = {
    "judgment_no": "45/2015/HSST",
    "judgment_date": "2015-03-10",
    "court": "Tòa án nhân dân quận Ninh Kiều",
    "offences": "Trộm cắp tài sản",
}


def sheet(colour: str = "white") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (200, 300), colour).save(out, format="PNG")
    return out.getvalue()


def clean(**changes: Any) -> Typed:
    values = {
        "answer": "none",
        "reference": "77/CV-PV06",
        "signed_by": "Thượng tá Nguyễn Quốc Hưng",
        "answered_on": today(),
        **changes,
    }
    return Typed(**values)


def seen(**changes: Any) -> Decisive:
    values = {
        "about_other": False,
        "answer": "none",
        "reference": "77/CV-PV06",
        "answered_on": today(),
        "judgments": 0,
        **changes,
    }
    return Decisive(**values)


@pytest.fixture
def second(verifier: User, make_person: Callable[..., User]) -> User:
    return make_person("second", "verifier", office=verifier.office)


@pytest.fixture
def scanned(asked: VerificationRequest, verifier: User) -> PaperReply:
    return paper_replies.take_in(asked, sheet(), by=verifier, arrived_on=today())


@pytest.fixture
def typed(scanned: PaperReply, verifier: User) -> PaperReply:
    return paper_replies.type_in(scanned, clean(), by=verifier, entry=0)


def confirmed(paper: PaperReply, by: User, **changes: Any) -> Outcome:
    outcome, _row = paper_replies.confirm(paper, seen(**changes), by=by, entry=paper.entry)
    return outcome


def test_nothing_counts_before_a_second_person_has_read_it(
    typed: PaperReply, second: User, verifying: Application, verifier: User
) -> None:
    assert not Reply.objects.exists()
    assert confirmed(typed, second) == Outcome.CONFIRMED
    reply = Reply.objects.get()
    assert (reply.disposition, reply.entered_by) == ("applied", verifier)
    typed.refresh_from_db()
    assert (typed.reply, typed.typed_by, typed.confirmed_by) == (reply, verifier, second)
    verifying.refresh_from_db()
    assert verifying.state == "concluding"


def test_who_typed_does_not_confirm(typed: PaperReply, verifier: User) -> None:
    with pytest.raises(Refusal, match="Người nhập không được tự xác nhận"):
        confirmed(typed, verifier)
    assert not Reply.objects.exists()


def test_nor_does_the_same_person_under_another_account(
    typed: PaperReply, verifier: User, second: User
) -> None:
    User.objects.filter(pk__in=[verifier.pk, second.pk]).update(person_key="092090000001")
    second.refresh_from_db()
    with pytest.raises(Refusal, match="Người nhập không được tự xác nhận"):
        confirmed(typed, second)
    assert not Reply.objects.exists()


BY_SQL = [
    "UPDATE verification_paperreply SET state = 'confirmed', confirmed_by_id = {typist},"
    " confirmed_at = now(), reply_id = {reply} WHERE id = {paper}",
    "UPDATE verification_paperreply SET state = 'confirmed', confirmed_by_id = {twin},"
    " confirmed_at = now(), reply_id = {reply} WHERE id = {paper}",
    "UPDATE verification_paperreply SET state = 'confirmed' WHERE id = {paper}",
    "UPDATE verification_paperreply SET state = 'confirmed', answer = 'has_record',"
    " confirmed_by_id = {second}, confirmed_at = now(), reply_id = {reply} WHERE id = {paper}",
    "UPDATE verification_paperreply SET sha256 = 'x' WHERE id = {paper}",
    "DELETE FROM verification_paperreply WHERE id = {paper}",
]


@pytest.mark.parametrize("statement", BY_SQL)
def test_the_database_itself_wants_two_people(
    typed: PaperReply,
    asked: VerificationRequest,
    verifier: User,
    second: User,
    make_person: Callable[..., User],
    statement: str,
) -> None:
    twin = make_person("twin", "verifier", office=verifier.office)
    User.objects.filter(pk__in=[verifier.pk, twin.pk]).update(person_key="092090000001")
    reply = Reply.objects.create(
        agency=asked.agency,
        message_id="by-sql",
        request=asked,
        request_reference=asked.reference,
        answer="none",
        answered_on=today(),
        disposition="late",
    )
    values = {"typist": verifier.pk, "twin": twin.pk, "second": second.pk}
    sql = statement.format(reply=reply.pk, paper=typed.pk, **values)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    typed.refresh_from_db()
    assert typed.state == State.TYPED


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("answer", "unclear"),
        ("reference", "71/CV-PV06"),
        ("answered_on", date(2024, 6, 3)),
        ("judgments", 1),
        ("about_other", True),
    ],
)
def test_a_difference_goes_back_to_the_first_person_without_the_other_value(
    typed: PaperReply, second: User, name: str, value: Any
) -> None:
    assert confirmed(typed, second, **{name: value}) == Outcome.SENT_BACK
    typed.refresh_from_db()
    assert (typed.state, typed.differs, typed.sent_back_by) == (State.SENT_BACK, [name], second)
    assert not Reply.objects.exists()
    with pytest.raises(Refusal, match="chưa có bản nhập"):
        confirmed(typed, second)


def test_blanks_and_capitals_are_no_difference(typed: PaperReply, second: User) -> None:
    assert confirmed(typed, second, reference=" 77/cv - pv06 ") == Outcome.CONFIRMED


def test_after_a_difference_it_is_typed_and_read_again(
    typed: PaperReply, verifier: User, second: User
) -> None:
    confirmed(typed, second, reference="71")
    again = paper_replies.type_in(typed, clean(reference="71"), by=verifier, entry=1)
    assert (again.state, again.differs, again.entry) == (State.TYPED, [], 2)
    assert confirmed(again, second, reference="71") == Outcome.CONFIRMED


def test_judgments_are_read_beside_the_scan_before_they_count(
    scanned: PaperReply, verifier: User, second: User
) -> None:
    answer = clean(answer="has_record", judgments=(JUDGMENT,))
    typed = paper_replies.type_in(scanned, answer, by=verifier, entry=0)
    same = {"answer": "has_record", "judgments": 1}
    assert confirmed(typed, second, **same) == Outcome.TO_READ
    assert not Reply.objects.exists()
    with pytest.raises(Invalid, match="note"):
        paper_replies.send_back(typed, by=second, entry=1, note=" ")
    paper_replies.confirm(typed, seen(**same), by=second, entry=1, judgments_read=True)
    (judgment,) = Reply.objects.get().judgments
    assert judgment["court"] == "Tòa án nhân dân quận Ninh Kiều"


def test_a_judgment_read_otherwise_goes_back_with_words(
    scanned: PaperReply, verifier: User, second: User
) -> None:
    answer = clean(answer="has_record", judgments=(JUDGMENT,))
    typed = paper_replies.type_in(scanned, answer, by=verifier, entry=0)
    paper_replies.send_back(typed, by=second, entry=1, note="Bản án số 46, không phải 45")
    typed.refresh_from_db()
    assert (typed.differs, typed.differs_note) == (["judgments"], "Bản án số 46, không phải 45")


def test_what_was_typed_meanwhile_is_not_confirmed(
    typed: PaperReply, verifier: User, second: User
) -> None:
    paper_replies.type_in(typed, clean(answer="unclear"), by=verifier, entry=1)
    with pytest.raises(Refusal, match="vừa nhập"):
        paper_replies.confirm(typed, seen(), by=second, entry=1)
    with pytest.raises(Refusal, match="vừa nhập"):
        paper_replies.type_in(typed, clean(), by=verifier, entry=1)
    assert not Reply.objects.exists()


def test_confirming_twice_is_once(typed: PaperReply, second: User) -> None:
    assert confirmed(typed, second) == confirmed(typed, second) == Outcome.CONFIRMED
    assert Reply.objects.count() == 1
    with pytest.raises(Refusal, match="không sửa được"):
        paper_replies.discard(typed, by=second, reason="Nhầm")


def test_the_same_scan_is_taken_in_once(
    scanned: PaperReply, asked: VerificationRequest, second: User
) -> None:
    again = paper_replies.take_in(asked, sheet(), by=second, arrived_on=today())
    other = paper_replies.take_in(asked, sheet("grey"), by=second, arrived_on=today())
    assert again == scanned != other


def test_the_scan_is_kept_in_our_own_encoding(scanned: PaperReply) -> None:
    stored = settings.MEDIA_ROOT / scanned.file
    assert reply_papers.read(scanned) == stored.read_bytes() != sheet() + b"tail"
    assert scanned.content_type == "image/png"
    assert stored.stat().st_mode & 0o077 == 0
    stored.write_bytes(b"changed")
    with pytest.raises(OSError, match="not the one"):
        reply_papers.read(scanned)


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"%PDF-1.4 broken", b"<html>"])
def test_what_is_no_scan_leaves_nothing(
    asked: VerificationRequest, verifier: User, content: bytes
) -> None:
    with pytest.raises(Invalid):
        paper_replies.take_in(asked, content, by=verifier, arrived_on=today())
    assert not PaperReply.objects.exists()


def test_a_scan_that_is_no_answer_is_discarded_with_a_reason(
    typed: PaperReply, second: User, asked: VerificationRequest
) -> None:
    with pytest.raises(Invalid, match="reason"):
        paper_replies.discard(typed, by=second, reason=" ")
    paper_replies.discard(typed, by=second, reason="Thư của hồ sơ khác")
    typed.refresh_from_db()
    assert (typed.state, typed.discarded_by) == (State.DISCARDED, second)
    with pytest.raises(Refusal):
        confirmed(typed, second)
    assert not Reply.objects.exists()
    assert paper_replies.take_in(asked, sheet(), by=second, arrived_on=today()) != typed


def test_a_letter_about_somebody_else_is_set_aside(
    scanned: PaperReply, verifier: User, second: User, verifying: Application
) -> None:
    typed = paper_replies.type_in(scanned, clean(about_other=True), by=verifier, entry=0)
    assert confirmed(typed, second, about_other=True) == Outcome.CONFIRMED
    assert Reply.objects.get().disposition == "wrong_subject"
    verifying.refresh_from_db()
    assert verifying.state == "verifying"
    assert replies.doubts(verifying).exists()


def test_a_second_letter_about_the_same_question_has_no_second_effect(
    typed: PaperReply, asked: VerificationRequest, verifier: User, second: User
) -> None:
    confirmed(typed, second)
    later = paper_replies.take_in(asked, sheet("grey"), by=verifier, arrived_on=today())
    later = paper_replies.type_in(later, clean(answer="unclear"), by=verifier, entry=0)
    assert confirmed(later, second, answer="unclear") == Outcome.CONFIRMED
    dispositions = Reply.objects.order_by("pk").values_list("disposition", flat=True)
    assert list(dispositions) == ["applied", "conflicting"]


@pytest.mark.parametrize("wire_first", [True, False])
def test_an_answer_by_wire_and_by_paper_has_one_effect_and_both_are_linked(
    typed: PaperReply, asked: VerificationRequest, second: User, wire_first: bool
) -> None:
    """Guarantees, fault 20."""
    body = answer_to(asked, answered_on=today(), judgments=())
    body.pop("documents")
    acts: list[Callable[[], object]] = [
        lambda: replies.receive(replies.Answer(**body), agency=asked.agency),
        lambda: confirmed(typed, second),
    ]
    for act in acts if wire_first else reversed(acts):
        act()
    rows = asked.replies.order_by("pk")
    assert [row.disposition for row in rows] == ["applied", "duplicate"]
    typed.refresh_from_db()
    assert typed.reply == rows[1 if wire_first else 0]


def test_an_agency_whose_answer_lies_in_the_house_is_not_late(
    scanned: PaperReply, asked: VerificationRequest
) -> None:
    VerificationRequest.objects.filter(pk=asked.pk).update(
        state="sent", sent_at=asked.prepared_at, due_on=today() - timedelta(days=1)
    )
    requests.mark_overdue()
    asked.refresh_from_db()
    assert asked.state == "sent"
    paper_replies.discard(scanned, by=scanned.scanned_by, reason="Không phải trả lời")
    requests.mark_overdue()
    asked.refresh_from_db()
    assert asked.state == "overdue"


def test_a_day_that_cannot_be_is_refused(
    asked: VerificationRequest, scanned: PaperReply, verifier: User
) -> None:
    tomorrow = today() + timedelta(days=1)
    with pytest.raises(Invalid, match="arrived_on"):
        paper_replies.take_in(asked, sheet("red"), by=verifier, arrived_on=tomorrow)
    with pytest.raises(Invalid, match="answered_on"):
        paper_replies.type_in(scanned, clean(answered_on=tomorrow), by=verifier, entry=0)


@pytest.mark.parametrize("who", ["head", "auditor", "receiver"])
def test_readers_do_not_type_or_confirm(
    cast: dict[str, User], typed: PaperReply, asked: VerificationRequest, who: str
) -> None:
    by = cast[who]
    acts: list[Callable[[], object]] = [
        lambda: paper_replies.take_in(asked, sheet("red"), by=by, arrived_on=today()),
        lambda: paper_replies.type_in(typed, clean(), by=by, entry=1),
        lambda: confirmed(typed, by),
        lambda: paper_replies.discard(typed, by=by, reason="x"),
    ]
    for act in acts:
        with pytest.raises(NotPermitted):
            act()
    assert not Reply.objects.exists()
    assert PaperReply.objects.get().state == State.TYPED


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_make_one_answer(
    typed: PaperReply, second: User, verifier: User, make_person: Callable[..., User]
) -> None:
    third = make_person("third", "verifier", office=verifier.office)
    start, heard = threading.Barrier(2), []

    def press(by: User) -> None:
        start.wait()
        try:
            heard.append(confirmed(typed, by))
        except Refusal as refusal:
            heard.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[one]) for one in (second, third)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, heard)) == ["confirmed", "settled"]
    assert Reply.objects.count() == 1
