"""The log's tree is that of RFC 9162, at every size, and pymerkle's own verifier agrees."""

from __future__ import annotations

import pytest
from pymerkle import InvalidProof, verify_consistency, verify_inclusion

from certificates.log import proofs
from certificates.log.tree import LogTree, PlainTree
from certificates.models import LogEntry
from tests.certificates.log import rfc9162
from tests.certificates.log.conftest import Numbered

MOST = 70
DATA = [f"entry {number}".encode() for number in range(MOST)]
HASHES = [rfc9162.leaf_hash(data) for data in DATA]
PLAIN = PlainTree()
PLAIN.append_entries(DATA)


def test_a_leaf_and_an_empty_log_hash_as_the_rfc_says() -> None:
    assert PLAIN.get_leaf(1) == HASHES[0]
    assert PLAIN.get_root(0) == rfc9162.tree_hash([])


def test_the_ranges_of_a_consistency_proof_are_the_rfcs_for_every_pair() -> None:
    for second in range(1, MOST + 1):
        for first in range(1, second + 1):
            ranges = proofs.consistency_ranges(first, second)
            found = [rfc9162.tree_hash(HASHES[start:end]) for start, end in ranges]
            assert found == rfc9162.consistency(first, HASHES[:second]), (first, second)


def test_roots_and_proofs_of_the_stored_tree_are_the_rfcs_at_every_size(logged: Numbered) -> None:
    leaves: list[bytes] = []
    for size in range(1, MOST + 1):
        logged(1)
        leaf = LogEntry.objects.get(position=size - 1).leaf
        leaves.append(rfc9162.leaf_hash(leaf.encode()))
        assert LogTree().get_root(size) == rfc9162.tree_hash(leaves)
        for position in {0, size // 2, size - 1}:
            assert proofs.inclusion(position, size=size) == rfc9162.inclusion(position, leaves)
        first = size * 2 // 3
        assert proofs.consistency(first, size) == (
            rfc9162.consistency(first, leaves) if first else []
        )


def test_every_entry_of_every_earlier_size_is_proven_from_the_stored_tree(
    logged: Numbered,
) -> None:
    logged(MOST)
    leaves = [bytes(digest) for digest in LogEntry.objects.values_list("digest", flat=True)]
    tree = LogTree()
    nodes = {(level, place): tree._node(level, place) for level, place in _nodes(MOST)}
    tree._node = lambda level, place: nodes[level, place]  # type: ignore[method-assign]
    for size in range(1, MOST + 1):
        root = rfc9162.tree_hash(leaves[:size])
        for position in range(size):
            proof = tree.prove_inclusion(position + 1, size)
            verify_inclusion(leaves[position], root, proof, index=position + 1, size=size)
            assert proof.path[1:] == rfc9162.inclusion(position, leaves[:size])


def _nodes(size: int) -> list[tuple[int, int]]:
    return [(level, place) for level in range(8) for place in range(size >> level)]


def test_pymerkles_own_proof_of_consistency_holds_too(logged: Numbered) -> None:
    logged(13)
    tree = LogTree()
    for first in range(1, 13):
        proof = tree.prove_consistency(first, 13)
        verify_consistency(tree.get_root(first), tree.get_root(13), proof)
        with pytest.raises(InvalidProof):
            verify_consistency(tree.get_root(13), tree.get_root(first), proof)
