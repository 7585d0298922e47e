"""What must hold of records made of answers, of copies for the Centre and of book 09."""

from __future__ import annotations

from datetime import date
from typing import Any

import pgtrigger
import pytest

from applications.models import Application
from records.models import SuppliedEntry
from tests.portal.test_invariants import broken_names
from tests.verification.conftest import JUDGMENT
from verification import replies, supply
from verification.models import Agency, RegisterEntry, Reply, Supply


@pytest.fixture
def hit(verifying: Application, follow_ups: Any) -> Reply:
    """The police named a judgment, and all that follows has been done."""
    kind = Agency.Kind.NATIONAL_CENTRE
    Agency.objects.create(code="TTLLTPQG", name="Trung tâm LLTP quốc gia", agency_kind=kind)
    asked = verifying.verification_requests.get()
    answer = replies.Answer(
        message_id="one",
        request=asked.reference,
        subject_digest=asked.subject_digest,
        answer="has_record",
        answered_on=date(2024, 6, 3),
        judgments=(JUDGMENT,),
    )
    reply = replies.receive(answer, agency=asked.agency)
    follow_ups()
    return reply


def test_all_is_well_after_a_hit_and_its_copy(hit: Reply, verifier: Any) -> None:
    assert RegisterEntry.objects.get().state == RegisterEntry.State.ENTERED
    supply.hand_over(Supply.objects.get(), by=verifier)
    assert broken_names() == []


def test_an_answer_that_was_never_entered_is_told(hit: Reply) -> None:
    with pgtrigger.ignore():
        RegisterEntry.objects.all().delete()
    assert broken_names() == ["an_answer_that_names_a_judgment_is_in_the_register_or_with_a_clerk"]


def test_a_record_of_which_no_copy_is_owed_is_told(hit: Reply) -> None:
    with pgtrigger.ignore():
        Supply.objects.all().delete()
    assert broken_names() == ["a_record_made_of_an_answer_is_owed_to_the_centre"]


def test_a_copy_beside_the_line_of_another_is_told(hit: Reply, verifier: Any) -> None:
    supply.hand_over(Supply.objects.get(), by=verifier)
    with pgtrigger.ignore():
        SuppliedEntry.objects.update(kind="answer")
    assert broken_names() == ["a_copy_that_was_sent_is_in_book_09"]


def test_a_gap_in_book_09_is_told(hit: Reply, verifier: Any) -> None:
    line = supply.make_up(Supply.objects.get(), by=verifier).entry
    assert line is not None
    line.pk, line.number = None, 3
    with pgtrigger.ignore():
        line.save(force_insert=True)
    assert broken_names() == ["book_09_has_no_gap"]
