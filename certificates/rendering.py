"""From the lines of a certificate to its page: PDF/A-3u on A4, the same bytes for the same input.

The layout follows Decree 30/2020 (annex I).
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import asdict, dataclass
from datetime import datetime

import segno
from django.template.loader import get_template
from django.utils.timezone import localtime
from PIL import Image
from weasyprint import Attachment

from certificates.appearance import Place, Shown, field, place_of
from certificates.content import CertificateContent, Line, canonical
from certificates.machine_data import machine_data
from certificates.pictures import Picture, data_address
from common.dates import official_date
from common.typeset import archival, layout

DATA_NAME = "phieu.json"
STYLE = "certificates/phieu.css"

# What a screen reader says of the seal; the page is Vietnamese whatever language is read.
_SEAL_SAID = "Dấu và chữ ký số của {organisation}"

# A code printed large enough for a telephone and left readable with a tenth of it worn off.
_QR_ERROR = "m"
# A fixed mask gives a readable code as any other and saves trying all eight.
_QR_MASK = 3
_QR_BORDER = 2
_QR_DOTS = 8  # of the bitmap for each of the code's squares, so that no viewer blurs its edges

_HALF_A_LINE = 36  # letters

# A seal without a scan is drawn this wide; a signature without a picture is given this room.
_SEAL = 36.0
_ROOM = 34.0  # between the signer's title and name; a seal may reach a little over both
_HAND = 42.0


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
    organisation: str = ""
    hand: Picture | None = None
    seal: Picture | None = None

    @property
    def issued_on(self) -> str:
        return localtime(self.issued_at).date().isoformat()

    @property
    def signed_at_iso(self) -> str:
        return localtime(self.issued_at).isoformat(timespec="seconds")


@dataclass(frozen=True)
class Rendered:
    pdf: bytes
    signature: Place


def qr_picture(text: str) -> str:
    """A QR as a data URI; a bitmap is laid out faster than a drawing of a thousand squares.

    In shades of grey: WeasyPrint makes three colours of a picture in black and white.
    """
    code = segno.make(text, error=_QR_ERROR, mask=_QR_MASK, micro=False)
    rows = tuple(code.matrix_iter(border=_QR_BORDER))
    light = bytes(0 if dark else 255 for row in rows for dark in row)
    dots = Image.frombytes("L", (len(rows), len(rows)), light)
    side = len(rows) * _QR_DOTS
    picture = io.BytesIO()
    dots.resize((side, side), Image.Resampling.NEAREST).save(picture, "PNG")
    return data_address(picture.getvalue())


def _machine_data(content: CertificateContent, issue: Issue) -> Attachment:
    """The certificate's data inside its own file (PDF/A-3, relationship Data)."""
    data = machine_data(
        content, number=issue.number, issued_on=issue.issued_on, signer=issue.signer
    )
    text = json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True)
    return Attachment(
        string=text,
        name=DATA_NAME,
        description=content.heading.title,
        created=issue.issued_at,
        modified=issue.issued_at,
        relationship="Data",
    )


def _identifier(content: CertificateContent, issue: Issue) -> bytes:
    """The file's own identifier, out of what is printed, so that equal input gives equal bytes."""
    printed = {**asdict(issue), "issued_at": issue.issued_at.isoformat()}
    for name, picture in (("hand", issue.hand), ("seal", issue.seal)):
        if picture is not None:
            printed[name] = [hashlib.sha256(picture.png).hexdigest(), picture.width]
    return hashlib.sha256(canonical([content.digest, printed])).digest()[:16]


def _side_by_side(content: CertificateContent) -> list[tuple[Line, ...]]:
    """The numbered lines by rows: two share one unless either is too long for its part."""
    rows: list[tuple[Line, ...]] = []
    for row in content.identity:
        if all(len(line.value) <= _HALF_A_LINE for line in row):
            rows.append(row)
        else:
            rows.extend((line,) for line in row)
    return rows


def _signing_room(issue: Issue) -> dict[str, float]:
    """Where seal and signature lie, in millimetres from the middle and the top of their room: the
    seal covers the signature's left third (Decree 30/2020 annex I)."""
    seal = (issue.seal.width, issue.seal.height) if issue.seal else (_SEAL, _SEAL)
    width = issue.hand.width if issue.hand else _HAND
    height = issue.hand.height if issue.hand else 0.0
    room = max(_ROOM, height)
    return {
        "room": room,
        "seal_width": seal[0],
        "seal_height": seal[1],
        "seal_left": -width / 6 - seal[0],
        "seal_top": (room - seal[1]) / 2,
        "hand_width": width,
        "hand_height": height,
        "hand_left": -width / 2,
        "hand_top": (room - height) / 2,
    }


def _shown_seal(content: CertificateContent, issue: Issue) -> Shown:
    said = _SEAL_SAID.format(organisation=issue.organisation or content.heading.issuer)
    return Shown(
        upper=content.heading.issuer,
        lower=content.heading.superior.removeprefix("UBND "),
        said=said,
        scan=issue.seal.png if issue.seal else None,
    )


def html_of(content: CertificateContent, *, issue: Issue) -> str:
    """The page before it is laid out."""
    html: str = get_template("certificates/phieu.html").render(
        {
            "content": content,
            "identity": _side_by_side(content),
            "issue": issue,
            "issued_in_words": official_date(localtime(issue.issued_at).date()),
            "qr": qr_picture(issue.check_url),
            "place": _signing_room(issue),
        }
    )
    return html


def render(content: CertificateContent, *, issue: Issue) -> Rendered:
    """The certificate with its empty field for the signature."""
    document = layout(html_of(content, issue=issue), style=STYLE)
    document.metadata.attachments = [_machine_data(content, issue)]
    place = place_of(document)
    pdf = archival(
        document,
        identifier=_identifier(content, issue),
        tags=True,
        finish=field(place, _shown_seal(content, issue)),
    )
    return Rendered(pdf=pdf, signature=place)
