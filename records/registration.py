"""The issue book goes on: certificates issued here stand beside those of the old book."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from common.refusals import Refusal
from records.models import EarlierCertificate
from records.names import certificate_key, tidy
from records.terms import issue_book


def remember_certificate(
    subject: Mapping[str, Any],
    *,
    office: Office,
    number: str,
    issued_on: date,
    certificate_type: int,
    channel: str,
    result: str,
    case_code: str,
) -> EarlierCertificate:
    """Enter a certificate signed here; a second call for the same number changes nothing.

    `result` is a `records.terms.Result`: say `expunged` where the certificate states no record
    although one was found.
    """
    book = issue_book(issued_on, certificate_type)
    with transaction.atomic():
        row, _created = EarlierCertificate.objects.get_or_create(
            office=office,
            book=book,
            number_key=certificate_key(number),
            defaults={
                **subject_columns(subject),
                "number": number,
                "issued_on": issued_on,
                "certificate_type": certificate_type,
                "channel": channel,
                "result": result,
                "case_code": case_code,
                "source": EarlierCertificate.Source.ISSUED_HERE,
            },
        )
    if row.case_code != case_code:
        raise Refusal(
            _("Số phiếu này đã có trong sổ cấp cho người khác."), code="certificate_number_taken"
        )
    return row


def mark_revoked(number: str, *, office: Office, issued_on: date, on: date) -> int:
    """Strike a certificate out, so that it spares nobody a check; how many rows changed (0 or 1).

    The day it was issued tells the year's book, in which the number runs.
    """
    return EarlierCertificate.objects.filter(
        office=office,
        number_key=certificate_key(number),
        issued_on=issued_on,
        revoked_on=None,
    ).update(revoked_on=on)


def subject_columns(subject: Mapping[str, Any]) -> dict[str, Any]:
    """Who a dossier is about (contracts section 2), under the columns of the register."""
    address = subject.get("permanent_address") or subject.get("temporary_address") or {}
    return {
        "full_name": tidy(subject.get("full_name")),
        "other_names": [tidy(name) for name in subject.get("other_names") or []],
        "sex": subject.get("sex") or "",
        "date_of_birth": subject.get("date_of_birth") or "",
        "place_of_birth": tidy(subject.get("place_of_birth")),
        "nationality": tidy(subject.get("nationality")),
        **{kind: _document(subject, kind) for kind in ("cccd", "cmnd", "passport")},
        **{
            f"{relative}_name": tidy((subject.get(relative) or {}).get("full_name"))
            for relative in ("father", "mother", "spouse")
        },
        "province": tidy(address.get("province")),
        "address": tidy(address.get("line")),
    }


def _document(subject: Mapping[str, Any], kind: str) -> str:
    numbers = [
        document.get("number") or ""
        for document in subject.get("documents") or []
        if document.get("kind") == kind
    ]
    return str(numbers[0]) if numbers else ""
