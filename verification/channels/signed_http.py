"""An agency with a server of its own: one signed POST (contracts section 3)."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from common.outgoing import post_json
from common.portal_key import portal_signer
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
