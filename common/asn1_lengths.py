"""Mends how asn1crypto 1.5 reads the length of a value it is to write again (its issue 249).

It takes every header that ends with the octet 0x80 for one of unknown length, also where 0x80 is
but the last octet of a length, as of 0x0F80. Such a value is taken apart to its leaves and built
anew at each use. A time stamp, a chain or a signature has such a length by chance, now and then or
at every signature of a key, and then costs two seconds of processor time instead of 50 ms.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from asn1crypto import core

_UNKNOWN = 0x80
_CONSTRUCTED = 0x20
_Dump = Callable[..., bytes]


def is_of_unknown_length(header: bytes) -> bool:
    """Whether a length octet says so (X.690, 8.1.3.6); a header may hold several, one inside the
    other, for a value with an explicit tag."""
    at = 0
    while at < len(header):
        at = _after_tag(header, at)
        length = header[at]
        if length == _UNKNOWN:
            return True
        at += 1 + (length & 0x7F if length > _UNKNOWN else 0)
    return False


def _after_tag(header: bytes, at: int) -> int:
    many = header[at] & 0x1F == 0x1F
    at += 1
    while many:
        many = header[at] >= 0x80
        at += 1
    return at


def all_known(data: bytes) -> bool:
    """Whether the value at the start of `data` and all within it say their length, as in DER.

    One crafted to be of unknown length on many levels costs its reader exponential time, so a
    stranger's bytes are asked this before anything else reads them.
    """
    inside = [(0, len(data))]  # where values begin, and the end of what holds them
    try:
        while inside:
            at, end = inside.pop()
            body = _after_tag(data, at)
            first = data[body]
            octets = first & 0x7F if first > _UNKNOWN else 0
            start = body + 1 + octets
            length = int.from_bytes(data[body + 1 : start]) if octets else first
            if first == _UNKNOWN or start + length > end:
                return False
            if at and start + length < end:
                inside.append((start + length, end))
            if length and data[at] & _CONSTRUCTED:
                inside.append((start, start + length))
    except IndexError:
        return False
    return True


def mend() -> None:
    """Once a process."""
    for kind in (core.Asn1Value, core.Primitive, core.Sequence, core.SequenceOf):
        if not hasattr(kind.dump, "__wrapped__"):
            kind.dump = _mended(kind.dump)


def _mended(dump: _Dump) -> _Dump:
    @wraps(dump)
    def mended(self: Any, force: bool = False) -> bytes:
        header = self._header
        if not force and header and header[-1] == _UNKNOWN and not is_of_unknown_length(header):
            contents: bytes = self.contents  # writes a changed value anew and drops its header
            if self._header is header:
                whole: bytes = header + contents + self._trailer
                return whole
        return dump(self, force)

    return mended
