"""Dossiers that are being verified, put straight into the database: one question each.

Runs in a process of its own with a portal's settings (`manage.py shell`); prints the agencies'
keys as JSON.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Office, User
from applications import intake
from applications.models import Application, Residence, State
from common.dates import today
from tools.surroundings import port_name
from verification.agencies import trust
from verification.facts import Known, facts_of
from verification.models import Agency, Classification, VerificationRequest
from verification.payload import subject_digest

AT_ONCE = 2000
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi")
GIVEN = ("An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khánh", "Lan", "Minh", "Ngọc")


def main(number: int, codes: dict[str, str]) -> None:
    agencies = [_agency(name, code) for name, code in codes.items()]
    with transaction.atomic():
        for first in range(0, number, AT_ONCE):
            _put_in(range(first, min(number, first + AT_ONCE)), agencies)
    print(json.dumps({agency.code: agency.pk for agency in agencies}))


def _agency(name: str, code: str) -> Agency:
    """With a server of its own, whatever the demonstration says of it."""
    agency, _made = Agency.objects.get_or_create(
        code=code, defaults={"name": code, "agency_kind": name, "province": "92"}
    )
    agency.channel = Agency.Channel.SIGNED_HTTP
    agency.endpoint = f"http://127.0.0.1:{os.environ[port_name(name)]}/requests"
    agency.save()
    trust(agency, public_key=(settings.KEYS_DIR / f"agency-{code}.pub").read_text())
    return agency


def _put_in(numbers: range, agencies: list[Agency]) -> None:
    applications = Application.objects.bulk_create(_applications(numbers))
    Residence.objects.bulk_create(
        Residence(
            application=one,
            number=1,
            started="2004-05",
            place={"province": "92", "country": "VN", "line": ""},
            kind="permanent",
            occupation="kỹ sư",
        )
        for one in applications
    )
    machine, inputs = User.objects.machine(), _inputs(applications[0])
    Classification.objects.bulk_create(
        Classification(
            application=one,
            number=1,
            by=machine,
            rules_version="benchmark",
            inputs=inputs,
            trace=[],
            route="police",
            asks=[],
            limit="base",
        )
        for one in applications
    )
    VerificationRequest.objects.bulk_create(
        _question(one, agencies[at % len(agencies)])
        for at, one in zip(numbers, applications, strict=True)
    )


def _inputs(application: Application) -> dict[str, object]:
    """The facts of them all are the same: one province, nothing known."""
    facts = facts_of(intake.as_contract(application), on=today(), known=Known())
    return {**facts.as_json(), "regime": application.regime, "urgent": False}


def _applications(numbers: range) -> Iterator[Application]:
    owner = User.objects.get(username="applicant")
    office = Office.objects.get(code="STP-92")
    for number in numbers:
        subject = _subject(number)
        yield Application(
            code=f"BENCH-{number:06}",
            owner=owner,
            office=office,
            state=State.VERIFYING,
            regime="R1c",
            route="police",
            subject=subject,
            full_name=subject["full_name"],
            date_of_birth=subject["date_of_birth"],
            applicant={"relation": "self"},
            declared_convictions="Đã bị phạt tiền năm 2001.",
            fee_amount=0,
            submitted_at=timezone.now(),
            filed_on=today(),
            due_on=today(),
        )


def _subject(number: int) -> dict[str, Any]:
    family, given = FAMILIES[number % 10], GIVEN[number // 10 % 10]
    return {
        "full_name": f"{family} Văn {given}",
        "other_names": [],
        "sex": "male",
        "date_of_birth": f"{1960 + number % 40}-{number // 40 % 12 + 1:02}-{number % 28 + 1:02}",
        "place_of_birth": "Cần Thơ",
        "nationality": "VN",
        "ethnicity": "Kinh",
        "documents": [{"kind": "cccd", "number": f"092090{number:06}"}],
        "permanent_address": {"province": "92", "commune": "", "line": "12 Nguyễn Trãi"},
        "phone": "0912345678",
        "father": {"full_name": f"{family} Văn Bốn", "date_of_birth": "1940"},
        "mother": {"full_name": "Trần Thị Năm", "date_of_birth": "1942"},
    }


def _question(application: Application, agency: Agency) -> VerificationRequest:
    return VerificationRequest(
        application=application,
        agency=agency,
        reference=f"{application.code}-XM01",
        question=VerificationRequest.Question.RECORD,
        rule="benchmark",
        subject_digest=subject_digest(application.subject),
        due_on=today(),
    )
