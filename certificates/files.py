"""Signed files on disk: named by their SHA-256, written whole or not at all, checked when read."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from common.refusals import Refusal

logger = logging.getLogger(__name__)


class FileDamaged(Refusal):
    """The file is missing or is not the one that was signed; it is never handed out."""

    def __init__(self, name: str) -> None:
        message = _("Tệp phiếu không đọc được. Chúng tôi đã được báo và sẽ khắc phục.")
        super().__init__(message, code="file_damaged")
        self.name = name


def folder() -> Path:
    return Path(settings.DATA_DIR) / "certificates"


def store(data: bytes) -> tuple[str, str]:
    """Keep the bytes; answers the name under the folder and their SHA-256.

    The same bytes have the same name, so that storing twice changes nothing. The file and its
    folder are on the disk before this returns.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    name = f"{sha256[:2]}/{sha256}.pdf"
    write_whole(folder() / name, data)
    return name, sha256


def write_whole(path: Path, data: bytes) -> None:
    """The file is on the disk, whole and for us only, before this returns; so is its folder."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(f".{os.getpid()}.part")
    with part.open("wb") as file:
        part.chmod(0o600)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    _sync(path.parent)
    _sync(path.parent.parent)


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(certificate: Certificate) -> bytes:
    """The signed file, after its digest was compared with the register's."""
    try:
        data = (folder() / certificate.file).read_bytes()
    except OSError as error:
        raise _damaged(certificate) from error
    if hashlib.sha256(data).hexdigest() != certificate.sha256:
        raise _damaged(certificate)
    return data


def _damaged(certificate: Certificate) -> FileDamaged:
    logger.error("certificate %s: the file is not the one that was signed", certificate.pk)
    return FileDamaged(certificate.file)


def damaged() -> Iterator[Certificate]:
    """Certificates whose file is missing or changed."""
    for certificate in Certificate.objects.issued().order_by("pk").iterator():
        try:
            read(certificate)
        except FileDamaged:
            yield certificate


def orphans() -> list[str]:
    """Signed files that no certificate names: made by a signer that died before it published.

    The next try signs the same page anew; these stay on the list and are never handed out.
    """
    kept = set(Certificate.objects.issued().values_list("file", flat=True))
    found = (path.relative_to(folder()).as_posix() for path in folder().glob("??/*.pdf"))
    return sorted(name for name in found if name not in kept)
