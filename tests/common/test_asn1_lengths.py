"""A value is written again as it was read, whatever its length."""

from __future__ import annotations

import pytest
from asn1crypto import core

from common import asn1_lengths


class Inner(core.Sequence):
    _fields = [("text", core.OctetString)]


class Outer(core.Sequence):
    _fields = [("inner", Inner, {"explicit": 0}), ("number", core.Integer)]


@pytest.fixture(autouse=True)
def _mended() -> None:
    asn1_lengths.mend()


@pytest.mark.parametrize("size", [100, 0x80 - 9, 0x180 - 16, 0x280 - 16])
def test_a_value_that_was_read_is_written_without_being_taken_apart(size: int) -> None:
    for more in range(32):
        written = Outer({"inner": {"text": b"x" * (size + more - 16)}, "number": 1}).dump()
        read = Outer.load(written)
        assert read.dump() == written
        assert read.children is None, f"{written[:4].hex()} was taken apart"


def test_what_was_changed_is_written_as_changed() -> None:
    for size in range(0x80 - 20, 0x80 + 20):
        value = Outer.load(Outer({"inner": {"text": b"x" * size}, "number": 1}).dump())
        value["number"] = 2
        assert Outer.load(value.dump())["number"].native == 2
        value["inner"]["text"] = b"y" * size
        assert Outer.load(value.dump())["inner"]["text"].native == b"y" * size


@pytest.mark.parametrize(
    ("header", "unknown"),
    [
        ("3080", True),
        ("a0803080", True),
        ("bf81800180", True),
        ("308180", False),
        ("30820f80", False),
        ("a0820f8430820f80", False),
        ("0400", False),
    ],
)
def test_only_a_length_octet_of_its_own_says_unknown(header: str, *, unknown: bool) -> None:
    assert asn1_lengths.is_of_unknown_length(bytes.fromhex(header)) is unknown


def test_a_value_of_unknown_length_is_written_with_its_length() -> None:
    read = Inner.load(bytes.fromhex("30800401ff0000"))
    assert read.dump() == bytes.fromhex("30030401ff")


@pytest.mark.parametrize(
    ("data", "known"),
    [
        ("3003020101", True),
        ("3003020101" + "00" * 40, True),  # a reserved room is filled with zeros
        ("30820004020200ff", True),
        ("a003040180", True),  # 0x80 is what it holds, not its length
        ("30800201010000", False),
        ("30073080020101" + "0000", False),
        ("3080" * 60 + "0000" * 60, False),
        ("30050201", False),  # longer than all there is
        ("3004020401", False),  # longer than what holds it
        ("", False),
        ("30", False),
    ],
)
def test_only_known_lengths_are_read_further(data: str, known: bool) -> None:
    assert asn1_lengths.all_known(bytes.fromhex(data)) is known
