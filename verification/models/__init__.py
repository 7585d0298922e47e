"""Whom the office asks, what was asked and answered, and what it concluded."""

from verification.models.asking import Message, Reply, VerificationRequest
from verification.models.attempts import AgencyLine, Attempt
from verification.models.deciding import Classification, Conclusion
from verification.models.entries import RegisterEntry, Supply
from verification.models.letters import Envelope, Letter, Printing, PrintRun
from verification.models.links import LinkOpening, RequestLink
from verification.models.offices import Agency, AgencyDay, AgencyKey
from verification.models.paper import PaperReply
from verification.models.papers import KeptPaper, ReplyPaper
from verification.models.refused import RefusedMessage, ReplyQuota
from verification.models.reminding import AgencyMail, Reminder
from verification.models.rules import RuleSet

__all__ = [
    "Agency",
    "AgencyDay",
    "AgencyKey",
    "AgencyLine",
    "AgencyMail",
    "Attempt",
    "Classification",
    "Conclusion",
    "Envelope",
    "KeptPaper",
    "Letter",
    "LinkOpening",
    "Message",
    "PaperReply",
    "PrintRun",
    "Printing",
    "RefusedMessage",
    "RegisterEntry",
    "Reminder",
    "Reply",
    "ReplyPaper",
    "ReplyQuota",
    "RequestLink",
    "RuleSet",
    "Supply",
    "VerificationRequest",
]
