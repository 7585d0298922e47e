"""How often one address may guess codes or have files checked."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView


class CheckThrottle(SimpleRateThrottle):
    """Counts by client address; the rate is a setting, because offices differ."""

    scope = "public_check"

    def get_rate(self) -> str:
        return getattr(settings, "PUBLIC_CHECK_RATE", "60/min")

    def get_cache_key(self, request: Any, view: APIView | None) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}


def too_many(request: HttpRequest) -> bool:
    """Whether this address has used up its tries; counts this one."""
    return not CheckThrottle().allow_request(request, None)  # type: ignore[arg-type]
