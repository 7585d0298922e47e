"""manage.py import_certificates: the old issue book goes in once, whatever its rows look like."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from records.models import EarlierCertificate
from records.terms import issue_book

GOOD = {
    "number": "15/STP-LLTP",
    "issued_on": "2016-03-01",
    "type": "1",
    "channel": "post_office",
    "result": "none",
    "full_name": "Nguyễn Văn An",
    "other_names": "An Nhỏ; Bé An",
    "sex": "male",
    "date_of_birth": "1990-05-17",
    "cccd": "092090001234",
    "father_name": "Nguyễn Văn Bình",
    "mother_name": "Trần Thị Cúc",
}

pytestmark = pytest.mark.usefixtures("department")


def run(path: Path, **options: object) -> dict[str, str]:
    """The command's report, by name."""
    out = StringIO()
    call_command("import_certificates", path, stdout=out, **options)
    return dict(line.split(": ", 1) for line in out.getvalue().splitlines())


def counts(report: dict[str, str]) -> tuple[int, ...]:
    names = ("read", "created", "updated", "unchanged", "rejected")
    return tuple(int(report[name]) for name in names)


def reason(path: Path) -> str:
    rejected = path.with_name(path.name + ".rejected.csv")
    with rejected.open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    return row["reason"]


def test_a_row_becomes_a_line_of_the_issue_book(write_csv) -> None:
    assert counts(run(write_csv(GOOD))) == (1, 1, 0, 0, 0)
    row = EarlierCertificate.objects.get()
    assert (row.number, row.issued_on) == ("15/STP-LLTP", date(2016, 3, 1))
    assert (row.channel, row.result, row.source) == ("post_office", "none", "imported")
    assert row.other_names == ["An Nhỏ", "Bé An"]
    assert row.office.code == "STP-92"


def test_the_same_file_twice_changes_nothing(write_csv) -> None:
    path = write_csv(GOOD, {**GOOD, "number": "16"}, {**GOOD, "issued_on": "2017-03-01"})
    assert counts(run(path)) == (3, 3, 0, 0, 0)
    before = list(EarlierCertificate.objects.order_by("pk").values())
    assert counts(run(path)) == (3, 0, 0, 3, 0)
    assert list(EarlierCertificate.objects.order_by("pk").values()) == before


def test_a_corrected_row_updates_its_line(write_csv) -> None:
    run(write_csv(GOOD))
    corrected = write_csv({**GOOD, "full_name": "Nguyễn Văn Ân", "result": "có án tích"})
    assert counts(run(corrected)) == (1, 0, 1, 0, 0)
    row = EarlierCertificate.objects.get()
    assert (row.full_name, row.name_key, row.result) == (
        *("Nguyễn Văn Ân", "nguyễn văn ân", "has_record"),
    )


def test_a_line_that_stands_twice_in_a_file_is_one_line(write_csv) -> None:
    path = write_csv(GOOD, GOOD, {**GOOD, "sex": "female"})
    assert counts(run(path)) == (3, 1, 1, 1, 0)
    assert EarlierCertificate.objects.get().sex == "female"


def test_a_dry_run_tells_the_truth_and_changes_nothing(write_csv) -> None:
    path = write_csv(GOOD, GOOD, {**GOOD, "number": ""})
    report = run(path, dry_run=True)
    assert report["dry run"] == "nothing was changed"
    assert counts(report) == (3, 1, 0, 1, 1)
    assert not EarlierCertificate.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"number": ""}, "number"),
        ({"issued_on": ""}, "issued_on"),
        ({"issued_on": "2016-02-30"}, "issued_on"),
        ({"issued_on": "2016"}, "issued_on"),
        ({"issued_on": "2999-01-01"}, "tương lai"),
        ({"type": "3"}, "type"),
        ({"channel": "bồ câu"}, "bồ câu"),
        ({"result": ""}, "result"),
        ({"full_name": " "}, "full_name"),
        ({"full_name": "A" * 201}, "200"),
        ({"full_name": "An\0"}, "full_name"),
        ({"date_of_birth": "17.13.1990"}, "date_of_birth"),
        ({"sex": "?"}, "sex"),
    ],
)
def test_a_bad_row_is_set_aside_with_its_reason_and_the_rest_goes_in(
    write_csv, change: dict[str, str], said: str
) -> None:
    path = write_csv({**GOOD, **change}, {**GOOD, "number": "16"})
    assert counts(run(path)) == (2, 1, 0, 0, 1)
    assert said in reason(path)
    assert EarlierCertificate.objects.get().number == "16"


