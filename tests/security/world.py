"""Two of everything: a dossier of ours with all that hangs on it, and one of somebody else's."""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models.functions import Now
from django.utils import timezone
from knox.models import AuthToken

from accounts.models import Office, Role, User
from applications import attachments
from applications.models import Application, Attachment, State
from certificates import approval, files
from certificates.models import (
    Certificate,
    Printing,
    PrintRun,
    Revocation,
    SigningBatch,
)
from common.dates import today
from postal import dispatch, handover
from postal.models import ItemRange, Manifest, Parcel, PostOffice, Slip
from tests.applications.walking import picture
from tests.certificates.conftest import conclude
from tests.conftest import CAST, declared
from tests.declarations import AN
from verification import links, paper_letters, paper_replies, reply_papers
from verification import paper as posting
from verification.models import (
    Agency,
    Letter,
    Reminder,
    Reply,
    RequestLink,
    VerificationRequest,
)

BACKEND = "django.contrib.auth.backends.ModelBackend"
ROLES = (*CAST, "post_clerk", "agency_officer")
ANONYMOUS, APPLICANT = "anonymous", "applicant"
EVERYBODY = (ANONYMOUS, APPLICANT, *ROLES)


@dataclass(frozen=True)
class Side:
    """One dossier, its people and every object that an address can name."""

    department: Office
    post_office: PostOffice
    agency: Agency
    people: dict[str, User]
    application: Application
    values: dict[str, Any]


def make_side(number: int) -> Side:
    """Number 1 is this installation's department; number 2 another, with an owner of its own."""
    department = Office.objects.create(
        code=f"STP-9{number + 1}",
        name=f"Sở Tư pháp {number}",
        kind=Office.Kind.DEPARTMENT,
        province="92",
        unit_code=f"000.00.1{number}.H13",
    )
    post_office = PostOffice.objects.create(code=f"90000{number}", name=f"Bưu cục {number}")
    agency = Agency.objects.create(
        code=f"CA9{number + 1}",
        name=f"Công an {number}",
        agency_kind=Agency.Kind.POLICE,
        province="92",
        channel=Agency.Channel.DESK,
        sends_link=True,
        email=f"agency{number}@example.com",
    )
    start = number * 1_000_000
    ItemRange.objects.create(office=department, first=start, last=start + 999, next=start)
    people = _people(number, department, post_office, agency)
    application = _dossier(number, department, post_office, people)
    values = _objects(application, post_office, agency, people)
    return Side(department, post_office, agency, people, application, values)


def _people(
    number: int, department: Office, post_office: PostOffice, agency: Agency
) -> dict[str, User]:
    offices: dict[str, Office] = {"post_clerk": post_office, "agency_officer": agency}
    people = {
        role: User.objects.create(
            username=f"{role}-{number}",
            roles=[Role(role)],
            office=offices.get(role, department),
            last_name=role,
        )
        for role in ROLES
    }
    people[APPLICANT] = User.objects.create(username=f"applicant-{number}", roles=["applicant"])
    return people


def _dossier(
    number: int, department: Office, post_office: PostOffice, people: dict[str, User]
) -> Application:
    """A draft that a post office took in and that everybody in the procedure has touched since."""
    application = declared(people[APPLICANT], copy.deepcopy(AN))
    Application.objects.filter(pk=application.pk).update(
        code=f"000.00.1{number}.H13-240603-000{number}",
        office=department,
        received_office=post_office,
        regime="R1c",
        filed_on=today(),
        submitted_at=Now(),
        fee_amount=200_000,
    )
    application.refresh_from_db()
    return application


def _objects(
    application: Application, post_office: PostOffice, agency: Agency, people: dict[str, User]
) -> dict[str, Any]:
    """What addresses name, by the names of their parts."""
    certificate = _issued(application, people)
    Application.objects.filter(pk=application.pk).update(state=State.READY)
    application.refresh_from_db()
    dispatch.hand_over(application, by=people["receiver"])
    Parcel.objects.filter(application=application).update(office=post_office)
    attachments.add(
        application, by=people[APPLICANT], kind="cccd", title="a.jpg", content=picture()
    )
    manifest, slip = _on_paper(application, post_office, people["post_clerk"])
    request = _asked(application, agency)
    revocation = Revocation.objects.create(
        certificate=certificate, ground="Sai nơi sinh", by=people["head"]
    )
    return {
        "code": application.code,
        "token": application.token,
        "certificate_token": certificate.token,
        "application": application.pk,
        "certificate": certificate.pk,
        "paper": Attachment.objects.get(application=application).pk,
        "slip": slip.number,
        "manifest": manifest.pk,
        "item": Parcel.objects.get(application=application).item,
        "request": request.pk,
        "reply": Reply.objects.get(request=request).pk,
        "agency": agency.pk,
        **_chased(request),
        **_by_letter(application, agency, people),
        "revocation": revocation.pk,
        **_in_the_making(application, certificate),
        **_signed_and_printed(application, people),
        "day": today().isoformat(),
    }


