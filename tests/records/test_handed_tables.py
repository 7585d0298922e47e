"""Lists leave the register through few doors, and each door writes down what leaves."""

from __future__ import annotations

import ast
from datetime import date, datetime
from pathlib import Path

import pytest

from common.dates import VIETNAM
from records.handed_tables import cell_text

RECORDS = Path(__file__).resolve().parents[2] / "records"
# Each module that makes a file of rows, with what it calls to have them written down.
DOORS = {
    "violation_admin": "hand_over",
    "book_admin": "table",
    "source_pages": "missing_table",
}
NOTED_IN = {
    "violations": "hand_over",
    "source_lists": "book_table, missing_table",
    "supplied_admin": "table",
}
# What a book's own page answers when it is asked for its table.
BOOKS = {"source_admin": "book_table", "supplied_admin": "note_hand_over"}


def calls(code: ast.AST) -> set[str]:
    """The names of all functions that are called in it."""
    called = (node.func for node in ast.walk(code) if isinstance(node, ast.Call))
    return {getattr(one, "attr", None) or getattr(one, "id", "") for one in called}


def test_a_new_door_has_to_be_looked_at() -> None:
    parsed = {path.stem: ast.parse(path.read_text()) for path in RECORDS.rglob("*.py")}
    doors = {name for name, code in parsed.items() if "table_file" in calls(code)}
    assert doors == set(DOORS)
    for name, noted in DOORS.items():
        assert noted in calls(parsed[name])


@pytest.mark.parametrize(("module", "noted"), BOOKS.items())
def test_each_book_has_its_table_written_down(module: str, noted: str) -> None:
    code = ast.parse((RECORDS / f"{module}.py").read_text())
    tables = [one for one in ast.walk(code) if isinstance(one, ast.FunctionDef)]
    assert [noted in calls(one) for one in tables if one.name == "table"] == [True]


@pytest.mark.parametrize(("module", "functions"), NOTED_IN.items())
def test_what_gives_rows_out_writes_them_down(module: str, functions: str) -> None:
    code = ast.parse((RECORDS / f"{module}.py").read_text())
    defined = {node.name: node for node in ast.walk(code) if isinstance(node, ast.FunctionDef)}
    for name in functions.split(", "):
        assert "note_hand_over" in calls(defined[name])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0, "0"),
        (date(2024, 6, 3), "2024-06-03"),
        (datetime(2024, 6, 3, 8, 30, tzinfo=VIETNAM), "2024-06-03T08:30:00+07:00"),
        (["Tám", "Tám Lúa"], "Tám; Tám Lúa"),
    ],
)
def test_cells_read_as_the_import_takes_them(value: object, text: str) -> None:
    assert cell_text(value) == text
