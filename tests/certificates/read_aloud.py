"""A page as a screen reader gets it: its structure walked in order, with what stands in each part.

Only what hangs on the structure is read; a picture by its description, a table's cell with the
headings it belongs to.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from tests.certificates.page_samples import rendered

PAGE = Path("docs/certificate-aloud.md")
SHOWN = {
    "1-signed": "Form No. 1 by a deputy, with pictures of signature and seal",
    "1-record": "Form No. 1 with a record",
    "2-everything": "Form No. 2 with judgments and bans",
}
HEAD = """# The certificate read aloud

What a screen reader gets of a page, in its order, from the file's structure tree. `python -m \
tools.certificate_pages aloud` writes this page, `tests/certificates/test_reading_aloud.py` holds \
it. In brackets: what kind of part a line is, as it is announced; a line without is a paragraph. \
The running foot and the pages' numbers are not read. Where a justified line ends, the file has no \
space; readers put one in because the next word stands on another line, and so does this page.
"""

_NAMES = {
    "/H1": "heading 1",
    "/H2": "heading 2",
    "/Figure": "picture",
    "/Form": "signature field",
    "/Table": "table",
}


def document() -> str:
    parts = [HEAD]
    for kind, title in SHOWN.items():
        text = "\n".join(lines(rendered(kind).pdf))
        parts.append(f"## {title}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def lines(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return list(Reader(file).read(file.Root.StructTreeRoot.K))


def _decoder(font: Any) -> dict[int, str]:
    """From a font's two-byte codes to letters, by its own table."""
    table: dict[int, str] = {}
    for one in pikepdf.parse_content_stream(font.ToUnicode):
        values = [bytes(text) for text in one.operands if isinstance(text, pikepdf.String)]
        if str(one.operator) == "endbfchar":
            for code, text in zip(values[::2], values[1::2], strict=True):
                table[int.from_bytes(code)] = text.decode("utf-16-be")
    return table


class Reader:
    def __init__(self, file: pikepdf.Pdf) -> None:
        self._marks = {page.objgen: _marked(page) for page in file.pages}
        self._headings = {
            bytes(one.ID): " ".join(self._text(one).split())
            for one in file.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/TH" and "/ID" in one
        }

    def read(self, element: Any) -> Iterator[str]:
        for one in _each(element):
            name = str(one.S)
            if name in ("/P", "/H1", "/H2"):
                text = " ".join(self._text(one).split())
                said = f"[{_NAMES[name]}] " if name in _NAMES else ""
                if text:
                    yield said + text
            elif name in ("/Figure", "/Form"):
                yield f"[{_NAMES[name]}] {one.Alt}"
            elif name == "/Table":
                yield f"[table] columns: {'; '.join(self._columns(one))}"
                yield from self._rows(one)
            else:
                yield from self.read(one.get("/K"))

    def _columns(self, table: Any) -> list[str]:
        return [" ".join(self._text(one).split()) for one in _of(table, "/TH")]

    def _rows(self, table: Any) -> Iterator[str]:
        for row in _of(table, "/TR"):
            cells = list(_of(row, "/TD"))
            if cells:
                yield "[row] " + "; ".join(map(self._cell, cells))

    def _cell(self, cell: Any) -> str:
        headings = [self._headings[bytes(one)] for one in cell.A.Headers]
        return f"{' '.join(headings)}: {' '.join(self._text(cell).split())}"

    def _text(self, element: Any) -> str:
        found, line = [], None
        for mark in self._below(element):
            if line not in (None, mark.line):
                found.append(" ")
            found.append(mark.text)
            line = mark.line
        return "".join(found)

    def _below(self, element: Any) -> Iterator[Mark]:
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary):
                yield from self._below(kid)
            elif int(kid) in self._marks[element.Pg.objgen]:
                yield self._marks[element.Pg.objgen][int(kid)]


def _each(element: Any) -> Iterator[Any]:
    if isinstance(element, pikepdf.Array):
        for one in element:
            yield from _each(one)
    elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
        yield element


def _of(element: Any, kind: str) -> Iterator[Any]:
    for one in _each(element.get("/K")):
        if kind == one.S:
            yield one
        else:
            yield from _of(one, kind)


@dataclass
class Mark:
    """What stands under one mark of a page, and on which line."""

    line: float
    text: str = ""


def _marked(page: pikepdf.Page) -> dict[int, Mark]:
    fonts = {name: _decoder(font) for name, font in page.Resources.Font.items()}
    marks: dict[int, Mark] = {}
    number, font, line = None, {}, 0.0
    for one in pikepdf.parse_content_stream(page):
        operands: Any = one.operands
        match str(one.operator):
            case "BDC":
                number = int(operands[1].MCID) if "/MCID" in operands[1] else None
            case "BMC":
                number = None
            case "Tf":
                font = fonts[str(operands[0])]
            case "Tm":
                line = float(operands[5])
            case "Tj" | "TJ" if number is not None:
                marks.setdefault(number, Mark(line)).text += _letters(operands[0], font)
    return marks


def _letters(shown: Any, font: dict[int, str]) -> str:
    strings = shown if isinstance(shown, pikepdf.Array) else [shown]
    data = b"".join(bytes(one) for one in strings if isinstance(one, pikepdf.String))
    codes = (data[at : at + 2] for at in range(0, len(data), 2))
    return "".join(font[int.from_bytes(code)] for code in codes)