def _on_paper(
    application: Application, post_office: PostOffice, clerk: User
) -> tuple[Manifest, Slip]:
    """The slip of the dossier on a closed manifest."""
    manifest = handover.open_manifest(post_office, department=application.office)
    slip = Slip.objects.create(
        application=application,
        office=post_office,
        number=f"{post_office.code}-240603-0001",
        received_by=clerk,
        manifest=manifest,
    )
    Manifest.objects.filter(pk=manifest.pk).update(state="closed", closed_at=Now(), closed_by=clerk)
    return manifest, slip


def _asked(application: Application, agency: Agency) -> VerificationRequest:
    """A question to the agency, with its answer."""
    request = VerificationRequest.objects.create(
        application=application,
        agency=agency,
        reference=f"YC-{application.pk}",
        question="record",
        subject_digest="0" * 64,
        due_on=today(),
        sent_at=Now(),
        state="sent",
    )
    Reply.objects.create(
        agency=agency,
        message_id=f"m-{application.pk}",
        request=request,
        request_reference=request.reference,
        answer="none",
        answered_on=today(),
        disposition="applied",
    )
    return request


def _by_letter(application: Application, agency: Agency, people: dict[str, User]) -> dict[str, Any]:
    """A question on paper: printed, posted, and the scan of an answer that nobody has typed."""
    clerk, reference = people["verifier"], f"CV-{application.pk}"
    request = VerificationRequest.objects.create(
        application=application,
        agency=agency,
        reference=reference,
        question="judgment",
        subject_digest="0" * 64,
        due_on=today(),
    )
    letter = Letter.objects.create(request=request, answer_days=7)
    run = paper_letters.print_out([letter.pk], by=clerk, signer=people["signer"])
    envelope = posting.post([letter.pk], agency=agency, by=clerk, item=reference, posted_on=today())
    paper = paper_replies.take_in(request, picture(), by=clerk, arrived_on=today())
    return {
        "asked_on_paper": request.pk,
        "letter": letter.pk,
        "print_run": run.pk,
        "envelope": envelope.pk,
        "paper_answer": paper.pk,
    }


def _chased(request: VerificationRequest) -> dict[str, Any]:
    """A link to the question, a call to make about it, and the scan of its answer."""
    token = hashlib.sha256(request.reference.encode()).hexdigest()[:43]
    link = RequestLink.objects.create(
        request=request,
        hashes=[links.digest(token)],
        expires_at=timezone.now() + timedelta(days=1),
    )
    reminder = Reminder.objects.create(
        request=request, kind=Reminder.Kind.AFTER, stage=1, due_on=today(), on=today()
    )
    paper = reply_papers.hand_in(request, picture(), by=None)
    reply_papers.go_with(Reply.objects.get(request=request), paper)
    return {
        "link": link.pk,
        "link_token": token,
        "reminder": reminder.pk,
        "reply_paper": paper.pk,
    }


def _signed_and_printed(application: Application, people: dict[str, User]) -> dict[str, int]:
    """A second dossier, whose certificate stands: signed in a batch, and on paper."""
    second = declared(people[APPLICANT], copy.deepcopy(AN))
    Application.objects.filter(pk=second.pk).update(
        **{name: getattr(application, name) for name in ("office", "regime", "filed_on", "due_on")},
        code=f"{application.code[:-1]}9",
        submitted_at=Now(),
    )
    second.refresh_from_db()
    certificate = _issued(second, people, number=2)
    Application.objects.filter(pk=second.pk).update(state=State.READY)
    signer, receiver, office = people["signer"], people["receiver"], application.office
    batch = SigningBatch.objects.create(by=signer, office=office, key="of-the-world", done_at=Now())
    run = PrintRun.objects.create(by=receiver, office=office, batch=batch)
    Printing.objects.create(run=run, certificate=certificate, copies=1, kind="first")
    return {
        "signing_batch": batch.pk,
        "certificate_run": run.pk,
        "certificate_paper": certificate.pk,
    }


def _issued(application: Application, people: dict[str, User], *, number: int = 1) -> Certificate:
    """A published certificate whose file is no PDF: the doors do not look into it."""
    conclude(application, by=people["verifier"])
    approval.draft(application, by=people["drafter"])
    certificate = approval.approve(application, by=people["approver"])
    name, sha256 = files.store(f"file of {application.code}".encode())
    Certificate.objects.filter(pk=certificate.pk).update(
        signed_by=people["signer"],
        signed_at=Now(),
        year=2024,
        number=number,
        printed_number=f"{number:02d}/STP-LLTP",
        issued_at=Now(),
        page_sha256=sha256,
        signature_place={"page": 0, "box": [0, 0, 1, 1]},
        file=name,
        sha256=sha256,
        published_at=Now(),
        token=hashlib.sha256(application.code.encode()).hexdigest(),
        typed_code=hashlib.sha256(application.code.encode()).hexdigest()[:16].upper(),
    )
    certificate.refresh_from_db()
    return certificate


def _in_the_making(application: Application, issued: Certificate) -> dict[str, int]:
    """A second certificate of the dossier, for the desk's preview."""
    copied = ("certificate_type", "book", "content", "content_digest", "drafted_by", "office")
    drafted = Certificate.objects.create(
        application=application, **{name: getattr(issued, name) for name in copied}
    )
    return {"drafted": drafted.pk}


def bearer(user: User) -> dict[str, str]:
    """The header of a token of this person's."""
    return {"HTTP_AUTHORIZATION": f"Bearer {AuthToken.objects.create(user=user)[1]}"}
