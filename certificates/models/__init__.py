"""The certificate, and all that is kept beside it."""

from certificates.models.alarms import SigningAlarm
from certificates.models.batches import BatchItem, SigningBatch
from certificates.models.certificate import Certificate
from certificates.models.jobs import SigningJob
from certificates.models.lists import SignedList
from certificates.models.log import LogEntry, LogNode, LogRoot
from certificates.models.printing import BookTaking, Printing, PrintOpening, PrintRun
from certificates.models.revocation import Revocation

__all__ = [
    "BatchItem",
    "BookTaking",
    "Certificate",
    "LogEntry",
    "LogNode",
    "LogRoot",
    "PrintOpening",
    "PrintRun",
    "Printing",
    "Revocation",
    "SignedList",
    "SigningAlarm",
    "SigningBatch",
    "SigningJob",
]
