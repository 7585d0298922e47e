"""The rows that could not be taken: beside their file, with the reason, so that they can be mended.

A cell that a spreadsheet would run as a formula is written with an apostrophe before it, and read
without: so what was set aside can be mended and sent again.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from records.sheets import Row

# What Excel, LibreOffice and Google Sheets take for the start of a formula; NFKC brings the
# full-width forms to these.
FORMULA_SIGNS = ("=", "+", "-", "@", "|", "\t", "\r", "\n", "\0")


def inert(text: str) -> str:
    """The text so that no spreadsheet runs it."""
    opening = unicodedata.normalize("NFKC", text)
    starts = opening.startswith(FORMULA_SIGNS) or opening.lstrip().startswith(FORMULA_SIGNS)
    return f"'{text}" if starts else text


def active(text: str) -> str:
    """What `inert` was given."""
    return text[1:] if text.startswith("'") and inert(text[1:]) == text else text


class RejectedRows:
    """The rows set aside, as a CSV file that appears only if there is one.

    `keep`: how many rows of the sent file were taken in before; those of them that were set aside
    stay, so that an import can stop and go on.
    """

    def __init__(self, path: Path, *, columns: Iterable[str], keep: int = 0) -> None:
        self.path = path
        self.any = False
        self._columns = [*columns, "row", "reason"]
        self._keep = keep
        self._file: Any = None

    def __enter__(self) -> RejectedRows:
        before = self._before()
        self.path.unlink(missing_ok=True)
        for line in before:
            self._write(line)
        return self

    def __exit__(self, *_error: object) -> None:
        if self._file:
            self._file.close()

    def add(self, row: Row, reason: str) -> None:
        values: Mapping[str, str] = {**row.cells, "row": str(row.number), "reason": reason}
        self._write([inert(values.get(column, "")) for column in self._columns])

    def flush(self) -> None:
        """What was set aside must not be lost with the process."""
        if self._file:
            self._file.flush()

    def _write(self, line: list[str]) -> None:
        if self._file is None:
            self.any = True
            self._file = self.path.open(
                "w", encoding="utf-8-sig", errors="surrogateescape", newline=""
            )
            self._writer = csv.writer(self._file)
            # The sender chose the names of columns, too.
            self._writer.writerow([inert(column) for column in self._columns])
        self._writer.writerow(line)

    def _before(self) -> list[list[str]]:
        """The lines of an earlier call; those past `keep` come again."""
        if not self._keep or not self.path.exists():
            return []
        with self.path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            _header, *lines = csv.reader(file)
        return [line for line in lines if int(line[-2]) <= self._keep]
