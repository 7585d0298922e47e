"""What a clerk decided about a candidate holds for two identities as they stood, and no longer."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from common.refusals import Invalid
from records import comparisons
from records.comparisons import Compared, Verdict
from records.lookup import Candidate
from records.models import Comparison, Person, PersonNumber
from tests.declarations import AN

CASE, NEXT = "H-1", "H-2"


@pytest.fixture
def subject() -> dict[str, Any]:
    return copy.deepcopy(AN["subject"])


@pytest.fixture
def held(subject: dict[str, Any]) -> Callable[..., Compared]:
    """The record beside the applicant, with whatever decision holds in the case."""

    def look(person: Person, case: str = CASE) -> Compared:
        person = Person.objects.prefetch_related("numbers").get(pk=person.pk)
        candidate = Candidate(person, 33.4, ("cùng ngày sinh",), always=True)
        return comparisons.compared([candidate], subject=subject, case=case)[0]

    return look


@pytest.fixture
def another(make_record: Any, held: Any, verifier: User) -> Person:
    """Somebody of whom the clerk said, in the first case, that it is not the applicant."""
    person: Person = make_record()
    comparisons.decide(
        held(person), by=verifier, case=CASE, verdict="not_same", ground="parents", note="Mẹ khác"
    )
    return person


def test_somebody_found_waits_to_be_compared(make_record, held) -> None:
    one = held(make_record())
    assert (one.waits, one.is_same, one.is_another) == (True, False, False)


def test_a_not_the_same_is_remembered_with_its_reason_in_the_next_case(
    another: Person, held, verifier: User
) -> None:
    one = held(another, NEXT)
    assert one.is_another
    assert one.is_remembered_in(NEXT)
    assert one.decision is not None
    assert (one.decision.by, one.decision.note, one.decision.ground) == (
        verifier,
        "Mẹ khác",
        "parents",
    )


def test_capitals_and_a_new_home_are_no_new_identity(
    another: Person, held, subject: dict[str, Any]
) -> None:
    subject["full_name"] = subject["full_name"].upper()
    subject["permanent_address"] = {"province": "79", "line": "1 Lê Lợi"}
    another.address = "9 Hai Bà Trưng"
    another.save()
    assert held(another, NEXT).is_another


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("full_name", "Nguyễn Văn Ân"),
        ("other_names", ["An Sẹo"]),
        ("date_of_birth", "1990-05-18"),
        ("father", {"full_name": "Nguyễn Văn Bính"}),
        ("documents", [{"kind": "cccd", "number": "092090001235"}]),
    ],
)
def test_a_change_of_the_applicants_identity_asks_again(
    another: Person, held, subject: dict[str, Any], field: str, value: object
) -> None:
    subject[field] = value
    assert held(another, NEXT).waits


def test_a_change_of_the_records_identity_asks_again(another: Person, held) -> None:
    PersonNumber.objects.create(person=another, kind="cccd", number="092090001234")
    assert held(another, CASE).waits
    assert held(another, NEXT).waits


def test_a_new_judgment_is_no_new_identity(another: Person, held) -> None:
    another.judgments.create(judgment_no="9/2024/HSST")
    assert held(another, NEXT).is_another


def test_a_decision_taken_back_waits_again_and_stays_written(
    another: Person, held, verifier: User
) -> None:
    comparisons.take_back(held(another), by=verifier, case=CASE)
    assert held(another, CASE).waits
    assert held(another, NEXT).waits
    written = comparisons.history(CASE).values_list("verdict", flat=True)
    assert list(written) == ["not_same", "reopened"]


def test_taking_back_in_one_case_does_not_undo_the_case_before(
    another: Person, held, verifier: User
) -> None:
    comparisons.take_back(held(another, NEXT), by=verifier, case=NEXT)
    assert held(another, NEXT).waits
    assert held(another, CASE).is_another


def test_an_unsure_is_not_carried_to_the_next_case(make_record, held, verifier: User) -> None:
    person = make_record()
    comparisons.decide(held(person), by=verifier, case=CASE, verdict="unsure")
    assert held(person, CASE).verdict == Verdict.UNSURE
    assert held(person, NEXT).decision is None


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({"verdict": "found"}, "verdict"),
        ({"verdict": "remembered"}, "verdict"),
        ({"verdict": "not_same"}, "ground"),
        ({"verdict": "not_same", "ground": "because"}, "ground"),
        ({"verdict": "not_same", "ground": "other", "note": " "}, "note"),
    ],
)
def test_what_is_no_answer_is_not_written(
    make_record, held, verifier: User, answer: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        comparisons.decide(held(make_record()), by=verifier, case=CASE, **answer)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert not Comparison.objects.exists()


def test_whom_the_machine_shows_is_written_once_while_nothing_changes(
    make_record, held, machine: User
) -> None:
    person = make_record()
    for _look in range(3):
        comparisons.note_found([held(person)], case=CASE, by=machine)
    assert comparisons.history(CASE).count() == 1
    person.mother_name = "Trần Thị Cúc Hoa"
    person.save()
    comparisons.note_found([held(person)], case=CASE, by=machine)
    assert comparisons.history(CASE).count() == 2


def test_a_remembered_decision_is_written_into_the_case_that_rests_on_it(
    another: Person, held, machine: User
) -> None:
    for _look in range(2):
        comparisons.note_found([held(another, NEXT)], case=NEXT, by=machine)
    row = comparisons.history(NEXT).get()
    assert row.verdict == Verdict.REMEMBERED
    assert row.earlier == comparisons.history(CASE).get()


def test_what_the_look_up_said_is_kept_with_the_decision(make_record, held, verifier: User) -> None:
    row = comparisons.decide(held(make_record()), by=verifier, case=CASE, verdict="same")
    row.refresh_from_db()
    assert (row.score, row.reasons) == (33.4, ["cùng ngày sinh"])


@pytest.mark.parametrize(
    ("bits", "word"), [(40, "rất giống"), (28, "rất giống"), (20, "giống"), (14.2, "cần xem")]
)
def test_a_score_is_told_in_words(bits: float, word: str) -> None:
    assert str(comparisons.strength(bits)) == word


STATEMENTS = (
    "UPDATE records_comparison SET verdict = 'same', ground = ''",
    "DELETE FROM records_comparison",
)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_not_even_the_owner_of_the_tables_changes_a_decision(
    another: Person, statement: str
) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Comparison.objects.get().verdict == "not_same"


@pytest.mark.parametrize("statement", [*STATEMENTS, "TRUNCATE records_comparison"])
def test_the_web_has_no_right_to_change_a_decision(
    another: Person, as_portal_app: None, statement: str
) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
