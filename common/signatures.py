"""HTTP Message Signatures (RFC 9421): who sent this request, and is it still what they sent.

Every message between the portal and its partners is signed with Ed25519 over the method, the
target URI, the content digest (RFC 9530, sha-256) and the idempotency key. The pinned library
does the cryptography; this module holds the one policy that both directions follow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature as WrongKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from http_message_signatures import (
    ContentDigest,
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    MappingKeyResolver,
    VerifyResult,
)
from http_message_signatures.algorithms import ED25519

COVERED = ("@method", "@target-uri", "content-digest", "idempotency-key")
WINDOW = timedelta(seconds=300)
LABEL = "sig1"


class SignatureRefused(Exception):
    """The request is not proven to come from a known sender, unaltered and fresh."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Signer:
    """A sender's name and private key, ready to sign any of its requests."""

    key_id: str
    private_key: Ed25519PrivateKey

    def headers(
        self,
        *,
        method: str,
        url: str,
        body: bytes,
        idempotency_key: str,
        also: Mapping[str, str] | None = None,
    ) -> dict[str, str]:
        return sign_headers(
            method=method,
            url=url,
            body=body,
            idempotency_key=idempotency_key,
            key_id=self.key_id,
            private_key=self.private_key,
            also=also,
        )


def sign_headers(
    *,
    method: str,
    url: str,
    body: bytes,
    idempotency_key: str,
    key_id: str,
    private_key: Ed25519PrivateKey,
    created: datetime | None = None,
    also: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The four headers that make this request a signed one; `created` is now unless given.

    `also`: further headers that the signature covers, and that come back with the four.
    """
    headers = {"Idempotency-Key": idempotency_key, **(also or {})}
    keys = MappingKeyResolver(public_keys={}, private_keys={key_id: private_key})
    HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=keys).sign(
        _Request(method, url, headers),
        key_id=key_id,
        created=created or datetime.now(UTC),
        label=LABEL,
        covered_component_ids=[*COVERED, *(name.lower() for name in also or ())],
        body=body,
    )
    return headers


def verify(
    *,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    keys: Mapping[str, Sequence[Ed25519PublicKey]],
    also: Sequence[str] = (),
) -> str:
    """The key id of the proven sender, or `SignatureRefused`.

    `url` is the target URI as the sender knows it: built from PUBLIC_URL, never from the Host
    header. `keys` may hold several keys a sender, so that a key is changed without a stop.
    `also`: further headers that the signature must cover.
    """
    message = _Request(method, url, headers)
    verifier = _Verifier(signature_algorithm=_AnyOfTheKeys, key_resolver=_Keys(keys))
    try:
        # The window lies in `max_clock_skew`, on both sides of now; hence no further age.
        results = verifier.verify(
            message, max_age=timedelta(0), require_components=[*COVERED, *also], body=body
        )
    except (HTTPMessageSignaturesException, ValueError, TypeError) as error:
        raise SignatureRefused(str(error) or "the signature is not made by this sender") from error
    return _sender(results[0], body)


def load_private_key(path: str | Path) -> Ed25519PrivateKey:
    """The Ed25519 private key in this PEM file."""
    key = load_pem_private_key(Path(path).read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("not an Ed25519 private key")  # noqa: TRY004 - a wrong file
    return key


def load_public_key(text: str) -> Ed25519PublicKey:
    """The Ed25519 public key in this PEM text."""
    key = load_pem_public_key(text.encode())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 public key")  # noqa: TRY004 - a wrong text
    return key


@dataclass(frozen=True)
class _Request:
    """The three things the library reads of a request."""

    method: str
    url: str
    headers: Any


class _Verifier(HTTPMessageVerifier):
    max_clock_skew = WINDOW


class _Keys(HTTPSignatureKeyResolver):
    def __init__(self, keys: Mapping[str, Sequence[Ed25519PublicKey]]) -> None:
        self._keys = keys

    def resolve_public_key(self, key_id: str) -> tuple[Ed25519PublicKey, ...] | None:
        return tuple(self._keys.get(key_id, ())) or None


class _AnyOfTheKeys(ED25519):
    """Ed25519 tried against each of the sender's present keys."""

    def __init__(self, public_key: tuple[Ed25519PublicKey, ...]) -> None:
        self._candidates = public_key

    def verify(self, signature: bytes, message: bytes) -> None:
        if not any(_made_by(key, signature, message) for key in self._candidates):
            raise InvalidSignature("the signature is not made by this sender")


def _made_by(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message)
    except WrongKey:
        return False
    return True


def _sender(result: VerifyResult, body: bytes) -> str:
    """What our contract asks beyond the library: a named algorithm, sha-256 and no other."""
    parameters = result.parameters
    if parameters.get("alg") != ED25519.algorithm_id:
        raise SignatureRefused("the signature does not name its algorithm")
    if "expires" in parameters and int(parameters["expires"]) < datetime.now(UTC).timestamp():
        raise SignatureRefused("the signature has expired")
    if result.covered_components['"content-digest"'] != ContentDigest.create(body):
        raise SignatureRefused("the content digest is not the one sha-256 of the body")
    if not result.covered_components['"idempotency-key"']:
        raise SignatureRefused("the idempotency key is empty")
    return str(parameters["keyid"])
