"""Whole files of old writing are told apart, and opened as if they had always been Unicode."""

from __future__ import annotations

import codecs
import tracemalloc
import unicodedata
from pathlib import Path

import pytest

from records.matching.legacy import (
    LONGEST_LINE,
    decode_file_text,
    detect_encoding,
    detect_text,
    encode_tcvn3,
    encode_vni,
)

TABLE = (
    "full_name;date_of_birth;court;main_penalty\r\n"
    '"Nguyễn Văn Hùng";1990-01-02;Tòa án nhân dân tỉnh Cần Thơ;imprisonment\r\n'
    'TRẦN THỊ ÁNH;;"Tòa án nhân dân thành phố Hồ Chí Minh";fine\r\n'
)


def in_cp1258(text: str) -> bytes:
    """The tone of a vowel as a sign after it."""
    written = bytearray()
    for sign in text:
        *base, last = unicodedata.normalize("NFD", sign)
        if base and last in "\u0300\u0301\u0303\u0309\u0323":
            written += unicodedata.normalize("NFC", "".join(base)).encode("cp1258")
            written += last.encode("cp1258")
        elif base and "\u0323" in base:  # ệ is e, the dot below, the circumflex
            written += unicodedata.normalize("NFC", base[0] + last).encode("cp1258") + b"\xf2"
        else:
            written += sign.encode("cp1258")
    return bytes(written)


FILES = {
    "utf-8": TABLE.encode(),
    "utf-16": TABLE.encode("utf-16"),
    "utf-16-le": TABLE.encode("utf-16-le"),
    "utf-16-be": TABLE.encode("utf-16-be"),
    "tcvn3": encode_tcvn3(TABLE).encode("latin-1"),
    "vni": encode_vni(TABLE).encode("latin-1"),
    "cp1258": in_cp1258(TABLE),
    "tcvn3-utf8": encode_tcvn3(TABLE).encode(),
    "vni-utf8": encode_vni(TABLE).encode("utf-8"),
    "cp1252-mojibake": TABLE.encode().decode("latin-1").encode(),
}


@pytest.mark.parametrize(("encoding", "content"), FILES.items())
def test_a_file_is_told_by_its_words_and_opens(
    encoding: str, content: bytes, tmp_path: Path
) -> None:
    assert detect_encoding(content) == encoding
    file = tmp_path / "table.csv"
    file.write_bytes(content)
    with file.open(encoding=encoding, newline="") as opened:
        header = opened.readline()
        opened.seek(0)
        whole = opened.read()
    assert header == TABLE.splitlines(keepends=True)[0]
    assert unicodedata.normalize("NFC", whole) == TABLE
    assert (
        unicodedata.normalize("NFC", decode_file_text(content, encoding)).lstrip("\ufeff") == TABLE
    )


@pytest.mark.parametrize("encoding", ["utf-8", "tcvn3-utf8", "vni-utf8"])
def test_the_mark_at_the_start_of_a_file_changes_nothing(encoding: str) -> None:
    marked = codecs.BOM_UTF8 + FILES[encoding]
    assert detect_encoding(marked) == encoding
    assert decode_file_text(marked, encoding).lstrip("\ufeff") == TABLE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"full_name,court\nNGUYEN VAN AN,TAND",
        "René,Zoé,Müller,François".encode(),
        "René,Zoé,Müller,François".encode("latin-1"),
        TABLE.encode() + b"abc\xff,Tr\xe9\n",  # a few bad bytes make it no old file
        TABLE.encode()[:-20] + "ễ".encode()[:2],  # cut within a letter
    ],
)
def test_what_is_not_clearly_old_is_utf_8(content: bytes) -> None:
    assert detect_encoding(content) == "utf-8"


def test_cells_of_a_workbook_are_judged_together() -> None:
    cells = ["full_name", "Nguyễn Văn Hùng", "Tòa án nhân dân"]
    assert detect_text(cells) == ""
    assert detect_text(map(encode_tcvn3, cells)) == "tcvn3"
    assert detect_text(map(encode_vni, cells)) == "vni"
    assert decode_file_text("Vò Tó", "tcvn3") == "Vũ Tú"
    assert decode_file_text("abc", "") == "abc"


def test_a_cell_that_is_unicode_already_stays_in_an_old_file() -> None:
    cells = [encode_tcvn3("Nguyễn Văn Hùng"), "Trần Thị Hường", encode_tcvn3("Lê Hữu Đạt")]
    content = "\n".join(cells).encode()
    assert detect_encoding(content) == "tcvn3-utf8"
    assert decode_file_text(content, "tcvn3-utf8").splitlines() == [
        "Nguyễn Văn Hùng", "Trần Thị Hường", "Lê Hữu Đạt",
    ]  # fmt: skip


def test_letters_are_whole_however_the_file_is_cut() -> None:
    for encoding in ("tcvn3", "vni", "tcvn3-utf8", "vni-utf8", "cp1252-mojibake"):
        decoder = codecs.getincrementaldecoder(encoding)()
        parts = [decoder.decode(FILES[encoding][at : at + 1]) for at in range(len(FILES[encoding]))]
        assert "".join(parts) + decoder.decode(b"", final=True) == TABLE


def test_a_line_without_end_does_not_fill_the_memory() -> None:
    decoder = codecs.getincrementaldecoder("vni")()
    tracemalloc.start()
    for _ in range(200):
        decoder.decode(b"Nguye\xe3n " * 1000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * LONGEST_LINE


def test_old_writings_are_only_read() -> None:
    with pytest.raises(UnicodeEncodeError):
        "Nguyễn".encode("tcvn3")
