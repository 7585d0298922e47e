"""An agency without a server: its officers find the question on their desk in the portal."""

from __future__ import annotations

from typing import Any

from verification.channels.delivery import Delivery
from verification.models import VerificationRequest


def deliver(_request: VerificationRequest, _question: dict[str, Any]) -> Delivery:
    """The row is the letter: from now on the desk shows it. Opening it confirms it."""
    return Delivery(confirmed=False)
