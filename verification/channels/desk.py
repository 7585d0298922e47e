"""An agency without a server: its officers find the question on their desk in the portal, or open
it through a link that is mailed to them."""

from __future__ import annotations

from typing import Any

from verification import links
from verification.channels.delivery import Delivery
from verification.models import VerificationRequest


def deliver(request: VerificationRequest, _question: dict[str, Any]) -> Delivery:
    """The row is the letter: from now on the desk shows it. Opening it confirms it."""
    links.offer(request)
    return Delivery(confirmed=False)
