"""The auditor's verifier: takes every true proof up to seventy entries, and no altered one."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from tests.certificates.log import rfc9162
from tools.audit_proofs import follows, holds, leaf_hash

MOST = 70
LEAVES = [leaf_hash(f"entry {number}".encode()) for number in range(MOST)]
ROOTS: list[dict[str, Any]] = [
    {"size": size, "root": rfc9162.tree_hash(LEAVES[:size]).hex()} for size in range(MOST + 1)
]


def altered(path: list[bytes]) -> list[list[bytes]]:
    """Each with one bit turned, one hash fewer or more, or two in another order."""
    made = [
        [*path[:at], bytes([path[at][0] ^ 1]) + path[at][1:], *path[at + 1 :]]
        for at in range(len(path))
    ]
    made += [[*path[:at], *path[at + 1 :]] for at in range(len(path))]
    made += [
        [*path[:at], second, first, *path[at + 2 :]]
        for at, (first, second) in enumerate(pairwise(path))
    ]
    return [*made, [*path, b"\x00" * 32]]


def test_every_entry_of_every_size_is_proven_and_no_altered_proof_is_taken() -> None:
    for size in range(1, MOST + 1):
        for position in range(size):
            path = rfc9162.inclusion(position, LEAVES[:size])
            assert holds(LEAVES[position], position, path, ROOTS[size])
            if size % 7 == 0:
                wrong = [
                    holds(LEAVES[position], position, bad, ROOTS[size]) for bad in altered(path)
                ]
                assert not any(wrong)


def test_an_entry_is_at_its_own_position_only() -> None:
    for size in range(1, MOST + 1):
        path = rfc9162.inclusion(0, LEAVES[:size])
        assert [at for at in range(-1, size + 2) if holds(LEAVES[0], at, path, ROOTS[size])] == [0]
        other = LEAVES[-1] if size < MOST else leaf_hash(b"")
        assert not holds(other, 0, path, ROOTS[size])


def test_every_pair_of_sizes_is_proven_and_no_altered_proof_is_taken() -> None:
    for second in range(1, MOST + 1):
        for first in range(1, second + 1):
            path = rfc9162.consistency(first, LEAVES[:second])
            assert follows(ROOTS[first], ROOTS[second], path)
            if second % 7 == 0:
                bad = altered(path)
                assert not any(follows(ROOTS[first], ROOTS[second], one) for one in bad)


def test_a_log_follows_the_empty_one_and_never_one_that_differs() -> None:
    assert follows(ROOTS[0], ROOTS[9], [])
    assert not follows({"size": 0, "root": ROOTS[1]["root"]}, ROOTS[9], [])
    path = rfc9162.consistency(5, LEAVES[:9])
    assert not follows({"size": 5, "root": ROOTS[6]["root"]}, ROOTS[9], path)
    assert not follows(ROOTS[5], {"size": 9, "root": ROOTS[8]["root"]}, path)
    assert not follows(ROOTS[5], ROOTS[9], [])


def test_a_root_under_a_size_that_is_not_its_own_is_refused() -> None:
    """Both proofs fold to the right hashes here; only their lengths tell that the size is a lie."""
    claimed = {"size": 16, "root": ROOTS[8]["root"]}
    assert not holds(LEAVES[5], 5, rfc9162.inclusion(5, LEAVES[:8]), claimed)
    assert not follows(ROOTS[4], claimed, rfc9162.consistency(4, LEAVES[:8]))
