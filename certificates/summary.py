"""What the composed case says of its certificate."""

from __future__ import annotations

from typing import Any

from applications.models import Application
from certificates.addresses import check_url
from certificates.models import Certificate


def of(application: Application) -> dict[str, Any] | None:
    """The newest certificate that has a number; the one in the making is nobody's yet."""
    certificate = Certificate.objects.issued().filter(application=application).first()
    if certificate is None:
        return None
    return {
        "number": certificate.printed_number,
        "issued_at": certificate.issued_at,
        "type": certificate.certificate_type,
        "copies": certificate.copies,
        "status": "revoked" if certificate.is_revoked else "valid",
        "token": certificate.token,
        "verify_url": check_url(certificate),
        "file_url": f"/api/v1/applications/{application.code}/certificate.pdf",
        "sha256": certificate.sha256,
    }
