"""Tables written before Unicode are read as Unicode, and the report says so."""

from __future__ import annotations

import csv
import io
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from records.matching.legacy import encode_tcvn3, encode_vni
from records.models import Judgment, Person

ROWS = [
    {
        "full_name": name,
        "father_name": father,
        "date_of_birth": "17/05/1990",
        "judgment_no": f"{number}/2001/HSST",
        "judgment_date": "2001-03-10",
        "court": "Tòa án nhân dân huyện Phụng Hiệp",
        "offences": "Cố ý gây thương tích",
    }
    for number, (name, father) in enumerate(
        [
            ("Nguyễn Văn Hùng", "Nguyễn Văn Bảy"),
            ("Trần Thị Mỹ Hạnh", "Trần Đình Phước"),
            ("Đặng Quốc Cường", "Đặng Ngọc Sương"),
        ]
    )
]
WRITINGS = {"TCVN3": encode_tcvn3, "VNI": encode_vni}

pytestmark = pytest.mark.usefixtures("department")


def text_of(rows: list[dict[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def run(path: Path) -> dict[str, str]:
    out = StringIO()
    call_command("import_records", path, stdout=out)
    return dict(line.split(": ", 1) for line in out.getvalue().splitlines())


def people() -> list[tuple[str, str]]:
    return list(Person.objects.order_by("record_code").values_list("full_name", "father_name"))


EXPECTED = [(row["full_name"], row["father_name"]) for row in ROWS]


@pytest.mark.parametrize("writing", WRITINGS)
@pytest.mark.parametrize("saved_as", ["latin-1", "utf-8"])
def test_a_file_in_old_letters_is_converted(tmp_path, writing: str, saved_as: str) -> None:
    path = tmp_path / "cu.csv"
    path.write_bytes(WRITINGS[writing](text_of(ROWS)).encode(saved_as))
    report = run(path)
    assert report["converted from"] == writing
    assert (report["created"], report["rejected"]) == ("3", "0")
    assert people() == EXPECTED
    assert set(Judgment.objects.values_list("court", flat=True)) == {ROWS[0]["court"]}


@pytest.mark.parametrize("writing", WRITINGS)
def test_a_workbook_in_old_letters_is_converted(tmp_path, writing: str) -> None:
    book = Workbook()
    book.active.append(list(ROWS[0]))
    for row in ROWS:
        book.active.append([WRITINGS[writing](value) for value in row.values()])
    path = tmp_path / "cu.xlsx"
    book.save(path)
    assert run(path)["converted from"] == writing
    assert people() == EXPECTED


def test_the_same_rows_in_old_letters_and_in_unicode_are_the_same_rows(tmp_path) -> None:
    old, new = tmp_path / "cu.csv", tmp_path / "moi.csv"
    old.write_bytes(encode_tcvn3(text_of(ROWS)).encode("latin-1"))
    new.write_text(text_of(ROWS), encoding="utf-8")
    run(old)
    assert run(new)["unchanged"] == "3"


def test_one_odd_name_does_not_convert_a_file(tmp_path) -> None:
    odd = {**ROWS[0], "full_name": encode_tcvn3("Nguyễn Văn Hùng"), "judgment_no": "9"}
    path = tmp_path / "a.csv"
    path.write_text(text_of([*ROWS, odd]), encoding="utf-8")
    assert "converted from" not in run(path)
    assert people()[:3] == EXPECTED
    assert people()[3][0] == odd["full_name"]


def test_a_plain_file_is_not_said_to_be_converted(tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text_of(ROWS), encoding="utf-8")
    assert "converted from" not in run(path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_what_spreadsheets_save_as_unicode_text_is_read(tmp_path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text_of(ROWS).replace(",", "\t"), encoding=encoding)
    report = run(path)
    assert report["created"] == "3"
    assert "converted from" not in report
