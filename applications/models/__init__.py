"""The dossier and its trail."""

from applications.models.dossier import (
    READABLE_SIGNS,
    Application,
    ApplicationQuerySet,
    Attachment,
    Payment,
    Residence,
    new_payment_reference,
    new_token,
)
from applications.models.guesses import Guess
from applications.models.states import ANSWERED, OVER, Channel, Route, State
from applications.models.trail import Event, FollowUp, Seal
from applications.models.transfers import UnmatchedTransfer

__all__ = [
    "ANSWERED",
    "OVER",
    "READABLE_SIGNS",
    "Application",
    "ApplicationQuerySet",
    "Attachment",
    "Channel",
    "Event",
    "FollowUp",
    "Guess",
    "Payment",
    "Residence",
    "Route",
    "Seal",
    "State",
    "UnmatchedTransfer",
    "new_payment_reference",
    "new_token",
]
