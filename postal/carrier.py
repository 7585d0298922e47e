"""The carrier: each parcel is announced to it over signed HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models.functions import Now

from common import leases, outgoing
from postal.models import Parcel
from verification.channels.signed_http import portal_signer

EVENTS_PATH = "/api/v1/postal/events/"
ANNOUNCE_TIMEOUT = 10.0  # seconds for the whole exchange
ANNOUNCE_LEASE = timedelta(seconds=90)
# With waits of ten minutes at most, a carrier may be away for a day before a person must look.
ANNOUNCE_TRIES = 150


def announce(parcel_id: int) -> bool:
    """Tell the carrier of the parcel unless somebody else is at it; True when it knows."""
    parcel = leases.claim(Parcel, parcel_id, lease=ANNOUNCE_LEASE)
    if parcel is None:
        return False
    try:
        _send(parcel)
    except outgoing.PassingError as error:
        wait = timedelta(seconds=error.retry_after) if error.retry_after else None
        leases.postpone(parcel, error=str(error), most_tries=ANNOUNCE_TRIES, wait=wait)
        return False
    except (outgoing.PermanentError, OSError, ValueError) as error:
        # A refusal, or our own key cannot be read: a person must look.
        reason = str(error) if isinstance(error, outgoing.PermanentError) else type(error).__name__
        leases.postpone(parcel, error=reason, most_tries=0)
        return False
    Parcel.objects.filter(pk=parcel.pk).update(announced_at=Now())
    leases.finish(parcel)
    return True


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
