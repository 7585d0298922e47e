"""Rows that leave the register as a file: CSV or XLSX in which no cell is ever run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from common.dates import VIETNAM
from records.sheets import inert

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"

Value = str | int | date | datetime | Sequence[str] | None


def table_file(
    columns: Sequence[str], rows: Iterable[Sequence[Value]], *, name: str, file_format: str
) -> HttpResponse:
    """The table as a download that nobody's cache keeps."""
    texts = ([cell_text(value) for value in row] for row in rows)
    xlsx = file_format == "xlsx"
    content = _xlsx(columns, texts) if xlsx else _csv(columns, texts)
    answer = HttpResponse(content, content_type=XLSX if xlsx else CSV)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{"xlsx" if xlsx else "csv"}"'
    answer["Cache-Control"] = "no-store"
    return answer


def cell_text(value: Value) -> str:
    """A value as the columns of contracts section 4 write it: ISO days, lists by the semicolon."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | int):
        return str(value)
    return "; ".join(value)


def _csv(columns: Sequence[str], rows: Iterable[list[str]]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([inert(text) for text in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _xlsx(columns: Sequence[str], rows: Iterable[list[str]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(list(columns))
    for row in rows:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=inert(ILLEGAL_CHARACTERS_RE.sub("", text)))
            # Beside the apostrophe, the type itself: openpyxl takes "=" for a formula on its own.
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
