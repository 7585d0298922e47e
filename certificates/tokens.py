"""What is printed for checking: a signed random token in the QR, and a code that can be typed.

The token is 136 random bits with the certificate's number and day, signed with Ed25519: whoever
holds the published key can tell without a network that the office printed it. Whether it still
counts, only the register or the signed list of revoked certificates can tell.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import struct
from dataclasses import dataclass
from datetime import date, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_VERSION = 1
_RANDOM_BYTES = 17
_EPOCH = date(2000, 1, 1)
_LAYOUT = struct.Struct(f">B{_RANDOM_BYTES}sHI")
_PURPOSE = b"lltp-certificate-token-1\n"
_MARK_BYTES = 12

# Crockford's base32: no I, L, O, U, so that nothing is misread or misheard.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 16
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


@dataclass(frozen=True)
class TokenFacts:
    """What a genuine token tells by itself."""

    number: int
    issued_on: date


def new_token(*, number: int, issued_on: date, key: Ed25519PrivateKey) -> str:
    body = _LAYOUT.pack(
        _VERSION, secrets.token_bytes(_RANDOM_BYTES), (issued_on - _EPOCH).days, number
    )
    return _text(body + key.sign(_PURPOSE + body))


def token_facts(token: str, *, key: Ed25519PublicKey) -> TokenFacts | None:
    """What the token says, if the office signed it; None otherwise. Needs no network."""
    try:
        signed = _bytes(token)
        body, signature = signed[: _LAYOUT.size], signed[_LAYOUT.size :]
        key.verify(signature, _PURPOSE + body)
        version, _random, days, number = _LAYOUT.unpack(body)
    except (InvalidSignature, binascii.Error, struct.error, ValueError):
        return None
    if version != _VERSION:
        return None
    return TokenFacts(number=number, issued_on=_EPOCH + timedelta(days=days))


def mark(token: str) -> str:
    """By which the list of revoked certificates names a token without giving it away."""
    body = _bytes(token)[: _LAYOUT.size]
    return _text(hashlib.sha256(body).digest()[:_MARK_BYTES])


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    """The bytes of base64url; ValueError for any other way to write the same bytes."""
    data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if _text(data) != text:
        raise ValueError("not as it was printed")
    return data


def new_typed_code() -> str:
    """80 random bits that a person can type; guessing is held back by the rate limit."""
    return "".join(secrets.choice(SIGNS) for _sign in range(_CODE_LENGTH))


def grouped(code: str) -> str:
    """As printed: four groups of four."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def read_typed_code(text: str) -> str:
    """What a person typed, as it is stored: any case, any spacing, O for 0, I or L for 1."""
    kept = "".join(sign for sign in text.upper() if sign.isalnum())
    return kept.translate(_MISREAD)[: _CODE_LENGTH + 1]
