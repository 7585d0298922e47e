"""The rows that could not be taken: beside their file, with the reason, so that they can be mended.

A cell that a spreadsheet would run as a formula is written with an apostrophe before it, and read
without: so what was set aside can be mended and sent again.
"""

from __future__ import annotations

import csv
import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
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
        if end := self._end_of_kept():
            os.truncate(self.path, end)
            self._open("a")
        else:
            self.path.unlink(missing_ok=True)
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
            self._open("w")
            # The sender chose the names of columns, too.
            self._writer.writerow([inert(column) for column in self._columns])
        self._writer.writerow(line)

    def _open(self, mode: str) -> None:
        self.any = True
        # The mark at the start stands before the header, and so not where an older file goes on.
        encoding = "utf-8-sig" if mode == "w" else "utf-8"
        self._file = self.path.open(mode, encoding=encoding, errors="surrogateescape", newline="")
        self._writer = csv.writer(self._file)

    def _end_of_kept(self) -> int:
        """Where in the file of an earlier call the rows end that are not read again: those after
        come again, and the last of them may be torn. 0: nothing is kept."""
        if not self._keep or not self.path.exists():
            return 0
        kept = read = 0

        def lines() -> Iterator[str]:
            nonlocal read
            for line in file:
                read += len(line)
                yield line.decode(errors="surrogateescape")

        with self.path.open("rb") as file, suppress(csv.Error):
            rows = csv.reader(lines())
            next(rows, None)
            for row in rows:
                if len(row) != len(self._columns) or not row[-2].isdecimal():
                    break
                if int(row[-2]) > self._keep:
                    break
                kept = read
        return kept
