"""An agency with a server of its own: one signed POST (contracts section 3)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from common.outgoing import post_json
from common.signatures import Signer, load_private_key
from verification.channels.delivery import Delivery
from verification.models import VerificationRequest


def deliver(request: VerificationRequest, question: dict[str, Any]) -> Delivery:
    answer = post_json(
        request.agency.endpoint,
        question,
        signer=portal_signer(),
        idempotency_key=str(request.message_id),
        timeout=settings.AGENCY_TIMEOUT,
        allowed=settings.AGENCY_HOSTS,
    )
    return Delivery(confirmed=True, status=answer.status, body=answer.body)


def portal_signer() -> Signer:
    path = Path(settings.PORTAL_KEY)
    return _signer(path, path.stat().st_mtime_ns)


@cache
def _signer(path: Path, _changed: int) -> Signer:
    """Read once for each version of the file, so that a key is changed without a stop."""
    return Signer(settings.PORTAL_KEY_ID, load_private_key(path))
