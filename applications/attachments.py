"""Papers handed in as pictures or PDF: checked by their content, and stored in our own encoding.

What a person uploads is never stored as it came: a picture is decoded and written anew, a PDF
loses every script, action and embedded file. So what a clerk opens was made by us.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
from pathlib import Path

import pikepdf
import puremagic
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from accounts.models import User
from applications.models import Application, Attachment
from common.refusals import FieldProblem, Invalid

MOST_PIXELS = 40_000_000  # a phone's picture has 12 to 50 million; a bomb has thousands
LONGEST_SIDE = 3000  # enough to read an identity card; keeps stored pictures small
MOST_FILES = 20

_JPEG, _PNG, _PDF = "image/jpeg", "image/png", "application/pdf"


def add(application: Application, *, by: User, kind: str, title: str, content: bytes) -> Attachment:
    """Check and store one paper; a refused one leaves nothing behind, a second time adds nothing."""
    content_type, clean, pages = cleaned(content)
    digest = hashlib.sha256(clean).hexdigest()
    known = application.attachments.filter(kind=kind, sha256=digest).first()
    if known is not None:
        return known
    if application.attachments.count() >= MOST_FILES:
        raise _wrong("too_many", _("Hồ sơ đã có đủ số tệp cho phép."))
    name = f"{application.pk}/{digest}{_ENDINGS[content_type]}"
    with transaction.atomic():
        attachment = Attachment.objects.create(
            application=application,
            kind=kind,
            title=Path(title).name[:200],
            file=name,
            content_type=content_type,
            size=len(clean),
            pages=pages,
            sha256=digest,
            added_by=by,
        )
        _write(Path(settings.MEDIA_ROOT) / name, clean)
    return attachment


def remove(attachment: Attachment) -> None:
    """Take one paper back; its file goes unless another row holds the same one."""
    file = attachment.file
    attachment.delete()
    if not Attachment.objects.filter(file=file).exists():
        (Path(settings.MEDIA_ROOT) / file).unlink(missing_ok=True)


def cleaned(content: bytes) -> tuple[str, bytes, int]:
    """The content type, our own encoding of the content, and its pages; or a refusal."""
    if not content:
        raise _wrong("empty", _("Tệp này rỗng."))
    if len(content) > settings.UPLOAD_MAX_BYTES:
        most = {"size": settings.UPLOAD_MAX_BYTES // (1024 * 1024)}
        raise _wrong("too_big", _("Tệp quá lớn. Mỗi tệp không quá %(size)s MB.") % most)
    kind = _kind(content)
    if kind == _PDF:
        clean, pages = _clean_pdf(content)
        return _PDF, clean, pages
    if kind in {_JPEG, _PNG}:
        return kind, _clean_picture(content, kind), 1
    raise _wrong("kind", _("Chỉ nhận ảnh JPG, PNG hoặc tệp PDF."))


def read(attachment: Attachment) -> bytes:
    """The stored content, if it is still what was stored."""
    content = (Path(settings.MEDIA_ROOT) / attachment.file).read_bytes()
    if hashlib.sha256(content).hexdigest() != attachment.sha256:
        raise OSError("the stored file is not the one that was taken in")
    return content


_ENDINGS = {_JPEG: ".jpg", _PNG: ".png", _PDF: ".pdf"}


def _kind(content: bytes) -> str:
    try:
        return str(puremagic.from_string(content[:4096], mime=True))
    except puremagic.PureError:
        return ""


def _clean_picture(content: bytes, kind: str) -> bytes:
    """Decoded and encoded anew: whatever else lay in the file, such as the place, is gone."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise _wrong("too_big", _("Ảnh có kích thước quá lớn."))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _wrong("unreadable", _("Không đọc được ảnh này. Hãy chụp lại.")) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    upright.save(out, format="JPEG" if kind == _JPEG else "PNG", quality=88, optimize=True)
    return out.getvalue()


def _clean_pdf(content: bytes) -> tuple[bytes, int]:
    """Pages only: scripts, actions, forms and embedded files are left out."""
    try:
        with pikepdf.open(io.BytesIO(content)) as source, pikepdf.new() as clean:
            pages = len(source.pages)
            if not 0 < pages <= settings.UPLOAD_MAX_PAGES:
                most = {"pages": settings.UPLOAD_MAX_PAGES}
                raise _wrong("pages", _("Tệp PDF có từ 1 đến %(pages)s trang.") % most)
            for page in source.pages:
                for key in ("/AA", "/Annots"):
                    if key in page:
                        del page[key]
                clean.pages.append(page)
            out = io.BytesIO()
            # The same pages give the same bytes, so that a second upload is known again.
            clean.save(out, deterministic_id=True)
    except pikepdf.PasswordError as error:
        raise _wrong("locked", _("Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi tải lại.")) from error
    except (pikepdf.PdfError, ValueError) as error:
        raise _wrong("unreadable", _("Không đọc được tệp PDF này.")) from error
    return out.getvalue(), pages


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and on the disk before the row is committed."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(partial).replace(path)


def _wrong(code: str, message: object) -> Invalid:
    return Invalid([FieldProblem(code, "file", message)])
