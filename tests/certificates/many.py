"""Several dossiers at once: approved and waiting for the signer, or with a number in the book."""

from __future__ import annotations

import copy
import hashlib
from datetime import datetime

import pgtrigger
from django.db.models.functions import Now

from accounts.models import User
from applications.models import Application, State
from certificates import approval, files, signing
from certificates.models import Certificate
from tests.certificates.conftest import conclude
from tests.conftest import declared, paid
from tests.declarations import AN

PDF = b"%PDF-1.7 not a real one"


def approved(cast: dict[str, User], *, name: str = "", **changes: object) -> Application:
    """Concluded, drafted and approved: the signer's turn."""
    declaration = copy.deepcopy(AN)
    if name:
        declaration["subject"]["full_name"] = name
    draft = declared(cast["applicant"], declaration)
    application = paid(draft, applicant=cast["applicant"], receiver=cast["receiver"])
    if changes:
        Application.objects.filter(pk=application.pk).update(**changes)
    return drafted(application, cast)


def drafted(application: Application, cast: dict[str, User]) -> Application:
    """Concluded once more, drafted and approved."""
    conclude(application, by=cast["verifier"])
    approval.draft(application, by=cast["drafter"])
    approval.approve(application, by=cast["approver"])
    return application


def in_the_book(
    cast: dict[str, User],
    *,
    number: int,
    year: int,
    issued_at: datetime | None = None,
    published: bool = True,
    name: str = "",
    **changes: object,
) -> Certificate:
    """With this number; its file is no real page, which the book does not look into."""
    application = approved(cast, name=name, **changes)
    certificate = numbered(application, cast, number=number, year=year, published=published)
    if issued_at is not None:
        backdated(certificate, issued_at)
        certificate.refresh_from_db()
    return certificate


def numbered(
    application: Application,
    cast: dict[str, User],
    *,
    number: int,
    year: int,
    published: bool = True,
) -> Certificate:
    """Ordered, and in the book."""
    certificate = signing.order(application, by=cast["signer"])
    digest = hashlib.sha256(f"{certificate.pk}".encode()).hexdigest()
    given = {
        "year": year,
        "number": number,
        "printed_number": f"{number:02d}/STP-LLTP",
        "issued_at": Now(),
        "token": digest,
        "typed_code": digest[:16].upper(),
    }
    Certificate.objects.filter(pk=certificate.pk).update(**given)
    if published:
        publish(certificate)
    certificate.refresh_from_db()
    return certificate


def publish(certificate: Certificate, *, content: bytes = PDF) -> None:
    file, sha256 = files.store(content + str(certificate.pk).encode())
    Certificate.objects.filter(pk=certificate.pk).update(
        page_sha256=sha256,
        signature_place={"page": 0, "box": [0, 0, 1, 1]},
        file=file,
        sha256=sha256,
        published_at=Now(),
    )
    Application.objects.filter(pk=certificate.application_id).update(state=State.READY)


def backdated(certificate: Certificate, issued_at: datetime) -> None:
    """A day of another month, which the database gives to nobody: its guards sleep meanwhile."""
    with pgtrigger.ignore("certificates.Certificate:numbered_is_final"):
        Certificate.objects.filter(pk=certificate.pk).update(issued_at=issued_at)
