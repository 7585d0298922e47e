"""Scans of signed answers: checked and made anew like every upload, kept beside the answer.

The one home for them, whichever way the paper came: `store` writes the file and gives the columns
of `KeptPaper`, `read` gives the content back if it is still what was stored.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from applications import attachments
from verification.models import KeptPaper, Reply, ReplyPaper, VerificationRequest

FOLDER = "replies"
UNSENT_KEPT = timedelta(days=2)


def store(request: VerificationRequest, content: bytes, *, folder: str = FOLDER) -> dict[str, Any]:
    """Our own encoding of the scan on the disk, and the columns of its row; or `Invalid`."""
    content_type, clean, pages = attachments.cleaned(content)
    digest = hashlib.sha256(clean).hexdigest()
    name = f"{folder}/{request.pk}/{digest}{attachments.ENDINGS[content_type]}"
    attachments.write(Path(settings.MEDIA_ROOT) / name, clean)
    return {
        "file": name,
        "content_type": content_type,
        "size": len(clean),
        "pages": pages,
        "sha256": digest,
    }


def read(paper: KeptPaper) -> bytes:
    """The stored content, if it is still what was stored."""
    content = (Path(settings.MEDIA_ROOT) / paper.file).read_bytes()
    if hashlib.sha256(content).hexdigest() != paper.sha256:
        raise OSError("the stored scan is not the one that was taken in")
    return content


def hand_in(request: VerificationRequest, content: bytes, *, by: User | None) -> ReplyPaper:
    """Keep a scan until the answer that it belongs to is sent; the same one is kept once."""
    columns = store(request, content)
    paper, _created = ReplyPaper.objects.get_or_create(
        request=request, sha256=columns.pop("sha256"), defaults={**columns, "added_by": by}
    )
    return paper


def waiting(request: VerificationRequest, pk: object) -> ReplyPaper | None:
    """A scan of this question that no answer has taken yet."""
    if not str(pk).isdecimal():
        return None
    return ReplyPaper.objects.filter(request=request, reply=None, pk=int(str(pk))).first()


def go_with(reply: Reply, paper: ReplyPaper | None) -> None:
    """The answer is sent, and the scan with it."""
    if paper is not None:
        ReplyPaper.objects.filter(pk=paper.pk, reply=None).update(reply=reply)


def forget_unsent() -> int:
    """Throw away scans whose answer was never sent; how many."""
    old = ReplyPaper.objects.filter(reply=None, added_at__lt=timezone.now() - UNSENT_KEPT)
    gone = 0
    for paper in list(old):
        if ReplyPaper.objects.filter(pk=paper.pk, reply=None).delete()[0]:
            (Path(settings.MEDIA_ROOT) / paper.file).unlink(missing_ok=True)
            gone += 1
    return gone
