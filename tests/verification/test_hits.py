"""An answer that names a record enters the register once, and overwrites nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.models import User
from applications.models import Application
from records import history
from records.models import Judgment, Offence, Person
from tests.verification.conftest import JUDGMENT
from tests.verification.test_comparing import answer as say
from verification import hits, register
from verification.hits import enter_hits
from verification.models import RegisterEntry, Reply, Supply, VerificationRequest

SERVED = {**JUDGMENT, "court": "TAND Q. Ninh Kiều", "main_served_on": "2018-03-10"}
State = RegisterEntry.State


@pytest.fixture
def record(department: Any) -> Person:
    """The applicant's own, known by number, parents and birth date."""
    person = Person.objects.create(
        record_code="55CT2015/00001",
        full_name="Nguyễn Văn An",
        date_of_birth="1990-05-17",
        father_name="Nguyễn Văn Bình",
        mother_name="Trần Thị Cúc",
    )
    person.numbers.create(kind="cccd", number="092090001234", key="092090001234")
    person.save()
    return person


@pytest.fixture
def held(record: Person) -> Judgment:
    judgment = Judgment.objects.create(
        person=record,
        judgment_no="45/2015/HSST",
        judgment_date=date(2015, 3, 10),
        court="TAND quận Ninh Kiều",
        main_penalty="imprisonment",
        main_penalty_months=24,
        row_digest="from a file",
    )
    Offence.objects.create(judgment=judgment, number=1, offence="Trộm cắp tài sản")
    return judgment


@pytest.fixture
def faint(department: Any) -> Person:
    """Somebody whose name sounds alike: a clerk has to say whether it is the applicant."""
    return Person.objects.create(
        record_code="55CT2016/00002",
        full_name="Nguyễn Văn Ân",
        date_of_birth="1990",
        father_name="Nguyễn Văn Bình",
    )


def reply(asked: VerificationRequest, *judgments: dict[str, Any], **changes: Any) -> Reply:
    """An answer that counts, as it is kept."""
    values = {
        "answer": "has_record",
        "reference": "1234/PV06",
        "answered_on": date(2024, 6, 3),
        "disposition": "applied",
    }
    return Reply.objects.create(
        request=asked,
        agency=asked.agency,
        message_id=f"message {Reply.objects.count()}",
        request_reference=asked.reference,
        judgments=list(judgments),
        **{**values, **changes},
    )


def from_court(asked: VerificationRequest, court: Any, *judgments: Any, **changes: Any) -> Reply:
    question = VerificationRequest.objects.create(
        application=asked.application,
        agency=court,
        reference=f"court {VerificationRequest.objects.count()}",
        question="judgment",
        subject_digest=asked.subject_digest,
        due_on=asked.due_on,
    )
    return reply(question, *judgments, **changes)


def entry_of(answered: Reply) -> RegisterEntry:
    return RegisterEntry.objects.get(reply=answered)


def test_somebody_unknown_gets_a_record_under_the_offices_next_code(
    verifying: Application, asked: VerificationRequest
) -> None:
    entry = reply(asked, SERVED)
    enter_hits(verifying)
    person = Person.objects.get()
    assert (person.full_name, person.mother_name) == ("Nguyễn Văn An", "Trần Thị Cúc")
    assert person.record_code.startswith("55CT")
    assert [number.number for number in person.numbers.all()] == ["092090001234"]
    judgment = person.judgments.get()
    assert (judgment.main_penalty_months, judgment.main_served_on) == (36, date(2018, 3, 10))
    assert judgment.offences.get().offence == "Trộm cắp tài sản"
    assert "1234/PV06" in judgment.source_document
    assert (entry_of(entry).state, entry_of(entry).person) == (State.ENTERED, person)


def test_the_new_record_is_found_at_once_and_needs_no_comparing(
    verifying: Application, asked: VerificationRequest
) -> None:
    reply(asked, SERVED)
    enter_hits(verifying)
    [one] = register.look_up(verifying)
    assert one.is_same
    assert not one.waits


