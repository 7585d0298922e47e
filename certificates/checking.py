"""Kiểm tra phiếu: whether a certificate is the office's and still counts, never what it says.

Unknown, malformed and not yet published get one and the same answer for one and the same work:
one look by a unique key, whatever was asked.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from certificates.keys import folder, roots
from certificates.models import Certificate
from certificates.tokens import read_typed_code
from common.identity import initials
from common.pdf_signature import SignatureReport, check_signature

VALID, REVOKED, UNKNOWN = "valid", "revoked", "unknown"
_LONGEST_TOKEN = 200


@dataclass(frozen=True)
class Answer:
    """The public answer; the same fields for both types of certificate and for none."""

    status: str = UNKNOWN
    number: str | None = None
    issued_on: date | None = None
    issuer: str | None = None
    masked_name: str | None = None
    revoked_on: date | None = None


@dataclass(frozen=True)
class FileAnswer:
    """What became of a file: are these the issued bytes, does the signature hold, is it revoked."""

    certificate: Answer = field(default_factory=Answer)
    bytes_as_issued: bool = False
    signature: SignatureReport = field(default_factory=SignatureReport)
    sha256: str = ""
    size: int = 0

    @property
    def status(self) -> str:
        """A file counts only if register and signature both vouch for it."""
        if self.bytes_as_issued and self.signature.accepted:
            return self.certificate.status
        return UNKNOWN

    @property
    def shown(self) -> Answer:
        """Only bytes that both the register and the signature vouch for may show a number."""
        return self.certificate if self.status != UNKNOWN else Answer()


def _answer(**wanted: Any) -> Answer:
    found = Certificate.objects.issued().select_related("office", "revocation").filter(**wanted)
    certificate = found.first()
    if certificate is None:
        return Answer()
    names = {line.key: line.value for line in certificate.lines.lines}
    revocation = getattr(certificate, "revocation", None)
    return Answer(
        status=REVOKED if revocation else VALID,
        number=certificate.printed_number,
        issued_on=localdate(certificate.issued_at),
        issuer=certificate.office.name,
        masked_name=initials(names["full_name"]),
        revoked_on=localdate(revocation.at) if revocation else None,
    )


def by_token(token: str) -> Answer:
    """Out of a QR. NUL is the one sign that the database will not take in a text."""
    return _answer(token=token[:_LONGEST_TOKEN].replace("\0", ""))


def by_typed_code(text: str) -> Answer:
    return _answer(typed_code=read_typed_code(text))


def by_file(data: bytes) -> FileAnswer:
    """The register's SHA-256 and the signature under the pinned root, each on its own."""
    sha256 = hashlib.sha256(data).hexdigest()
    certificate = _answer(sha256=sha256)
    return FileAnswer(
        certificate=certificate,
        bytes_as_issued=certificate.status != UNKNOWN,
        signature=check_signature(data, roots=roots(), revoked=_newest_lists()),
        sha256=sha256,
        size=len(data),
    )


def _newest_lists() -> list[bytes]:
    """What the authorities have taken back by now; a file carries the lists of its day."""
    return [path.read_bytes() for path in sorted(folder().glob("*.crl"))]
