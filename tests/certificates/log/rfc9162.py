"""RFC 9162 section 2.1, read off the page: hashes, proofs and how they are verified."""

from __future__ import annotations

import hashlib


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def split(count: int) -> int:
    """The largest power of two below the count."""
    half = 1
    while half * 2 < count:
        half *= 2
    return half


def tree_hash(leaves: list[bytes]) -> bytes:
    """MTH (2.1.1), over hashes of leaves."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    at = split(len(leaves))
    return node_hash(tree_hash(leaves[:at]), tree_hash(leaves[at:]))


def inclusion(position: int, leaves: list[bytes]) -> list[bytes]:
    """PATH (2.1.3.1)."""
    if len(leaves) == 1:
        return []
    at = split(len(leaves))
    if position < at:
        return [*inclusion(position, leaves[:at]), tree_hash(leaves[at:])]
    return [*inclusion(position - at, leaves[at:]), tree_hash(leaves[:at])]


def consistency(first: int, leaves: list[bytes], *, whole: bool = True) -> list[bytes]:
    """PROOF and SUBPROOF (2.1.4.1)."""
    if first == len(leaves):
        return [] if whole else [tree_hash(leaves)]
    at = split(len(leaves))
    if first <= at:
        return [*consistency(first, leaves[:at], whole=whole), tree_hash(leaves[at:])]
    rest = consistency(first - at, leaves[at:], whole=False)
    return [*rest, tree_hash(leaves[:at])]
