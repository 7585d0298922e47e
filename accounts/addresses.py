"""From which address a request came: what limits on guessing count by."""

from __future__ import annotations

from django.http import HttpRequest
from rest_framework.throttling import BaseThrottle


def client_address(request: HttpRequest) -> str:
    """The address that our own proxies tell (NUM_PROXIES); a forged header does not count."""
    return BaseThrottle().get_ident(request)  # type: ignore[arg-type]
