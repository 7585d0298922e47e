"""The invariants: quiet where all is well, and loud where it is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pgtrigger
import pytest

from accounts.models import User
from applications import acceptance
from applications.models import Application, FollowUp
from certificates.models import Certificate, Revocation
from common.dates import now
from portal.invariants import broken
from records.matching import index
from records.models import Person
from verification import requests


def broken_names() -> list[str]:
    return [line.partition(":")[0] for line in broken()]


def issue_unguarded(made: Certificate, *, number: int) -> None:
    made.pk, made.number, made.year = None, number, 2024
    made.printed_number, made.issued_at = str(number), now()
    made.file, made.sha256, made.published_at = f"{number}.pdf", "0" * 64, now()
    made.token, made.typed_code = f"token {number}", str(number)
    made.approved_digest, made.approved_at = made.content_digest, now()
    made.signed_by, made.signed_at = made.approved_by, now()
    made.save(force_insert=True)


def test_a_question_is_open_until_what_follows_the_withdrawal_is_done(
    verifying: Application, applicant: User, follow_ups: Callable[[], None]
) -> None:
    acceptance.withdraw(verifying, by=applicant)
    assert verifying.verification_requests.open().exists()
    assert broken_names() == []
    follow_ups()
    assert not verifying.verification_requests.open().exists()
    assert broken_names() == []


def test_a_question_left_open_for_good_is_told(verifying: Application, applicant: User) -> None:
    acceptance.withdraw(verifying, by=applicant)
    FollowUp.objects.filter(event__application=verifying).update(done_at="2024-06-05T00:00Z")
    assert broken_names() == ["nobody_waits_for_an_answer_after_the_conclusion"]


@pytest.mark.parametrize(("numbers", "has_gap"), [((21, 22, 23), False), ((21, 23, 24), True)])
def test_a_book_may_begin_after_imported_numbers_and_has_no_gap_then(
    approved: Application, numbers: tuple[int, ...], has_gap: bool
) -> None:
    made = Certificate.objects.get()
    with pgtrigger.ignore():  # the database's own guards would not let a gap come about
        for number in numbers:
            issue_unguarded(made, number=number)
    assert ("certificate_numbers_have_no_gap" in broken_names()) is has_gap


def test_two_certificates_of_one_case_that_both_count_are_told(
    approved: Application, head: User
) -> None:
    made = Certificate.objects.get()
    with pgtrigger.ignore():
        issue_unguarded(made, number=21)
        issue_unguarded(made, number=22)
    assert "of_a_case_only_the_newest_certificate_counts" in broken_names()
    first = Certificate.objects.get(number=21)
    ended = {"kind": "corrected", "ground": "Sai", "document_no": "1"}
    Revocation.objects.create(certificate=first, by=head, **ended)
    found = broken_names()
    assert "of_a_case_only_the_newest_certificate_counts" not in found
    assert "a_certificate_is_corrected_and_cancelled_by_its_own_step" in found


def test_a_record_that_no_look_up_would_find_is_told(db: None) -> None:
    person = Person.objects.create(record_code="55CT2015/00001", full_name="Nguyễn Văn An")
    index.rebuild()
    assert broken_names() == []
    person.match_entries.all().delete()
    assert broken_names() == ["everybody_in_the_register_can_be_found"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"withdrawn_at": "2024-06-05T00:00Z"},
        {"answered_at": "2024-06-05T00:00Z"},
        {"received_at": None, "state": "received"},
        {"sent_at": None, "state": "overdue"},
    ],
)
def test_a_question_without_the_times_of_its_state_is_told(
    verifying: Application, wrong: dict[str, Any]
) -> None:
    asked = verifying.verification_requests.get()
    requests.send(asked.pk)
    assert broken_names() == []
    verifying.verification_requests.update(**wrong)
    assert broken_names() == ["a_question_has_the_times_of_its_state"]


def test_a_question_that_went_out_without_a_try_is_told(verifying: Application) -> None:
    verifying.verification_requests.update(state="sent", sent_at="2024-06-05T00:00Z")
    assert broken_names() == ["what_reached_an_agency_was_tried"]
