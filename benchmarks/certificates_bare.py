"""Issuing beside its bare cost, certificate by certificate: run by `benchmarks/certificates.py` in
a process with a portal's settings and private keys (`manage.py shell`). Prints medians as JSON.

Ours: from the order to the published certificate, with number, page, signature, file, register,
issue book, log and the dossier's step. Bare: the same page laid out and written by WeasyPrint, and
one signature by pyHanko at the same level, with the same loaded keys and the same time stamper.
"""

from __future__ import annotations

import io
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.db.models import F
from django.utils.translation import override
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter

from accounts.models import Role, User
from applications.models import State
from certificates import issuing, signing
from certificates.key_signer import OfficeSigner
from certificates.keys import SigningKeys, signing_keys
from certificates.models import Certificate
from certificates.page import issue_of
from certificates.rendering import STYLE, html_of
from certificates.timestamping import time_stamper
from certificates.trust import trust
from common.typeset import layout

WARM_UP = 3


def main() -> None:
    signer = User.objects.filter(roles__contains=[Role.SIGNER]).earliest("pk")
    approved = Certificate.objects.filter(
        signed_by=None, approved_digest=F("content_digest"), application__state=State.APPROVED
    )
    rows = [_measured(one, signer) for one in approved.order_by("pk")][WARM_UP:]
    medians = {name: statistics.median(row[name] for row in rows) for name in rows[0]}
    print(json.dumps({"measured": len(rows), **medians}))


def _measured(certificate: Certificate, signer: User) -> dict[str, float]:
    """One after the other, so that whatever slows the machine slows both."""
    ordered = signing.order(certificate.application, by=signer)
    ours, issued = _timed(lambda: issuing.issue(ordered))
    with override("vi"):
        html = html_of(issued.lines, issue=issue_of(issued))
    render, pdf = _timed(lambda: _bare_page(html))
    signature, _signed = _timed(lambda: _bare_signature(pdf, signing_keys()))
    return {
        "ours": ours[0],
        "render": render[0],
        "signature": signature[0],
        "ours_cpu": ours[1],
        "bare_cpu": render[1] + signature[1],
    }


def _timed(act: Callable[[], Any]) -> tuple[tuple[float, float], Any]:
    """Seconds by the clock and of this process's processor."""
    clock, processor = time.perf_counter(), time.process_time()
    made = act()
    return (time.perf_counter() - clock, time.process_time() - processor), made


def _bare_page(html: str) -> bytes:
    pdf: bytes = layout(html, style=STYLE).write_pdf(pdf_variant="pdf/a-3u", pdf_tags=True)
    return pdf


def _bare_signature(pdf: bytes, keys: SigningKeys) -> bytes:
    metadata = signers.PdfSignatureMetadata(
        field_name="Bare",
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=True,
        validation_context=trust(keys),
    )
    signer = signers.PdfSigner(
        metadata,
        signer=OfficeSigner(keys),
        timestamper=time_stamper(keys),
        new_field_spec=SigFieldSpec("Bare"),
    )
    signed: io.BytesIO = signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)))
    return signed.getvalue()
