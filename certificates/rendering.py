"""From the lines of a certificate to its page: PDF/A-3u on A4, the same bytes for the same input.

The layout follows Decree 30/2020 (annex I).
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import segno
from django.template.loader import get_template
from django.utils.timezone import localtime
from weasyprint import Attachment

from certificates.content import CertificateContent, canonical
from certificates.forms import date_in_words
from common.typeset import archival, layout

DATA_NAME = "phieu.json"

# A code printed large enough for a telephone and left readable with a tenth of it worn off.
_QR_ERROR = "m"
# A fixed mask gives a readable code as any other and saves trying all eight.
_QR_MASK = 3


@dataclass(frozen=True)
class Issue:
    """What is given at signing: number, time, signer, and what is printed for checking."""

    number: str
    issued_at: datetime
    signer: str
    signer_titles: tuple[str, ...]
    check_url: str
    typed_code: str
    check_page: str

    @property
    def issued_on(self) -> str:
        return localtime(self.issued_at).date().isoformat()


@dataclass(frozen=True)
class Place:
    """Where the signature goes: page from 0, and a box in PDF points from the lower left."""

    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Rendered:
    pdf: bytes
    signature: Place


def qr_picture(text: str) -> str:
    """A QR as a data URI; a bitmap is laid out faster than a drawing of a thousand squares."""
    code = segno.make(text, error=_QR_ERROR, mask=_QR_MASK, micro=False)
    picture = io.BytesIO()
    code.save(picture, kind="png", scale=8, border=2)
    return "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()


def _machine_data(content: CertificateContent, issue: Issue) -> Attachment:
    """The certificate's data inside its own file (PDF/A-3, relationship Data)."""
    data = {
        "number": issue.number,
        "issued_on": issue.issued_on,
        "signer": issue.signer,
        "content": content.as_json(),
        "content_digest": content.digest,
    }
    text = json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True)
    return Attachment(
        string=text,
        name=DATA_NAME,
        description=content.heading.title,
        created=issue.issued_at,
        modified=issue.issued_at,
        relationship="Data",
    )


def _signature_place(document: Any) -> Place:
    """The box that the page keeps free for the signature, found by its anchor."""
    for number, page in enumerate(document.pages):
        if "signature" in page.anchors:
            left, top, right, bottom = page.anchors["signature"]
            height = page.height
            points = (left, height - bottom, right, height - top)
            x1, y1, x2, y2 = (round(value * 0.75, 2) for value in points)
            return Place(page=number, box=(x1, y1, x2, y2))
    raise LookupError("the page has no place for a signature")


def _identifier(content: CertificateContent, issue: Issue) -> bytes:
    """The file's own identifier, out of what is printed, so that equal input gives equal bytes."""
    printed = {**asdict(issue), "issued_at": issue.issued_at.isoformat()}
    return hashlib.sha256(canonical([content.digest, printed])).digest()[:16]


def render(content: CertificateContent, *, issue: Issue) -> Rendered:
    """The unsigned certificate, ready for its signature."""
    html = get_template("certificates/phieu.html").render(
        {
            "content": content,
            "issue": issue,
            "issued_in_words": date_in_words(issue.issued_on),
            "qr": qr_picture(issue.check_url),
        }
    )
    document = layout(html, style="certificates/phieu.css")
    document.metadata.attachments = [_machine_data(content, issue)]
    pdf = archival(document, identifier=_identifier(content, issue), tags=True)
    return Rendered(pdf=pdf, signature=_signature_place(document))
