"""The signed list of revoked certificates, so that a check can run without a network."""

from __future__ import annotations

import base64
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils.timezone import localdate, localtime, now

from certificates.content import canonical
from certificates.keys import code_key
from certificates.models import Revocation

_PURPOSE = b"lltp-revoked-list-1\n"


def signed_list() -> dict[str, Any]:
    """Numbers, days and nothing of a person; `signature` covers the canonical JSON of the rest."""
    found = Revocation.objects.select_related("certificate__office").order_by("pk")
    key = code_key()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    body = {
        "generated_at": localtime(now()).isoformat(timespec="seconds"),
        "algorithm": "ed25519",
        "public_key": base64.b64encode(public).decode(),
        "revoked": [
            {
                "office": revocation.certificate.office.code,
                "number": revocation.certificate.printed_number,
                "issued_on": localdate(revocation.certificate.issued_at).isoformat(),
                "revoked_on": localdate(revocation.at).isoformat(),
            }
            for revocation in found
        ],
    }
    signature = key.sign(_PURPOSE + canonical(body))
    return {**body, "signature": base64.b64encode(signature).decode()}


def verify(document: dict[str, Any], *, key: Any) -> None:
    """Raises InvalidSignature unless the list is as the office signed it."""
    body = {name: value for name, value in document.items() if name != "signature"}
    key.verify(base64.b64decode(document["signature"]), _PURPOSE + canonical(body))
