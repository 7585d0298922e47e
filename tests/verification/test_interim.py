"""An interim word is kept and shows that the agency is at it; only the whole answer counts. And
answers that contradict each other, in whatever order and by whatever way they come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from applications.models import Application, Event, State
from common.dates import today
from regulations.calendar import WorkingCalendar, add_working_days
from tests.verification.conftest import JUDGMENT, answer_to
from tests.verification.test_races import answer
from verification import replies, requests
from verification.classification import reclassify
from verification.conclusion import why_a_clerk
from verification.models import Agency, Reply, VerificationRequest

Post = Callable[..., Any]
RequestState = VerificationRequest.State
WORD = {"final": False, "answer": "unclear"}
PART = {"final": False, "answer": "has_record", "judgments": [JUDGMENT]}


def limit(days: int) -> Any:
    return add_working_days(today(), days, calendar=WorkingCalendar())


def test_an_interim_word_is_kept_and_the_case_waits_on(
    verifying: Application, asked: VerificationRequest, post: Post
) -> None:
    assert post(answer_to(asked, **WORD)).json()["disposition"] == "interim"
    asked.refresh_from_db()
    verifying.refresh_from_db()
    assert (asked.state, verifying.state) == (RequestState.RECEIVED, State.VERIFYING)
    assert asked.received_at is not None
    assert asked.due_on == limit(7)
    assert [reply.request for reply in replies.under_way(verifying)] == [asked]
    assert not replies.applied(verifying).exists()
    assert not replies.doubts(verifying).exists()


def test_a_word_that_the_archive_is_searched_gives_nine_days_and_no_more(
    asked: VerificationRequest, post: Post
) -> None:
    for _time in range(3):
        post(answer_to(asked, **WORD, extends="archive"))
        asked.refresh_from_db()
        assert asked.due_on == limit(9)


@pytest.mark.parametrize("agreed", [3, 12])
def test_the_archive_never_shortens_a_limit(
    asked: VerificationRequest, post: Post, agreed: int
) -> None:
    VerificationRequest.objects.update(due_on=today() + timedelta(days=agreed * 2))
    asked.refresh_from_db()
    before = asked.due_on
    post(answer_to(asked, **WORD, extends="archive"))
    asked.refresh_from_db()
    assert asked.due_on == max(before, limit(9))


def test_an_urgent_question_has_no_time_for_the_archive(
    verifying: Application, asked: VerificationRequest, post: Post
) -> None:
    Application.objects.filter(pk=verifying.pk).update(applicant={"urgent": True})
    post(answer_to(asked, **WORD, extends="archive"))
    asked.refresh_from_db()
    assert asked.due_on == limit(7)


def test_a_whole_answer_says_that_nothing_is_extended(
    asked: VerificationRequest, post: Post
) -> None:
    post(answer_to(asked, extends="archive"))
    asked.refresh_from_db()
    assert (asked.state, asked.due_on) == (RequestState.ANSWERED, limit(7))


def test_an_unreadable_extension_is_the_senders_error(
    asked: VerificationRequest, post: Post
) -> None:
    assert post(answer_to(asked, **WORD, extends="for ever")).status_code == 400
    assert not Reply.objects.exists()


def test_an_overdue_question_stays_overdue_until_it_is_answered(
    asked: VerificationRequest, post: Post
) -> None:
    """A state never goes back, and a word is no answer; its new last day is shown."""
    VerificationRequest.objects.update(state=RequestState.SENT)
    VerificationRequest.objects.update(state=RequestState.OVERDUE, due_on=today())
    post(answer_to(asked, **WORD, extends="archive"))
    asked.refresh_from_db()
    assert (asked.state, asked.due_on) == (RequestState.OVERDUE, limit(9))


def test_the_whole_takes_the_place_of_the_part(
    verifying: Application, asked: VerificationRequest, post: Post, follow_ups: Callable[[], None]
) -> None:
    assert post(answer_to(asked, **PART)).json()["disposition"] == "partial"
    follow_ups()
    assert verifying.verification_requests.count() == 1  # a part asks nobody yet
    other = {**JUDGMENT, "judgment_no": "46/2016/HSST"}
    post(answer_to(asked, answer="has_record", judgments=[JUDGMENT, other]))
    counted = replies.applied(verifying).get()
    assert len(counted.judgments) == 2
    assert not replies.under_way(verifying).exists()
    assert not replies.doubts(verifying).exists()


def test_a_part_with_a_judgment_that_the_whole_takes_back_is_for_a_clerk(
    verifying: Application, asked: VerificationRequest, post: Post
) -> None:
    post(answer_to(asked, **PART))
    assert post(answer_to(asked)).json()["disposition"] == "applied"
    assert replies.doubts(verifying).get().disposition == "partial"
    verifying.refresh_from_db()
    assert "reply_set_aside" in why_a_clerk(verifying)


@pytest.mark.parametrize(
    ("late_word", "disposition", "doubted"),
    [(WORD, "interim", False), (PART, "conflicting", True)],
    ids=["a word", "a part that names a judgment"],
)
def test_what_comes_after_the_final_answer_changes_nothing(
    verifying: Application,
    asked: VerificationRequest,
    post: Post,
    late_word: dict[str, Any],
    disposition: str,
    doubted: bool,
) -> None:
    """Reordered on the way: the final one first (fault 17)."""
    post(answer_to(asked))
    verifying.refresh_from_db()
    asked.refresh_from_db()
    after = (verifying.state, asked.state, asked.due_on, asked.received_at)
    response = post(answer_to(asked, **late_word, extends="archive"))
    assert response.json()["disposition"] == disposition
    verifying.refresh_from_db()
    asked.refresh_from_db()
    assert (verifying.state, asked.state, asked.due_on, asked.received_at) == after
    assert replies.doubts(verifying).exists() is doubted
    assert replies.applied(verifying).get().answer == "none"


def test_a_part_that_repeats_the_final_answer_troubles_nobody(
    verifying: Application, asked: VerificationRequest, post: Post
) -> None:
    post(answer_to(asked, answer="has_record", judgments=[JUDGMENT]))
    assert post(answer_to(asked, **PART)).json()["disposition"] == "interim"
    assert not replies.doubts(verifying).exists()


def test_a_part_that_nobody_waits_for_any_more_is_told_to_the_clerk(
    verifying: Application, asked: VerificationRequest, post: Post
) -> None:
    requests.withdraw_open(verifying)
    assert post(answer_to(asked, **PART)).json()["disposition"] == "late"
    assert post(answer_to(asked, **WORD)).json()["disposition"] == "interim"
    assert replies.doubts(verifying).count() == 1


def test_an_interim_word_about_somebody_else_is_set_aside(
    verifying: Application, asked: VerificationRequest, post: Post
) -> None:
    response = post(answer_to(asked, **WORD, subject_digest="0" * 64))
    assert response.json()["disposition"] == "wrong_subject"
    asked.refresh_from_db()
    assert asked.state == RequestState.PREPARED


def test_paper_and_server_both_answer_and_one_counts(
    verifying: Application, asked: VerificationRequest, verifier: User, post: Post
) -> None:
    typed = answer(asked, "paper-1", signed_by="Trung tá Lê Văn Tám")
    assert replies.receive(typed, agency=asked.agency, by=verifier).disposition == "applied"
    assert post(answer_to(asked)).json()["disposition"] == "duplicate"
    assert {reply.request_id for reply in Reply.objects.all()} == {asked.pk}
    assert Event.objects.filter(step="complete_verification").count() == 1


def test_paper_and_server_that_differ_are_a_contradiction_of_one_agency(
    verifying: Application, asked: VerificationRequest, verifier: User, post: Post
) -> None:
    replies.receive(answer(asked, "paper-1"), agency=asked.agency, by=verifier)
    post(answer_to(asked, answer="has_record", judgments=[JUDGMENT]))
    (one,) = replies.disagreements(verifying)
    assert one.of_one_agency
    assert [reply.answer for reply in one.replies] == ["none", "has_record"]
    verifying.refresh_from_db()
    assert "reply_set_aside" in why_a_clerk(verifying)


def test_two_agencies_that_disagree_are_left_to_a_clerk(
    verifying: Application,
    asked: VerificationRequest,
    verifier: User,
    post: Post,
    follow_ups: Callable[[], None],
) -> None:
    """The police know of nothing, the Centre of a judgment (fault 19)."""
    reclassify(verifying, by=verifier, route="national_centre", reason="Nơi cư trú chưa rõ.")
    centre = verifying.verification_requests.get(agency__agency_kind="national_centre")
    post(answer_to(asked))
    assert replies.disagreements(verifying) == []
    post(
        answer_to(centre, answer="has_record", judgments=[JUDGMENT]),
        sender=centre.agency.code,
    )
    follow_ups()
    (one,) = replies.disagreements(verifying)
    assert not one.of_one_agency
    assert {reply.agency.code for reply in one.replies} == {"CA92", "TTLLTPQG"}
    court = Agency.objects.get(agency_kind="court")
    post(answer_to(verifying.verification_requests.get(agency=court)), sender=court.code)
    follow_ups()
    verifying.refresh_from_db()
    assert verifying.state == State.CONCLUDING
    assert not verifying.conclusions.exists()  # never by the machine
