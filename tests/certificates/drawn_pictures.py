"""A signature drawn by a pen of ours, and the drawn seal as if it had been scanned."""

import hashlib
import io
import math
from functools import cache
from pathlib import Path

import pikepdf
import pypdfium2
from django.conf import settings
from PIL import Image, ImageDraw

from accounts.models import SignaturePicture, User
from applications import attachments
from certificates.pictures import Picture
from certificates.seal import UNITS, drawing

BLUE = (22, 48, 160, 255)


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def signature_png(width: int = 500, height: int = 200) -> bytes:
    picture = Image.new("RGBA", (width, height))
    points = []
    for step in range(400):
        at = step / 399
        wave = math.sin(at * 26) * (0.32 - 0.24 * at) + math.sin(at * 7) * 0.12
        points.append((width * (0.03 + 0.94 * at), height * (0.5 + wave)))
    ImageDraw.Draw(picture).line(points, fill=BLUE, width=7, joint="curve")
    return _png(picture)


@cache
def seal_png(side: int = 400) -> bytes:
    """What `certificates.seal` draws, as a transparent picture."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(UNITS, UNITS))
        page.Contents = pdf.make_stream(drawing("SỞ TƯ PHÁP", "THÀNH PHỐ CẦN THƠ"))
        pdf.save(out)
    with pypdfium2.PdfDocument(out.getvalue()) as document:
        drawn = document[0].render(
            scale=side / UNITS, fill_color=(0, 0, 0, 0), maybe_alpha=True, rev_byteorder=True
        )
        return _png(drawn.to_pil().convert("RGBA"))


def hand() -> Picture:
    return Picture(png=signature_png(), width=45.0, height=18.0)


def seal() -> Picture:
    return Picture(png=seal_png(), width=36.0, height=36.0)


def signature_of(person: User) -> SignaturePicture:
    """In force, without the way through the administrator's form."""
    png = signature_png()
    digest = hashlib.sha256(png).hexdigest()
    name = f"pictures/{digest}.png"
    attachments.write(Path(settings.MEDIA_ROOT) / name, png)
    return SignaturePicture.objects.create(
        person=person, file=name, sha256=digest, width_mm=45, added_by=person
    )