def test_bytes_that_are_no_utf8_set_aside_their_row_alone(write_csv) -> None:
    path = write_csv(GOOD, {**GOOD, "number": "16", "full_name": "Lê Thị Ba"})
    path.write_bytes(path.read_bytes().replace("Lê Thị Ba".encode(), b"L\xea Th\xec Ba"))
    assert counts(run(path)) == (2, 1, 0, 0, 1)
    assert "UTF-8" in path.with_name("table.csv.rejected.csv").read_text("utf-8-sig", "replace")


def test_a_mended_rejected_file_is_taken_as_it_is(write_csv) -> None:
    path = write_csv({**GOOD, "sex": "?", "address": "=1+1"})
    run(path)
    rejected = path.with_name(path.name + ".rejected.csv")
    mended = path.with_name("mended.csv")
    mended.write_text(rejected.read_text("utf-8-sig").replace("?", "male"), encoding="utf-8")
    report = run(mended)
    assert counts(report) == (1, 1, 0, 0, 0)
    assert "unknown columns" not in report
    assert EarlierCertificate.objects.get().address == "=1+1"


@pytest.mark.parametrize(
    ("column", "written", "kept"),
    [
        ("issued_on", "01/03/2016", date(2016, 3, 1)),
        ("issued_on", "1/3/2016", date(2016, 3, 1)),
        ("date_of_birth", "17/05/1990", "1990-05-17"),
        ("date_of_birth", "05/1990", "1990-05"),
        ("date_of_birth", "1990", "1990"),
        ("channel", "Qua bưu điện", "post_office"),
        ("channel", "Trực tuyến", "online"),
        ("channel", "", ""),
        ("result", "Không có án tích", "none"),
        ("result", "Đã được xóa án tích", "expunged"),
        ("sex", "Nữ", "female"),
        ("cmnd", "012 345 678", "012345678"),
    ],
)
def test_the_ways_in_which_offices_write(write_csv, column: str, written: str, kept) -> None:
    assert counts(run(write_csv({**GOOD, column: written})))[1] == 1
    assert getattr(EarlierCertificate.objects.get(), column) == kept


def test_a_spreadsheet_that_took_numbers_for_numbers_is_understood(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["number", "issued_on", "type", "result", "full_name", "cccd", "cmnd"])
    row = [15, date(2016, 3, 1), 1, "none", "Nguyễn Văn An", 92090001234, 12345678]
    book.active.append(row)
    path = tmp_path / "so.xlsx"
    book.save(path)
    assert counts(run(path)) == (1, 1, 0, 0, 0)
    certificate = EarlierCertificate.objects.get()
    assert (certificate.number, certificate.cccd) == ("15", "092090001234")
    assert certificate.cmnd == "012345678"


def test_unknown_columns_are_reported(write_csv) -> None:
    report = run(write_csv({**GOOD, "ghi_chu": "x", "STT": "1"}))
    assert report["unknown columns"] == "ghi_chu, stt"
    assert report["created"] == "1"


def test_a_file_without_a_needed_column_changes_nothing(write_csv) -> None:
    path = write_csv({key: value for key, value in GOOD.items() if key != "result"})
    with pytest.raises(CommandError, match="result"):
        run(path)
    assert not EarlierCertificate.objects.exists()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.csv"):
        run(tmp_path / "none.csv")


def test_a_certificate_issued_here_is_never_written_over(write_csv, make_certificate) -> None:
    make_certificate(source=EarlierCertificate.Source.ISSUED_HERE, result="has_record")
    path = write_csv(GOOD)
    assert counts(run(path)) == (1, 0, 0, 0, 1)
    assert EarlierCertificate.objects.get().result == "has_record"


def test_a_revocation_survives_an_import(write_csv, make_certificate) -> None:
    make_certificate(revoked_on=date(2020, 1, 1))
    run(write_csv(GOOD))
    assert EarlierCertificate.objects.get().is_revoked


def test_before_2014_each_type_had_its_own_book(write_csv) -> None:
    assert issue_book(date(2013, 5, 1), 2) == "2013/2"
    assert issue_book(date(2014, 5, 1), 2) == "2014"
    old = {**GOOD, "issued_on": "2013-05-01"}
    assert counts(run(write_csv(old, {**old, "type": "Số 2"})))[1] == 2
