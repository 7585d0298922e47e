"""Pages on their way to be signed: kept before the signature, so that a second try signs the same.

A page is named by its SHA-256, and the certificate's row names the page. It holds what the
certificate says, so it goes away once the signed file is published.
"""

from __future__ import annotations

import hashlib
import logging
import time
from pathlib import Path

from certificates import files
from certificates.models import Certificate

logger = logging.getLogger(__name__)

_YOUNG = 3600.0  # seconds


def folder() -> Path:
    return files.folder() / "pages"


def keep(data: bytes) -> str:
    """Keep a page; answers its SHA-256 once it is on the disk."""
    sha256 = hashlib.sha256(data).hexdigest()
    files.write_whole(_path(sha256), data)
    return sha256


def read(sha256: str) -> bytes | None:
    """The kept page; None if it is missing or is not what was kept."""
    try:
        data = _path(sha256).read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != sha256:
        logger.error("page %s is missing or damaged", sha256)
        return None
    return data


def forget(sha256: str) -> None:
    _path(sha256).unlink(missing_ok=True)


def forget_unneeded() -> int:
    """Remove what a signer left that died on the way; answers how many files it was.

    What is younger than a job's longest lease may be in somebody's hands.
    """
    numbered = Certificate.objects.numbered().filter(published_at=None)
    needed = set(numbered.values_list("page_sha256", flat=True))
    before = time.time() - _YOUNG
    left = [
        path
        for path in folder().glob("*")
        if path.name.partition(".")[0] not in needed and path.stat().st_mtime < before
    ]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _path(sha256: str) -> Path:
    return folder() / f"{sha256}.pdf"
