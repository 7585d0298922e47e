"""The portal's own key: what it signs its messages to partners with."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from common.signatures import Signer, load_private_key


def portal_signer() -> Signer:
    path = Path(settings.PORTAL_KEY)
    return _signer(path, path.stat().st_mtime_ns)


@cache
def _signer(path: Path, _changed: int) -> Signer:
    """Read once for each version of the file, so that a key is changed without a stop."""
    return Signer(settings.PORTAL_KEY_ID, load_private_key(path))