def test_entered_again_nothing_is_entered_twice(
    verifying: Application, asked: VerificationRequest
) -> None:
    reply(asked, SERVED)
    for _time in range(3):
        enter_hits(verifying)
    assert [Model.objects.count() for Model in (Person, Judgment, RegisterEntry, Supply)] == [1] * 4


def test_a_rollback_takes_all_of_it_back_and_its_code(
    verifying: Application, asked: VerificationRequest
) -> None:
    reply(asked, SERVED)
    with transaction.atomic():
        enter_hits(verifying)
        transaction.set_rollback(True)
    assert not Person.objects.exists()
    enter_hits(verifying)
    assert Person.objects.get().record_code.endswith("/00001")


def test_what_is_empty_is_filled_and_what_differs_stays(
    verifying: Application, asked: VerificationRequest, held: Judgment
) -> None:
    answered = reply(asked, SERVED)
    enter_hits(verifying)
    held.refresh_from_db()
    assert held.main_served_on == date(2018, 3, 10)
    assert (held.main_penalty_months, held.court) == (24, "TAND quận Ninh Kiều")
    assert held.row_digest == "from a file"  # the same file again changes nothing
    entry = entry_of(answered)
    assert entry.state == State.UPDATED
    assert [one["columns"] for one in entry.changes] == [["main_served_on"]]
    said = [(one["column"], one["held"], one["said"]) for one in entry.differences]
    assert said == [("main_penalty_months", "24", "36")]


def test_an_answer_that_says_what_is_known_changes_nothing(
    verifying: Application, asked: VerificationRequest, held: Judgment
) -> None:
    known = {**JUDGMENT, "main_penalty_months": 24, "offences": "TRỘM CẮP  tài sản"}
    answered = reply(asked, known)
    enter_hits(verifying)
    assert entry_of(answered).state == State.NOTHING_NEW
    assert entry_of(answered).differences == []
    assert not Supply.objects.exists()


@pytest.mark.parametrize("number", ["45/2015/HS-ST", "Số 045/2015/hsst"])
def test_a_number_written_in_another_way_is_the_same_judgment(
    verifying: Application, asked: VerificationRequest, held: Judgment, number: str
) -> None:
    answered = reply(asked, {**JUDGMENT, "judgment_no": number, "main_penalty_months": 24})
    enter_hits(verifying)
    assert held.person.judgments.count() == 1
    assert entry_of(answered).differences == []


def test_the_same_number_of_another_year_is_another_judgment(
    verifying: Application, asked: VerificationRequest, held: Judgment
) -> None:
    reply(asked, {**SERVED, "judgment_no": "45/HSST", "judgment_date": "2019-03-10"})
    Judgment.objects.update(judgment_no="45/HSST")
    enter_hits(verifying)
    assert held.person.judgments.count() == 2


def test_an_expungement_is_taken_from_a_court_and_only_heard_from_others(
    verifying: Application, asked: VerificationRequest, held: Judgment, agencies: Any
) -> None:
    expunged = {**SERVED, "expunged_on": "2020-03-10", "expunged_by": "QĐ 3/2020/QĐ-TA"}
    police = reply(asked, expunged)
    enter_hits(verifying)
    held.refresh_from_db()
    assert held.expunged_on is None
    assert "expunged_on" in {one["column"] for one in entry_of(police).differences}
    from_court(asked, agencies["court"], expunged)
    enter_hits(verifying)
    held.refresh_from_db()
    assert (held.expunged_on, held.expunged_by) == (date(2020, 3, 10), "QĐ 3/2020/QĐ-TA")


def test_the_history_names_the_case_and_the_paper(
    verifying: Application, asked: VerificationRequest, held: Judgment
) -> None:
    reply(asked, SERVED)
    enter_hits(verifying)
    change = history.of(held.person)[0]
    assert verifying.code in change.document
    assert "1234/PV06" in change.document


