"""Whom the office asks, what was asked and answered, and what it concluded."""

from verification.models.asking import Message, Reply, VerificationRequest
from verification.models.deciding import Classification, Conclusion
from verification.models.offices import Agency, AgencyDay, AgencyKey

__all__ = [
    "Agency",
    "AgencyDay",
    "AgencyKey",
    "Classification",
    "Conclusion",
    "Message",
    "Reply",
    "VerificationRequest",
]
