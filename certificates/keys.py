"""The keys that sign: where they lie, and that each is read once a process.

Only the workers that issue certificates read private keys. The web needs the root and the public
key of the printed codes, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from asn1crypto import crl, x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from common.leases import Setback
from common.pdf import certificate_from
from common.refusals import Refusal


class SigningUnavailable(Refusal, Setback):
    """No key, one that has run out, or no time stamp: nothing is issued until it is mended.

    Each minute for an hour, because an authority that is away must not stop every signature.
    """

    retry_wait = timedelta(seconds=60)
    most_tries = 60

    def __init__(self, reason: str) -> None:
        message = _("Hiện chưa ký số được. Hồ sơ được giữ và sẽ được ký ngay khi khắc phục xong.")
        super().__init__(message, code="signing_unavailable")
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


@dataclass(frozen=True)
class SigningKeys:
    """A signer's and a time stamper's keys, with the chain and the lists of revoked keys."""

    signer: x509.Certificate
    signer_key: Any
    stamper: x509.Certificate
    stamper_key: Any
    root: x509.Certificate
    issuing: x509.Certificate
    revoked: tuple[crl.CertificateList, ...]


def folder() -> Path:
    return Path(settings.KEYS_DIR) / "certificates"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SigningUnavailable(f"{path.name} cannot be read") from error


def _private(path: Path) -> Any:
    try:
        return serialization.load_pem_private_key(_read(path), password=None)
    except ValueError as error:
        raise SigningUnavailable(f"{path.name} is no private key") from error


@cache
def _load(where: Path) -> SigningKeys:
    names = ("signer", "stamper", "root", "issuing")
    certificates = {name: certificate_from(_read(where / f"{name}.crt.pem")) for name in names}
    lists = (crl.CertificateList.load(_read(where / f"{name}.crl")) for name in names[2:])
    return SigningKeys(
        **certificates,
        signer_key=_private(where / "signer.key.pem"),
        stamper_key=_private(where / "stamper.key.pem"),
        revoked=tuple(lists),
    )


def signing_keys() -> SigningKeys:
    """The keys of this installation; SigningUnavailable where one is missing.

    A success is kept for the life of the process (reading an RSA key checks it for a tenth of a
    second), a failure is not: the next try looks again.
    """
    return _load(folder())


def roots() -> list[bytes]:
    """The pinned roots that a certificate's signature must lead to, as PEM."""
    return [_read(folder() / "root.crt.pem")]


@cache
def _code_key(where: Path) -> Ed25519PrivateKey:
    key = _private(where / "codes.key.pem")
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningUnavailable("codes.key.pem is no Ed25519 key")
    return key


def code_key() -> Ed25519PrivateKey:
    """The key that signs printed codes and the list of revoked certificates."""
    return _code_key(folder())


def code_public_key() -> Ed25519PublicKey:
    data = _read(folder() / "codes.pub.pem")
    key = serialization.load_pem_public_key(data)
    if not isinstance(key, Ed25519PublicKey):
        raise SigningUnavailable("codes.pub.pem is no Ed25519 key")
    return key
