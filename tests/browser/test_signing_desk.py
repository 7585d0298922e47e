"""Signing many on one page, printing what goes out on paper, and the issue book, in a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.desk import Desk
from tests.browser.visitor import PATIENCE
from tests.live.portal import Portal
from tools import demo_road
from tools.demo_crowd import IN_HOUSE, crowd
from tools.demo_road import Travel

TO_APPROVED = (
    *(demo_road.open_and_submit, demo_road.pay, demo_road.accept),
    *(demo_road.conclude, demo_road.approve),
)
FIRST = 770_001  # nobody else in these tests is one of this crowd


@pytest.fixture
def waiting(portal: Portal) -> list[Travel]:
    """Three dossiers that wait for the signer."""
    return [
        demo_road.walk(Travel(one), portal.road(), acts=TO_APPROVED)
        for one in crowd([IN_HOUSE] * 3, first=FIRST)
    ]


def test_many_are_signed_by_one_confirmation_printed_and_found_in_the_book(
    waiting: list[Travel], clerk: Arrive
) -> None:
    _are_signed(Desk(clerk("signer")), waiting)
    _are_printed(Desk(clerk("receiver")), waiting)
    _stand_in_the_book(Desk(clerk("head")), waiting[0])


def _are_signed(signer: Desk, waiting: list[Travel]) -> None:
    page = signer.clerk.page
    signer.clerk.open("/admin/ky/")
    signer.looks()
    signer.clerk.follows("Ký các phiếu đang chờ")
    for travel in waiting:
        signer.clerk.reads(travel.code)
    signer.looks()
    field = page.get_by_role("searchbox", name="Tìm trong danh sách này")
    field.fill(waiting[1].code)
    expect(page.get_by_role("link", name=waiting[1].code, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=waiting[0].code, exact=True)).to_be_hidden()
    field.fill("")
    signer.clerk.presses("Xem lại lần cuối rồi ký")
    signer.looks()
    number = re.findall(r"\d+", page.get_by_role("heading", level=1).inner_text())[0]
    signer.clerk.faults.expected.add(400)
    signer.clerk.types("Gõ số phiếu sẽ ký", "0")
    signer.clerk.presses(f"Ký {number} phiếu")
    signer.clerk.told_once(at="Gõ số phiếu sẽ ký")
    signer.looks()
    signer.clerk.types("Gõ số phiếu sẽ ký", number)
    signer.clerk.presses(f"Ký {number} phiếu")
    expect(page.get_by_text("Lần ký đã xong")).to_be_visible(timeout=PATIENCE)
    signer.clerk.reads(f"{number}/{number} phiếu đã phát hành")
    signer.looks()


def _are_printed(receiver: Desk, waiting: list[Travel]) -> None:
    page = receiver.clerk.page
    receiver.clerk.open("/admin/in-phieu/")
    for travel in waiting:
        receiver.clerk.reads(travel.code)
    receiver.looks()
    receiver.clerk.presses("In các phiếu đã chọn")
    receiver.clerk.is_at("Phiếu đã sẵn sàng để in")
    receiver.looks()
    address = page.get_by_role("link", name="Mở tệp PDF để in").get_attribute("href")
    file = page.request.get(f"{page.url.split('/admin/')[0]}{address}")
    assert file.body().startswith(b"%PDF-")
    receiver.open_case(waiting[0].code)
    receiver.clerk.follows("In lại kèm lý do")
    receiver.looks()
    receiver.clerk.page.get_by_label("Máy in lỗi").check()
    receiver.clerk.presses("In lại")
    receiver.clerk.is_at("Phiếu đã sẵn sàng để in")


def _stand_in_the_book(head: Desk, travel: Travel) -> None:
    page = head.clerk.page
    head.clerk.open("/admin/so-cap-phieu/")
    head.looks()
    name = travel.dossier.declaration["subject"]["full_name"]
    page.get_by_role("searchbox", name="Số phiếu hoặc họ tên").fill(name)
    head.clerk.presses("Tìm")
    head.clerk.reads(travel.code)
    head.clerk.reads("In lại 1 bản")
    head.looks()
    assert name not in page.url
    head.clerk.types("Mục đích", "Lưu sổ hằng tháng")
    page.get_by_label("Phần của sổ").select_option(index=1)
    with page.expect_download() as download:
        head.clerk.presses("Lấy tệp")
    assert Path(download.value.path()).read_bytes().startswith(b"PK")
