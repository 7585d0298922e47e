"""The carrier: each parcel is announced to it over signed HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models.functions import Now

from common import leases, outgoing
from common.portal_key import portal_signer
from postal.models import Parcel

EVENTS_PATH = "/api/v1/postal/events/"
ANNOUNCE_TIMEOUT = 10.0  # seconds for the whole exchange
ANNOUNCE_LEASE = timedelta(seconds=90)
# With waits of ten minutes at most, a carrier may be away for a day before a person must look.
ANNOUNCE_TRIES = 150


class NotAnnounced(leases.Setback):
    """The carrier does not know of the parcel: it is away, or a person must look."""

    def __init__(self, reason: str, *, most_tries: int, wait: float | None = None) -> None:
        super().__init__(reason)
        self.most_tries = most_tries
        self.retry_wait = timedelta(seconds=wait) if wait else None


def announce(parcel_id: int) -> bool:
    """Tell the carrier of the parcel unless somebody else is at it; True when it knows."""
    return leases.work(Parcel, parcel_id, _announce, lease=ANNOUNCE_LEASE)


def _announce(parcel: Parcel) -> None:
    try:
        _send(parcel)
    except outgoing.PassingError as error:
        raise NotAnnounced(str(error), most_tries=ANNOUNCE_TRIES, wait=error.retry_after) from error
    except outgoing.PermanentError as error:
        raise NotAnnounced(str(error), most_tries=0) from error
    except (OSError, ValueError) as error:  # our own key or address cannot be read
        raise NotAnnounced(type(error).__name__, most_tries=0) from error
    Parcel.objects.filter(pk=parcel.pk).update(announced_at=Now())


def _send(parcel: Parcel) -> None:
    outgoing.post_json(
        f"{settings.CARRIER_URL}/items",
        announcement(parcel),
        signer=portal_signer(),
        idempotency_key=str(parcel.message_id),
        timeout=ANNOUNCE_TIMEOUT,
        allowed={urlsplit(settings.CARRIER_URL).netloc},
    )


def announcement(parcel: Parcel) -> dict[str, Any]:
    """The same content on every try, so that a carrier that has it already says so."""
    return {
        "message_id": str(parcel.message_id),
        "item": parcel.item,
        "recipient": parcel.recipient,
        "phone": parcel.phone,
        "address": parcel.address,
        "weight": parcel.weight,
        "events_to": settings.PUBLIC_URL + EVENTS_PATH,
    }


def announce_again(parcel: Parcel) -> None:
    """Set a parked announcement free once what stood against it is mended."""
    Parcel.objects.filter(pk=parcel.pk, done_at=None).update(
        parked_at=None, lease_until=None, hinted_at=None, tries=0, due_at=Now()
    )
