"""The picture of a person's signature and of an office's seal: taken in, kept, and put in force.

A picture proves nothing; it makes a signed page look as people know it (Decree 30/2020 annex I:
the signature blue, the seal red, PNG, transparent, of true size). Only an administrator sets one.
What was in force when a certificate was signed is in its file, whatever comes later.
"""

from __future__ import annotations

import base64
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageStat

from accounts.models import Office, Role, SignaturePicture, User
from applications import attachments
from common.refusals import FieldProblem, Invalid, Refusal

HIGHEST = 40.0  # mm; higher, it would push title and name apart
LEAST_DOTS = 150  # across; fewer print as stairs
MOST_COVER = 0.6  # of the area: what covers more has a ground instead of none
_RED, _BLUE = 0, 2


@dataclass(frozen=True)
class Picture:
    """A transparent PNG and its true size on paper, in millimetres."""

    png: bytes
    width: float
    height: float

    @property
    def address(self) -> str:
        return data_address(self.png)


def data_address(png: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(png).decode()


@transaction.atomic
def put_in_force(
    owner: User | Office, *, content: bytes, width_mm: int, by: User
) -> SignaturePicture:
    """Take in a picture; it replaces the one in force, which is kept."""
    _refuse_others(by)
    png = attachments.cleaned_drawing(content)
    _refuse_unfit(png, colour=_BLUE if isinstance(owner, User) else _RED, width_mm=width_mm)
    type(owner).objects.select_for_update().get(pk=owner.pk)
    digest = hashlib.sha256(png).hexdigest()
    name = f"pictures/{digest}.png"
    attachments.write(Path(settings.MEDIA_ROOT) / name, png)
    mine = {"person": owner} if isinstance(owner, User) else {"office": owner}
    SignaturePicture.objects.filter(withdrawn_at=None, **mine).update(
        withdrawn_at=Now(), withdrawn_by=by
    )
    return SignaturePicture.objects.create(
        file=name, sha256=digest, width_mm=width_mm, added_by=by, **mine
    )


def withdraw(picture: SignaturePicture, *, by: User) -> None:
    """From now on the place stays empty, for pen and ink."""
    _refuse_others(by)
    SignaturePicture.objects.filter(pk=picture.pk, withdrawn_at=None).update(
        withdrawn_at=Now(), withdrawn_by=by
    )


def in_force(*, person: User | None = None, office: Office | None = None) -> Picture | None:
    """What is printed for this person or office today."""
    owner = {"person": person} if person is not None else {"office": office}
    row = SignaturePicture.objects.filter(withdrawn_at=None, **owner).first()
    return None if row is None else _sized(read(row), row.width_mm)


def read(picture: SignaturePicture) -> bytes:
    """The stored PNG, if it is still what was stored."""
    content = (Path(settings.MEDIA_ROOT) / picture.file).read_bytes()
    if hashlib.sha256(content).hexdigest() != picture.sha256:
        raise OSError("the stored picture is not the one that was taken in")
    return content


def _sized(png: bytes, width_mm: int) -> Picture:
    with Image.open(io.BytesIO(png), formats=("PNG",)) as picture:
        height = width_mm * picture.height / picture.width
    return Picture(png=png, width=float(width_mm), height=round(height, 2))


def _refuse_others(by: User) -> None:
    if not by.has_role(Role.ADMINISTRATOR):
        raise Refusal(_("Chỉ quản trị viên đặt ảnh chữ ký và dấu."), code="not_allowed")


def _refuse_unfit(png: bytes, *, colour: int, width_mm: int) -> None:
    with Image.open(io.BytesIO(png), formats=("PNG",)) as file:
        picture = file.convert("RGBA")
    if picture.width < LEAST_DOTS:
        raise _wrong("too_small", _("Ảnh quá nhỏ: chiều rộng cần ít nhất 150 điểm."))
    if _sized(png, width_mm).height > HIGHEST:
        raise _wrong("too_high", _("Ảnh in ra cao quá 40 mm. Hãy cắt bớt hoặc giảm chiều rộng."))
    cover = picture.getchannel("A").point(lambda shade: 255 if shade > 40 else 0)
    covered = ImageStat.Stat(cover).mean[0] / 255
    if covered > MOST_COVER:
        raise _wrong("ground", _("Ảnh phải có nền trong suốt."))
    if not covered:
        raise _wrong("empty", _("Ảnh không có nét nào."))
    tones = ImageStat.Stat(picture.convert("RGB"), mask=cover).mean
    if tones[colour] <= max(tone for place, tone in enumerate(tones) if place != colour):
        said = _("Chữ ký phải có màu xanh.") if colour == _BLUE else _("Dấu phải có màu đỏ.")
        raise _wrong("colour", said)


def _wrong(code: str, message: object) -> Invalid:
    return Invalid([FieldProblem(code, "file", message)])
