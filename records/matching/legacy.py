"""Which writing a whole file is in, and opening it as if it had always been Unicode.

Importing this module makes the codecs known: `path.open(encoding=detect_encoding(start))` reads a
file of any of them, in constant memory.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from records.matching.legacy_letters import (
    PHRASE,
    decode_cp1258,
    decode_mojibake,
    decode_tcvn3,
    decode_vni,
    encode_tcvn3,
    encode_vni,
    restore_case,
    western_bytes,
)
from records.matching.syllables import is_syllable

__all__ = [
    "decode_cp1258", "decode_file_text", "decode_mojibake", "decode_tcvn3", "decode_vni",
    "detect_encoding", "detect_text", "encode_tcvn3", "encode_vni", "restore_case",
]  # fmt: skip

BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# The word of a table: no digits, and nothing that parts cells, names or dates.
WORD = re.compile(r"""[^\s\d,;:|"'()/.\\-]+""")
SURE = 0.6  # of the words with marks must be Vietnamese before a text is taken for an old one
LONGEST_LINE = 1 << 16  # bytes; a longer one is decoded in parts

# How the text of each writing becomes Unicode, once its bytes were read as Western letters.
TEXTS: dict[str, Callable[[str], str]] = {
    "tcvn3": decode_tcvn3,
    "vni": decode_vni,
    "cp1252-mojibake": decode_mojibake,
}


def detect_encoding(start: bytes) -> str:
    """The name of the codec that reads this file, judged by its first bytes (64 KB are plenty).

    `utf-8`, `utf-16` (or `-le`, `-be` where nothing announces it), `tcvn3`, `vni`, `cp1258`; and
    for old writing that a program saved as UTF-8: `tcvn3-utf8`, `vni-utf8`, `cp1252-mojibake`.
    """
    for bom, name in BOMS.items():
        if start.startswith(bom):
            return _inside(start) if name == "utf-8" else name
    if b"\0" in start:
        return "utf-16-le" if start[1::2].count(0) >= start[::2].count(0) else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return _best(start)
    return _inside(start)


def detect_text(texts: Iterable[str]) -> str:
    """The writing of cells that are Unicode already (a workbook's): `tcvn3`, `vni`,
    `cp1252-mojibake`, or empty for what needs no decoding."""
    sample = "\n".join(texts)
    if sample.isascii():
        return ""
    plain = _worth(sample)
    worths = {name: _worth(_each(sample, decode)) for name, decode in TEXTS.items()}
    best = max(worths, key=lambda name: worths[name])
    good, bad = worths[best]
    better = good - bad > plain[0] - plain[1]
    return best if better and good >= SURE * (good + bad) else ""


def decode_file_text(content: str | bytes, encoding: str) -> str:
    """A cell or a whole file in Unicode: text by `detect_text`, bytes by `detect_encoding`."""
    if isinstance(content, bytes):
        return content.decode(encoding, "replace")
    return _each(content, TEXTS[encoding]) if encoding else content


def _inside(start: bytes) -> str:
    writing = detect_text([start.decode("utf-8", "ignore")])
    return {"": "utf-8", "cp1252-mojibake": writing}.get(writing, f"{writing}-utf8")


def _best(start: bytes) -> str:
    """Of the readings of bytes that are no UTF-8; a damaged UTF-8 file remains one."""
    western = start.decode("latin-1")
    read = {
        "utf-8": start.decode("utf-8", "replace"),
        "tcvn3": decode_tcvn3(western),
        "vni": decode_vni(western),
        "cp1258": decode_cp1258(western),
    }
    worths = {name: _worth(text) for name, text in read.items()}
    return max(worths, key=lambda name: worths[name][0] - worths[name][1])


def _worth(text: str) -> tuple[int, int]:
    """How many of the words with marks are Vietnamese syllables, and how many are not."""
    words = [word for word in WORD.findall(text) if not word.isascii()]
    good = sum(map(is_syllable, words))
    return good, len(words) - good


def _each(text: str, decode: Callable[[str], str]) -> str:
    """Decoded phrase by phrase: some cells of an old file were written in Unicode since."""
    return PHRASE.sub(lambda phrase: _unless_unicode(phrase[0], decode), text)


def _unless_unicode(phrase: str, decode: Callable[[str], str]) -> str:
    if phrase.isascii() or western_bytes(phrase) is None:
        return phrase
    return decode(phrase)


class LineDecoder(codecs.BufferedIncrementalDecoder):
    """Decodes line by line, because a phrase tells whether it was written in capitals."""

    def __init__(self, to_unicode: Callable[[bytes], str], errors: str = "strict") -> None:
        super().__init__(errors)
        self.to_unicode = to_unicode

    def _buffer_decode(self, content: Any, errors: str, final: bool) -> tuple[str, int]:
        whole = len(content) if final else content.rfind(b"\n") + 1
        if not whole and len(content) > LONGEST_LINE:
            whole = content.rfind(b" ") + 1 or len(content)
        return self.to_unicode(content[:whole]), whole


def _of_bytes(decode: Callable[[str], str]) -> Callable[[bytes], str]:
    return lambda content: decode(content.decode("latin-1"))


def _of_utf8(decode: Callable[[str], str]) -> Callable[[bytes], str]:
    return lambda content: _each(content.decode("utf-8-sig", "surrogateescape"), decode)


CODECS: dict[str, Callable[[bytes], str]] = {
    "tcvn3": _of_bytes(decode_tcvn3),
    "vni": _of_bytes(decode_vni),
    "tcvn3-utf8": _of_utf8(decode_tcvn3),
    "vni-utf8": _of_utf8(decode_vni),
    "cp1252-mojibake": _of_utf8(decode_mojibake),
}


def _encode(text: str, errors: str = "strict") -> tuple[bytes, int]:
    raise UnicodeEncodeError("legacy", text, 0, len(text), "old writings are only read")


def _codec(name: str) -> codecs.CodecInfo | None:
    to_unicode = CODECS.get(name.replace("_", "-"))
    if to_unicode is None:
        return None
    return codecs.CodecInfo(
        _encode,
        lambda content, errors="strict": (to_unicode(bytes(content)), len(content)),
        incrementaldecoder=partial(LineDecoder, to_unicode),
        name=name,
    )


codecs.register(_codec)
