"""Somebody with keys of their own, or of ours for another purpose, who signs as we do.

Everything but the one thing wrong is as in our own files, so that a refusal is for that thing.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from asn1crypto import cms, crl, x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography import x509 as made_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.timestamps import DummyTimeStamper, TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.stamp import NoOpStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.appearance import FIELD
from certificates.demonstration_authority import Authority, revocation_list
from certificates.rendering import Rendered
from common.pdf_container import normal_stamp

TIME_STAMPING = ExtendedKeyUsageOID.TIME_STAMPING
SERVER = ExtendedKeyUsageOID.SERVER_AUTH


@dataclass(frozen=True)
class Wish:
    """A certificate that somebody would like to have."""

    name: str = "Sở Tư pháp (thử)"
    purposes: tuple[made_x509.ObjectIdentifier, ...] = ()
    commits: bool = True  # the key usage that stands for signing documents
    start: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(days=2))
    days: int = 30


def stamper(wish: Wish, *, by: Authority) -> Authority:
    """pyHanko's own stamper takes RSA keys only."""
    return certified(wish, by=by, key=rsa.generate_private_key(65537, 2048))


def certified(wish: Wish, *, by: Authority | None, key: Any = None) -> Authority:
    """A key and its certificate, by an authority or by itself."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = made_x509.Name([made_x509.NameAttribute(NameOID.COMMON_NAME, wish.name)])
    usage = dict.fromkeys(_USAGES, False) | {
        "digital_signature": True,
        "content_commitment": wish.commits,
    }
    builder = (
        made_x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(made_x509.random_serial_number())
        .not_valid_before(wish.start)
        .not_valid_after(wish.start + timedelta(days=wish.days))
        .add_extension(made_x509.KeyUsage(**usage), True)
    )
    if wish.purposes:
        builder = builder.add_extension(made_x509.ExtendedKeyUsage(wish.purposes), True)
    return Authority(builder.sign(by.key if by else key, hashes.SHA256()), key)


_USAGES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
    "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip


@dataclass(frozen=True)
class Forger:
    """What one signature is made with."""

    signer: Authority
    stamper: Authority | None
    above: tuple[Authority, ...]  # from the one that certified the signer up to the root
    stamper_above: tuple[Authority, ...]
    taken_back: tuple[int, ...] = ()
    may_change: MDPPerm = MDPPerm.NO_CHANGES
    digest: str = "sha256"
    at: datetime | None = None

    def but(self, **changes: Any) -> Forger:
        return replace(self, **changes)

    def signs(self, rendered: Rendered) -> bytes:
        writer = IncrementalPdfFileWriter(io.BytesIO(rendered.pdf))
        known = [self.signer, *self.above, *self.stamper_above]
        known += [self.stamper] if self.stamper else []
        DocumentSecurityStore.supply_dss_in_writer(
            writer, None, certs=[native(one) for one in known], crls=self._lists()
        )
        signer = signers.PdfSigner(
            signers.PdfSignatureMetadata(
                field_name=FIELD,
                md_algorithm=self.digest,
                subfilter=SigSeedSubFilter.PADES,
                certify=True,
                docmdp_permissions=self.may_change,
            ),
            signer=self._signer(),
            timestamper=self._stamper(),
            stamp_style=NoOpStampStyle(),
        )
        return bytes(signer.sign_pdf(writer).getvalue())

    def _lists(self) -> list[crl.CertificateList]:
        start = datetime.now(UTC) - timedelta(days=1)
        authorities = {id(one): one for one in (*self.above, *self.stamper_above)}.values()
        made = (
            revocation_list(one, number=9, start=start, days=30, serials=self.taken_back)
            for one in authorities
        )
        return [crl.CertificateList.load(one.public_bytes(Encoding.DER)) for one in made]

    def _signer(self) -> signers.Signer:
        return signers.SimpleSigner(
            signing_cert=native(self.signer),
            signing_key=native_key(self.signer),
            cert_registry=store(self.above),
            embed_roots=True,
        )

    def _stamper(self) -> TimeStamper | None:
        if self.stamper is None:
            return None
        return StampsInForm(self.stamper, self.stamper_above, at=self.at)


class StampsInForm(DummyTimeStamper):
    """A time stamper of one's own, in the form that the check wants."""

    def __init__(
        self, stamper: Authority, above: tuple[Authority, ...], *, at: datetime | None
    ) -> None:
        super().__init__(
            native(stamper), native_key(stamper), certs_to_embed=store(above), fixed_dt=at
        )
        self._chain = [native(one) for one in (stamper, *above)]

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        token = await super().async_timestamp(message_digest, md_algorithm)
        return normal_stamp(token, chain=self._chain)


def native(authority: Authority) -> x509.Certificate:
    return x509.Certificate.load(authority.certificate.public_bytes(Encoding.DER))


def native_key(authority: Authority) -> PrivateKeyInfo:
    return PrivateKeyInfo.load(
        authority.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    )


def store(authorities: tuple[Authority, ...]) -> SimpleCertificateStore:
    made = SimpleCertificateStore()
    made.register_multiple([native(one) for one in authorities])
    return made
