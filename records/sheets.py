"""Tables that people send: read row by row whatever their size, their form and their letters."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

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


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number from 1 under the header, its cells by column, and what is wrong."""

    number: int
    cells: dict[str, str]
    problem: str = ""


@dataclass(frozen=True)
class Sheet:
    """A file that is open for reading once."""

    columns: list[str]
    rows: Iterator[Row]
    converted_from: str = ""


def open_sheet(path: Path, *, skip: int = 0) -> Sheet:
    """The first sheet of an XLSX file, or a CSV file; the first line names the columns.

    `skip` rows under the header are left out, and counted.
    """
    lines = _lines(path)
    header = next(lines, None)
    if header is None:
        raise Unreadable("empty")
    if isinstance(header, str) or any("\0" in cell for cell in header):
        raise Unreadable("not_a_table")
    columns = [_column(cell) for cell in header]
    named = [column for column in columns if column]
    if len(set(named)) != len(named):
        raise Unreadable("columns_twice")
    return Sheet(columns=named, rows=_rows(columns, lines, skip=skip))


def _column(cell: str) -> str:
    return "_".join(unicodedata.normalize("NFC", cell).strip().lower().split())


def _rows(columns: list[str], lines: Iterator[list[str] | str], *, skip: int) -> Iterator[Row]:
    number = 0
    for line in lines:
        if isinstance(line, list) and not any(map(str.strip, line)):
            continue
        number += 1
        if number > skip:
            yield _row(number, columns, line)


def _row(number: int, columns: list[str], line: list[str] | str) -> Row:
    if isinstance(line, str):
        return Row(number, {}, problem=line)
    cells = {
        column: active(cell) if cell[:1] == "'" else cell
        for column, cell in zip(columns, line, strict=False)
        if column
    }
    overflow = any(cell.strip() for cell in line[len(columns) :])
    return Row(number, cells, problem="too_many_cells" if overflow else "")


def _lines(path: Path) -> Iterator[list[str] | str]:
    """The lines of the table; a text in place of a line names what is wrong with it."""
    with path.open("rb") as file:
        start = file.read(len(ZIP))
    if start == OLD_EXCEL:
        raise Unreadable("old_excel")
    if start == ZIP or path.suffix.lower() == ".xlsx":
        return iter(workbook_lines(path))
    return _csv_lines(path, encoding="utf-16" if start[:2] in UTF_16 else "utf-8-sig")


def _csv_lines(path: Path, *, encoding: str) -> Iterator[list[str] | str]:
    csv.field_size_limit(LONGEST_CELL)
    # Bytes that are no UTF-8 travel as surrogates, and their row alone is set aside.
    errors = "surrogateescape" if encoding == "utf-8-sig" else "replace"
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
