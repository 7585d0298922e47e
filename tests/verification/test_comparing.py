"""What a clerk says of the register's candidates decides whether the machine concludes."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.models import Role, User
from applications.models import Application, Event, State
from applications.workflow import StepNotAllowed
from common.refusals import Invalid, NotPermitted, Refusal
from records.models import AccessLog, Comparison, Judgment, Person
from tests.conftest import declared, paid
from tests.verification.conftest import accepted_event, answer_to
from verification import comparing, register
from verification.classification import classify_case
from verification.conclusion import conclude, latest, why_a_clerk
from verification.models import Agency, Classification

NOT_SAME = {"verdict": "not_same", "ground": "parents"}


@pytest.fixture
def namesake(department: Any) -> Person:
    """Of the same name and day, with an open judgment."""
    person = Person.objects.create(
        record_code="55CT2015/00001", full_name="Nguyễn Văn An", date_of_birth="1990-05-17"
    )
    Judgment.objects.create(
        person=person, judgment_no="45/2015/HSST", judgment_date=date(2015, 3, 10)
    )
    return person


@pytest.fixture
def faint(department: Any) -> Person:
    """Of a name that sounds alike and the same year: worth a look, and no more."""
    person = Person.objects.create(
        record_code="55CT2016/00002",
        full_name="Nguyễn Văn Ân",
        date_of_birth="1990",
        father_name="Nguyễn Văn Bình",
    )
    Judgment.objects.create(person=person, judgment_no="9/2016/HSST")
    return person


def police_say_none(application: Application, post: Callable[..., Any]) -> None:
    asked = application.verification_requests.filter(agency__agency_kind="police").get()
    assert post(answer_to(asked)).status_code == 200
    application.refresh_from_db()


def answer(application: Application, *, by: User, person: Person, **body: str) -> Comparison:
    """As from a page that was opened just now."""
    found = register.look_up(application, by=by)
    seen = next(one.seen for one in found if one.candidate.person == person)
    return comparing.compare(application, by=by, person=person.pk, seen=seen, **body)


def kinds_asked(application: Application) -> set[str]:
    open_ones = application.verification_requests.open()
    return set(open_ones.values_list("agency__agency_kind", flat=True))


def test_somebody_who_waits_keeps_the_machine_from_concluding(
    namesake: Person, verifying: Application, post: Any, follow_ups: Any
) -> None:
    police_say_none(verifying, post)
    follow_ups()
    assert "own_register" in why_a_clerk(verifying)
    assert latest(verifying) is None


def test_with_nobody_left_a_clean_case_goes_on_as_if_nothing_had_been_found(
    namesake: Person, verifying: Application, post: Any, verifier: User, follow_ups: Any
) -> None:
    assert kinds_asked(verifying) == {"police", "court"}
    police_say_none(verifying, post)
    answer(verifying, by=verifier, person=namesake, **NOT_SAME)
    follow_ups()
    verifying.refresh_from_db()
    conclusion = latest(verifying)
    assert conclusion is not None
    assert (conclusion.finding, conclusion.by.is_machine) == ("none", True)
    assert verifying.state == State.DRAFTED
    assert kinds_asked(verifying) == set()  # the court is told that it need not answer


def test_decided_before_the_answer_is_in_the_case_goes_on_when_it_comes(
    namesake: Person, verifying: Application, post: Any, verifier: User, follow_ups: Any
) -> None:
    answer(verifying, by=verifier, person=namesake, **NOT_SAME)
    assert kinds_asked(verifying) == {"police"}
    police_say_none(verifying, post)
    follow_ups()
    assert latest(verifying) is not None


def test_a_faint_likeness_waits_for_the_clerk_and_asks_no_court(
    faint: Person, verifying: Application
) -> None:
    assert "own_register" in why_a_clerk(verifying)
    assert kinds_asked(verifying) == {"police"}
    assert register.judgments_of(verifying) == []


def test_the_same_person_brings_their_judgments_into_the_case(
    faint: Person, verifying: Application, verifier: User
) -> None:
    answer(verifying, by=verifier, person=faint, verdict="same")
    assert [row["judgment_no"] for row in register.judgments_of(verifying)] == ["9/2016/HSST"]
    assert kinds_asked(verifying) == {"police", "court"}
    assert "own_record" in why_a_clerk(verifying)


def test_an_unsure_keeps_the_case_with_the_clerk(
    namesake: Person, verifying: Application, post: Any, verifier: User, follow_ups: Any
) -> None:
    police_say_none(verifying, post)
    answer(verifying, by=verifier, person=namesake, verdict="unsure", note="hỏi Tòa án")
    follow_ups()
    assert latest(verifying) is None
    assert "own_register" in why_a_clerk(verifying)


def test_one_of_two_that_waits_is_enough(
    namesake: Person, faint: Person, verifying: Application, post: Any, verifier: User
) -> None:
    answer(verifying, by=verifier, person=namesake, **NOT_SAME)
    assert "own_register" in why_a_clerk(verifying)
    answer(verifying, by=verifier, person=faint, **NOT_SAME)
    assert "own_register" not in why_a_clerk(verifying)


def test_the_next_dossier_of_the_same_applicant_is_not_asked_again(
    namesake: Person,
    verifying: Application,
    verifier: User,
    declaration: dict[str, Any],
    applicant: User,
    receiver: User,
    take_in: Any,
) -> None:
    answer(verifying, by=verifier, person=namesake, **NOT_SAME)
    again = take_in(declaration)
    classify_case(accepted_event(again))
    assert kinds_asked(again) == {"police"}
    assert "own_register" not in why_a_clerk(again)
    [one] = register.look_up(again)
    assert one.is_remembered_in(again.code)


def test_somebody_else_of_the_same_name_is_asked_about_anew(
    namesake: Person, verifying: Application, verifier: User, declaration: Any, take_in: Any
) -> None:
    answer(verifying, by=verifier, person=namesake, **NOT_SAME)
    other = copy.deepcopy(declaration)
    other["subject"]["mother"] = {"full_name": "Lê Thị Hồng"}
    again = take_in(other)
    classify_case(accepted_event(again))
    assert "own_register" in why_a_clerk(again)


def test_a_decision_is_taken_back_until_the_case_is_concluded(
    namesake: Person, verifying: Application, post: Any, verifier: User, follow_ups: Any
) -> None:
    answer(verifying, by=verifier, person=namesake, **NOT_SAME)
    [one] = register.look_up(verifying)
    comparing.take_back(verifying, by=verifier, person=namesake.pk, seen=one.seen)
    assert "own_register" in why_a_clerk(verifying)
    verdicts = Comparison.objects.order_by("pk").values_list("verdict", flat=True)
    assert list(verdicts) == ["found", "not_same", "reopened"]


def test_after_the_conclusion_nothing_is_decided_any_more(
    namesake: Person, verifying: Application, verifier: User
) -> None:
    reasons = {"without_answers": "Đã đủ căn cứ", "without_comparing": "Tòa án xác nhận"}
    conclude(verifying, by=verifier, finding="none", **reasons)
    written = Comparison.objects.count()
    with pytest.raises(Refusal, match="đã kết luận"):
        answer(verifying, by=verifier, person=namesake, **NOT_SAME)
    assert Comparison.objects.count() == written
    assert not comparing.may_compare(verifying, verifier)


@pytest.mark.parametrize("role", ["receiver", "drafter", "approver", "head", "auditor"])
def test_only_a_verifier_decides(
    namesake: Person, verifying: Application, cast: dict[str, User], role: str
) -> None:
    [one] = register.look_up(verifying)
    with pytest.raises(NotPermitted):
        comparing.compare(
            verifying, by=cast[role], person=namesake.pk, seen=one.seen, verdict="same"
        )
    assert not Comparison.objects.exclude(verdict="found").exists()


def test_a_verifier_of_another_office_decides_nothing(
    namesake: Person, verifying: Application, agencies: dict[str, Agency], make_person: Any
) -> None:
    stranger = make_person("stranger", Role.VERIFIER, office=agencies["court"])
    [one] = register.look_up(verifying)
    with pytest.raises(NotPermitted):
        comparing.compare(verifying, by=stranger, person=namesake.pk, seen=one.seen, verdict="same")


def test_before_it_is_accepted_a_case_is_not_compared(
    namesake: Person, submitted: Application, verifier: User
) -> None:
    with pytest.raises(StepNotAllowed):
        comparing.settle(submitted, by=verifier)


def test_two_clerks_on_one_candidate_the_second_is_told(
    namesake: Person, verifying: Application, verifier: User
) -> None:
    [one] = register.look_up(verifying)
    answer(verifying, by=verifier, person=namesake, verdict="unsure")
    with pytest.raises(Refusal, match="vừa thay đổi"):
        comparing.compare(verifying, by=verifier, person=namesake.pk, seen=one.seen, verdict="same")


def test_an_answer_to_an_old_paper_is_no_answer(
    namesake: Person, verifying: Application, verifier: User
) -> None:
    [one] = register.look_up(verifying)
    namesake.mother_name = "Trần Thị Cúc"
    namesake.save()
    with pytest.raises(Refusal, match="vừa thay đổi"):
        comparing.compare(verifying, by=verifier, person=namesake.pk, seen=one.seen, **NOT_SAME)


def test_nothing_is_said_about_whom_the_look_up_does_not_show(
    verifying: Application, verifier: User
) -> None:
    stranger = Person.objects.create(record_code="X/1", full_name="Phạm Thị Quỳnh")
    with pytest.raises(Refusal, match="không còn"):
        comparing.compare(verifying, by=verifier, person=stranger.pk, seen="", verdict="same")


def test_an_answer_without_its_reason_changes_nothing(
    namesake: Person, verifying: Application, verifier: User
) -> None:
    with pytest.raises(Invalid):
        answer(verifying, by=verifier, person=namesake, verdict="not_same")
    assert "own_register" in why_a_clerk(verifying)
    assert Classification.objects.filter(application=verifying).count() == 1


def test_a_clerks_route_stays_when_the_candidates_are_compared(
    namesake: Person, verifying: Application, verifier: User
) -> None:
    from verification.classification import reclassify

    reclassify(verifying, by=verifier, route="national_centre", reason="Từng ở Hà Nội")
    answer(verifying, by=verifier, person=namesake, **NOT_SAME)
    verifying.refresh_from_db()
    newest = Classification.objects.filter(application=verifying).latest("number")
    assert (verifying.route, newest.reason) == ("national_centre", "Từng ở Hà Nội")
    assert "court" not in kinds_asked(verifying)


def test_the_applicants_timeline_does_not_tell_that_somebody_was_found(
    namesake: Person, verifying: Application, verifier: User
) -> None:
    from applications.reading import TOLD

    answer(verifying, by=verifier, person=namesake, **NOT_SAME)
    told = Event.objects.filter(application=verifying, step__in=TOLD)
    assert set(told.values_list("step", flat=True)) <= {"submit", "pay", "accept", "start_clock"}


def test_every_look_is_written_with_the_case(
    namesake: Person, verifying: Application, verifier: User
) -> None:
    answer(verifying, by=verifier, person=namesake, **NOT_SAME)
    rows = AccessLog.objects.filter(by=verifier)
    assert rows.exists()
    assert set(rows.values_list("case_code", flat=True)) == {verifying.code}


def test_an_answer_of_an_earlier_case_lets_a_waiting_one_go_on(
    namesake: Person,
    verifying: Application,
    applicant: User,
    receiver: User,
    verifier: User,
    declaration: dict[str, Any],
    post: Any,
    follow_ups: Any,
) -> None:
    """Two dossiers at once: what is said in one holds for both, and the other can be settled."""
    from applications import acceptance

    twin = paid(declared(applicant, declaration), applicant=applicant, receiver=receiver)
    acceptance.accept(twin, by=receiver)
    classify_case(accepted_event(twin))
    twin.refresh_from_db()
    police_say_none(twin, post)
    answer(verifying, by=verifier, person=namesake, **NOT_SAME)
    comparing.settle(twin, by=verifier)
    follow_ups()
    assert latest(twin) is not None
