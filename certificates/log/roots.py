"""The log's roots: what it was at a moment, signed with the codes key and stamped from outside.

Only the signer makes them, one a day and more on demand. It signs no root that does not go on
from the last one: a log that was shortened or rewritten below it can no longer speak.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import transaction
from django.utils.timezone import localdate

from certificates import keys
from certificates.content import canonical
from certificates.log import entries
from certificates.log.tree import LogTree
from certificates.models import LogRoot
from common.clock import database_clock

logger = logging.getLogger(__name__)

PURPOSE = b"lltp-public-log-root-1\n"


class LogDamaged(Exception):
    """The log no longer leads to the root that was published last; nothing more is signed."""


def publish(*, daily: bool = True) -> LogRoot | None:
    """Make a root of all there is; the daily one only once a day, None when there is one."""
    today = localdate(database_clock())
    if daily and LogRoot.objects.filter(day=today).exists():
        return None
    if late := entries.enter_missing():
        logger.warning("public log: %s entries were missing and are entered now", late)
    made_at = database_clock()
    size, root = _grown()
    signature = keys.code_key().sign(signed_bytes(size=size, root=root.hex(), made_at=made_at))
    made = LogRoot(size=size, root=root.hex(), made_at=made_at, signature=signature)
    made.day = today if daily else None
    made.time_stamp = stamped(stamped_bytes(made))
    return _keep(made)


def signed_bytes(*, size: int, root: str, made_at: datetime) -> bytes:
    """What the office signs: the purpose, a line feed, and canonical JSON."""
    body = {"made_at": utc(made_at), "root": root, "size": size}
    return PURPOSE + canonical(body)


def stamped_bytes(made: LogRoot) -> bytes:
    """What the time-stamping authority stamps: what was signed, followed by the signature."""
    signed = signed_bytes(size=made.size, root=made.root, made_at=made.made_at)
    return signed + bytes(made.signature)


def utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def document(made: LogRoot) -> dict[str, Any]:
    """A root as it is published."""
    return {
        "size": made.size,
        "root": made.root,
        "made_at": utc(made.made_at),
        "signature": base64.b64encode(made.signature).decode(),
        "time_stamp": base64.b64encode(made.time_stamp).decode(),
    }


def public_key() -> str:
    """The key that every root is signed with, base64 of its 32 bytes."""
    raw = keys.code_public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def newest() -> LogRoot | None:
    return LogRoot.objects.order_by("-pk").first()


@transaction.atomic
def _grown() -> tuple[int, bytes]:
    """Size and root of the log now, which must go on from the root that was published last."""
    entries.hold_the_end()
    tree, last = LogTree(), newest()
    size = tree.get_size()
    if last is not None and (last.size > size or tree.get_root(last.size).hex() != last.root):
        raise LogDamaged(f"the log does not go on from its root of {last.size} entries")
    return size, tree.get_root(size)


def stamped(data: bytes) -> bytes:
    """The authority's token (RFC 3161, DER) over this data."""
    # pyHanko takes a second to load, and only the signer needs it.
    from certificates.timestamping import time_stamper

    stamper = time_stamper(keys.signing_keys())
    digest = hashlib.sha256(data).digest()
    token: bytes = asyncio.run(stamper.async_timestamp(digest, "sha256")).dump()
    return token


@transaction.atomic
def _keep(made: LogRoot) -> LogRoot | None:
    """Published once kept. One that another made meanwhile, of this day or later, stands."""
    entries.hold_the_end()
    last = newest()
    overtaken = last is not None and (last.size > made.size or last.made_at >= made.made_at)
    if overtaken or (made.day and LogRoot.objects.filter(day=made.day).exists()):
        return None
    made.save(force_insert=True)
    return made
