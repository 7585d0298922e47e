"""From a draft to a filed dossier: rules, fee, payment, the start of the clock."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from rest_framework.exceptions import ValidationError

from accounts.models import Office, User
from applications import acceptance, deadlines, intake, payment
from applications.api import opened
from applications.models import Application, Payment
from common.dates import today
from common.refusals import Invalid, NotPermitted, Refusal
from tests.conftest import declared, paid


def codes(invalid: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(one.code, one.field) for one in invalid.value.problems]


def test_a_code_carries_unit_day_and_number_of_the_day(draft: Application, applicant: User) -> None:
    assert draft.code == f"000.00.18.H13-{today():%y%m%d}-0001"
    assert intake.open_draft(by=applicant).code.endswith("-0002")


def test_submitting_sets_the_fee_and_waits_for_it(draft: Application, applicant: User) -> None:
    intake.submit(draft, by=applicant)
    assert (draft.state, draft.fee_amount) == ("awaiting_payment", 200_000)
    assert "244/2016" in draft.fee_basis
    assert draft.filed_on is None


def test_without_a_fee_the_dossier_is_filed_at_once(
    applicant: User, department: Office, declaration: dict[str, Any]
) -> None:
    declaration["fee_category"] = "exempt_poor"
    application = declared(applicant, declaration)
    intake.submit(application, by=applicant)
    assert (application.state, application.filed_on) == ("submitted", today())


@pytest.mark.parametrize(("relation", "category"), [("agency", "agency"), ("self", "exempt_poor")])
def test_the_answer_names_the_category_that_the_fee_rests_on(
    draft: Application, applicant: User, relation: str, category: str
) -> None:
    draft.applicant, draft.fee_category = {"relation": relation}, "exempt_poor"
    draft.fee_amount = 0
    assert opened(draft, by=applicant)["fee"]["category"] == category


def test_a_gap_in_the_history_is_told_and_nothing_is_filed(
    applicant: User, department: Office, declaration: dict[str, Any]
) -> None:
    declaration["residences"][1]["from"] = "2012-01"
    application = declared(applicant, declaration)
    with pytest.raises(Invalid) as invalid:
        intake.submit(application, by=applicant)
    assert codes(invalid) == [("history_gap", "residences.1.from")]
    application.refresh_from_db()
    assert (application.state, application.events.count()) == ("draft", 0)


SISTER = {
    "full_name": "Lê Thị Ba",
    "documents": [{"kind": "cccd", "number": "092190001111"}],
}


@pytest.mark.parametrize(
    ("kind", "relation", "expected"),
    [
        (2, "spouse", [("authorisation_forbidden", "applicant.relation")]),
        (2, "authorised", [("authorisation_forbidden", "applicant.relation")]),
        (1, "authorised", [("authorisation_missing", "applicant.authorisation")]),
    ],
)
def test_who_may_not_ask_is_refused(
    applicant: User,
    department: Office,
    declaration: dict[str, Any],
    kind: int,
    relation: str,
    expected: list[tuple[str, str]],
) -> None:
    declaration |= {"certificate_type": kind, "applicant": {**SISTER, "relation": relation}}
    application = declared(applicant, declaration)
    with pytest.raises(Invalid) as invalid:
        intake.submit(application, by=applicant)
    assert codes(invalid) == expected


def test_who_asks_for_another_must_name_himself(
    applicant: User, department: Office, declaration: dict[str, Any]
) -> None:
    declaration["applicant"] = {"relation": "spouse", "full_name": "Lê Thị Ba", "documents": []}
    with pytest.raises(ValidationError):
        declared(applicant, declaration)


def test_only_the_exact_fee_is_taken(draft: Application, applicant: User, receiver: User) -> None:
    intake.submit(draft, by=applicant)
    for amount in (0, 199_999, 200_001):
        with pytest.raises(Invalid):
            payment.pay(draft, by=receiver, amount=amount, method="cash", reference="a")
    assert (Payment.objects.count(), draft.state) == (0, "awaiting_payment")


def test_the_same_payment_twice_is_one_payment(
    draft: Application, applicant: User, receiver: User
) -> None:
    intake.submit(draft, by=applicant)
    money = {"amount": 200_000, "method": "cash", "reference": "a"}
    first = payment.pay(draft, by=receiver, **money)
    assert payment.pay(draft, by=receiver, **money) == first
    assert draft.events.filter(step="pay").count() == 1
    with pytest.raises(Refusal):
        payment.pay(draft, by=receiver, amount=200_000, method="cash", reference="b")


def test_one_reference_does_not_pay_two_dossiers(
    submitted: Application, applicant: User, receiver: User, declaration: dict[str, Any]
) -> None:
    other = declared(applicant, declaration)
    intake.submit(other, by=applicant)
    with pytest.raises(Refusal) as refused:
        payment.pay(
            other,
            by=receiver,
            amount=200_000,
            method="cash",
            reference=submitted.payments.get().reference,
        )
    assert refused.value.code == "reference"


def test_receipts_are_numbered_without_a_gap(
    applicant: User, receiver: User, declaration: dict[str, Any]
) -> None:
    for _dossier in range(3):
        paid(declared(applicant, declaration), applicant=applicant, receiver=receiver)
    numbers = sorted(Payment.objects.values_list("receipt_no", flat=True))
    assert [number[-6:] for number in numbers] == ["000001", "000002", "000003"]


def test_by_ordinary_mail_the_clock_starts_when_it_is_filed(
    receiver: User, declaration: dict[str, Any]
) -> None:
    application = declared(receiver, declaration | {"channel": "post_office"})
    paid(application, applicant=receiver, receiver=receiver)
    assert application.filed_on == today()


def test_by_post_the_clock_starts_at_the_hand_over(
    applicant: User, receiver: User, declaration: dict[str, Any]
) -> None:
    declaration["channel"] = "post_office"
    application = declared(applicant, declaration)
    application.received_office = Office.objects.create(
        code="9", name="Bưu cục", kind="post_office"
    )
    application.save()
    paid(application, applicant=applicant, receiver=receiver)
    assert application.filed_on is None
    for early in (
        lambda: acceptance.accept(application, by=receiver),
        lambda: acceptance.return_for_supplement(application, by=receiver, items=["CCCD"]),
        lambda: acceptance.refuse(application, by=receiver, ground="not_entitled", reason="x"),
    ):
        with pytest.raises(Refusal) as refused:
            early()
        assert refused.value.code == "not_handed_over"
    deadlines.start_clock(application, on=date(2026, 11, 24), by=receiver)
    acceptance.accept(application, by=receiver)
    assert application.filed_on == date(2026, 11, 24)


def test_a_returned_dossier_keeps_its_fee_and_its_clock_starts_anew(
    submitted: Application, applicant: User, receiver: User
) -> None:
    acceptance.return_for_supplement(submitted, by=receiver, items=["  Ảnh CCCD mặt sau ", ""])
    assert submitted.events.last().data["items"] == ["Ảnh CCCD mặt sau"]
    later = time_machine.travel("2026-12-10 09:00+07:00", tick=False)
    with later:
        acceptance.supplement(submitted, by=applicant, changes={"subject": {"phone": "0900000001"}})
    submitted.refresh_from_db()
    assert submitted.subject["phone"] == "0900000001"
    assert submitted.subject["full_name"] == "Nguyễn Văn An"
    assert (submitted.state, submitted.filed_on) == ("submitted", date(2026, 12, 10))
    assert submitted.payments.count() == 1


def test_a_supplement_that_breaks_a_rule_changes_nothing(
    submitted: Application, applicant: User, receiver: User
) -> None:
    acceptance.return_for_supplement(submitted, by=receiver, items=["Quá trình cư trú"])
    with pytest.raises(Invalid):
        acceptance.supplement(submitted, by=applicant, changes={"residences": []})
    submitted.refresh_from_db()
    assert submitted.state == "supplement_requested"
    assert submitted.residences.count() == 2


def test_a_supplement_takes_the_names_of_the_declaration_only(
    submitted: Application, applicant: User, receiver: User
) -> None:
    acceptance.return_for_supplement(submitted, by=receiver, items=["Ảnh CCCD"])
    with pytest.raises(Invalid) as invalid:
        acceptance.supplement(submitted, by=applicant, changes={"Nguyễn Văn An": 1})
    assert codes(invalid) == [("unknown", "changes.Nguyễn Văn An")]
    changes = {"purpose": "xin việc", "received": {"post_office": "900000"}}
    acceptance.supplement(submitted, by=applicant, changes=changes)
    assert submitted.events.get(step="supplement").data["changed"] == ["purpose"]


@pytest.mark.parametrize("changes", [{"copies": 5}, {"fee_category": "exempt_poor"}])
def test_a_supplement_does_not_change_what_was_paid_for(
    submitted: Application, applicant: User, receiver: User, changes: dict[str, Any]
) -> None:
    acceptance.return_for_supplement(submitted, by=receiver, items=["Ảnh CCCD"])
    with pytest.raises(Invalid) as invalid:
        acceptance.supplement(submitted, by=applicant, changes=changes)
    assert codes(invalid) == [("fee", "changes")]
    submitted.refresh_from_db()
    assert (submitted.state, submitted.copies) == ("supplement_requested", 1)


@pytest.mark.parametrize(("postmarked_on", "regime"), [("2026-06-30", "R2"), (None, "R3")])
@time_machine.travel("2026-07-02 09:00+07:00", tick=False)
def test_what_was_posted_under_the_old_law_stays_under_it(
    receiver: User,
    department: Office,
    declaration: dict[str, Any],
    settings: Any,
    postmarked_on: str | None,
    regime: str,
) -> None:
    settings.REGIME = "auto"
    declaration["received"]["postmarked_on"] = postmarked_on
    application = declared(receiver, declaration)
    intake.submit(application, by=receiver)
    assert application.regime == regime


@time_machine.travel("2026-07-02 09:00+07:00", tick=False)
def test_a_supplement_is_judged_by_the_law_of_its_dossier(
    submitted: Application, applicant: User, receiver: User, settings: Any
) -> None:
    """Fifteen years old: too young under the law of 2025, which came after the filing."""
    settings.REGIME = "auto"
    Application.objects.filter(pk=submitted.pk).update(regime="R2")
    acceptance.return_for_supplement(submitted, by=receiver, items=["Ngày sinh"])
    young = {"subject": {"date_of_birth": "2011-02-01"}, "residences": [HISTORY_OF_A_CHILD]}
    acceptance.supplement(submitted, by=applicant, changes=young)
    assert submitted.state == "submitted"


HISTORY_OF_A_CHILD = {
    "from": "2025-02",
    "to": None,
    "place": {"province": "92", "country": "VN", "line": ""},
    "kind": "permanent",
}


@pytest.mark.parametrize(("ground", "reason"), [("no such ground", "x"), ("not_entitled", "  ")])
def test_a_refusal_names_a_ground_of_the_law_and_a_reason(
    submitted: Application, receiver: User, ground: str, reason: str
) -> None:
    with pytest.raises(Invalid):
        acceptance.refuse(submitted, by=receiver, ground=ground, reason=reason)
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_nobody_declares_in_anothers_dossier(
    draft: Application, other_applicant: User, declaration: dict[str, Any]
) -> None:
    with pytest.raises(NotPermitted):
        intake.declare(draft, declaration, by=other_applicant)
