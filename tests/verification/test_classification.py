"""A case is classified once, with its facts and trace, and a clerk may overrule with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import InternalError, transaction

from accounts.models import User
from applications import workflow
from applications.models import Application, Event, State
from common.dates import today
from common.refusals import Invalid, NotPermitted, Refusal
from records.models import EarlierCertificate, Person
from records.registration import remember_certificate
from regulations.calendar import WorkingCalendar, add_working_days
from tests.verification.conftest import accepted_event
from verification import summary
from verification.classification import classify_case, reclassify
from verification.explanation import explain
from verification.models import Classification, VerificationRequest
from verification.replaying import replay

RequestState = VerificationRequest.State
TakeIn = Callable[[dict[str, Any]], Application]


def certified(application_declaration: dict[str, Any], office: Any) -> EarlierCertificate:
    return remember_certificate(
        application_declaration["subject"],
        office=office,
        number="12/STP-LLTP",
        issued_on=today().replace(year=today().year - 2, day=1),
        certificate_type=1,
        channel="online",
        result="none",
        case_code="",
    )


def move_to(declaration: dict[str, Any], province: str) -> dict[str, Any]:
    declaration["residences"][0]["place"]["province"] = province
    return declaration


def asked_kinds(application: Application) -> list[str]:
    rows = application.verification_requests.open()
    return list(rows.values_list("agency__agency_kind", flat=True))


def test_an_accepted_case_asks_the_police(verifying: Application) -> None:
    assert (verifying.state, verifying.route) == (State.VERIFYING, "police")
    (asked,) = verifying.verification_requests.all()
    assert asked.agency.code == "CA92"
    assert asked.reference == f"{verifying.code}-XM01"
    assert asked.due_on == add_working_days(today(), 7, calendar=WorkingCalendar())


def test_several_provinces_ask_the_police_and_the_centre(
    take_in: TakeIn, declaration: dict[str, Any]
) -> None:
    application = take_in(move_to(declaration, "79"))
    classify_case(accepted_event(application))
    assert asked_kinds(application) == ["police", "national_centre"]


def test_a_case_certified_before_asks_nobody(
    take_in: TakeIn, declaration: dict[str, Any], department: Any
) -> None:
    certified(declaration, department)
    application = take_in(declaration)
    classify_case(accepted_event(application))
    application.refresh_from_db()
    assert (application.state, application.route) == (State.CONCLUDING, "in_house")
    assert not application.verification_requests.exists()


def test_classifying_twice_changes_nothing(verifying: Application) -> None:
    classify_case(accepted_event(verifying))
    assert verifying.classifications.count() == 1
    assert verifying.verification_requests.count() == 1
    assert Event.objects.filter(application=verifying, step="classify").count() == 1


def test_a_case_without_the_agency_it_needs_stays_accepted_and_says_so(
    take_in: TakeIn, declaration: dict[str, Any], agencies: dict[str, Any]
) -> None:
    agencies["police"].active = False
    agencies["police"].save()
    application = take_in(declaration)
    with pytest.raises(Refusal) as refused:
        classify_case(accepted_event(application))
    assert refused.value.code == "no_agency"
    application.refresh_from_db()
    assert application.state == State.ACCEPTED
    assert not application.classifications.exists()


def test_a_record_of_ones_own_register_is_in_the_facts_and_asks_the_court(
    take_in: TakeIn, declaration: dict[str, Any]
) -> None:
    person = Person.objects.create(
        record_code="25CT2015/00001", full_name="Nguyễn Văn An", date_of_birth="1990-05-17"
    )
    person.judgments.create(judgment_no="45/2015/HSST", court="Tòa án Ninh Kiều")
    application = take_in(declaration)
    classify_case(accepted_event(application))
    assert asked_kinds(application) == ["police", "court"]
    classification = application.classifications.get()
    assert classification.inputs["known"]["records"] == ["25CT2015/00001"]


def test_the_same_facts_give_the_same_classification_again(verifying: Application) -> None:
    classification = verifying.classifications.get()
    again = replay(classification)
    assert [line.as_json() for line in again.trace] == classification.trace
    assert [ask.as_json() for ask in again.asks] == classification.asks
    assert again.rules_version == classification.rules_version


def test_a_classification_is_never_changed(verifying: Application) -> None:
    with pytest.raises(InternalError), transaction.atomic():
        Classification.objects.filter(application=verifying).update(route="in_house")


def test_the_clerk_reads_every_rule_in_words(verifying: Application) -> None:
    explanation = explain(verifying.classifications.get())
    assert explanation.provinces == ("Cần Thơ",)
    assert [rule.outcome for rule in explanation.rules if rule.applied] == ["Áp dụng"]
    missing = [str(fact) for rule in explanation.rules for fact in rule.missing]
    assert "đã cư trú ở nhiều tỉnh, thành phố" in missing


def test_the_summary_has_what_the_contract_names(verifying: Application) -> None:
    case = summary.of(verifying)
    assert case["route"] == "police"
    assert {"rule": "one_province", "outcome": "decided"}.items() <= case["route_trace"][6].items()
    assert [(one["agency"], one["state"]) for one in case["requests"]] == [("CA92", "prepared")]


def test_a_clerk_may_ask_more(verifying: Application, verifier: User) -> None:
    reclassify(verifying, by=verifier, route="national_centre", reason="Nơi cư trú chưa rõ.")
    verifying.refresh_from_db()
    assert (verifying.state, verifying.route) == (State.VERIFYING, "national_centre")
    assert asked_kinds(verifying) == ["police", "national_centre"]
    assert verifying.verification_requests.count() == 2
    event = Event.objects.get(application=verifying, step="reclassify")
    assert (event.by, event.note) == (verifier, "Nơi cư trú chưa rõ.")


def test_a_clerk_may_ask_less_and_ask_again(verifying: Application, verifier: User) -> None:
    reclassify(verifying, by=verifier, route="in_house", reason="Đã có phiếu của Sở năm 2022.")
    verifying.refresh_from_db()
    assert verifying.state == State.CONCLUDING
    (first,) = verifying.verification_requests.all()
    assert first.state == RequestState.WITHDRAWN
    reclassify(verifying, by=verifier, route="police", reason="Phiếu năm 2022 đã bị thu hồi.")
    second = verifying.verification_requests.open().get()
    assert (second.round, second.reference) == (2, f"{verifying.code}-XM02")


@pytest.mark.parametrize(
    ("route", "reason", "field"),
    [("police", " ", "reason"), ("somewhere", "Lý do", "route")],
)
def test_an_override_needs_a_route_and_a_reason(
    verifying: Application, verifier: User, route: str, reason: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        reclassify(verifying, by=verifier, route=route, reason=reason)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert verifying.classifications.count() == 1


def test_only_a_verifier_overrules_and_never_after_drafting(
    verifying: Application, verifier: User, receiver: User
) -> None:
    with pytest.raises(NotPermitted):
        reclassify(verifying, by=receiver, route="in_house", reason="Lý do")
    Application.objects.filter(pk=verifying.pk).update(state=State.DRAFTED)
    with pytest.raises(workflow.StepNotAllowed):
        reclassify(verifying, by=verifier, route="in_house", reason="Lý do")
    assert verifying.classifications.count() == 1
