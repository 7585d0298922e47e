"""Puts the office's signature on a file: PAdES B-LT, certified against any later change.

Everything a checker needs in years to come (chain, revocation lists, time stamp) goes into the
same revision as the signature, so that it covers the whole file and nothing may ever be added.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from asn1crypto import algos
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from certificates.keys import SigningKeys, SigningUnavailable
from certificates.rendering import Rendered
from certificates.seal import Seal, seal_page
from certificates.timestamping import time_stamper

FIELD = "ChuKySo"


class CachedKeySigner(signers.Signer):
    """A signer whose key is read once; pyHanko's own parses and checks it at every signature."""

    def __init__(self, keys: SigningKeys) -> None:
        store = SimpleCertificateStore()
        store.register_multiple([keys.issuing, keys.root])
        super().__init__(
            signing_cert=keys.signer,
            cert_registry=store,
            signature_mechanism=_mechanism(keys.signer_key),
            embed_roots=True,
        )
        self._key = keys.signer_key

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        algorithm = get_pyca_cryptography_hash(digest_algorithm)
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), algorithm)
        signed: bytes = self._key.sign(data, ECDSA(algorithm))
        return signed


def _mechanism(key: Any) -> algos.SignedDigestAlgorithm:
    name = "sha256_rsa" if isinstance(key, rsa.RSAPrivateKey) else "sha256_ecdsa"
    return algos.SignedDigestAlgorithm({"algorithm": name})


class DrawnBox(PdfContent):
    """A page held in memory, placed as the picture of the signature.

    pyHanko's own text stamp breaks PDF/A with our font (glyph widths of 2048 units an em).
    """

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self._page = page

    def render(self) -> bytes:
        reader = PdfFileReader(io.BytesIO(self._page))
        picture = self._ensure_writer.import_page_as_xobject(reader)
        self.resources.xobject["/Box"] = picture
        left, bottom, right, top = picture.get_object()["/BBox"]
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        return b"/Box Do"


def _appearance(box: bytes) -> StaticStampStyle:
    middle = AxisAlignment.ALIGN_MID
    return StaticStampStyle(
        background=DrawnBox(box),
        background_layout=SimpleBoxLayoutRule(x_align=middle, y_align=middle),
        background_opacity=1.0,
        border_width=0,
    )


def _refuse_what_has_run_out(keys: SigningKeys, at: datetime) -> None:
    for name, certificate in (("signer", keys.signer), ("stamper", keys.stamper)):
        if not certificate.not_valid_before <= at <= certificate.not_valid_after:
            raise SigningUnavailable(f"the {name}'s certificate is not valid now")


def _trust(keys: SigningKeys) -> ValidationContext:
    return ValidationContext(
        trust_roots=[keys.root],
        other_certs=[keys.issuing],
        crls=list(keys.revoked),
        allow_fetching=False,
        revocation_mode="require",
    )


def _metadata(keys: SigningKeys, seal: Seal) -> signers.PdfSignatureMetadata:
    return signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        name=seal.signer,
        location=seal.place,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        embed_validation_info=True,
        validation_context=_trust(keys),
        dss_settings=DSSContentSettings(
            include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
        ),
    )


def sign_pdf(rendered: Rendered, *, seal: Seal, keys: SigningKeys) -> bytes:
    """The signed file. SigningUnavailable where a key has run out or nobody stamps the time."""
    _refuse_what_has_run_out(keys, datetime.now(UTC))
    left, bottom, right, top = rendered.signature.box
    place: Any = (left, bottom, right, top)  # pyHanko takes fractions of a point and says int
    field = SigFieldSpec(FIELD, on_page=rendered.signature.page, box=place)
    size = (right - left, top - bottom)
    signer = signers.PdfSigner(
        _metadata(keys, seal),
        signer=CachedKeySigner(keys),
        timestamper=time_stamper(keys),
        stamp_style=_appearance(seal_page(seal, size=size)),
        new_field_spec=field,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(rendered.pdf))
    try:
        signed: io.BytesIO = signer.sign_pdf(writer)
    except (TimestampRequestError, SigningError, PathBuildingError, PathValidationError) as error:
        raise SigningUnavailable(type(error).__name__) from error
    return signed.getvalue()
