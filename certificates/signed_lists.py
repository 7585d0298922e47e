"""Danh sách phiếu đã thu hồi, signed: so that a check can run without a network.

Only the signer's process has the key, so the list is made there, kept as a row, and handed out by
the web as it stands. What must be made is read off the rows themselves: a list that names fewer
revocations than there are is out of date, whatever became of the message that said so.
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connection, transaction
from django.utils.timezone import localdate, localtime

from certificates.content import canonical
from certificates.keys import code_key
from certificates.models import Revocation, SignedList
from certificates.tokens import mark
from common.clock import database_clock

_PURPOSE = b"lltp-revoked-list-1\n"
EVERY = timedelta(hours=1)  # a new list, even if nothing was revoked
GOOD_FOR = timedelta(hours=24)  # after that whoever holds it should ask for a newer one
KEPT = 10


def newest() -> SignedList | None:
    """The list that is handed out; None until the signer made the first."""
    return SignedList.objects.order_by("serial").last()


@transaction.atomic
def renew() -> SignedList | None:
    """Sign a new list if one is due, by the process that holds the key; answers it, or None.

    The time is taken before the revocations are read: what was revoked before it is in the list.
    """
    key = code_key()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('certificates.signed_lists'))")
    last, at = newest(), database_clock()
    if last is not None and not _is_due(last, at=at, public_key=raw_key(key.public_key())):
        return None
    rows = _revoked()
    body: dict[str, Any] = {
        "generated_at": localtime(at).isoformat(timespec="seconds"),
        "next_update": localtime(at + GOOD_FOR).isoformat(timespec="seconds"),
        "serial": last.serial + 1 if last else 1,
        "algorithm": "ed25519",
        "public_key": raw_key(key.public_key()),
        "revoked": rows,
    }
    made = SignedList.objects.create(
        serial=body["serial"],
        made_at=at,
        public_key=body["public_key"],
        revocations=len(rows),
        document=canonical(signed(body, key=key)).decode(),
    )
    SignedList.objects.filter(serial__lte=made.serial - KEPT).delete()
    return made


def signed(body: dict[str, Any], *, key: Ed25519PrivateKey) -> dict[str, Any]:
    """The body with the signature over its canonical JSON."""
    signature = key.sign(_PURPOSE + canonical(body))
    return {**body, "signature": base64.b64encode(signature).decode()}


def verify(document: dict[str, Any], *, key: Ed25519PublicKey) -> None:
    """Raises InvalidSignature unless the list is as the office signed it."""
    body = {name: value for name, value in document.items() if name != "signature"}
    key.verify(base64.b64decode(document["signature"]), _PURPOSE + canonical(body))


def raw_key(key: Ed25519PublicKey) -> str:
    """The 32 bytes of a public key, as text."""
    return base64.b64encode(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def _is_due(last: SignedList, *, at: datetime, public_key: str) -> bool:
    return (
        at - last.made_at >= EVERY
        or last.public_key != public_key
        or last.revocations != Revocation.objects.count()
    )


def _revoked() -> list[dict[str, str]]:
    """Numbers, days and marks of tokens; nothing of a person, and no reason."""
    found = Revocation.objects.order_by("pk").values_list(
        "certificate__office__code",
        "certificate__printed_number",
        "certificate__issued_at",
        "certificate__token",
        "at",
    )
    return [
        {
            "office": office,
            "number": number,
            "issued_on": localdate(issued_at).isoformat(),
            "revoked_on": localdate(revoked_at).isoformat(),
            "mark": mark(str(token)),
        }
        for office, number, issued_at, token, revoked_at in found.iterator()
    ]
