"""Phiếu mẫu: certificates of an invented person, made by the real procedure, for people to try.

A genuine sample must stand in the register, or the check would rightly refuse it. So it is issued
by an office of its own, which has its own people, its own book and its own numbers: neither the
department's numbers nor its desks ever see a sample. Every step is taken by the function that the
desk calls; the machine's own steps are the workers', as for any other dossier.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import Office, Role, User
from applications import acceptance, intake, payment
from applications.declaration import DeclarationSerializer
from applications.models import Application, State
from applications.numbering import next_dossier_code
from certificates import approval, revocation, signing
from certificates.models import Certificate
from common.dates import today
from records.registration import remember_certificate
from records.terms import Result

OFFICE = "MAU-00"
NAME = "Nguyễn Văn Mẫu"
OTHER_NAME = "TRẦN VĂN KHÁC"  # what the edited and the forged sample say instead
GENUINE, REVOKED = 0, 1  # the two dossiers, in the order in which they are opened

_PEOPLE = (Role.RECEIVER, Role.APPROVER, Role.SIGNER, Role.HEAD)
_SUBJECT: dict[str, Any] = {
    "full_name": NAME,
    "sex": "male",
    "date_of_birth": "1990-01-01",
    "place_of_birth": "Cần Thơ",
    "nationality": "VN",
    "ethnicity": "Kinh",
    "documents": [{"kind": "cccd", "number": "092090000000", "issued_on": "2022-01-04"}],
    "permanent_address": {"province": "92", "line": "Địa chỉ mẫu"},
    "phone": "0900000000",
    "email": "",
    "father": {"full_name": "Nguyễn Văn Mẫu Cha", "date_of_birth": "1960"},
    "mother": {"full_name": "Trần Thị Mẫu Mẹ", "date_of_birth": "1963"},
}
_DECLARATION: dict[str, Any] = {
    "certificate_type": 1,
    "channel": "online",
    "subject": _SUBJECT,
    "residences": [
        {
            "from": "2004-01",
            "to": None,
            "place": {"province": "92", "country": "VN", "line": ""},
            "kind": "permanent",
        }
    ],
    "purpose": "Phiếu mẫu để thử kiểm tra",
    "copies": 1,
    "applicant": {"relation": "self"},
    "delivery": {"method": "electronic"},
}


def dossiers() -> list[Application]:
    """The samples' dossiers, oldest first."""
    return list(Application.objects.filter(office__code=OFFICE).order_by("pk"))


def certificate_of(application: Application) -> Certificate | None:
    """The sample that came of this dossier, once it is issued."""
    return Certificate.objects.issued().filter(application=application).first()


@transaction.atomic
def open_dossiers() -> None:
    """The office, its people and the two drafts, where they are missing."""
    office, _made = Office.objects.get_or_create(
        code=OFFICE,
        defaults={
            "name": "Cơ quan mẫu (không cấp phiếu thật)",
            "kind": Office.Kind.DEPARTMENT,
            "province": "92",
            "unit_code": "000.00.00.M00",
        },
    )
    for role in _PEOPLE:
        User.objects.get_or_create(
            username=f"mau-{role}",
            defaults={
                "roles": [role],
                "office": office,
                "last_name": "Người ký" if role == Role.SIGNER else "Cán bộ",
                "first_name": "Mẫu",
                "person_key": f"mau-{role}",
                "password": "!",  # nobody logs in as these
            },
        )
    _certified_before(office)
    for _missing in range(2 - len(dossiers())):
        _open(office)


def _certified_before(office: Office) -> None:
    """Who was certified before need not be asked about: no agency hears of a sample."""
    remember_certificate(
        _SUBJECT,
        office=office,
        number="MAU",
        issued_on=date(2024, 1, 2),
        certificate_type=1,
        channel="online",
        result=Result.NONE,
        case_code="MAU",
    )


def _open(office: Office) -> None:
    owner = User.objects.new_applicant()
    application = Application.objects.create(
        code=next_dossier_code(office, day=today()), owner=owner, office=office, channel="online"
    )
    serializer = DeclarationSerializer(data=_DECLARATION)
    serializer.is_valid(raise_exception=True)
    intake.declare(application, serializer.validated_data, by=owner)


def _submit(application: Application) -> None:
    intake.submit(application, by=application.owner)


def _pay(application: Application) -> None:
    payment.pay(
        application,
        by=_person(Role.RECEIVER),
        amount=application.fee_amount or 0,
        method="cash",
        reference=f"mau-{application.pk}",
    )


def _accept(application: Application) -> None:
    acceptance.accept(application, by=_person(Role.RECEIVER))


def _approve(application: Application) -> None:
    approval.approve(application, by=_person(Role.APPROVER))


def _sign(application: Application) -> None:
    signing.order(application, by=_person(Role.SIGNER))


def _person(role: Role) -> User:
    return User.objects.get(username=f"mau-{role}")


# What a person does in each state; in every other one the machine is at work.
_STEPS: dict[str, Callable[[Application], None]] = {
    State.DRAFT: _submit,
    State.AWAITING_PAYMENT: _pay,
    State.SUBMITTED: _accept,
    State.DRAFTED: _approve,
    State.APPROVED: _sign,
}


def go_on() -> bool:
    """Take every step that a person has to take now; True once both samples are what they are."""
    for application in dossiers():
        step = _STEPS.get(application.state)
        if step is not None:
            step(application)
    certificates = [certificate_of(application) for application in dossiers()]
    if len(certificates) < 2 or None in certificates:
        return False
    revoked = certificates[REVOKED]
    if revoked is not None and not revoked.is_revoked:
        ground = "Phiếu mẫu, thu hồi để làm ví dụ"
        revocation.revoke(revoked.application, by=_person(Role.HEAD), ground=ground)
    return True
