"""A paper dossier over the post counter to the department, and a certificate back by post."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import wizard
from tests.browser.conftest import Arrive
from tests.browser.visitor import PHONE, Visitor
from tests.live.portal import Portal, wait_until
from tools import demo_road
from tools.demo_people import DOSSIERS
from tools.demo_road import Travel
from tools.surroundings import port_name

BY_POST = DOSSIERS[2]


@pytest.fixture
def draft(somebody: Arrive) -> str:
    """A citizen declares everything at home and brings the papers to the post office."""
    citizen = somebody(viewport=PHONE)
    wizard.begin(citizen)
    wizard.fill_all(citizen)
    return wizard.code_of(citizen)


def test_a_paper_dossier_reaches_the_department_by_the_day_s_manifest(
    draft: str, clerk: Arrive, portal: Portal
) -> None:
    counter = clerk("post_clerk")
    counter.is_at("Quầy bưu điện")
    counter.looks()
    _finds_and_takes_in(counter, draft)
    slip = _counts_the_papers_and_takes_the_fee(counter)
    assert portal.client().case("receiver", draft)["payment"]["receipt_no"]
    manifest = _closes_the_day(counter)
    _is_counted_at_the_department(clerk("receiver"), manifest, slip)
    counter.page.reload()
    counter.reads("Biên bản giao nhận hồ sơ")


def _finds_and_takes_in(counter: Visitor, code: str) -> None:
    """The name is hidden until the office has taken the dossier in."""
    field = counter.page.get_by_label("Mã hồ sơ, số phiếu gửi")
    expect(field).to_be_focused()
    field.fill(code.lower())
    field.press("Enter")
    counter.is_at("Nhận hồ sơ của người dân")
    expect(counter.page.locator("body")).not_to_contain_text(wizard.NAME)
    counter.looks()
    counter.presses("Nhận hồ sơ tại bưu cục")
    counter.reads(wizard.NAME)
    counter.looks()


def _counts_the_papers_and_takes_the_fee(counter: Visitor) -> str:
    """One paper less than on the list: the citizen is told before anything is taken."""
    counts = counter.page.get_by_label("Số lượng")
    counts.first.fill("nhiều" if counts.first.get_attribute("type") == "text" else "")
    counter.presses("Đã thu tiền, in phiếu gửi")
    expect(counter.page.get_by_role("alert")).to_be_visible()
    counter.looks()
    counts.first.fill("1")
    counter.presses("Đã thu tiền, in phiếu gửi")
    counter.is_at("Phiếu gửi hồ sơ")
    counter.reads("200.000 đ")
    counter.looks()
    _prints(counter, barcode=True)
    return counter.page.url.rstrip("/").rpartition("/")[2]


def _prints(who: Visitor, *, barcode: bool = False) -> None:
    """On paper there is the sheet alone, without the page around it."""
    who.page.emulate_media(media="print")
    sheet = who.page.get_by_role("article")
    expect(sheet).to_be_visible()
    if barcode:
        expect(sheet.get_by_role("img")).to_be_visible()
    for furniture in ("navigation", "button"):
        expect(who.page.get_by_role(furniture)).to_have_count(0)  # type: ignore[arg-type]
    who.page.emulate_media(media="screen")


def _closes_the_day(counter: Visitor) -> str:
    counter.follows("Xem bảng kê")
    counter.looks()
    title = counter.page.title()
    counter.presses("Chốt bảng kê")
    counter.reads("Chốt lúc")
    counter.looks()
    _prints(counter)
    found = re.search(r"Bảng kê (\S+)", title)
    assert found
    return found[1]


def _is_counted_at_the_department(receiver: Visitor, manifest: str, slip: str) -> None:
    """What is not counted is not confirmed; then the limit begins to run."""
    receiver.open("/giao-nhan/")
    receiver.looks()
    receiver.follows(manifest)
    receiver.presses("Xác nhận giao nhận")
    receiver.reads("Còn hồ sơ chưa đếm")
    receiver.looks()
    scanner = receiver.page.get_by_label("Quét phiếu gửi")
    for number in receiver.page.get_by_role("group").locator("legend .code").all_inner_texts():
        scanner.fill(number)
        scanner.press("Enter")
    expect(receiver.group(slip).get_by_label("Đủ")).to_be_checked()
    receiver.presses("Xác nhận giao nhận")
    receiver.reads("Biên bản giao nhận hồ sơ")
    receiver.looks()


@pytest.fixture
def ready(portal: Portal) -> Travel:
    """A certificate that is signed and waits for the post."""
    return demo_road.walk(Travel(BY_POST), portal.road(), acts=demo_road.TO_CERTIFICATE)


def test_a_certificate_goes_out_by_post_and_the_citizen_sees_where_it_is(
    ready: Travel, clerk: Arrive, somebody: Arrive, portal: Portal
) -> None:
    portal.control("carrier", manual=True)
    try:
        item = _is_handed_over(clerk("receiver"), ready.code, portal)
        citizen = _opens_the_private_page(somebody(viewport=PHONE), ready.token)
        for event in ("accepted", "out_for_delivery"):
            _reports(portal, item, event)
            label = _latest_mark(portal, ready.code, event)
            citizen.page.reload()
            citizen.reads(label)
        citizen.looks()
        _reports(portal, item, "delivered")
        portal.road().wait("receiver", ready, "delivered")
        citizen.page.reload()
        citizen.is_at("Bạn đã nhận phiếu.")
        citizen.looks()
        with citizen.page.expect_download() as download:
            citizen.follows("Tải phiếu")
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    finally:
        portal.control("carrier", manual=False)


def _is_handed_over(receiver: Visitor, code: str, portal: Portal) -> str:
    receiver.open("/phat-hanh/")
    receiver.looks()
    receiver.ticks(code)
    receiver.presses("Giao bưu điện, in nhãn")
    receiver.is_at("Danh sách bưu gửi ngày")
    item = str(portal.client().case("receiver", code)["parcel"]["item"])
    receiver.reads(item)
    receiver.looks()
    _prints(receiver)
    return item


def _opens_the_private_page(citizen: Visitor, token: str) -> Visitor:
    citizen.open(f"/ho-so/{token}/")
    citizen.types("Ngày sinh", "09/01/1995")
    citizen.presses("Xem hồ sơ")
    citizen.reads("Nguyễn Ngọc Như Quỳnh")
    return citizen


def _reports(portal: Portal, item: str, event: str) -> None:
    """The carrier's own word, sent as its server sends it."""
    wait_until(lambda: portal.told("carrier", item), what=f"{item} is announced")
    port = portal.stack.settings[port_name("carrier")]
    url = f"http://127.0.0.1:{port}/items/{item}/events"
    portal.client().post_elsewhere(url, {"event": event})


def _latest_mark(portal: Portal, code: str, event: str) -> str:
    """How the portal names the event, once it has it."""

    def marks() -> list[str]:
        marks = portal.client().case("receiver", code)["parcel"]["marks"]
        return [mark["label"] for mark in marks if mark["event"] == event]

    wait_until(marks, what=f"{event} is known")
    return marks()[-1]
