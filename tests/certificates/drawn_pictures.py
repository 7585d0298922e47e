"""A signature and a seal drawn by a pen of ours: nobody's hand and no office's seal."""

import hashlib
import io
import math
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw

from accounts.models import SignaturePicture, User
from applications import attachments
from certificates.pictures import Picture

BLUE, RED = (22, 48, 160, 255), (200, 16, 46, 255)


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


def seal_png(side: int = 400) -> bytes:
    picture = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(picture)
    for inset, width in ((6, 10), (70, 4)):
        draw.ellipse((inset, inset, side - inset, side - inset), outline=RED, width=width)
    draw.rectangle((side * 0.4, side * 0.4, side * 0.6, side * 0.6), fill=RED)
    return _png(picture)


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
