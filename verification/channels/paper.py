"""An agency that is asked by letter: the question lies on the department's desk to be posted."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate

from regulations.calendar import working_days_between
from verification import agencies
from verification.channels.delivery import Delivery
from verification.models import Letter, VerificationRequest


def deliver(request: VerificationRequest, _question: dict[str, Any]) -> Delivery:
    """The letter waits for a printer and an envelope; nothing is on its way yet.

    The days that the agency was given are kept: they are counted anew from the day of posting.
    """
    days = working_days_between(
        localdate(request.prepared_at),
        request.due_on,
        calendar=agencies.calendar_of(request.agency),
    )
    Letter.objects.get_or_create(request=request, defaults={"answer_days": days})
    return Delivery(confirmed=False, sent=False)
