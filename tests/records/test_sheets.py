"""Tables that people send: read whatever their form, written so that no spreadsheet runs them."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from records.set_aside import RejectedRows, active, inert
from records.sheets import Row, Unreadable, open_sheet

HOSTILE = [
    "=1+1",
    "+84912345678",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\N{FULLWIDTH EQUALS SIGN}1+1",
    "\N{FULLWIDTH PLUS SIGN}1",
    "\0=1",
    '=HYPERLINK("http://evil","x")',
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert inert(text) == f"'{text}"
    assert active(inert(text)) == text


@pytest.mark.parametrize("text", ["", "Nguyễn Văn An", "12/3", "'tis", "a=b"])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert inert(text) == text
    assert active(text) == text


@given(st.text(max_size=30))
def test_every_text_survives_the_way_out_and_in(text: str) -> None:
    if not (text.startswith("'") and inert(text[1:]) == text):
        assert active(inert(text)) == text


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_csv_is_read_with_any_usual_delimiter(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    path = tmp_path / "a.csv"
    lines = [["Full Name", "Number"], ["Nguyễn Văn An", "1"], ["", ""], ["Lê Thị Ba", "2"]]
    text = "\n".join(delimiter.join(line) for line in lines)
    path.write_text(text, encoding=encoding)
    sheet = open_sheet(path)
    assert sheet.columns == ["full_name", "number"]
    assert list(sheet.rows) == [
        Row(1, {"full_name": "Nguyễn Văn An", "number": "1"}),
        Row(2, {"full_name": "Lê Thị Ba", "number": "2"}),
    ]


def test_xlsx_cells_read_as_they_would_be_typed(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["number", "issued_on", "until", "type", "none"])
    issued = datetime(2014, 3, 1)  # noqa: DTZ001 (a spreadsheet knows no zones)
    book.active.append([12, issued, date(2015, 1, 2), 1.0, None])
    path = tmp_path / "a.xlsx"
    book.save(path)
    [row] = open_sheet(path).rows
    assert row.cells == {
        "number": "12",
        "issued_on": "2014-03-01",
        "until": "2015-01-02",
        "type": "1",
    }


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b"number,number\n1,2\n", "columns_twice"),
        ("a.xlsx", b"this is no zip archive", "not_xlsx"),
    ],
)
def test_a_file_that_is_no_table_is_named_so(
    tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=problem):
        open_sheet(path)


def test_a_line_with_too_many_cells_is_marked(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2,3\n1,2,\n1\n", encoding="utf-8")
    assert [row.problem for row in open_sheet(path).rows] == ["too_many_cells", "", ""]


def test_an_open_quotation_mark_does_not_swallow_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n"1,2\n' + "1,2\n" * 100_000, encoding="utf-8")
    rows = list(open_sheet(path).rows)
    assert rows[0].problem == "not_csv"
    assert len(rows) > 50_000


@pytest.mark.parametrize("torn", ["", '5,"half', "half", "b,4"])
def test_rejected_rows_go_on_where_the_last_whole_part_ended(tmp_path: Path, torn: str) -> None:
    path = tmp_path / "rejected.csv"
    with RejectedRows(path, columns=["name"]) as rejected:
        for number in (1, 3, 4):
            rejected.add(Row(number, {"name": f"Nguyễn\n{number}"}), "bad")
    with path.open("a", encoding="utf-8") as file:
        file.write(torn)
    with RejectedRows(path, columns=["name"], keep=3) as rejected:
        assert rejected.any
        rejected.add(Row(4, {"name": "again"}), "bad")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [(row["row"], row["name"]) for row in csv.DictReader(file)]
    assert rows == [("1", "Nguyễn\n1"), ("3", "Nguyễn\n3"), ("4", "again")]


def test_rejected_rows_of_an_earlier_reading_are_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "rejected.csv"
    for keep in (0, 1):
        with RejectedRows(path, columns=["name"], keep=keep) as rejected:
            rejected.add(Row(keep + 2, {"name": f"part {keep}"}), "bad")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert [row["name"] for row in csv.DictReader(file)] == ["part 1"]


def test_rejected_rows_are_written_inert_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    with RejectedRows(path, columns=["name"]) as rejected:
        rejected.add(Row(3, {"name": "=cmd()"}), "-lý do")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["name", "row", "reason"], ["'=cmd()", "3", "'-lý do"]]
    [row] = open_sheet(path).rows
    assert row.cells["name"] == "=cmd()"


def test_without_rejected_rows_an_older_list_goes_away(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("old", encoding="utf-8")
    with RejectedRows(path, columns=["name"]):
        pass
    assert not path.exists()
