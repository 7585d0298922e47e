"""Nobody approves what they drafted, and what is approved is exactly what was drafted."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models.functions import Now

from accounts.models import Office, Role, User
from applications.models import Application, State
from applications.workflow import StepNotAllowed
from certificates import approval, signing
from certificates.models import Certificate
from common.refusals import NotPermitted, Refusal
from regulations.regimes import form_by_code
from tests.certificates.conftest import conclude
from tests.certificates.samples import judgment

Cast = dict[str, User]


def refused_by_the_database(certificate: Certificate, **changes: Any) -> bool:
    try:
        with transaction.atomic():
            Certificate.objects.filter(pk=certificate.pk).update(**changes)
    except DatabaseError:
        return True
    return False


def test_a_draft_holds_the_lines_of_the_conclusion(concluded: Application, drafter: User) -> None:
    certificate = approval.draft(concluded, by=drafter)
    assert concluded.state == State.DRAFTED
    assert certificate.lines.record.statement == "Không có án tích"
    assert certificate.lines.heading.form == "06/2024/LLTP"
    assert certificate.lines.heading.superior == "UBND THÀNH PHỐ CẦN THƠ"
    assert certificate.lines.lines[0].value == "NGUYỄN VĂN AN"
    assert certificate.content_digest == certificate.lines.digest
    assert (certificate.book, certificate.number) == ("10", None)


def test_nothing_is_drafted_without_a_conclusion(submitted: Application, drafter: User) -> None:
    Application.objects.filter(pk=submitted.pk).update(state=State.CONCLUDING)
    with pytest.raises(Refusal) as refusal:
        approval.draft(submitted, by=drafter)
    assert refusal.value.code == "no_conclusion"
    assert not Certificate.objects.exists()


def test_a_conclusion_that_contradicts_itself_is_not_drafted(
    submitted: Application, verifier: User, drafter: User
) -> None:
    conclude(submitted, by=verifier, finding="none", judgments=[judgment()])
    with pytest.raises(Refusal) as refusal:
        approval.draft(submitted, by=drafter)
    assert refusal.value.code == "contradiction"


def test_the_drafter_does_not_approve(
    concluded: Application, department: Office, make_person: Any
) -> None:
    both = make_person("both", Role.DRAFTER, Role.APPROVER, office=department)
    approval.draft(concluded, by=both)
    with pytest.raises(Refusal) as refusal:
        approval.approve(concluded, by=both)
    assert refusal.value.code == "own_draft"
    concluded.refresh_from_db()
    assert concluded.state == State.DRAFTED
    assert not Certificate.objects.get().is_approved


def test_nor_does_the_same_person_under_another_account(
    concluded: Application, drafter: User, approver: User
) -> None:
    User.objects.filter(pk__in=[drafter.pk, approver.pk]).update(person_key="092090001234")
    drafter.refresh_from_db()
    approver.refresh_from_db()
    certificate = approval.draft(concluded, by=drafter)
    with pytest.raises(Refusal):
        approval.approve(concluded, by=approver)
    approved = {
        "approved_by": approver,
        "approved_at": Now(),
        "approved_digest": certificate.content_digest,
    }
    assert refused_by_the_database(certificate, **approved)


def test_the_database_itself_refuses_the_drafter_as_approver(
    concluded: Application, drafter: User, approver: User, as_portal_app: None
) -> None:
    certificate = approval.draft(concluded, by=drafter)
    approved = {"approved_at": Now(), "approved_digest": certificate.content_digest}
    assert refused_by_the_database(certificate, approved_by=drafter, **approved)
    assert not refused_by_the_database(certificate, approved_by=approver, **approved)


def test_an_approval_is_of_this_content_and_no_other(
    concluded: Application, cast: Cast, as_portal_app: None
) -> None:
    approval.draft(concluded, by=cast["drafter"])
    certificate = approval.approve(concluded, by=cast["approver"])
    changed = {**certificate.content, "certificate_type": 2}
    assert refused_by_the_database(certificate, content=changed)
    assert refused_by_the_database(certificate, content_digest="0" * 64)
    assert refused_by_the_database(certificate, approved_digest="0" * 64)
    assert refused_by_the_database(certificate, drafted_by=cast["head"])


def test_a_content_changed_behind_the_draft_is_not_approved(
    concluded: Application, cast: Cast
) -> None:
    certificate = approval.draft(concluded, by=cast["drafter"])
    Certificate.objects.filter(pk=certificate.pk).update(
        content={**certificate.content, "certificate_type": 2}
    )
    with pytest.raises(Refusal) as refusal:
        approval.approve(concluded, by=cast["approver"])
    assert refusal.value.code == "content_changed"


def test_sending_back_takes_the_approval_away(concluded: Application, cast: Cast) -> None:
    approval.draft(concluded, by=cast["drafter"])
    approval.approve(concluded, by=cast["approver"])
    certificate = approval.send_back(concluded, by=cast["signer"], reason="Sai nơi sinh")
    assert concluded.state == State.CONCLUDING
    assert not certificate.is_approved
    again = approval.draft(concluded, by=cast["drafter"])
    assert again.pk == certificate.pk
    assert not again.is_approved
    assert concluded.events.filter(step="send_back", note="Sai nơi sinh").exists()


def test_only_the_approved_is_signed(concluded: Application, cast: Cast) -> None:
    certificate = approval.draft(concluded, by=cast["drafter"])
    with pytest.raises(StepNotAllowed):
        signing.order(concluded, by=cast["signer"])
    assert refused_by_the_database(certificate, signed_by=cast["signer"], signed_at=Now())


@pytest.mark.parametrize("name", ["receiver", "verifier", "drafter", "auditor", "applicant"])
def test_only_an_approver_approves(concluded: Application, cast: Cast, name: str) -> None:
    approval.draft(concluded, by=cast["drafter"])
    with pytest.raises(NotPermitted):
        approval.approve(concluded, by=cast[name])


def test_there_is_one_certificate_in_the_making(concluded: Application, drafter: User) -> None:
    certificate = approval.draft(concluded, by=drafter)
    certificate.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        certificate.save(force_insert=True)


@pytest.mark.parametrize(
    ("job_title", "printed"),
    [
        ("Giám đốc", ["GIÁM ĐỐC"]),
        ("", ["GIÁM ĐỐC"]),
        ("Phó Giám đốc", ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]),
    ],
)
def test_a_deputy_signs_for_the_head(job_title: str, printed: list[str]) -> None:
    deputy = form_by_code("06/2024/LLTP").signatures.deputy
    assert signing.signer_titles("GIÁM ĐỐC", job_title, deputy=deputy) == printed
