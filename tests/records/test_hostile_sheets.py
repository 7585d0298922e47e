"""Files that are no tables, or tables made to harm: refused by name, and no memory filled."""

from __future__ import annotations

import tracemalloc
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from records import workbooks
from records.set_aside import active, inert
from records.sheets import LONGEST_LINE, Unreadable, open_sheet
from tests.records.sent_tables import OLD_WORKBOOK, bomb


@pytest.fixture
def book(tmp_path: Path) -> Path:
    made = Workbook()
    made.active.append(["full_name", "judgment_no"])
    for number in range(5):
        made.active.append(["Nguyễn Văn An", f"{number}/2015"])
    path = tmp_path / "a.xlsx"
    made.save(path)
    return path


def refused(path: Path) -> str:
    with pytest.raises(Unreadable) as refusal:
        list(open_sheet(path).rows)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.xls", OLD_WORKBOOK, "old_excel"),
        ("a.csv", OLD_WORKBOOK, "old_excel"),
        ("a.csv", b"PK\x03\x04 is no archive", "not_xlsx"),
        ("a.csv", b"full_name\0,judgment_no\nAn,1\n" + b"x" * 100, "not_a_table"),
        ("a.csv", b"x" * (LONGEST_LINE + 10) + b"\nAn,1\n", "not_a_table"),
    ],
)
def test_what_is_no_table_is_refused_by_name(tmp_path, name, content, problem) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refused(path) == problem


def test_a_workbook_is_known_by_its_bytes_not_by_its_name(book: Path) -> None:
    renamed = book.rename(book.with_suffix(".csv"))
    assert len(list(open_sheet(renamed).rows)) == 5


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bom.xlsx"
    path.write_bytes(bomb(says=2**31))
    assert refused(path) == "too_large"


def test_a_spreadsheet_of_more_rows_is_asked_for_as_csv(book, monkeypatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 5)
    assert len(list(open_sheet(book).rows)) == 5
    monkeypatch.setattr(workbooks, "MOST_ROWS", 4)
    assert refused(book) == "too_many_rows"


def test_a_workbook_that_declares_entities_is_refused(book: Path) -> None:
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("xl/evil.xml", '<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>')
    assert refused(book) == "not_xlsx"


def test_a_damaged_workbook_is_refused_before_a_row_of_it_is_taken(book: Path) -> None:
    content = bytearray(book.read_bytes())
    start = content.index(b"xl/worksheets/sheet1.xml") + 40
    content[start : start + 20] = b"\xff" * 20
    book.write_bytes(content)
    assert refused(book) == "not_xlsx"


def test_a_sheet_that_lies_about_its_size_loses_no_rows(book: Path) -> None:
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b'ref="A1:B6"', b'ref="A1:A2"')
    with zipfile.ZipFile(book, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    rows = list(open_sheet(book).rows)
    assert [row.cells["judgment_no"] for row in rows] == [f"{at}/2015" for at in range(5)]


def test_a_cell_of_a_hundred_megabytes_sets_its_row_aside_and_fills_no_memory(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("full_name,judgment_no\nAn,1\n")
        for _megabyte in range(100):
            file.write("x" * (1 << 20))
        file.write(",2\nBa,3\n")
    tracemalloc.start()
    rows = list(open_sheet(path).rows)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [row.problem for row in rows] == ["", "too_long", ""]
    assert rows[2].cells == {"full_name": "Ba", "judgment_no": "3"}
    assert peak < 30 << 20


def test_a_formula_is_a_text_on_the_way_in_and_inert_on_the_way_out(tmp_path: Path) -> None:
    """Threat 22."""
    made = Workbook()
    made.active.append(["full_name"])
    made.active.append(['=HYPERLINK("http://x","An")'])
    path = tmp_path / "a.xlsx"
    made.save(path)
    # A formula that was never computed has no value to take.
    assert list(open_sheet(path).rows) == []
    assert active(inert("=1+1")) == "=1+1"
