"""How a file is judged by those who are not as strict as we are."""

from __future__ import annotations

import io
from collections.abc import Sequence

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore

from common.pdf_chain import certificate_from


def bare_pyhanko_accepts(data: bytes, *, roots: Sequence[bytes]) -> bool:
    """pyHanko's own verdict with the file's own evidence, and nothing of ours around it."""
    reader = PdfFileReader(io.BytesIO(data))
    (signature,) = reader.embedded_signatures
    context = DocumentSecurityStore.read_dss(reader).as_validation_context(
        {
            "trust_roots": [certificate_from(root) for root in roots],
            "allow_fetching": False,
            "revocation_mode": "require",
        }
    )
    return bool(validate_pdf_signature(signature, signer_validation_context=context).bottom_line)
