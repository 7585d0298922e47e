"""Letters to an agency without a line: printed, posted, and the answer typed by two people."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from common.dates import display_day, today
from tests.browser.conftest import Arrive
from tests.browser.desk import Desk
from tests.browser.visitor import PHONE
from tests.live.portal import Portal, wait_until
from tools import demo_road
from tools.demo_people import DOSSIERS
from tools.demo_road import Travel

NAME, CODE = "Tòa án quân sự Trung ương", "TAQSTW"
DESK = "Công văn giấy"
ITEM = "RR473124829VN"
DAY = display_day(today())


@pytest.fixture
def two_verifiers(portal: Portal) -> Iterator[None]:
    """The drafter reads letters too, as in a small office; the agency is asked on paper."""
    agency = (
        "SELECT channel FROM verification_agency a JOIN accounts_office o ON o.id = a.office_ptr_id"
    )
    [[channel]] = portal.rows(f"{agency} WHERE o.code = %s", CODE)
    _exchanges(portal, channel="paper", roles="{drafter,verifier}")
    yield
    _exchanges(portal, channel=channel, roles="{drafter}")


def _exchanges(portal: Portal, *, channel: str, roles: str) -> None:
    office = "SELECT id FROM accounts_office WHERE code = %s"
    change = f"UPDATE verification_agency SET channel = %s WHERE office_ptr_id = ({office})"
    portal.rows(change, channel, CODE)
    people = "UPDATE accounts_user SET roles = %s::varchar[] WHERE username = 'drafter'"
    portal.rows(people, roles)


@pytest.mark.usefixtures("two_verifiers")
def test_a_letter_goes_out_and_its_answer_is_read_twice(
    clerk: Arrive, portal: Portal, tmp_path: Path
) -> None:
    case = _asked_on_paper(portal)
    first, second = Desk(clerk("verifier")), Desk(clerk("drafter"))
    _is_printed(first)
    code = _is_posted(first, case)
    _comes_back_as_a_scan(first, code, tmp_path / "thu.pdf")
    _is_typed(first)
    _is_confirmed_blind(second)
    portal.road().wait("verifier", case, "drafted")


def _asked_on_paper(portal: Portal) -> Travel:
    """A dossier of somebody who served in the army: the military court gets a letter."""
    declaration = copy.deepcopy(DOSSIERS[2].declaration)
    declaration["residences"][0]["military"] = True
    travel = Travel(replace(DOSSIERS[2], declaration=declaration))
    demo_road.walk(travel, portal.road(), acts=(demo_road.open_and_submit, demo_road.pay))
    portal.client().step("receiver", travel.code, "accept", {})
    waiting = (
        "SELECT count(*) FROM verification_letter l"
        " JOIN verification_verificationrequest r ON r.id = l.request_id"
        " JOIN applications_application a ON a.id = r.application_id WHERE a.code = %s"
    )
    wait_until(lambda: portal.number(waiting, travel.code), what="a letter waits")
    return travel


def _is_printed(desk: Desk) -> None:
    """The file to print opens in a tab of its own and shows a page."""
    desk.clerk.follows(DESK)
    desk.clerk.is_at(DESK)
    desk.looks()
    desk.clerk.presses("In các công văn đã chọn")
    desk.clerk.is_at("Công văn đã sẵn sàng để in")
    desk.looks()
    sheets = desk.clerk.page.get_by_role("link", name="Mở tệp PDF để in").get_attribute("href")
    answer = desk.clerk.page.request.get(f"{desk.clerk.url}{sheets}")
    assert answer.ok
    assert answer.body().startswith(b"%PDF-")


def _is_posted(desk: Desk, case: Travel) -> str:
    """Looked at once more, then noted; the code is read off the desk's list as off the letter."""
    page = desk.clerk.page
    desk.clerk.follows(NAME)
    desk.clerk.is_at(NAME)
    desk.clerk.types("Ngày gửi", DAY)
    desk.clerk.types("Số bưu gửi bảo đảm", ITEM)
    desk.looks()
    desk.clerk.presses("Xem lại trước khi ghi")
    desk.clerk.is_at("Xác nhận đã gửi")
    desk.looks()
    desk.clerk.presses("Đã gửi, ghi nhận")
    desk.clerk.is_at(DESK)
    desk.clerk.reads(ITEM)
    desk.looks()
    row = page.locator("#cho-tra-loi li", has_text=ITEM)
    return row.locator(".code").first.inner_text()


def _comes_back_as_a_scan(desk: Desk, code: str, scan: Path) -> None:
    """The code opens the question; it is typed as the scanner would type it."""
    scan.write_bytes(_scan())
    desk.clerk.page.get_by_label("Thư trả lời vừa đến").fill(code.lower())
    desk.clerk.page.keyboard.press("Enter")
    desk.clerk.is_at("Thư trả lời cho")
    desk.looks()
    desk.clerk.page.get_by_label("Bản quét thư trả lời").set_input_files(scan)
    desk.clerk.types("Ngày thư đến", DAY)
    desk.clerk.presses("Lưu bản quét và nhập trả lời")


def _scan() -> bytes:
    sheet = Image.new("L", (800, 1100), "white")
    ImageDraw.Draw(sheet).text((100, 100), "15/TAQSTW: KHONG CO AN TICH", fill="black")
    out = io.BytesIO()
    sheet.save(out, "PDF")
    return out.getvalue()


def _decides(desk: Desk) -> None:
    desk.clerk.chooses("Thư trả lời về ai?", "Đúng người cần xác minh")
    desk.clerk.chooses("Kết quả tra cứu", "Không có án tích")
    desk.clerk.types("Số văn bản trả lời", "15/TAQSTW")
    desk.clerk.types("Ngày văn bản", DAY)


def _is_typed(desk: Desk) -> None:
    desk.clerk.is_at("Nhập thư trả lời")
    _shows_the_scan(desk)
    desk.looks()
    _decides(desk)
    desk.clerk.types("Người ký", "Đỗ Văn Chỉnh")
    desk.clerk.presses("Lưu, chờ xác nhận")
    desk.clerk.reads("Chờ người khác xác nhận")


def _is_confirmed_blind(desk: Desk) -> None:
    """On a phone, and nothing of what the first person typed stands on the page."""
    page = desk.clerk.page
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    desk.clerk.open("/admin/cong-van/")
    desk.clerk.follows("Xác nhận")
    desk.clerk.is_at("Xác nhận thư trả lời")
    expect(page.locator("main")).not_to_contain_text("15/TAQSTW")
    expect(page.get_by_label("Số văn bản trả lời")).to_have_value("")
    _shows_the_scan(desk)
    desk.looks()
    _decides(desk)
    desk.clerk.types("Số bản án nêu trong thư", "0")
    desk.clerk.presses("Xác nhận")
    desk.clerk.reads("Đã ghi nhận trả lời.")


def _shows_the_scan(desk: Desk) -> None:
    """The browser's own viewer has laid the sheet out; what it may not draw, it leaves empty."""
    page = desk.clerk.page
    expect(page.get_by_title("Bản quét thư trả lời")).to_be_visible()
    wait_until(lambda: _laid_out(page), what="the viewer has a sheet", patience=20.0)


def _laid_out(page: Page) -> bool:
    """The viewer draws in a frame of its own inside the scan's, as high as the sheets are."""
    heights = [
        frame.evaluate("document.getElementById('sizer')?.offsetHeight ?? 0")
        for frame in page.frames
        if frame.url.endswith("/ban-quet/")
    ]
    return any(height > 0 for height in heights)
