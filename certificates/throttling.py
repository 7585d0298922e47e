"""How often one address may check certificates; counted where all guesses are counted."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from applications import guessing


class CheckThrottle(BaseThrottle):
    """Refuses a check (429) to an address that has used up its tries."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        return not too_many(request)

    def wait(self) -> float:
        return float(guessing.window_seconds())


def too_many(request: Any) -> bool:
    """Whether this address has used up its tries; counts this one."""
    return guessing.too_many(request, limited="check")
