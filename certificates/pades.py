"""Puts the office's signature on a file: PAdES B-LT, certified against any later change.

Everything a checker needs in years to come (chain, revocation lists, time stamp) goes into the
same revision as the signature, so that it covers the whole file and nothing may ever be added.
"""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, datetime
from functools import lru_cache

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.stamp import NoOpStampStyle
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

from certificates.appearance import FIELD
from certificates.key_signer import OfficeSigner
from certificates.keys import SigningKeys, SigningUnavailable
from certificates.rendering import Rendered
from certificates.seal import Seal
from certificates.stamps_in_form import StampsInForm
from certificates.standing import refuse_unusable
from certificates.timestamping import time_stamper
from certificates.trust import trust


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
        validation_context=trust(keys),
        dss_settings=DSSContentSettings(
            include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
        ),
    )


@lru_cache(maxsize=4)
def _room(keys: SigningKeys, stamps: TimeStamper) -> int:
    """Hexadecimal digits to keep free for a signature, half as many again as one takes.

    It depends on the keys and on who stamps; pyHanko would make a signature for trial each time.
    """
    trial = OfficeSigner(keys).async_sign(
        bytes(32),
        "sha256",
        dry_run=True,
        use_pades=True,
        timestamper=StampsInForm(stamps, keys),
    )
    taken = len(asyncio.run(trial).dump())
    return 2 * (taken + taken // 2)


def sign_pdf(rendered: Rendered, *, seal: Seal, keys: SigningKeys) -> bytes:
    """The signed file. SigningUnavailable where a key has run out or nobody stamps the time."""
    refuse_unusable(keys, at=datetime.now(UTC))
    stamps = time_stamper(keys)
    signer = signers.PdfSigner(
        _metadata(keys, seal),
        signer=OfficeSigner(keys),
        timestamper=StampsInForm(stamps, keys),
        stamp_style=NoOpStampStyle(),  # the page's field shows the seal already
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(rendered.pdf))
    try:
        signed: io.BytesIO = signer.sign_pdf(writer, bytes_reserved=_room(keys, stamps))
    except (SigningError, PathBuildingError, PathValidationError) as error:
        raise SigningUnavailable(type(error).__name__) from error
    return signed.getvalue()
