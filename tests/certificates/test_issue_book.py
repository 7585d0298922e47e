"""The issue book: every number in its place, struck where it no longer counts, taken out openly."""

from __future__ import annotations

import io
import subprocess
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from django.db import DatabaseError, transaction

from accounts.models import Office, User
from applications.models import Application
from certificates import book_pages, book_taking, printing, register
from certificates.models import BookTaking, Certificate, Revocation
from certificates.register import COLUMNS, Extract
from common.refusals import Invalid, NotPermitted, Refusal
from records.handed_tables import table_file
from tests.certificates.many import drafted, in_the_book, numbered

Cast = dict[str, User]
PURPOSE = "Lưu sổ hằng tháng"
MARCH, APRIL = (datetime(2026, month, 9, 2, tzinfo=UTC) for month in (3, 4))


@pytest.fixture
def book(cast: Cast) -> list[Certificate]:
    """Two of March, one of April; the second was revoked, the third is still being signed."""
    made = [
        in_the_book(cast, number=1, year=2026, issued_at=MARCH, name="Nguyễn Văn An"),
        in_the_book(cast, number=2, year=2026, issued_at=MARCH, name="Trần Thị Bê"),
        in_the_book(cast, number=3, year=2026, issued_at=APRIL, published=False),
    ]
    Revocation.objects.create(certificate=made[1], ground="Sai nơi sinh", by=cast["head"])
    return made


def year(department: Office, **part: Any) -> Extract:
    return Extract(department, 2026, "10", **part)


def taken(department: Office, by: User, **how: Any) -> book_taking.Taken:
    extract = year(department, month=how.pop("month", 3))
    return book_taking.take(extract, by=by, **{"form": "xlsx", "purpose": PURPOSE, **how})


def test_every_number_has_its_line_in_order(department: Office, book: list[Certificate]) -> None:
    lines = list(register.rows(department, year=2026))
    assert [one.position for one in lines] == [1, 2, 3]
    assert lines[0].full_name == "NGUYỄN VĂN AN"
    assert register.missing_numbers(department, year=2026) == []


def test_what_no_longer_counts_is_struck_with_its_day_and_kind(
    department: Office, book: list[Certificate]
) -> None:
    lines = list(register.rows(department, year=2026))
    assert [one.revoked_on is not None for one in lines] == [False, True, False]
    assert lines[1].note.startswith("Thu hồi ngày")


def test_what_stands_in_its_place_is_named(cast: Cast, department: Office) -> None:
    old = in_the_book(cast, number=1, year=2026)
    Revocation.objects.create(certificate=old, ground="Sai", by=cast["head"], kind="cancelled")
    in_the_book(cast, number=2, year=2026)  # another person's is no substitute
    assert "Cấp lại" not in next(register.lines_of([old])).note
    numbered(drafted(old.application, cast), cast, number=3, year=2026)
    line = next(register.lines_of([old]))
    assert line.note.startswith("Hủy bỏ ngày")
    assert line.note.endswith("Cấp lại bằng số 03/STP-LLTP")


def test_a_number_whose_file_is_being_signed_says_so(
    department: Office, book: list[Certificate]
) -> None:
    last = list(register.rows(department, year=2026))[-1]
    assert (last.is_published, last.note) == (False, "Đã cấp số, đang ký")
    assert register.being_signed(department, year=2026) == 1


def test_a_gap_is_named(cast: Cast, department: Office, book: list[Certificate]) -> None:
    in_the_book(cast, number=6, year=2026)
    assert register.missing_numbers(department, year=2026) == [4, 5]


def test_a_reprint_stands_in_the_book_for_ever(
    cast: Cast, department: Office, book: list[Certificate]
) -> None:
    printing.print_first([book[0].pk], by=cast["receiver"])
    printing.print_again(book[0], by=cast["receiver"], copies=2, reason="printer")
    line = next(register.rows(department, year=2026))
    assert line.note == "In lại 2 bản: Máy in lỗi, kẹt giấy, thiếu mực"


def test_a_month_is_the_month_in_viet_nam(cast: Cast, department: Office) -> None:
    midnight = datetime(2026, 3, 31, 17, 30, tzinfo=UTC)  # 1 April in Việt Nam
    in_the_book(cast, number=1, year=2026, issued_at=midnight)
    assert list(year(department, month=3).certificates()) == []
    assert [one.number for one in year(department, month=4).certificates()] == [1]
    assert [(one.month, one.rows) for one in register.months_of(year(department))] == [(4, 1)]


