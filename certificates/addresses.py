"""The addresses printed on paper, which can therefore never move (contracts section 6)."""

from __future__ import annotations

from django.conf import settings

from certificates.models import Certificate

CHECK_PATH = "/verify/"


def check_url(certificate: Certificate) -> str:
    """The address in the QR: our host only, and the path that the contract fixes for ever."""
    return f"{settings.PUBLIC_URL}{CHECK_PATH}{certificate.token}"


def check_page() -> str:
    """The page's address as printed: host and path, without the scheme."""
    return settings.PUBLIC_URL.partition("://")[2] + CHECK_PATH.rstrip("/")
