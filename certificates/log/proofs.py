"""Proofs as RFC 9162 writes them, for anybody's verifier: paths of hashes, bottom up."""

from __future__ import annotations

from certificates.log.tree import LogTree


def inclusion(position: int, *, size: int) -> list[bytes]:
    """PATH(m, D[n]): that the leaf at this position is in the tree of this size (2.1.3.1)."""
    return list(LogTree().prove_inclusion(position + 1, size).path[1:])


def consistency(first: int, second: int) -> list[bytes]:
    """PROOF(m, D[n]): that the first so many leaves of the tree never changed (2.1.4.1)."""
    tree = LogTree()
    return [tree.range_root(*part) for part in consistency_ranges(first, second)]


def consistency_ranges(first: int, second: int) -> list[tuple[int, int]]:
    """Which ranges of leaves the proof gives the hashes of.

    pymerkle's own proof of consistency also folds a part that was whole in the first tree, and
    repeats the first root where the verifier has it: right, but not the RFC's.
    """
    if first == 0:
        return []
    ranges: list[tuple[int, int]] = []
    start, end = 0, second
    while first < end:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if first <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start > 0:
        ranges.append((start, end))
    return ranges[::-1]
