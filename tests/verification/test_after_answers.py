"""What follows by itself from an answer that is not clean: whoever must be asked then is asked,
once, and the case waits for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from applications.models import Application, Event, FollowUp, State
from portal.invariants import broken
from portal.tasks import follow_up
from tests.verification.conftest import JUDGMENT, answer_to
from tests.verification.test_races import answer, at_once
from verification import replies
from verification.after_answers import go_on
from verification.classification import reclassify
from verification.conclusion import conclude
from verification.models import Agency, VerificationRequest

Post = Callable[..., Any]
FollowUps = Callable[[], None]
UNCLEAR = {"answer": "unclear"}
HIT = {"answer": "has_record", "judgments": [JUDGMENT]}
FIRST_COURT, SECOND_COURT = "Tòa án nhân dân quận Ninh Kiều", "Tòa án nhân dân quận Cái Răng"
ARMY_COURT = "Tòa án quân sự khu vực 1 Quân khu 9"


def desk_agency(code: str, kind: str, **changes: Any) -> Agency:
    return Agency.objects.create(
        **{"code": code, "name": f"Cơ quan {code}", "agency_kind": kind, "province": "92"} | changes
    )


@pytest.fixture
def asked_besides(agencies: dict[str, Agency]) -> None:
    """Whoever is asked about expungement."""
    desk_agency("UBND92", "commune")
    desk_agency("VKS92", "procuracy")


def kinds(application: Application) -> list[str]:
    rows = application.verification_requests.order_by("pk")
    return list(rows.values_list("agency__agency_kind", flat=True))


def open_kinds(application: Application) -> list[str]:
    rows = application.verification_requests.open().order_by("pk")
    return list(rows.values_list("agency__agency_kind", flat=True))


def taken(application: Application, step: str) -> int:
    return Event.objects.filter(application=application, step=step).count()


def question(application: Application, kind: str) -> VerificationRequest:
    return application.verification_requests.get(agency__agency_kind=kind)


@pytest.mark.parametrize("said", [UNCLEAR, HIT], ids=["the police cannot say", "a record"])
def test_the_court_is_asked_by_itself_and_the_promised_day_stays(
    verifying: Application,
    asked: VerificationRequest,
    post: Post,
    follow_ups: FollowUps,
    said: dict[str, Any],
) -> None:
    follow_ups()
    verifying.refresh_from_db()
    promised = verifying.due_on
    assert promised is not None
    post(answer_to(asked, **said))
    follow_ups()
    verifying.refresh_from_db()
    assert verifying.state == State.VERIFYING
    assert kinds(verifying)[:2] == ["police", "court"]
    newest = verifying.classifications.last()
    assert newest is not None
    assert (newest.number, newest.route, newest.limit) == (2, "police", "extended")
    assert newest.by.is_machine
    assert verifying.due_on == promised  # a later day would tell of a record
    assert list(broken()) == []


def test_the_answer_of_the_military_court_counts_like_that_of_the_police(
    take_in: Callable[..., Application],
    declaration: dict[str, Any],
    post: Post,
    follow_ups: FollowUps,
) -> None:
    declaration["residences"][0]["military"] = True
    application = take_in(declaration)
    follow_ups()
    post(answer_to(question(application, "military_court"), **UNCLEAR), sender="TAQSTW")
    follow_ups()
    assert open_kinds(application) == ["police", "court"]


def test_an_unclear_answer_asks_at_once_while_others_are_still_waited_for(
    verifying: Application,
    asked: VerificationRequest,
    verifier: User,
    post: Post,
    follow_ups: FollowUps,
) -> None:
    reclassify(verifying, by=verifier, route="national_centre", reason="Nơi cư trú chưa rõ.")
    post(answer_to(asked, **UNCLEAR))
    follow_ups()
    assert open_kinds(verifying) == ["national_centre", "court"]
    newest = verifying.classifications.last()
    assert newest is not None
    assert (newest.route, newest.reason) == ("national_centre", "Nơi cư trú chưa rõ.")


def test_each_court_that_the_judgments_name_is_asked_once(
    verifying: Application, asked: VerificationRequest, post: Post, follow_ups: FollowUps
) -> None:
    desk_agency("TA92-1", "court", name=FIRST_COURT)
    desk_agency("TA92-2", "court", name=SECOND_COURT, province="79")
    named = [
        {**JUDGMENT, "court": court, "judgment_no": f"{number}/2015/HSST"}
        for number, court in enumerate((FIRST_COURT, SECOND_COURT, FIRST_COURT), start=1)
    ]
    post(answer_to(asked, answer="has_record", judgments=named))
    follow_ups()
    courts = verifying.verification_requests.filter(agency__agency_kind="court")
    assert sorted(courts.values_list("agency__code", flat=True)) == ["TA92-1", "TA92-2"]
    assert len(set(courts.values_list("reference", flat=True))) == 2


def test_a_judgment_of_the_army_s_court_is_asked_of_it_once_whatever_it_was_asked_before(
    take_in: Callable[..., Application],
    declaration: dict[str, Any],
    verifier: User,
    post: Post,
    follow_ups: FollowUps,
) -> None:
    declaration["residences"][0]["military"] = True
    application = take_in(declaration)
    follow_ups()
    named = [
        {**JUDGMENT, "court": court, "judgment_no": f"{number}/2015/HSST"}
        for number, court in enumerate((ARMY_COURT, "TAQS Trung ương", FIRST_COURT), start=1)
    ]
    about_record = application.verification_requests.get(agency__agency_kind="military_court")
    said = answer_to(about_record, answer="has_record", judgments=named)
    post(said, sender="TAQSTW")
    follow_ups()
    asked = application.verification_requests.exclude(question="record").order_by("agency__code")
    judgments = [row.agency.code for row in asked if row.question == "judgment"]
    assert judgments == ["TA92", "TAQSTW"]
    reclassify(application, by=verifier, route="police", reason="Như quy tắc.")
    asked = application.verification_requests.open().filter(question="judgment")
    assert asked.count() == 2


def test_an_army_court_that_nobody_declared_is_told_and_the_others_are_asked(
    verifying: Application, asked: VerificationRequest, post: Post, follow_ups: FollowUps
) -> None:
    Agency.objects.filter(agency_kind="military_court").update(active=False)
    other = {**JUDGMENT, "court": ARMY_COURT, "judgment_no": "9/2015/HSST"}
    post(answer_to(asked, answer="has_record", judgments=[other, JUDGMENT]))
    follow_ups()
    assert open_kinds(verifying) == ["court"]
    told = Event.objects.get(application=verifying, step="ask_more")
    assert "Tòa án quân sự" in told.note


@pytest.mark.usefixtures("asked_besides")
def test_unproved_expungement_asks_the_commune_and_the_procuracy(
    verifying: Application, asked: VerificationRequest, post: Post, follow_ups: FollowUps
) -> None:
    """Three years of prison in 2015, and nobody says when they were served."""
    post(answer_to(asked, **HIT))
    follow_ups()
    assert open_kinds(verifying) == ["court", "commune", "procuracy"]
    assert {row.question for row in verifying.verification_requests.open()} == {
        "judgment",
        "expungement",
    }


def test_doing_it_again_adds_nothing(
    verifying: Application, asked: VerificationRequest, post: Post, follow_ups: FollowUps
) -> None:
    post(answer_to(asked, **HIT))
    follow_ups()
    asked_first, classified = kinds(verifying), verifying.classifications.count()
    event = Event.objects.get(application=verifying, step="answer_received")
    for _time in range(3):
        go_on(event)
    assert kinds(verifying) == asked_first
    assert verifying.classifications.count() == classified
    assert taken(verifying, "ask_more") == 1


def test_the_case_goes_to_a_clerk_once_everybody_asked_on_has_answered(
    verifying: Application, asked: VerificationRequest, post: Post, follow_ups: FollowUps
) -> None:
    post(answer_to(asked, **UNCLEAR))
    follow_ups()
    post(answer_to(question(verifying, "court")), sender="TA92")
    follow_ups()
    verifying.refresh_from_db()
    assert verifying.state == State.CONCLUDING
    assert not verifying.conclusions.exists()
    assert taken(verifying, "complete_verification") == 1


def test_a_clean_last_answer_after_an_unclear_one_leaves_no_case_behind(
    verifying: Application,
    asked: VerificationRequest,
    verifier: User,
    post: Post,
    follow_ups: FollowUps,
) -> None:
    """The Centre's clean word comes before the machine has looked at the police's unclear one."""
    reclassify(verifying, by=verifier, route="national_centre", reason="Nơi cư trú chưa rõ.")
    post(answer_to(asked, **UNCLEAR))
    post(answer_to(question(verifying, "national_centre")), sender="TTLLTPQG")
    verifying.refresh_from_db()
    assert verifying.state == State.VERIFYING
    assert list(broken()) == []  # nothing is open, and what follows is on its way
    follow_ups()
    assert open_kinds(verifying) == ["court"]


def test_a_court_that_nobody_declared_stops_nothing_and_is_told(
    verifying: Application, asked: VerificationRequest, post: Post, follow_ups: FollowUps
) -> None:
    Agency.objects.filter(agency_kind="court").update(active=False)
    post(answer_to(asked, **UNCLEAR))
    follow_ups()
    verifying.refresh_from_db()
    assert verifying.state == State.CONCLUDING
    assert not verifying.conclusions.exists()  # a clerk's: the court was never asked
    told = Event.objects.get(application=verifying, step="ask_more")
    assert told.note == "Chưa khai báo cơ quan để hỏi: Tòa án nhân dân."


def test_what_a_clerk_decided_in_the_meantime_stands(
    verifying: Application,
    asked: VerificationRequest,
    verifier: User,
    post: Post,
    follow_ups: FollowUps,
) -> None:
    reclassify(verifying, by=verifier, route="national_centre", reason="Nơi cư trú chưa rõ.")
    post(answer_to(asked, **UNCLEAR))
    conclude(verifying, by=verifier, finding="none", without_answers="Công an xác nhận lại.")
    follow_ups()
    assert kinds(verifying) == ["police", "national_centre"]
    assert verifying.classifications.count() == 2


def test_the_applicant_sees_nothing_of_it(
    verifying: Application, asked: VerificationRequest, post: Post, follow_ups: FollowUps
) -> None:
    from portal.case import case_json

    follow_ups()
    verifying.refresh_from_db()
    before = case_json(verifying, reader=verifying.owner)
    post(answer_to(asked, **HIT))
    follow_ups()
    verifying.refresh_from_db()
    assert case_json(verifying, reader=verifying.owner) == before


def test_a_case_that_waits_for_nobody_and_goes_nowhere_is_told(
    verifying: Application, asked: VerificationRequest, post: Post
) -> None:
    post(answer_to(asked, **UNCLEAR))
    assert list(broken()) == []
    FollowUp.objects.update(done_at="2024-06-05T00:00Z")
    assert [line.partition(":")[0] for line in broken()] == [
        "whoever_verifies_waits_for_somebody_or_goes_on"
    ]


@pytest.mark.django_db(transaction=True)
def test_two_unclear_answers_at_once_ask_the_court_once(
    verifying: Application, asked: VerificationRequest, verifier: User
) -> None:
    reclassify(verifying, by=verifier, route="national_centre", reason="Nơi cư trú chưa rõ.")
    centre = question(verifying, "national_centre")
    at_once(
        lambda: replies.receive(answer(asked, "one", **UNCLEAR), agency=asked.agency),
        lambda: replies.receive(answer(centre, "two", **UNCLEAR), agency=centre.agency),
    )
    events = Event.objects.filter(application=verifying, step="answer_received")
    assert events.count() == 2
    at_once(*[lambda pk=pk: follow_up(pk) for pk in events.values_list("pk", flat=True)])
    assert kinds(verifying).count("court") == 1
    assert taken(verifying, "ask_more") == 1
    assert list(broken()) == []


@pytest.mark.django_db(transaction=True)
def test_the_act_run_twice_at_once_asks_once(
    verifying: Application, asked: VerificationRequest
) -> None:
    replies.receive(answer(asked, "one", **UNCLEAR), agency=asked.agency)
    event = Event.objects.get(application=verifying, step="answer_received")
    at_once(*[lambda: go_on(event) for _each in range(4)])
    assert kinds(verifying) == ["police", "court"]
    assert taken(verifying, "ask_more") == 1
