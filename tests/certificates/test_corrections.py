"""A certificate that is wrong: revoked, cancelled before it left the house, or corrected."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import User
from applications.models import Application, State
from applications.workflow import StepNotAllowed
from certificates import approval, issuing, revocation, signing
from certificates.checking import by_token
from certificates.models import Certificate, Revocation
from common.refusals import Invalid, NotPermitted, Refusal
from records.models import EarlierCertificate
from tests.certificates.conftest import conclude
from verification.conclusion import is_outdated, latest

Cast = dict[str, User]
Kind = Revocation.Kind
BIRTHPLACE = {"subject": {"place_of_birth": "Vĩnh Long"}}
PROOF = {"reason": "Nhập sai nơi sinh", "document_no": "Giấy khai sinh 12/2001"}
WASTE: dict[str, Any] = {"ground": "In sai", "copies_destroyed": 2, "destroyed_by": "Lê Thị Kho"}


def stand(certificate: Certificate, state: str) -> Application:
    """Put the case of an issued certificate where it might be, as only a test may."""
    Application.objects.filter(pk=certificate.application_id).update(state=state)
    application = certificate.application
    application.refresh_from_db()
    return application


def issue_again(application: Application, cast: Cast) -> Certificate:
    conclude(application, by=cast["verifier"])
    approval.draft(application, by=cast["drafter"])
    approval.approve(application, by=cast["approver"])
    return issuing.issue(signing.order(application, by=cast["signer"]))


def unchanged(application: Application, *, state: str) -> bool:
    application.refresh_from_db()
    return application.state == state and not Revocation.objects.exists()


@pytest.mark.parametrize("state", ["ready", "in_post", "delivered", "returned_mail"])
def test_a_correction_ends_the_old_one_mends_the_case_and_goes_back_to_the_conclusion(
    issued: Certificate, cast: Cast, state: str
) -> None:
    application = stand(issued, state)
    made = revocation.correct(application, by=cast["head"], changes=BIRTHPLACE, **PROOF)
    application.refresh_from_db()
    assert application.state == State.CONCLUDING
    assert application.subject["place_of_birth"] == "Vĩnh Long"
    assert (made.kind, made.ground, made.document_no) == (
        Kind.CORRECTED,
        PROOF["reason"],
        PROOF["document_no"],
    )
    assert by_token(issued.token or "").status == "revoked"
    assert EarlierCertificate.objects.get(number=issued.printed_number).is_revoked


def test_the_trail_names_the_fields_and_never_their_values(issued: Certificate, head: User) -> None:
    changes = {"subject": {"place_of_birth": "Vĩnh Long", "mother": {"full_name": "Trần Thị Cú"}}}
    revocation.correct(issued.application, by=head, changes=changes, **PROOF)
    event = issued.application.events.get(step="correct")
    assert event.data["fields"] == ["subject.mother.full_name", "subject.place_of_birth"]
    assert event.data["kind"] == "corrected"
    assert "Vĩnh Long" not in str(event.data)


def test_two_people_stand_behind_the_new_one_and_both_name_each_other(
    issued: Certificate, cast: Cast
) -> None:
    application = issued.application
    revocation.correct(application, by=cast["head"], changes=BIRTHPLACE, **PROOF)
    with pytest.raises(Refusal) as refused:
        approval.draft(application, by=cast["drafter"])
    assert refused.value.code == "conclusion_outdated"
    conclusion = latest(application)
    assert conclusion is not None
    assert is_outdated(conclusion)
    again = issue_again(application, cast)
    assert again.printed_number == "02/STP-LLTP"
    values = {line.key: line.value for line in again.lines.lines}
    assert values["place_of_birth"] == "Vĩnh Long"
    assert {line.key: line.value for line in issued.lines.lines}["place_of_birth"] == "Cần Thơ"
    assert revocation.replaces(again) == issued
    assert revocation.replaced_by(issued) == again
    assert revocation.replaces(issued) is None
    assert revocation.replaced_by(again) is None


def test_the_case_gives_out_the_newest_file_alone(
    issued: Certificate, cast: Cast, client: Client
) -> None:
    application = issued.application
    revocation.correct(application, by=cast["head"], changes=BIRTHPLACE, **PROOF)
    issue_again(application, cast)
    client.force_login(cast["head"], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/admin/applications/application/{application.pk}/change/").content.decode()
    assert "Được thay bằng phiếu số 02/STP-LLTP" in page
    assert page.count(f"/ho-so/{application.code}/phieu.pdf") == 1


def test_the_fee_is_not_taken_again(issued: Certificate, head: User) -> None:
    application = issued.application
    before = (application.fee_amount, application.payments.count())
    revocation.correct(application, by=head, changes=BIRTHPLACE, **PROOF)
    application.refresh_from_db()
    assert (application.fee_amount, application.payments.count()) == before


@pytest.mark.parametrize(
    "changes",
    [{}, {"subject": {}}, {"subject": {"place_of_birth": "Cần Thơ"}}, {"certificate_type": 1}],
)
def test_a_correction_without_a_change_is_refused(
    issued: Certificate, head: User, changes: dict[str, Any]
) -> None:
    with pytest.raises(Refusal) as refused:
        revocation.correct(issued.application, by=head, changes=changes, **PROOF)
    assert refused.value.code == "nothing_changed"
    assert unchanged(issued.application, state=State.READY)


WRONG = [
    ({"purpose": "du học"}, {}, "changes.purpose"),
    ({"copies": 9}, {}, "changes.copies"),
    (BIRTHPLACE, {"document_no": " "}, "document_no"),
    (BIRTHPLACE, {"reason": " "}, "ground"),
]


@pytest.mark.parametrize(("changes", "proof", "field"), WRONG)
def test_what_no_certificate_prints_is_not_corrected_and_a_reason_and_a_paper_are_needed(
    issued: Certificate, head: User, changes: dict[str, Any], proof: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        revocation.correct(issued.application, by=head, changes=changes, **{**PROOF, **proof})
    assert [one.field for one in refused.value.problems] == [field]
    assert unchanged(issued.application, state=State.READY)


def test_what_breaks_a_rule_is_refused(issued: Certificate, head: User) -> None:
    """Nobody may be authorised to ask for No. 2 (Law 28/2009 art 46.2)."""
    application = issued.application
    attorney = {
        "relation": "authorised",
        "full_name": "Lê Văn Tư",
        "documents": [{"kind": "cccd", "number": "092085004321"}],
        "authorisation": {"kind": "ủy quyền", "date": "2024-05-01", "certified_by": "VPCC 1"},
    }
    Application.objects.filter(pk=application.pk).update(applicant=attorney)
    with pytest.raises(Invalid):
        revocation.correct(application, by=head, changes={"certificate_type": 2}, **PROOF)
    assert unchanged(application, state=State.READY)
    assert application.certificate_type == 1


def test_a_birth_date_put_right_does_not_ask_for_the_history_again(
    issued: Certificate, head: User
) -> None:
    changes = {"subject": {"date_of_birth": "1989-05-17"}}
    revocation.correct(issued.application, by=head, changes=changes, **PROOF)
    assert issued.application.date_of_birth == "1989-05-17"


def test_a_cancelled_one_never_left_the_house(issued: Certificate, cast: Cast) -> None:
    application = issued.application
    made = revocation.cancel(application, by=cast["head"], **WASTE)
    assert (made.kind, made.copies_destroyed, made.destroyed_by) == (
        Kind.CANCELLED,
        2,
        "Lê Thị Kho",
    )
    assert application.state == State.CONCLUDING
    assert by_token(issued.token or "").status == "revoked"
    assert issue_again(application, cast).printed_number == "02/STP-LLTP"


@pytest.mark.parametrize("state", ["in_post", "delivered", "returned_mail"])
def test_what_has_left_the_house_is_not_cancelled(
    issued: Certificate, head: User, state: str
) -> None:
    application = stand(issued, state)
    with pytest.raises(StepNotAllowed):
        revocation.cancel(application, by=head, **WASTE)
    assert unchanged(application, state=state)


def test_nothing_stops_counting_twice(issued: Certificate, head: User) -> None:
    application = issued.application
    made = revocation.revoke(
        application, by=head, ground="Sai", kind=Kind.CANCELLED, document_no="5/QĐ"
    )
    assert (made.kind, made.document_no, application.state) == ("cancelled", "5/QĐ", "ready")
    acts = (
        lambda: revocation.revoke(application, by=head, ground="Sai"),
        lambda: revocation.cancel(application, by=head, **WASTE),
        lambda: revocation.correct(application, by=head, changes=BIRTHPLACE, **PROOF),
    )
    for act in acts:
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "already_revoked"
    assert Revocation.objects.count() == 1
    assert application.subject["place_of_birth"] == "Cần Thơ"


def test_what_was_not_issued_is_neither_revoked_nor_corrected(
    concluded: Application, cast: Cast
) -> None:
    approval.draft(concluded, by=cast["drafter"])
    approval.approve(concluded, by=cast["approver"])
    signing.order(concluded, by=cast["signer"])
    for act in (
        lambda: revocation.revoke(concluded, by=cast["head"], ground="Sai"),
        lambda: revocation.correct(concluded, by=cast["head"], changes=BIRTHPLACE, **PROOF),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "not_issued"
    assert unchanged(concluded, state=State.SIGNED)


@pytest.mark.parametrize("name", ["receiver", "verifier", "drafter", "approver", "signer"])
def test_only_the_head_ends_a_certificate(issued: Certificate, cast: Cast, name: str) -> None:
    application = issued.application
    for act in (
        lambda: revocation.cancel(application, by=cast[name], **WASTE),
        lambda: revocation.correct(application, by=cast[name], changes=BIRTHPLACE, **PROOF),
    ):
        with pytest.raises(NotPermitted):
            act()
    assert unchanged(application, state=State.READY)


WRITTEN = [
    {"kind": "lost"},
    {"kind": "corrected", "document_no": ""},
    {"kind": "revoked", "copies_destroyed": 1, "destroyed_by": "Kho"},
    {"kind": "cancelled", "copies_destroyed": 1, "destroyed_by": ""},
    {"kind": "revoked", "ground": ""},
]


@pytest.mark.parametrize("values", WRITTEN)
def test_the_database_holds_what_each_kind_needs(
    issued: Certificate, head: User, values: dict[str, Any]
) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Revocation.objects.create(
            certificate=issued, by=head, **{"ground": "Sai", "document_no": "1", **values}
        )


def test_the_api_takes_a_kind_and_a_correction(issued: Certificate, head: User) -> None:
    from knox.models import AuthToken

    client = Client(headers={"authorization": f"Bearer {AuthToken.objects.create(head)[1]}"})
    address = f"/api/v1/applications/{issued.application.code}/"
    for key, body, status in (
        ("1", {"changes": BIRTHPLACE, "reason": "Sai"}, 400),
        ("2", {"changes": {}, **PROOF}, 409),
        ("3", {"changes": BIRTHPLACE, **PROOF}, 200),
    ):
        answer = client.post(
            f"{address}correct/",
            body,
            content_type="application/json",
            headers={"idempotency-key": key},
        )
        assert answer.status_code == status, answer.content
    case = answer.json()
    assert (case["state"], case["certificate"]["status"]) == ("concluding", "revoked")
