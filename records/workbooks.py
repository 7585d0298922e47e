"""XLSX files: looked over before anything of them is unpacked into memory, then read row by row."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

# More is sent as CSV, which is read in constant memory.
MOST_ROWS = 100_000
MOST_UNPACKED = 1_000_000_000
# The texts of all cells are held in memory by the reading library.
MOST_SHARED_TEXT = 150_000_000
SHARED_TEXT = "xl/sharedStrings.xml"
SHEETS = "xl/worksheets/"
CHUNK = 1 << 20
DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError)
ROW_MARKS = (b"<row ", b"<row>")


class Unreadable(Exception):
    """The file as a whole cannot be read; the message names why."""


def workbook_lines(path: Path) -> Iterator[list[str]]:
    """The lines of the first sheet, each cell as it would be typed."""
    _look_over(path)
    # By its content: the library would go by the ending of the name.
    with path.open("rb") as file:
        try:
            book = load_workbook(file, read_only=True, data_only=True)
            sheet = book.worksheets[0]
        except Exception as error:
            raise Unreadable("not_xlsx") from error
        # What a sheet says of its own size may be wrong, and would cut rows off.
        sheet.reset_dimensions()
        for line in sheet.iter_rows(values_only=True):
            yield [_cell_text(value) for value in line]


def _look_over(path: Path) -> None:
    """Refuse what is no workbook, unpacks to too much, declares entities or has too many rows."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            shared = sum(part.file_size for part in parts if part.filename == SHARED_TEXT)
            if unpacked > MOST_UNPACKED or shared > MOST_SHARED_TEXT:
                raise Unreadable("too_large")
            rows = [_rows(archive, part) for part in parts if part.filename.endswith(".xml")]
    except DAMAGED as error:
        raise Unreadable("not_xlsx") from error
    if max(rows, default=0) > MOST_ROWS + 1:
        raise Unreadable("too_many_rows")


def _rows(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """How many rows a part holds; reading it to its end also checks its sum."""
    rows = 0
    tail = b""
    is_sheet = part.filename.startswith(SHEETS)
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            window = tail + chunk
            if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
                raise Unreadable("not_xlsx")
            if is_sheet:
                rows += sum(window.count(mark) - tail.count(mark) for mark in ROW_MARKS)
            tail = window[-16:]
    return rows


def _cell_text(value: Any) -> str:
    """The cell as it would be typed: days in ISO form, whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
