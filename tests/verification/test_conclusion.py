"""The machine states what is clean; everything else a clerk states, with grounds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.models import User
from applications.models import Application, Event, State
from applications.workflow import StepNotAllowed
from common.refusals import Invalid, NotPermitted, Refusal
from records.models import Judgment, Person
from tests.verification.conftest import JUDGMENT, answer_to
from verification.classification import reclassify
from verification.conclusion import (
    after_verification,
    after_verification_event,
    conclude,
    is_outdated,
    latest,
    uncompared,
    why_a_clerk,
)
from verification.models import Conclusion, VerificationRequest

Post = Callable[..., Any]
EXPUNGED = {
    **JUDGMENT,
    "expunged_on": "2021-03-15",
    "expungement_ground": "Bộ luật Hình sự 2015, Điều 70",
}


def verified_event(application: Application) -> Event:
    return Event.objects.filter(application=application, step="complete_verification").latest("pk")


@pytest.fixture
def answered(verifying: Application, asked: VerificationRequest, post: Post) -> Application:
    """The police said none."""
    post(answer_to(asked))
    verifying.refresh_from_db()
    return verifying


def machine_concludes(application: Application) -> Conclusion | None:
    after_verification_event(verified_event(application))
    return latest(application)


def test_the_machine_concludes_what_is_clean(answered: Application) -> None:
    conclusion = machine_concludes(answered)
    assert conclusion is not None
    assert (conclusion.finding, conclusion.by.is_machine) == ("none", True)
    assert conclusion.statement["judgments"] == []
    assert [one["reference"] for one in conclusion.statement["sources"]] == ["1234/PV06"]
    event = Event.objects.get(application=answered, step="conclude")
    assert event.data == {"conclusion": 1}  # the trail does not tell what was found


def test_concluding_twice_is_concluding_once(answered: Application) -> None:
    machine_concludes(answered)
    machine_concludes(answered)
    assert answered.conclusions.count() == 1
    assert Event.objects.filter(application=answered, step="conclude").count() == 1


def a_record(application: Application, post: Post) -> None:
    Person.objects.create(
        record_code="25CT2015/00001", full_name="Nguyễn Văn An", date_of_birth="1990-05-17"
    )


def a_declared_conviction(application: Application, post: Post) -> None:
    Application.objects.filter(pk=application.pk).update(declared_convictions="Năm 2010, 6 tháng")


def a_second_answer(application: Application, post: Post) -> None:
    asked = application.verification_requests.get()
    post(answer_to(asked, answer="unclear"))


@pytest.mark.parametrize(
    ("hindrance", "reason"),
    [
        (a_record, "own_register"),
        (a_declared_conviction, "declared"),
        (a_second_answer, "reply_set_aside"),
    ],
)
def test_the_machine_leaves_doubts_to_a_clerk(
    answered: Application, post: Post, hindrance: Callable[..., None], reason: str
) -> None:
    hindrance(answered, post)
    assert machine_concludes(answered) is None
    answered.refresh_from_db()
    assert answered.state == State.CONCLUDING
    assert why_a_clerk(answered) == [reason]


@pytest.mark.parametrize("answer", ["has_record", "unclear"])
def test_an_answer_that_is_not_clean_waits_for_a_clerk(
    verifying: Application,
    asked: VerificationRequest,
    post: Post,
    answer: str,
    follow_ups: Callable[[], None],
) -> None:
    post(answer_to(asked, answer=answer))
    follow_ups()
    assert latest(verifying) is None
    assert "not_all_clean" in why_a_clerk(verifying)


def test_after_an_unclear_answer_of_the_police_the_court_is_asked(
    verifying: Application, asked: VerificationRequest, verifier: User, post: Post
) -> None:
    post(answer_to(asked, answer="unclear"))
    verifying.refresh_from_db()
    reclassify(verifying, by=verifier, route="police", reason="Công an chưa đủ căn cứ.")
    verifying.refresh_from_db()
    assert verifying.state == State.VERIFYING
    assert verifying.verification_requests.open().get().agency.code == "TA92"


def test_a_clerk_states_a_record(answered: Application, verifier: User) -> None:
    conclusion = conclude(answered, by=verifier, finding="has_record", judgments=[JUDGMENT])
    (judgment,) = conclusion.statement["judgments"]
    assert (judgment["judgment_date"], judgment["main_penalty_months"]) == ("2015-03-10", 36)
    assert (judgment["expunged"], judgment["expungement_ground"]) == (False, "")
    answered.refresh_from_db()
    assert answered.state == State.CONCLUDING


@pytest.mark.parametrize("finding", ["none", "has_record"])
def test_an_expunged_judgment_needs_its_ground(
    answered: Application, verifier: User, finding: str
) -> None:
    bare = {**EXPUNGED, "expungement_ground": ""}
    with pytest.raises(Invalid) as refused:
        conclude(answered, by=verifier, finding=finding, judgments=[bare])
    assert fields(refused.value) == ["judgments.0.expungement_ground"]
    conclusion = conclude(answered, by=verifier, finding=finding, judgments=[EXPUNGED])
    assert conclusion.statement["judgments"][0]["expunged"] is True


def fields(refusal: Invalid) -> list[str]:
    return [problem.field for problem in refusal.problems]


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"finding": "perhaps"}, ["finding"]),
    ({"finding": "has_record"}, ["judgments"]),
    ({"finding": "none", "judgments": [JUDGMENT]}, ["finding"]),
    (
        {"finding": "has_record", "judgments": [{"judgment_date": "spring"}]},
        [
            "judgments.0.judgment_date",
            "judgments.0.judgment_no",
            "judgments.0.court",
            "judgments.0.offences",
        ],
    ),
    (
        {"finding": "has_record", "judgments": [{**JUDGMENT, "main_penalty": "exile"}]},
        ["judgments.0.main_penalty"],
    ),
    (
        {"finding": "has_record", "judgments": [{**JUDGMENT, "main_penalty_months": "-3"}]},
        ["judgments.0.main_penalty_months"],
    ),
    ({"finding": "none", "bans": [{"ban_until": "2027-01-01"}]}, ["bans.0.ban_position"]),
    (
        {"finding": "none", "bans": [{"ban_position": "Giám đốc", "ban_until": "soon"}]},
        ["bans.0.ban_until"],
    ),
]


@pytest.mark.parametrize(("body", "wrong"), WRONG)
def test_what_cannot_be_printed_is_refused_at_its_field(
    answered: Application, verifier: User, body: dict[str, Any], wrong: list[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        conclude(answered, by=verifier, **body)
    assert fields(refused.value) == wrong
    assert not answered.conclusions.exists()


def test_bans_are_stated(answered: Application, verifier: User) -> None:
    bans = [{"ban_position": "Giám đốc doanh nghiệp", "ban_until": "01/03/2027"}]
    conclusion = conclude(answered, by=verifier, finding="none", bans=bans)
    assert conclusion.statement["bans"] == [
        {"ban_position": "Giám đốc doanh nghiệp", "ban_until": "2027-03-01"}
    ]


def test_missing_answers_are_waited_for_unless_a_reason_is_given(
    verifying: Application, asked: VerificationRequest, verifier: User
) -> None:
    with pytest.raises(Refusal) as refused:
        conclude(verifying, by=verifier, finding="none")
    assert refused.value.code == "answers_missing"
    assert "Cơ quan CA92" in str(refused.value)
    verifying.refresh_from_db()
    assert verifying.state == State.VERIFYING
    conclusion = conclude(verifying, by=verifier, finding="none", without_answers="Đã gọi điện.")
    assert conclusion.statement["without_answers"] == "Đã gọi điện."
    asked.refresh_from_db()
    assert asked.state == VerificationRequest.State.WITHDRAWN


def test_the_newest_conclusion_counts_and_settles_the_doubts(
    answered: Application, verifier: User, post: Post
) -> None:
    machine_concludes(answered)
    a_second_answer(answered, post)
    assert why_a_clerk(answered) == ["reply_set_aside"]
    conclude(answered, by=verifier, finding="has_record", judgments=[JUDGMENT])
    assert why_a_clerk(answered) == []
    newest = latest(answered)
    assert newest is not None
    assert (newest.number, newest.finding) == (2, "has_record")


def test_the_machine_never_concludes_over_a_person(answered: Application, verifier: User) -> None:
    conclude(answered, by=verifier, finding="has_record", judgments=[JUDGMENT])
    reclassify(answered, by=verifier, route="in_house", reason="Đã có phiếu của Sở năm 2022.")
    assert why_a_clerk(answered) == []
    assert after_verification(answered) is None
    newest = latest(answered)
    assert newest is not None
    assert newest.finding == "has_record"
    assert is_outdated(newest)


def test_only_a_verifier_concludes_and_not_after_drafting(
    answered: Application, verifier: User, drafter: User
) -> None:
    with pytest.raises(NotPermitted):
        conclude(answered, by=drafter, finding="none")
    Application.objects.filter(pk=answered.pk).update(state=State.DRAFTED)
    with pytest.raises(StepNotAllowed):
        conclude(answered, by=verifier, finding="none")
    assert not answered.conclusions.exists()


def test_the_api_reads_the_bodies_of_both_acts() -> None:
    from verification.api import ACTS

    body = ACTS["conclude"].serializer(data={"finding": "none", "judgments": []})
    assert body.is_valid()
    assert body.validated_data["judgments"] == []
    assert not ACTS["reclassify"].serializer(data={"route": "police"}).is_valid()


@pytest.fixture
def namesake(department: Any) -> Person:
    """Waits to be compared, with an open judgment."""
    person = Person.objects.create(
        record_code="55CT2015/00009", full_name="Nguyễn Văn An", date_of_birth="1990-05-17"
    )
    Judgment.objects.create(
        person=person,
        judgment_no="45/2015/HS-ST",
        judgment_date=date(2015, 3, 10),
        court="TAND quận Ninh Kiều",
    )
    return person


def test_nobody_concludes_over_a_candidate_who_waits_unless_a_reason_is_given(
    answered: Application, verifier: User, namesake: Person
) -> None:
    with pytest.raises(Refusal) as refused:
        conclude(answered, by=verifier, finding="none")
    assert refused.value.code == "candidates_waiting"
    assert not answered.conclusions.exists()
    done = conclude(answered, by=verifier, finding="none", without_comparing="Đã gọi Tòa án.")
    assert done.statement["without_comparing"] == "Đã gọi Tòa án."


def test_a_candidate_whose_judgments_are_all_stated_cannot_be_overlooked(
    answered: Application, verifier: User, namesake: Person
) -> None:
    assert uncompared(answered, [])
    assert not uncompared(answered, [JUDGMENT | {"judgment_date": "2015-03-10"}])
    conclude(answered, by=verifier, finding="has_record", judgments=[JUDGMENT])
    assert answered.conclusions.count() == 1


def test_a_candidate_of_whom_one_judgment_would_be_left_out_still_waits(
    answered: Application, verifier: User, namesake: Person
) -> None:
    Judgment.objects.create(person=namesake, judgment_no="9/2019/HSST", court="TAND quận Cái Răng")
    with pytest.raises(Refusal):
        conclude(answered, by=verifier, finding="has_record", judgments=[JUDGMENT])


def test_a_hit_is_concluded_with_finding_and_judgments_alone(
    verifying: Application,
    asked: VerificationRequest,
    verifier: User,
    post: Post,
    follow_ups: Callable[[], None],
) -> None:
    """As the API's contract says; what the answer names is in the register by then."""
    post(answer_to(asked, answer="has_record", judgments=[JUDGMENT]))
    follow_ups()
    withdrawn = {"without_answers": "Đã có bản án."}
    conclusion = conclude(
        verifying, by=verifier, finding="has_record", judgments=[JUDGMENT], **withdrawn
    )
    assert conclusion.finding == "has_record"


def test_which_source_was_followed_is_kept(answered: Application, verifier: User) -> None:
    note = "Theo Tòa án: bản gốc ghi 36 tháng."
    done = conclude(
        answered, by=verifier, finding="has_record", judgments=[JUDGMENT], disagreement=note
    )
    assert done.statement["disagreement"] == note


def test_months_are_never_read_as_ten_times_as_many(answered: Application, verifier: User) -> None:
    with pytest.raises(Invalid) as refused:
        conclude(
            answered,
            by=verifier,
            finding="has_record",
            judgments=[{**JUDGMENT, "main_penalty_months": "1.5"}],
        )
    assert fields(refused.value) == ["judgments.0.main_penalty_months"]
