"""Verifying the proofs of RFC 9162 (2.1.3.2 and 2.1.4.2), with nothing but SHA-256.

Written apart from the log it checks: neither pymerkle nor any module of the portal is used.
"""

from __future__ import annotations

import hashlib
from typing import Any


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def holds(leaf: bytes, position: int, path: list[bytes], root: dict[str, Any]) -> bool:
    """Whether the leaf is at this position of the tree with this root."""
    place, last, digest = position, root["size"] - 1, leaf
    if not 0 <= place <= last:
        return False
    for sibling in path:
        if last == 0:
            return False
        if place % 2 or place == last:
            digest = _node(sibling, digest)
            while place % 2 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            digest = _node(digest, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and digest.hex() == root["root"]


def follows(old: dict[str, Any], new: dict[str, Any], path: list[bytes]) -> bool:
    """Whether the new tree begins with all leaves of the old one, in their order."""
    first, second = old["size"], new["size"]
    if first == second:
        return not path and old["root"] == new["root"]
    if first == 0:
        return not path and old["root"] == hashlib.sha256().hexdigest()
    if not path and first & (first - 1):
        return False
    rest = path if first & (first - 1) else [bytes.fromhex(old["root"]), *path]
    return _grows(first - 1, second - 1, rest) == (old["root"], new["root"])


def _grows(place: int, last: int, path: list[bytes]) -> tuple[str, str] | None:
    """The roots of both trees, as the path makes them; None if it does not fit their sizes."""
    while place % 2:
        place, last = place >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if place % 2 or place == last:
            before, after = _node(sibling, before), _node(sibling, after)
            while place % 2 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            after = _node(after, sibling)
        place, last = place >> 1, last >> 1
    return (before.hex(), after.hex()) if last == 0 else None
