"""All sources of a case side by side: by keyboard, on a phone without script, and as they hold."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.desk import Desk
from tests.browser.visitor import PHONE
from tests.live.portal import Portal
from tools import demo_road
from tools.demo_people import DOSSIERS
from tools.demo_road import Travel

TO_THE_CLERK = (demo_road.open_and_submit, demo_road.pay, demo_road.accept)
CONFIRM = "Xem lại trước khi ghi kết luận"
REASONS = (
    ("Chọn theo nguồn nào", "Theo bản án của Tòa án."),
    ("Lý do không chờ trả lời còn thiếu", "Đã có bản án gốc."),
    ("Lý do kết luận mà không đối chiếu", "Đã xem cùng số căn cước."),
)


@pytest.fixture
def with_a_record(portal: Portal) -> Travel:
    """The police know a conviction: a clerk has to conclude."""
    travel = demo_road.walk(Travel(DOSSIERS[1]), portal.road(), acts=TO_THE_CLERK)
    portal.road().wait("verifier", travel, "concluding")
    return travel


def _gives_reasons(desk: Desk) -> None:
    """Wherever the page asks for one."""
    for label, words in REASONS:
        field = desk.clerk.page.get_by_label(label)
        if field.count():
            field.fill(words)


def test_a_clerk_compares_the_sources_and_concludes_what_they_say(
    with_a_record: Travel, clerk: Arrive
) -> None:
    desk = Desk(clerk("verifier"))
    desk.open_case(with_a_record.code)
    desk.clerk.follows("Đối chiếu nguồn và kết luận")
    desk.clerk.is_at("Đối chiếu nguồn")
    desk.clerk.reads("57/2019/HSST")
    desk.looks()
    page = desk.clerk.page
    note = page.get_by_label("Ghi chú cho người lập phiếu")
    note.fill("Đã xem bản gốc")
    page.get_by_role("button", name="lấy theo").first.click()
    expect(note).to_have_value("Đã xem bản gốc")
    desk.clerk.chooses("Kết luận", "Có án tích")
    _gives_reasons(desk)
    page.get_by_label("Ghi chú cho người lập phiếu").press("Tab")
    page.keyboard.press("Enter")  # the button after the last field
    desk.clerk.is_at(CONFIRM)
    desk.clerk.reads("Phiếu số 2")
    desk.looks()
    desk.clerk.presses("Sửa lại")
    expect(page.get_by_label("Ghi chú cho người lập phiếu")).to_have_value("Đã xem bản gốc")
    desk.clerk.presses("Xem lại trước khi ghi")
    desk.clerk.is_at(CONFIRM)
    desk.confirms("Ghi kết luận")
    desk.clerk.reads("Đã kết luận, chờ lập phiếu.")


def test_on_a_phone_without_script_the_same_is_read_and_nothing_typed_is_lost(
    with_a_record: Travel, portal: Portal, clerk: Arrive
) -> None:
    person = clerk("verifier", viewport=PHONE, java_script_enabled=False)
    number = portal.number(
        "SELECT id FROM applications_application WHERE code = %s", with_a_record.code
    )
    person.open(f"/admin/applications/application/{number}/nguon/")
    person.reads("57/2019/HSST")
    person.types("Ngày tuyên án", "31/02/2019")
    person.chooses("Kết luận", "Có án tích")
    _gives_reasons(Desk(person))
    person.faults.expected.add(400)
    # Enter in a field goes on to the look, and takes no source's words over what was typed.
    person.page.get_by_label("Ngày tuyên án").first.press("Enter")
    person.reads("Hãy nhập ngày, ví dụ 17/05/2019.")
    expect(person.page.get_by_label("Ngày tuyên án").first).to_have_value("31/02/2019")