def test_december_ends_with_the_year(cast: Cast, department: Office) -> None:
    last = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)
    in_the_book(cast, number=1, year=2026, issued_at=last)
    assert year(department, month=12).certificates().count() == 1


@pytest.mark.parametrize("typed", ["tran thi be", "BÊ Trần", "2", "02/STP-LLTP"])
def test_a_line_is_found_by_number_or_by_name_without_marks(
    department: Office, book: list[Certificate], typed: str
) -> None:
    found = register.named(year(department).certificates(), typed)
    assert [one.number for one in found] == [2]


def test_another_offices_book_is_another_book(cast: Cast, book: list[Certificate]) -> None:
    elsewhere = Office.objects.create(code="STP-79", name="Sở khác", kind="department")
    assert list(register.rows(elsewhere, year=2026)) == []
    with pytest.raises(NotPermitted):
        taken(elsewhere, cast["head"])


@pytest.mark.parametrize("role", ["receiver", "verifier", "drafter", "approver", "signer"])
def test_the_book_is_taken_out_by_head_and_auditor_alone(
    cast: Cast, department: Office, book: list[Certificate], role: str
) -> None:
    with pytest.raises(NotPermitted):
        taken(department, cast[role])
    assert taken(department, cast["auditor"]).taking.rows == 2


def test_every_taking_is_written_down_with_what_left(
    cast: Cast, department: Office, book: list[Certificate]
) -> None:
    line = taken(department, cast["head"]).taking
    assert (line.by, line.rows, line.month, line.purpose) == (cast["head"], 2, 3, PURPOSE)
    assert line.digest == register.digest(list(register.rows(department, year=2026, month=3)))
    with pytest.raises(DatabaseError), transaction.atomic():
        BookTaking.objects.update(purpose="x")


def test_without_a_purpose_nothing_is_taken(
    cast: Cast, department: Office, book: list[Certificate]
) -> None:
    with pytest.raises(Invalid):
        taken(department, cast["head"], purpose="xem")
    assert not BookTaking.objects.exists()


def test_one_taking_more_than_a_days_is_refused_and_written_down(
    cast: Cast, department: Office, book: list[Certificate], settings: Any
) -> None:
    """Guarantee 5: bulk export is capped, and the one refused leaves its trace."""
    settings.BOOK_TAKINGS_A_DAY = 2
    for _ in range(2):
        taken(department, cast["head"])
    with pytest.raises(NotPermitted, match="tối đa trong một ngày"):
        taken(department, cast["head"])
    assert list(BookTaking.objects.order_by("pk").values_list("refused", flat=True)) == [
        *(False, False, True)
    ]


def test_a_file_holds_so_many_lines_and_the_rest_is_the_next_one(
    cast: Cast, department: Office, book: list[Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(book_taking.MOST_ROWS, "pdf", 1)
    first, second = (taken(department, cast["head"], form="pdf", part=part) for part in (1, 2))
    assert [one.lines[0].position for one in (first, second)] == [1, 2]
    with pytest.raises(Refusal, match="không có dòng"):
        taken(department, cast["head"], form="pdf", part=3)
    assert book_taking.parts(2, "pdf") == 2


def test_a_name_that_could_be_a_formula_stays_a_text(
    cast: Cast, department: Office, book: list[Certificate]
) -> None:
    """Guarantee 22: reloaded, no cell is a formula."""
    delivery = {"method": "post", "recipient": '=HYPERLINK("http://x";"y")'}
    Application.objects.filter(pk=book[0].application_id).update(delivery=delivery)
    lines = taken(department, cast["head"]).lines
    rows = [[str(getattr(one, name)) for name in COLUMNS] for one in lines]
    file = table_file([str(one) for one in COLUMNS.values()], rows, name="x", file_format="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert any("HYPERLINK" in str(cell.value) for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}


def test_the_pages_open_and_close_as_a_state_book_does(
    cast: Cast, department: Office, book: list[Certificate]
) -> None:
    found = taken(department, cast["head"], form="pdf")
    said = plain(book_pages.pdf(found.taking, found.lines))
    assert "SỔ CẤP PHIẾU LÝ LỊCH TƯ PHÁP" in said
    assert "Sổ này có 1 trang, từ số 01/STP-LLTP đến số 02/STP-LLTP, gồm 2 phiếu; 1 phiếu" in said
    assert found.taking.digest in said
    assert "Trang 1/1" in said


def plain(pdf: bytes) -> str:
    """The words on the pages, in one line."""
    command = ["pdftotext", "-layout", "-", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())
