"""Who was asked besides is told once another's answer has settled it; nobody else is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.models import Role, User
from applications.models import Application, Event, State
from tests.verification.conftest import JUDGMENT, answer_to
from verification.classification import reclassify
from verification.models import Agency, PaperReply, VerificationRequest

Post = Callable[..., Any]
FollowUps = Callable[[], None]
EXPUNGED = {**JUDGMENT, "expunged_on": "2020-03-10", "expunged_by": "QĐ 3/2020/QĐ-TA"}
MORE = {**JUDGMENT, "judgment_no": "77/2016/HSST"}


@pytest.fixture
def unproved(
    verifying: Application, asked: VerificationRequest, post: Post, follow_ups: FollowUps
) -> Application:
    """The police named a judgment; the court, the commune and the procuracy are asked."""
    for code, kind in (("UBND92", "commune"), ("VKS92", "procuracy")):
        Agency.objects.create(code=code, name=code, agency_kind=kind, province="92")
    post(answer_to(asked, answer="has_record", judgments=[JUDGMENT]))
    follow_ups()
    assert open_kinds(verifying) == ["commune", "court", "procuracy"]
    return verifying


def open_kinds(application: Application) -> list[str]:
    rows = application.verification_requests.open()
    return sorted(rows.values_list("agency__agency_kind", flat=True))


def question(application: Application, kind: str) -> VerificationRequest:
    return application.verification_requests.get(agency__agency_kind=kind)


def the_court_says(application: Application, post: Post, *judgments: dict[str, Any]) -> None:
    court = question(application, "court")
    post(answer_to(court, answer="has_record", judgments=list(judgments)), sender="TA92")


def test_the_court_s_expungement_takes_back_what_was_asked_about_it(
    unproved: Application, post: Post, follow_ups: FollowUps
) -> None:
    the_court_says(unproved, post, EXPUNGED)
    follow_ups()
    assert open_kinds(unproved) == []
    assert question(unproved, "commune").state == "withdrawn"
    told = Event.objects.filter(application=unproved, step="ask_more").latest("number")
    assert told.note == "Không cần hỏi nữa: UBND92, VKS92."
    assert told.by is not None
    assert told.by.is_machine
    unproved.refresh_from_db()
    assert unproved.state == State.CONCLUDING


def test_while_it_is_not_proved_all_stay_asked(
    unproved: Application, post: Post, follow_ups: FollowUps
) -> None:
    the_court_says(unproved, post, EXPUNGED, MORE)
    follow_ups()
    assert open_kinds(unproved) == ["commune", "procuracy"]


def test_an_answer_that_came_stays_an_answer(
    unproved: Application, post: Post, follow_ups: FollowUps
) -> None:
    commune = unproved.verification_requests.filter(agency__agency_kind="commune")
    commune.update(state="answered", answered_at="2024-06-05T03:00Z")
    the_court_says(unproved, post, EXPUNGED)
    follow_ups()
    assert question(unproved, "commune").state == "answered"
    assert question(unproved, "procuracy").state == "withdrawn"


def test_a_letter_that_is_being_typed_in_is_not_taken_back(
    unproved: Application,
    post: Post,
    follow_ups: FollowUps,
    make_person: Callable[..., User],
) -> None:
    PaperReply.objects.create(
        request=question(unproved, "commune"),
        arrived_on=date(2024, 6, 5),
        scanned_by=make_person("scanner", Role.VERIFIER),
        file="a.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
    )
    the_court_says(unproved, post, EXPUNGED)
    follow_ups()
    assert open_kinds(unproved) == ["commune"]


def test_the_route_s_own_questions_are_a_clerk_s(
    unproved: Application, verifier: User, post: Post, follow_ups: FollowUps
) -> None:
    reclassify(unproved, by=verifier, route="national_centre", reason="Nơi cư trú chưa rõ.")
    the_court_says(unproved, post, EXPUNGED)
    follow_ups()
    assert open_kinds(unproved) == ["national_centre"]
    newest = unproved.classifications.last()
    assert newest is not None
    assert newest.route == "national_centre"
