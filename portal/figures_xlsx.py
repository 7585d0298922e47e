"""Tables as an XLSX file whose texts stay texts and whose numbers can be reckoned with."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from portal.figure_tables import Change, Days, Share, Table, Value
from records.sheets import inert

HEAD = Font(bold=True)
NOTE = Alignment(wrap_text=True, vertical="top")
COUNT_FORMAT = "#,##0"
CHANGE_FORMAT = "+0.00%;-0.00%;0.00%"
SHARE_FORMAT = "0.00%"
DAYS_FORMAT = "#,##0.0"
NOTE_WIDTH = 70
COLUMN_WIDTH = 18


def workbook(tables: list[Table], *, scope: str, counted_on: date) -> BytesIO:
    """One sheet a table, and a last one that says what was counted, when and how."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        _fill(book.create_sheet(_sheet_name(table.title)), table)
    _explain(book.create_sheet(_("Giải thích")), tables, scope=scope, counted_on=counted_on)
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def put(cell: Cell, value: Value) -> None:
    """Write a value so that no spreadsheet program ever runs it."""
    if isinstance(value, int):
        cell.value, cell.number_format = value, COUNT_FORMAT
    elif isinstance(value, Days):
        cell.value, cell.number_format = value.number, DAYS_FORMAT
    elif isinstance(value, Change | Share):
        cell.value = value.percent / 100
        cell.number_format = CHANGE_FORMAT if isinstance(value, Change) else SHARE_FORMAT
    elif value:
        # Beside the apostrophe, the type itself: openpyxl takes "=" for a formula on its own.
        cell.value = inert(ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"


def _fill(sheet: Worksheet, table: Table) -> None:
    for place, label in enumerate(table.columns, start=1):
        head = _cell(sheet, 1, place)
        put(head, label)
        head.font, head.alignment = HEAD, NOTE
        sheet.column_dimensions[get_column_letter(place)].width = COLUMN_WIDTH
    for line, row in enumerate(table.rows, start=2):
        for place, value in enumerate(row, start=1):
            put(_cell(sheet, line, place), value)
    sheet.freeze_panes = "B2"


def _explain(sheet: Worksheet, tables: list[Table], *, scope: str, counted_on: date) -> None:
    lines: list[tuple[str, str]] = [
        (_("Phạm vi"), scope),
        (_("Ngày lập"), f"{counted_on:%d/%m/%Y}"),
        *((table.title, str(text)) for table in tables for text in table.definitions),
    ]
    for line, (name, text) in enumerate(lines, start=1):
        put(_cell(sheet, line, 1), name)
        put(_cell(sheet, line, 2), text)
        _cell(sheet, line, 1).alignment = _cell(sheet, line, 2).alignment = NOTE
    sheet.column_dimensions["A"].width = COLUMN_WIDTH * 2
    sheet.column_dimensions["B"].width = NOTE_WIDTH


def _cell(sheet: Worksheet, line: int, place: int) -> Cell:
    return sheet.cell(row=line, column=place)


def _sheet_name(title: str) -> str:
    """At most 31 letters, none of those that Excel forbids."""
    return "".join(sign for sign in title if sign not in "[]:*?/\\")[:31]
