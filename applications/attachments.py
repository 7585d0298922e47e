"""Papers handed in as pictures or PDF: checked by their content, and stored in our own encoding.

What a person uploads is never stored as it came: a picture is decoded and written anew, a PDF
loses every script, action and embedded file. So what a clerk opens was made by us.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import puremagic
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications import cleaning
from applications.models import Application, Attachment
from common.refusals import FieldProblem, Invalid

MOST_FILES = 20
MOST_DRAWN = 1024 * 1024  # bytes of a signature's or a seal's picture
LONGEST_WAIT = 25  # seconds for one file, on a machine that is busy with others


def add(application: Application, *, by: User, kind: str, title: str, content: bytes) -> Attachment:
    """Check and store one paper, once; a refused one leaves nothing behind."""
    content_type, clean, pages = cleaned(content)
    digest = hashlib.sha256(clean).hexdigest()
    known = application.attachments.filter(kind=kind, sha256=digest).first()
    if known is not None:
        return known
    if application.attachments.count() >= MOST_FILES:
        raise _wrong("too_many", _("Hồ sơ đã có đủ số tệp cho phép."))
    name = f"{application.pk}/{digest}{ENDINGS[content_type]}"
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
        write(Path(settings.MEDIA_ROOT) / name, clean)
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
    if kind not in ENDINGS:
        raise _wrong("kind", _("Chỉ nhận ảnh JPG, PNG hoặc tệp PDF."))
    clean, pages = _encoded_anew(content, kind)
    return kind, clean, pages


def cleaned_drawing(content: bytes) -> bytes:
    """A picture to be printed over other things, in our own encoding with its transparency."""
    if not content:
        raise _wrong("empty", _("Tệp này rỗng."))
    if len(content) > MOST_DRAWN or _kind(content) != cleaning.PNG:
        raise _wrong("kind", _("Chỉ nhận ảnh PNG nền trong suốt, không quá 1 MB."))
    clean, _pages = _encoded_anew(content, cleaning.DRAWING)
    return clean


def read(attachment: Attachment) -> bytes:
    """The stored content, if it is still what was stored."""
    content = (Path(settings.MEDIA_ROOT) / attachment.file).read_bytes()
    if hashlib.sha256(content).hexdigest() != attachment.sha256:
        raise OSError("the stored file is not the one that was taken in")
    return content


ENDINGS = {cleaning.JPEG: ".jpg", cleaning.PNG: ".png", cleaning.PDF: ".pdf"}


def _kind(content: bytes) -> str:
    try:
        return str(puremagic.from_string(content[:4096], mime=True))
    except puremagic.PureError:
        return ""


def _encoded_anew(content: bytes, kind: str) -> tuple[bytes, int]:
    """By a process of its own, with limits and without our secrets; its word is a refusal."""
    command = [sys.executable, "-m", "applications.cleaning", kind, str(settings.UPLOAD_MAX_PAGES)]
    try:
        done = subprocess.run(
            command,
            input=content,
            capture_output=True,
            check=False,
            timeout=LONGEST_WAIT,
            cwd=settings.BASE_DIR,
            env={"LANG": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired as error:
        raise _wrong("unreadable", _UNREADABLE[kind]) from error
    if done.returncode == cleaning.REFUSED:
        raise _refusal(done.stdout.decode())
    if done.returncode:  # killed by a limit, or by what it read
        raise _wrong("unreadable", _UNREADABLE[kind])
    pages, _line, clean = done.stdout.partition(b"\n")
    return clean, int(pages)


_UNREADABLE = {
    cleaning.JPEG: _("Không đọc được ảnh này. Hãy chụp lại."),
    cleaning.PNG: _("Không đọc được ảnh này. Hãy chụp lại."),
    cleaning.PDF: _("Không đọc được tệp PDF này."),
    cleaning.DRAWING: _("Không đọc được ảnh này."),
}


def _refusal(word: str) -> Invalid:
    most = {"pages": settings.UPLOAD_MAX_PAGES}
    said = {
        "pixels": ("too_big", _("Ảnh có kích thước quá lớn.")),
        "pages": ("pages", _("Tệp PDF có từ 1 đến %(pages)s trang.") % most),
        "locked": ("locked", _("Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi tải lại.")),
        "picture": ("unreadable", _UNREADABLE[cleaning.JPEG]),
        "pdf": ("unreadable", _UNREADABLE[cleaning.PDF]),
    }
    return _wrong(*said[word])


def write(path: Path, content: bytes) -> None:
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
