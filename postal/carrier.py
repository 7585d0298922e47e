"""The carrier: each parcel is announced to it over signed HTTP; its reports bear its key."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db.models.functions import Now

from common import leases, outgoing
from common.signatures import Signer, load_private_key, load_public_key
from postal.models import Parcel

EVENTS_PATH = "/api/v1/postal/events/"
PORTAL_KEY_ID = "PORTAL"
ANNOUNCE_TIMEOUT = 10.0  # seconds for the whole exchange
ANNOUNCE_LEASE = timedelta(seconds=90)
# With waits of ten minutes at most, a carrier may be away for a day before a person must look.
ANNOUNCE_TRIES = 150
PEM_BLOCK = re.compile(r"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----\s*", re.DOTALL)


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
        signer=Signer(PORTAL_KEY_ID, load_private_key(settings.KEYS_DIR / "portal.key")),
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


def public_keys() -> dict[str, list[Ed25519PublicKey]]:
    """The carrier's present keys by key id; read anew each time, so that a change needs no stop."""
    code = settings.CARRIER_CODE
    path = settings.KEYS_DIR / f"agency-{code}.pub"
    text = path.read_text() if path.exists() else ""
    return {code: [load_public_key(block) for block in PEM_BLOCK.findall(text)]}
