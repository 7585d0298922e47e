"""pymerkle's tree over the rows of the log; it is the tree of RFC 9162 with SHA-256.

A node above 2^k leaves is stored once its last leaf is there and never changes, so a proof reads
some thirty rows however long the log is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Max
from pymerkle import BaseMerkleTree

from certificates.models import LogEntry, LogNode


class LogTree(BaseMerkleTree):
    """pymerkle counts leaves from one, the log counts positions from zero."""

    def range_root(self, start: int, end: int) -> bytes:
        """MTH(D[start:end]) of RFC 9162 for a range that its proofs name."""
        found: bytes = self._get_root(start, end)
        return found

    def _encode_entry(self, data: LogEntry) -> bytes:
        return data.leaf.encode()

    def _store_leaf(self, data: LogEntry, digest: bytes) -> int:
        data.position, data.digest = self._get_size(), digest
        data.save(force_insert=True)
        self._store_finished(data.position, digest)
        return data.position + 1

    def _store_finished(self, place: int, digest: bytes) -> None:
        """The nodes whose last leaf this is: one for each time the place is a right-hand child."""
        nodes: list[LogNode] = []
        while place % 2:
            digest = self.hash_pair(self._node(len(nodes), place - 1), digest)
            place //= 2
            nodes.append(LogNode(level=len(nodes) + 1, place=place, digest=digest))
        LogNode.objects.bulk_create(nodes)

    def _get_leaf(self, index: int) -> bytes:
        return self._node(0, index - 1)

    def _get_leaves(self, offset: int, width: int) -> Iterable[bytes]:
        found = LogEntry.objects.filter(position__gte=offset, position__lt=offset + width)
        return [bytes(digest) for digest in found.values_list("digest", flat=True)]

    def _get_size(self) -> int:
        last: int | None = LogEntry.objects.aggregate(last=Max("position"))["last"]
        return 0 if last is None else last + 1

    def _get_subroot(self, offset: int, width: int) -> bytes:
        """pymerkle asks for whole subtrees only; instead of its cache, the stored node."""
        level = width.bit_length() - 1
        return self._node(level, offset >> level)

    def _node(self, level: int, place: int) -> bytes:
        if level == 0:
            return bytes(LogEntry.objects.values_list("digest", flat=True).get(position=place))
        nodes = LogNode.objects.values_list("digest", flat=True)
        return bytes(nodes.get(level=level, place=place))


class PlainTree(BaseMerkleTree):
    """The same tree over a list in memory, to reckon everything anew."""

    def __init__(self) -> None:
        super().__init__(algorithm="sha256")
        self.digests: list[bytes] = []

    def finished_nodes(self) -> Iterator[tuple[int, int, bytes]]:
        """Level, place and hash of every node that LogTree stores, the lowest level first."""
        row, level = self.digests, 0
        while len(row) > 1:
            level += 1
            row = [self.hash_pair(*row[at : at + 2]) for at in range(0, len(row) - 1, 2)]
            yield from ((level, place, digest) for place, digest in enumerate(row))

    def _encode_entry(self, data: bytes) -> bytes:
        return data

    def _store_leaf(self, data: bytes, digest: bytes) -> int:
        self.digests.append(digest)
        return len(self.digests)

    def _get_leaf(self, index: int) -> bytes:
        return self.digests[index - 1]

    def _get_leaves(self, offset: int, width: int) -> Iterable[bytes]:
        return self.digests[offset : offset + width]

    def _get_size(self) -> int:
        return len(self.digests)
