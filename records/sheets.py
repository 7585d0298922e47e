"""Tables that people send: read row by row whatever their size, their form and their letters."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from records.matching.legacy import decode_file_text, detect_encoding, detect_text
from records.matching.legacy_letters import western_bytes
from records.set_aside import active, inert
from records.workbooks import Unreadable, workbook_lines

__all__ = ["Row", "Sheet", "Unreadable", "inert", "open_sheet"]

DELIMITERS = (",", ";", "\t")
# Longer than any honest cell or line: an open quotation mark must not swallow the file, and no
# line fills the memory.
LONGEST_CELL = 100_000
LONGEST_LINE = 1_000_000
# How files begin, whatever they are called.
ZIP = b"PK\x03\x04"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
JUDGED_BY = 1 << 16  # bytes of a file that tell its letters; of a workbook so many lines
LINES_JUDGED_BY = 300
MOSTLY = 1 / 3
LETTERS_IN_UTF_8 = frozenset({"tcvn3-utf8", "vni-utf8", "cp1252-mojibake"})
# What was read in other letters than Unicode, as the report names them.
LEGACY = {
    "tcvn3": "TCVN3",
    "tcvn3-utf8": "TCVN3",
    "vni": "VNI",
    "vni-utf8": "VNI",
    "cp1258": "Windows-1258",
    "cp1252-mojibake": "Windows-1252",
}


# The cells of a line, or in their place a word for what is wrong with it.
Line = list[str] | str


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number from 1 under the header, its cells by column, and what is wrong."""

    number: int
    cells: dict[str, str]
    problem: str = ""


@dataclass(frozen=True)
class Sheet:
    """A file that is open for reading once; `converted_from` names letters before Unicode."""

    columns: list[str]
    rows: Iterator[Row]
    converted_from: str = ""


def open_sheet(path: Path, *, skip: int = 0) -> Sheet:
    """The first sheet of an XLSX file, or a CSV file; the first line names the columns.

    `skip` rows under the header are left out, and counted.
    """
    lines, letters = _lines(path)
    header = next(lines, None)
    if header is None:
        raise Unreadable("empty")
    if isinstance(header, str) or any("\0" in cell for cell in header):
        raise Unreadable("not_a_table")
    columns = [_column(cell) for cell in header]
    named = [column for column in columns if column]
    if len(set(named)) != len(named):
        raise Unreadable("columns_twice")
    rows = _rows(columns, lines, skip=skip)
    return Sheet(columns=named, rows=rows, converted_from=LEGACY.get(letters, ""))


def _column(cell: str) -> str:
    return "_".join(unicodedata.normalize("NFC", cell).strip().lower().split())


def _rows(columns: list[str], lines: Iterator[Line], *, skip: int) -> Iterator[Row]:
    number = 0
    for line in lines:
        if isinstance(line, list) and not any(map(str.strip, line)):
            continue
        number += 1
        if number > skip:
            yield _row(number, columns, line)


def _row(number: int, columns: list[str], line: Line) -> Row:
    if isinstance(line, str):
        return Row(number, {}, problem=line)
    cells = {
        column: active(cell) if cell[:1] == "'" else cell
        for column, cell in zip(columns, line, strict=False)
        if column
    }
    overflow = any(cell.strip() for cell in line[len(columns) :])
    return Row(number, cells, problem="too_many_cells" if overflow else "")


def _lines(path: Path) -> tuple[Iterator[Line], str]:
    """The lines of the table, and in which letters the file is written."""
    with path.open("rb") as file:
        start = file.read(JUDGED_BY)
    if start.startswith(OLD_EXCEL):
        raise Unreadable("old_excel")
    if start.startswith(ZIP) or path.suffix.lower() == ".xlsx":
        return _decoded(workbook_lines(path))
    encoding = _encoding(start)
    return _csv_lines(path, encoding=encoding), encoding


def _encoding(start: bytes) -> str:
    """A file is converted as a whole or not at all; one odd cell says nothing."""
    if not start.startswith(UTF_16) and 4 * start.count(0) < len(start):
        start = start.replace(b"\0", b"")
    encoding = detect_encoding(start)
    if encoding in LETTERS_IN_UTF_8 and not _mostly_old([start.decode("utf-8", "ignore")]):
        return "utf-8"
    return encoding


def _mostly_old(texts: list[str]) -> bool:
    """Whether few words with marks could only have been written in Unicode."""
    marked = [word for text in texts for word in text.split() if not word.isascii()]
    new = sum(western_bytes(word) is None for word in marked)
    return new < MOSTLY * len(marked)


def _decoded(lines: Iterator[list[str]]) -> tuple[Iterator[Line], str]:
    """The lines of a workbook; its letters are told by the first of them."""
    first = list(islice(lines, LINES_JUDGED_BY))
    cells = [cell for line in first for cell in line]
    letters = detect_text(cells)
    whole = chain(first, lines)
    if not letters or not _mostly_old(cells):
        return whole, ""
    return ([decode_file_text(cell, letters) for cell in line] for line in whole), letters


def _csv_lines(path: Path, *, encoding: str) -> Iterator[Line]:
    csv.field_size_limit(LONGEST_CELL)
    # Bytes that are no UTF-8 travel as surrogates, and their row alone is set aside.
    errors = "surrogateescape" if encoding == "utf-8" else "replace"
    encoding = "utf-8-sig" if encoding == "utf-8" else encoding
    with path.open(encoding=encoding, errors=errors, newline="") as file:
        start = file.readline(LONGEST_LINE)
        delimiter = max(DELIMITERS, key=start.count)
        file.seek(0)
        reader = csv.reader(BoundedLines(file), delimiter=delimiter)
        while True:
            try:
                yield next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield "too_long" if str(error) == "too_long" else "not_csv"


class BoundedLines:
    """The lines of a text; one too long is read past, and the next one can still be read."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def __iter__(self) -> BoundedLines:
        return self

    def __next__(self) -> str:
        line = self._file.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            while (rest := self._file.readline(LONGEST_LINE)) and not rest.endswith("\n"):
                pass
            raise csv.Error("too_long")
        return line
