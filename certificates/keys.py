"""The keys that sign: where they lie, and that each is read once a process.

Only the signer reads private keys: they lie in SIGNER_DIR, in files that SIGNER_PIN opens or in a
token, and no other process is given either. What everybody may read (the chain, the lists of
revoked keys, the public key of printed codes) lies in KEYS_DIR/certificates.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from asn1crypto import crl, x509
from asn1crypto import keys as asn1_keys
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from certificates.key_files import read, read_key
from certificates.unavailable import SigningUnavailable as SigningUnavailable
from certificates.unavailable import Trouble
from common.pdf_chain import certificate_from

_PUBLIC = ("signer.crt.pem", "issuing.crt.pem", "root.crt.pem", "root.crl", "issuing.crl")


class PrivateKey(Protocol):
    """A key that signs, wherever it lies."""

    @property
    def kind(self) -> str: ...

    @property
    def public(self) -> asn1_keys.PublicKeyInfo: ...

    def sign(self, data: bytes, digest_algorithm: str) -> bytes: ...


@dataclass(frozen=True, eq=False)
class SigningKeys:
    """The office's key, with the chain of its certificate and the lists of revoked keys."""

    key: PrivateKey
    signer: x509.Certificate
    issuing: x509.Certificate
    root: x509.Certificate
    revoked: tuple[crl.CertificateList, ...]

    @property
    def kind(self) -> str:
        """`token` or `software`."""
        return self.key.kind

    def sign(self, data: bytes, digest_algorithm: str) -> bytes:
        return self.key.sign(data, digest_algorithm)


def folder() -> Path:
    """What everybody may read."""
    return Path(settings.KEYS_DIR) / "certificates"


def private_folder() -> Path:
    """What only the signer reads."""
    if not settings.SIGNER_DIR:
        raise SigningUnavailable("this process is not the signer", trouble=Trouble.NO_KEY)
    return Path(settings.SIGNER_DIR)


def signing_keys() -> SigningKeys:
    """The keys of this installation; SigningUnavailable where one is missing.

    A success is kept until a file changes (opening an RSA key takes a tenth of a second), a
    failure is not: the next try looks again.
    """
    return load(folder(), private=private_folder(), pin=settings.SIGNER_PIN)


def load(public: Path, *, private: Path, pin: str) -> SigningKeys:
    files = [public / name for name in _PUBLIC]
    files += [private / name for name in ("signer.key.pem", "token.json")]
    return _load(public, private, pin, tuple(map(_changed_at, files)))


def _changed_at(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


@lru_cache(maxsize=4)
def _load(public: Path, private: Path, pin: str, _versions: tuple[int, ...]) -> SigningKeys:
    signer, issuing, root = (certificate_from(read(public / name)) for name in _PUBLIC[:3])
    revoked = tuple(crl.CertificateList.load(read(public / name)) for name in _PUBLIC[3:])
    key = _key(private, pin)
    if key.public.dump() != signer.public_key.dump():
        reason = "the private key is not that of signer.crt.pem"
        raise SigningUnavailable(reason, trouble=Trouble.OTHER_KEY)
    return SigningKeys(
        key=key,
        signer=signer,
        issuing=issuing,
        root=root,
        revoked=revoked,
    )


def _key(private: Path, pin: str) -> PrivateKey:
    """In the token that the settings name, or that `make_keys` made; else in a file."""
    from certificates.software_key import SoftwareKey

    token = _token(private)
    if token is None:
        return SoftwareKey(read_key(private / "signer.key.pem", pin=pin))
    from certificates.token_key import Token, TokenKey

    return TokenKey(Token(**token), pin=pin)


def _token(private: Path) -> dict[str, str] | None:
    if settings.SIGNER_MODULE:
        return {
            "module": settings.SIGNER_MODULE,
            "label": settings.SIGNER_TOKEN,
            "key": settings.SIGNER_KEY,
        }
    path = private / "token.json"
    return json.loads(path.read_bytes()) if path.exists() else None


def signer_kind() -> str:
    """How the office's key is kept, `token` or `software`; empty where nobody has said."""
    return str(_told().get("kind", ""))


def is_demonstration() -> bool:
    """Whether the authority that vouches for the office's key is one of our own making."""
    return bool(_told().get("demonstration"))


def _told() -> dict[str, object]:
    try:
        told = json.loads((folder() / "signer.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def roots() -> list[bytes]:
    """The pinned roots that a certificate's signature must lead to, as PEM."""
    return [read(folder() / "root.crt.pem")]


def code_key() -> Ed25519PrivateKey:
    """The key that signs printed codes and the list of revoked certificates."""
    path = private_folder() / "codes.key.pem"
    return _code_key(path, settings.SIGNER_PIN, _changed_at(path))


@lru_cache(maxsize=4)
def _code_key(path: Path, pin: str, _version: int) -> Ed25519PrivateKey:
    key = read_key(path, pin=pin)
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningUnavailable("codes.key.pem is no Ed25519 key", trouble=Trouble.NO_KEY)
    return key


def code_public_key() -> Ed25519PublicKey:
    data = read(folder() / "codes.pub.pem")
    key = serialization.load_pem_public_key(data)
    if not isinstance(key, Ed25519PublicKey):
        raise SigningUnavailable("codes.pub.pem is no Ed25519 key", trouble=Trouble.NO_KEY)
    return key
