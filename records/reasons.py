"""Why somebody is reading the register: said once, kept with their session for an hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

KEY = "records_reason"
HOLDS_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class Reason:
    """The purpose in words, and the case it is for, if any."""

    purpose: str
    case: str


def keep_reason(request: HttpRequest, reason: Reason) -> None:
    said_at = timezone.now().isoformat()
    request.session[KEY] = {"purpose": reason.purpose, "case": reason.case, "said_at": said_at}


def reason_of(request: HttpRequest) -> Reason | None:
    """The reason given within the last hour; an older one must be given again."""
    kept = request.session.get(KEY)
    if not kept or datetime.fromisoformat(kept["said_at"]) < timezone.now() - HOLDS_FOR:
        return None
    return Reason(kept["purpose"], kept["case"])
