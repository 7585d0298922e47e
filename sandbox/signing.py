"""A partner's own reading of the signature contract, with the same pinned library."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    MappingKeyResolver,
)
from http_message_signatures.algorithms import ED25519

COVERED = ("@method", "@target-uri", "content-digest", "idempotency-key")


@dataclass
class Message:
    """What the library reads of a request."""

    method: str
    url: str
    headers: Any


class Verifier(HTTPMessageVerifier):
    max_clock_skew = timedelta(seconds=300)


def signed_headers(
    *,
    url: str,
    body: bytes,
    idempotency_key: str,
    key_id: str,
    key: Ed25519PrivateKey,
    also: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The headers of a signed POST; `also` are further ones that the signature covers."""
    message = Message("POST", url, {"Idempotency-Key": idempotency_key, **(also or {})})
    keys = MappingKeyResolver(public_keys={}, private_keys={key_id: key})
    HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=keys).sign(
        message,
        key_id=key_id,
        covered_component_ids=[*COVERED, *(name.lower() for name in also or ())],
        body=body,
    )
    return dict(message.headers)


def is_signed(
    *,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    key_id: str,
    keys: list[Ed25519PublicKey],
    covering: tuple[str, ...] = (),
) -> bool:
    """Whether this POST is signed by one of these keys under this key id."""
    message = Message("POST", url, headers)
    resolvers = (MappingKeyResolver(public_keys={key_id: key}, private_keys={}) for key in keys)
    return any(_verifies(message, body, one, covering) for one in resolvers)


def _verifies(
    message: Message, body: bytes, keys: MappingKeyResolver, covering: tuple[str, ...]
) -> bool:
    verifier = Verifier(signature_algorithm=ED25519, key_resolver=keys)
    try:
        verifier.verify(
            message, max_age=timedelta(0), require_components=[*COVERED, *covering], body=body
        )
    except (HTTPMessageSignaturesException, ValueError, TypeError):
        return False
    return True
