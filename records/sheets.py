"""Tables that people send: read row by row whatever their size, and written without harm.

A cell that a spreadsheet would run as a formula is written with an apostrophe before it, and read
without: so what was set aside can be mended and sent again.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

# What Excel, LibreOffice and Google Sheets take for the start of a formula; NFKC brings the
# full-width forms to these.
FORMULA_SIGNS = ("=", "+", "-", "@", "|", "\t", "\r", "\n", "\0")
DELIMITERS = (",", ";", "\t")
# Longer than any honest cell: an open quotation mark must not swallow the file.
LONGEST_CELL = 100_000


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says what to do."""


@dataclass(frozen=True)
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


def inert(text: str) -> str:
    """The text so that no spreadsheet runs it."""
    opening = unicodedata.normalize("NFKC", text)
    starts = opening.startswith(FORMULA_SIGNS) or opening.lstrip().startswith(FORMULA_SIGNS)
    return f"'{text}" if starts else text


def active(text: str) -> str:
    """What `inert` was given."""
    return text[1:] if text.startswith("'") and inert(text[1:]) == text else text


def open_sheet(path: Path) -> Sheet:
    """The first sheet of an XLSX file, or a CSV file; the first line names the columns."""
    lines = _xlsx_lines(path) if path.suffix.lower() == ".xlsx" else _csv_lines(path)
    header = next(lines, None)
    if header is None or isinstance(header, str):
        raise Unreadable("empty")
    columns = [_column(cell) for cell in header]
    named = [column for column in columns if column]
    if len(set(named)) != len(named):
        raise Unreadable("columns_twice")
    return Sheet(columns=named, rows=_rows(columns, lines))


def write_rows(path: Path, *, columns: Iterable[str]) -> RejectedRows:
    return RejectedRows(path, [*columns, "row", "reason"])


class RejectedRows:
    """The rows set aside, as a CSV file that appears only if there is one."""

    def __init__(self, path: Path, columns: list[str]) -> None:
        self.path = path
        self._columns = columns
        self._file: Any = None

    def __enter__(self) -> RejectedRows:
        self.path.unlink(missing_ok=True)
        return self

    def __exit__(self, *_error: object) -> None:
        if self._file:
            self._file.close()

    def add(self, row: Row, reason: str) -> None:
        if self._file is None:
            self._file = self.path.open(
                "w", encoding="utf-8-sig", errors="surrogateescape", newline=""
            )
            self._writer = csv.writer(self._file)
            self._writer.writerow(self._columns)
        values: Mapping[str, str] = {**row.cells, "row": str(row.number), "reason": reason}
        self._writer.writerow([inert(values.get(column, "")) for column in self._columns])


def _column(cell: str) -> str:
    return "_".join(unicodedata.normalize("NFC", cell).strip().lower().split())


def _rows(columns: list[str], lines: Iterator[list[str] | str]) -> Iterator[Row]:
    number = 0
    for line in lines:
        if isinstance(line, str):
            number += 1
            yield Row(number, {}, problem=line)
            continue
        if not any(cell.strip() for cell in line):
            continue
        number += 1
        cells = {
            column: active(cell) for column, cell in zip(columns, line, strict=False) if column
        }
        overflow = any(cell.strip() for cell in line[len(columns) :])
        yield Row(number, cells, problem="too_many_cells" if overflow else "")


def _csv_lines(path: Path) -> Iterator[list[str] | str]:
    """The lines of a CSV file in UTF-8; a text in place of a line names what is wrong with it."""
    csv.field_size_limit(LONGEST_CELL)
    # Bytes that are no UTF-8 travel as surrogates, and their row alone is set aside.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        start = file.readline()
        file.seek(0)
        delimiter = max(DELIMITERS, key=start.count)
        reader = csv.reader(file, delimiter=delimiter)
        while True:
            try:
                yield next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield "not_csv"


def _xlsx_lines(path: Path) -> Iterator[list[str] | str]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise Unreadable("not_xlsx") from error
    try:
        for line in book.worksheets[0].iter_rows(values_only=True):
            yield [_cell_text(value) for value in line]
    finally:
        book.close()


def _cell_text(value: Any) -> str:
    """The cell as it would be typed: days in ISO form, whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
