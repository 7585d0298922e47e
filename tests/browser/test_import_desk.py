"""Importing at the desk, as a verifier does it: refused, tried, taken in, known again, stopped."""

from __future__ import annotations

import csv
import io
import re

from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import Arrive
from tests.browser.desk import Desk
from tests.browser.visitor import PATIENCE

COLUMNS = ("full_name", "date_of_birth", "judgment_no", "judgment_date", "court", "ghi_chu")
PAGE = "/admin/records/importrun/"


def judgments(rows: int, *, begin: int = 0, bad: int = 0) -> bytes:
    """Judgments of invented persons; the first ones bear a day that is in no calendar."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for at in range(begin, begin + rows):
        day = "31/02/2019" if at - begin < bad else "01/03/2019"
        name = f"Nguyễn Thị {'ABCDEGHIKLMN'[at % 12]}{at}"
        court = "TAND quận Ninh Kiều"
        writer.writerow([name, "17/05/1990", f"{at}/2019/HSST", day, court, ""])
    return text.getvalue().encode()


def sends(desk: Desk, content: bytes, name: str) -> None:
    desk.clerk.open(f"{PAGE}add/")
    desk.clerk.chooses("Loại dữ liệu", "Bản án")
    file = FilePayload(name=name, mimeType="text/csv", buffer=content)
    desk.clerk.page.get_by_label("Tệp dữ liệu").set_input_files(file)
    desk.clerk.presses("Kiểm tra tệp")


def has_come_to(desk: Desk, heading: str) -> None:
    found = desk.clerk.page.get_by_role("heading", name=heading, exact=True)
    expect(found).to_be_visible(timeout=PATIENCE)


def test_a_table_is_refused_then_tried_then_taken_in_and_known_again(clerk: Arrive) -> None:
    desk = Desk(clerk("verifier"))
    desk.clerk.faults.expected.add(400)
    sends(desk, b"%PDF-1.7\n", "ban-an.csv")
    assert "không phải là bảng" in desk.clerk.told_once(at="Tệp dữ liệu")
    desk.looks()
    sends(desk, judgments(40, bad=2), "Bản án tháng 6.csv")
    has_come_to(desk, "Nếu nhập tệp này")
    desk.clerk.reads("ghi_chu")
    desk.clerk.reads("judgment_date: không phải ngày hợp lệ")
    desk.looks()
    with desk.clerk.page.expect_download() as download:
        desk.clerk.follows("Tải tất cả dòng bị loại")
    assert download.value.suggested_filename == "Bản án tháng 6.bi-loai.csv"
    desk.clerk.presses("Nhập thật")
    has_come_to(desk, "Kết quả")
    desk.clerk.reads("Đã xong")
    desk.looks()
    sends(desk, judgments(40, bad=2), "gửi lại.csv")
    desk.clerk.reads("Nhập lại không thay đổi gì")
    desk.clerk.open(PAGE)
    desk.clerk.reads("Phạm Quốc Việt")
    desk.looks()


def test_a_long_reading_tells_how_far_it_is_and_is_stopped(clerk: Arrive) -> None:
    desk = Desk(clerk("head"))
    sends(desk, judgments(100_000, begin=1_000), "Trích lục.csv")
    page = desk.clerk.page
    rows = page.locator('[data-progress="rows"]')
    expect(rows).to_have_text(re.compile(r"[1-9][\d.]* / 100\.000 dòng"), timeout=PATIENCE)
    expect(page.get_by_text("dòng/giây")).to_be_visible()
    desk.looks()
    page.evaluate("document.body.dataset.same = 'page'")
    before = rows.inner_text()
    expect(rows).not_to_have_text(before, timeout=PATIENCE)
    assert page.evaluate("document.body.dataset.same") == "page"  # told without a new page
    desk.clerk.presses("Dừng kiểm tra")
    desk.clerk.reads("Đã dừng theo yêu cầu")
    has_come_to(desk, "Phần đã kiểm tra")
    expect(page.get_by_role("button", name="Nhập thật")).to_have_count(0)


def test_without_scripts_the_page_is_looked_at_again_by_hand(clerk: Arrive) -> None:
    desk = Desk(clerk("verifier", java_script_enabled=False))
    sends(desk, judgments(5, begin=500_000), "không script.csv")
    again = desk.clerk.page.get_by_role("link", name="Xem lại")
    for _look in range(30):
        if again.count() == 0:
            break
        again.click()
    has_come_to(desk, "Nếu nhập tệp này")
