"""Keys for a demonstration: a root, an issuing authority, a signer, a time stamper, revocation
lists, and the Ed25519 key of printed codes.

Nobody outside trusts them. A department puts its own in the same places: the signer's certificate
of the Government Cipher Committee, and the address of its time-stamping service.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_KEY_BITS = 3072
_YEARS = {"root": 20, "issuing": 15, "stamper": 10, "signer": 5}


class ChainBroken(Exception):
    """An authority is missing but what it issued is there: making a new one would orphan it."""


@dataclass(frozen=True)
class Authority:
    certificate: x509.Certificate
    key: Any


@dataclass(frozen=True)
class Folder:
    """Where the files lie; what is there is read, what is missing is made, nothing overwritten."""

    path: Path
    organisation: str
    now: datetime

    def has(self, name: str) -> bool:
        return (self.path / f"{name}.crt.pem").exists()

    def read(self, name: str) -> Authority:
        certificate = (self.path / f"{name}.crt.pem").read_bytes()
        key = (self.path / f"{name}.key.pem").read_bytes()
        return Authority(
            x509.load_pem_x509_certificate(certificate),
            serialization.load_pem_private_key(key, password=None),
        )


def _write(path: Path, data: bytes, *, secret: bool = False) -> None:
    """Create the file with its rights from the first byte; an existing one stays as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600 if secret else 0o644, exist_ok=False)
    path.write_bytes(data)


def _pem(key: Any) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


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


_TITLES = {
    "root": "Chứng thư gốc trình diễn",
    "issuing": "Chứng thư cấp phát trình diễn",
    "stamper": "Dấu thời gian trình diễn",
}


def _issue(
    folder: Folder, name: str, *, by: Authority | None, days: int | None = None
) -> Authority:
    """Make a key and its certificate, signed `by` the authority (a root by itself)."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    common_name = _TITLES.get(name, folder.organisation)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"{folder.organisation} (trình diễn)"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )
    signing_key = by.key if by else key
    start = folder.now - timedelta(days=1)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days or 365 * _YEARS[name]))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), False
        )
    )
    for extension, critical in _extensions(name):
        builder = builder.add_extension(extension, critical)
    certificate = builder.sign(signing_key, hashes.SHA256())
    _write(folder.path / f"{name}.key.pem", _pem(key), secret=True)
    _write(folder.path / f"{name}.crt.pem", certificate.public_bytes(serialization.Encoding.PEM))
    return Authority(certificate, key)


def _ensure(
    folder: Folder, name: str, *, by: Authority | None, before: tuple[str, ...]
) -> Authority:
    if folder.has(name):
        return folder.read(name)
    orphans = [other for other in before if folder.has(other)]
    if orphans:
        raise ChainBroken(f"{name} is missing, but {', '.join(orphans)} is there")
    return _issue(folder, name, by=by)


def _revocation_list(folder: Folder, name: str, authority: Authority) -> None:
    """An empty list, good for ten years: a demonstration has nobody to renew it every day."""
    path = folder.path / f"{name}.crl"
    if path.exists():
        return
    start = folder.now - timedelta(days=1)
    revoked = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(start)
        .next_update(start + timedelta(days=3650))
        .add_extension(x509.CRLNumber(1), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), False
        )
        .sign(authority.key, hashes.SHA256())
    )
    _write(path, revoked.public_bytes(serialization.Encoding.DER))


def _code_key(folder: Folder) -> None:
    private, public = folder.path / "codes.key.pem", folder.path / "codes.pub.pem"
    if private.exists():
        return
    key = Ed25519PrivateKey.generate()
    _write(private, _pem(key), secret=True)
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    _write(public, key.public_key().public_bytes(serialization.Encoding.PEM, spki))


def make(path: Path, *, organisation: str, now: datetime | None = None) -> None:
    """Make whatever is missing under `path`. Never overwrites a file."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Folder(path, organisation, now or datetime.now(UTC))
    root = _ensure(folder, "root", by=None, before=("issuing", "signer", "stamper"))
    issuing = _ensure(folder, "issuing", by=root, before=("signer", "stamper"))
    for name in ("signer", "stamper"):
        _ensure(folder, name, by=issuing, before=())
    _revocation_list(folder, "root", root)
    _revocation_list(folder, "issuing", issuing)
    _code_key(folder)


def renew_signer(path: Path, *, organisation: str, days: int, now: datetime | None = None) -> None:
    """Put the signer's key away and issue another one, good for `days`."""
    folder = Folder(path, organisation, now or datetime.now(UTC))
    stamp = folder.now.strftime("%Y%m%d%H%M%S%f")
    for name in ("signer.key.pem", "signer.crt.pem"):
        (path / name).rename(path / f"{name}.{stamp}")
    _issue(folder, "signer", by=folder.read("issuing"), days=days)
