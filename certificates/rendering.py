"""From the lines of a certificate to its page: PDF/A-3u on A4, the same bytes for the same input.

The layout follows Decree 30/2020 (annex I). Nothing is fetched while a page is laid out: fonts and
the QR are given as bytes, and every other address is refused, so that text typed by a citizen can
not make the server read a file or call a host.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import warnings
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any

import segno
from django.conf import settings
from django.template.loader import get_template
from django.utils.timezone import localtime
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from certificates.content import CertificateContent, canonical
from certificates.forms import date_in_words

FONTS = settings.BASE_DIR / "static" / "fonts" / "liberation"
STYLES = settings.BASE_DIR / "templates" / "certificates"
DATA_NAME = "phieu.json"

# A code printed large enough for a telephone and left readable with a tenth of it worn off.
_QR_ERROR = "m"
# A fixed mask gives a readable code as any other and saves trying all eight.
_QR_MASK = 3


class FetchRefused(ValueError):
    """A page asked for something that was not handed to it."""


class Closed(URLFetcher):
    """Gives the page its own fonts and pictures given as data, and nothing else."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith("data:image/"):
            return super().fetch(url, headers)
        if url.startswith("font:"):
            name = url.removeprefix("font:")
            if name in _font_names():
                return URLFetcherResponse(url, (FONTS / name).read_bytes())
        raise FetchRefused("a certificate fetches nothing")


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


@cache
def _font_names() -> frozenset[str]:
    return frozenset(path.name for path in FONTS.glob("*.ttf"))


@cache
def _fonts() -> FontConfiguration:
    """One a process: each configuration copies the fonts to a temporary folder of its own."""
    return FontConfiguration()


@cache
def _styles(name: str) -> CSS:
    """Parsed once a process; parsing the fonts' rules anew doubles the time of a page."""
    text = (STYLES / name).read_text(encoding="utf-8")
    return CSS(string=text, font_config=_fonts(), url_fetcher=Closed(), base_url="font:")


def qr_picture(text: str) -> str:
    """A QR as a data URI; a bitmap is laid out faster than a drawing of a thousand squares."""
    code = segno.make(text, error=_QR_ERROR, mask=_QR_MASK, micro=False)
    picture = io.BytesIO()
    code.save(picture, kind="png", scale=8, border=2)
    return "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode()


def layout(html: str, *, style: str) -> Any:
    """The laid-out document of an HTML text, with our fonts and a closed door."""
    page = HTML(string=html, url_fetcher=Closed(), base_url="font:")
    return page.render(stylesheets=[_styles(style)], font_config=_fonts())


def archival(document: Any, *, identifier: bytes, tags: bool = False) -> bytes:
    """The document as PDF/A-3u; equal input and identifier give equal bytes."""
    with warnings.catch_warnings():
        # WeasyPrint leaves the file of its colour profile to the collector.
        warnings.simplefilter("ignore", ResourceWarning)
        pdf: bytes = document.write_pdf(
            pdf_variant="pdf/a-3u", pdf_tags=tags, pdf_identifier=identifier
        )
    return pdf


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
    document = layout(html, style="phieu.css")
    document.metadata.attachments = [_machine_data(content, issue)]
    pdf = archival(document, identifier=_identifier(content, issue), tags=True)
    return Rendered(pdf=pdf, signature=_signature_place(document))
