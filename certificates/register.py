"""Sổ cấp Phiếu (Book 10): every issued certificate in the order of its number (art 44.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.timezone import localdate

from accounts.models import Office
from certificates.models import Certificate


@dataclass(frozen=True)
class BookRow:
    """One line of the book; `note` says that a certificate was revoked, and when."""

    position: int
    number: str
    issued_on: date
    full_name: str
    date_of_birth: str
    sex: str
    nationality: str
    residence: str
    document: str
    certificate_type: int
    record: str
    signer: str
    recipient: str
    revoked_on: date | None


def issued_in(office: Office, *, year: int) -> QuerySet[Certificate]:
    """The book's certificates of a year, in the order of their numbers."""
    found = Certificate.objects.issued().filter(office=office, year=year)
    return found.select_related("application", "signed_by", "revocation").order_by("book", "number")


def rows(office: Office, *, year: int) -> Iterator[BookRow]:
    for certificate in issued_in(office, year=year).iterator(chunk_size=500):
        yield _row(certificate)


def missing_numbers(office: Office, *, year: int) -> list[int]:
    """Numbers that a gapless book would hold and this one does not; always empty."""
    found = issued_in(office, year=year).values_list("number", flat=True)
    numbers = {number for number in found if number is not None}
    return sorted(set(range(min(numbers, default=1), max(numbers, default=0) + 1)) - numbers)


def _row(certificate: Certificate) -> BookRow:
    values = {line.key: line.value for line in certificate.lines.lines}
    revocation = getattr(certificate, "revocation", None)
    return BookRow(
        position=certificate.number or 0,
        number=certificate.printed_number,
        issued_on=localdate(certificate.issued_at),
        full_name=values["full_name"],
        date_of_birth=values["date_of_birth"],
        sex=values["sex"],
        nationality=values["nationality"],
        residence=values["permanent_address"],
        document=values["document"],
        certificate_type=certificate.certificate_type,
        record=certificate.lines.record.statement,
        signer=certificate.signed_by.display_name if certificate.signed_by else "",
        recipient=str(certificate.application.delivery.get("recipient") or values["full_name"]),
        revoked_on=localdate(revocation.at) if revocation else None,
    )