@pytest.mark.parametrize("missing", ["court", "judgment_no"])
def test_a_row_without_its_key_is_for_a_clerk(
    verifying: Application, asked: VerificationRequest, missing: str
) -> None:
    answered = reply(asked, {**SERVED, missing: ""})
    enter_hits(verifying)
    assert not Person.objects.exists()
    entry = entry_of(answered)
    assert (entry.state, entry.unread[0]["row"]) == (State.UNREADABLE, 1)
    assert missing in entry.unread[0]["reason"]


def test_a_row_about_another_personal_number_is_for_a_clerk(
    verifying: Application, asked: VerificationRequest
) -> None:
    answered = reply(asked, {**SERVED, "cccd": "092090009999"})
    enter_hits(verifying)
    assert not Person.objects.exists()
    assert entry_of(answered).state == State.UNREADABLE


def test_a_good_row_goes_in_beside_a_bad_one(
    verifying: Application, asked: VerificationRequest
) -> None:
    answered = reply(asked, {**SERVED, "judgment_date": "2015"}, {**SERVED, "judgment_no": "7/HS"})
    enter_hits(verifying)
    assert [one.judgment_no for one in Judgment.objects.all()] == ["7/HS"]
    assert [one["row"] for one in entry_of(answered).unread] == [1]


def test_an_agency_that_could_not_say_makes_nobody_a_convict(
    verifying: Application, asked: VerificationRequest
) -> None:
    answered = reply(asked, SERVED, answer="unclear")
    enter_hits(verifying)
    assert not Person.objects.exists()
    assert entry_of(answered).state == State.UNREADABLE


def test_an_unsure_answer_adds_to_a_judgment_that_is_known(
    verifying: Application, asked: VerificationRequest, held: Judgment
) -> None:
    reply(asked, SERVED, answer="unclear")
    enter_hits(verifying)
    held.refresh_from_db()
    assert held.main_served_on == date(2018, 3, 10)


def test_while_a_clerk_has_to_compare_nothing_is_entered(
    faint: Person, verifying: Application, asked: VerificationRequest, verifier: User
) -> None:
    answered = reply(asked, SERVED)
    enter_hits(verifying)
    assert hits.waiting(verifying)
    assert Person.objects.count() == 1
    say(verifying, by=verifier, person=faint, verdict="not_same", ground="name")
    assert not hits.waiting(verifying)
    assert entry_of(answered).state == State.ENTERED
    assert Person.objects.exclude(pk=faint.pk).get().judgments.count() == 1


def test_the_person_whom_the_clerk_names_gets_the_judgments(
    faint: Person, verifying: Application, asked: VerificationRequest, verifier: User
) -> None:
    answered = reply(asked, SERVED)
    enter_hits(verifying)
    say(verifying, by=verifier, person=faint, verdict="same")
    assert faint.judgments.get().judgment_no == "45/2015/HSST"
    assert entry_of(answered).person == faint
    faint.refresh_from_db()
    assert faint.full_name == "Nguyễn Văn Ân"  # who they are is not changed by an answer


def test_what_was_entered_is_never_rewritten(
    verifying: Application, asked: VerificationRequest
) -> None:
    answered = reply(asked, SERVED)
    enter_hits(verifying)
    with pytest.raises(DatabaseError), transaction.atomic():
        RegisterEntry.objects.filter(reply=answered).update(state=State.WAITING)
    with pytest.raises(DatabaseError), transaction.atomic():
        RegisterEntry.objects.all().delete()


def test_answers_that_do_not_count_enter_nothing(
    verifying: Application, asked: VerificationRequest
) -> None:
    reply(asked, SERVED, disposition="late")
    reply(asked, SERVED, disposition="wrong_subject")
    reply(asked, answer="none")
    enter_hits(verifying)
    assert not RegisterEntry.objects.exists()
