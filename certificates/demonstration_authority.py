"""What a demonstration authority writes: certificates, and lists of those it takes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

YEARS = {"root": 20, "issuing": 15, "stamper": 10, "signer": 5}
_KEY_BITS = 3072
_TITLES = {
    "root": "Chứng thư gốc trình diễn",
    "issuing": "Chứng thư cấp phát trình diễn",
    "stamper": "Dấu thời gian trình diễn",
}


@dataclass(frozen=True)
class Authority:
    """A certificate and the key that it vouches with."""

    certificate: x509.Certificate
    key: Any


@dataclass(frozen=True)
class Wanted:
    """A certificate to be made: for what, in whose name, from when and for how long."""

    name: str
    organisation: str
    start: datetime
    days: int

    @property
    def subject(self) -> x509.Name:
        common_name = _TITLES.get(self.name, self.organisation)
        return x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"{self.organisation} (trình diễn)"),
                x509.NameAttribute(NameOID.COMMON_NAME, common_name),
            ]
        )


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)


def own(wanted: Wanted) -> Authority:
    """A root: its own key vouches for it."""
    key = new_key()
    return Authority(_certificate(wanted, key.public_key(), issuer=wanted.subject, key=key), key)


def certified(wanted: Wanted, public: Any, *, by: Authority) -> x509.Certificate:
    """A certificate for somebody's public key."""
    return _certificate(wanted, public, issuer=by.certificate.subject, key=by.key)


def _certificate(wanted: Wanted, public: Any, *, issuer: x509.Name, key: Any) -> x509.Certificate:
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(wanted.subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(wanted.start)
        .not_valid_after(wanted.start + timedelta(days=wanted.days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), False)
        .add_extension(identifier, False)
    )
    for extension, critical in _extensions(wanted.name):
        builder = builder.add_extension(extension, critical)
    return builder.sign(key, hashes.SHA256())


def _usage(**wanted: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: wanted.get(name, False) for name in names})


def _extensions(name: str) -> list[tuple[x509.ExtensionType, bool]]:
    """What a certificate of this kind may be used for, and whether that is critical."""
    if name in ("root", "issuing"):
        length = 1 if name == "root" else 0
        return [
            (x509.BasicConstraints(ca=True, path_length=length), True),
            (_usage(key_cert_sign=True, crl_sign=True), True),
        ]
    extensions: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (_usage(digital_signature=True, content_commitment=True), True),
    ]
    if name == "stamper":
        extensions.append((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True))
    return extensions


def revocation_list(
    authority: Authority,
    *,
    number: int,
    start: datetime,
    days: int,
    serials: Sequence[int] = (),
) -> x509.CertificateRevocationList:
    """The certificates that the authority has taken back, by their serial numbers."""
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(start)
        .next_update(start + timedelta(days=days))
        .add_extension(x509.CRLNumber(number), False)
        .add_extension(identifier, False)
    )
    for serial in serials:
        taken_back = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(start)
        builder = builder.add_revoked_certificate(taken_back.build())
    return builder.sign(authority.key, hashes.SHA256())
