"""The department's clerks at their desks, with a case that has a record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.desk import Desk
from tests.browser.visitor import Visitor
from tests.live.portal import Portal
from tools import demo_road
from tools.demo_people import DOSSIERS
from tools.demo_road import Travel

CLEAN, WITH_A_RECORD = DOSSIERS[0], DOSSIERS[1]
ASKED_FOR = "Ảnh thẻ căn cước mờ, hãy chụp lại."


@pytest.fixture
def case(portal: Portal) -> Travel:
    """Trần Quốc Dũng's dossier, paid: the police know a conviction of his."""
    return _paid(portal)


def _paid(portal: Portal, dossier: demo_road.Dossier = WITH_A_RECORD) -> Travel:
    return demo_road.walk(
        Travel(dossier), portal.road(), acts=(demo_road.open_and_submit, demo_road.pay)
    )


def test_a_case_with_a_record_goes_from_the_list_to_the_signed_file(
    case: Travel, clerk: Arrive, somebody: Arrive, portal: Portal, tmp_path: Path
) -> None:
    receiver = Desk(clerk("receiver"))
    _is_returned_for_supplement(receiver, case.code)
    _is_supplied(somebody(), case.token)
    _is_accepted(receiver, case.code)
    portal.road().wait("verifier", case, "concluding")
    _is_concluded(Desk(clerk("verifier")), case.code)
    with _the_drafter_approves_too(portal):
        _is_drafted_and_not_approved_by_the_drafter(Desk(clerk("drafter")), case.code)
    assert portal.client().case("receiver", case.code)["state"] == "drafted"
    _is_approved_and_signed(clerk, case.code)
    portal.road().wait("receiver", case, "ready")
    receiver.open_case(case.code)
    receiver.looks()
    with receiver.clerk.page.expect_download() as download:
        receiver.clerk.follows("Tải tệp PDF đã ký")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")


@contextmanager
def _the_drafter_approves_too(portal: Portal) -> Iterator[None]:
    """As in a small office, where one person has several roles."""
    change = "UPDATE accounts_user SET roles = %s::varchar[] WHERE username = 'drafter'"
    portal.rows(change, "{drafter,approver}")
    try:
        yield
    finally:
        portal.rows(change, "{drafter}")


def _is_returned_for_supplement(receiver: Desk, code: str) -> None:
    receiver.clerk.open("/admin/")
    receiver.looks()
    receiver.clerk.page.get_by_role("main").get_by_role("link", name="Chờ tiếp nhận").first.click()
    receiver.clerk.reads(code)
    receiver.looks()
    receiver.open_case(code)
    receiver.clerk.reads("Trần Quốc Dũng")
    receiver.looks()
    receiver.begins("Gửi yêu cầu bổ sung")
    receiver.clerk.faults.expected.add(400)
    receiver.clerk.presses("Gửi yêu cầu bổ sung")
    receiver.clerk.told_once(at="Nội dung khác")
    receiver.looks()
    receiver.clerk.types("Nội dung khác", ASKED_FOR)
    receiver.confirms("Gửi yêu cầu bổ sung")


def _is_supplied(citizen: Visitor, token: str) -> None:
    citizen.open(f"/ho-so/{token}/")
    citizen.types("Ngày sinh", "12/03/1988")
    citizen.presses("Xem hồ sơ")
    citizen.reads(ASKED_FOR)
    citizen.looks()
    citizen.follows("Bổ sung hồ sơ")
    citizen.reads(ASKED_FOR)
    citizen.looks()
    citizen.ticks("Tôi cam đoan")
    citizen.presses("Gửi phần bổ sung")
    citizen.arrives(f"/ho-so/{token}/")


def _is_accepted(receiver: Desk, code: str) -> None:
    receiver.open_case(code)
    receiver.begins("Tiếp nhận hồ sơ")
    receiver.looks()
    receiver.confirms("Tiếp nhận hồ sơ")


def _is_concluded(verifier: Desk, code: str) -> None:
    """The rule that led to the police and their reply stand on the page; the clerk decides."""
    verifier.open_case(code)
    verifier.clerk.reads("Chỉ cư trú ở một tỉnh, thành phố")
    verifier.clerk.reads("Phòng Hồ sơ nghiệp vụ Công an thành phố Cần Thơ")
    verifier.clerk.reads("Trộm cắp tài sản")
    verifier.looks()
    verifier.begins("Ghi kết luận")
    verifier.looks()
    verifier.clerk.chooses("Kết luận", "Có án tích")
    judgment = verifier.clerk.group("Bản án 1")
    expect(judgment.get_by_label("Số bản án")).to_have_value("57/2019/HSST")
    judgment.get_by_label("Đã được xóa án tích").check()
    verifier.clerk.types("Ngày xóa án tích", "10/01/2023", within=judgment)
    verifier.clerk.types("Căn cứ xóa án tích", "Điều 70 Bộ luật Hình sự", within=judgment)
    verifier.confirms("Ghi kết luận")


def _is_drafted_and_not_approved_by_the_drafter(drafter: Desk, code: str) -> None:
    """Not even by a drafter who may approve what others drafted."""
    drafter.open_case(code)
    drafter.begins("Lập phiếu")
    drafter.looks()
    drafter.confirms("Lập phiếu")
    drafter.looks()
    drafter.begins("Duyệt phiếu")
    drafter.clerk.reads("không được tự duyệt")
    drafter.clerk.faults.expected.add(409)
    drafter.clerk.presses("Duyệt phiếu")
    drafter.clerk.is_at("Duyệt phiếu")
    drafter.looks()


def _is_approved_and_signed(clerk: Arrive, code: str) -> None:
    for account, step in (("approver", "Duyệt phiếu"), ("signer", "Ký phiếu")):
        desk = Desk(clerk(account))
        desk.open_case(code)
        desk.begins(step)
        desk.clerk.reads("Trần Quốc Dũng".upper())
        desk.looks()
        desk.confirms(step)


def test_of_two_clerks_on_one_case_the_second_is_told_what_the_first_did(
    case: Travel, clerk: Arrive
) -> None:
    first, second = Desk(clerk("verifier")), Desk(clerk("receiver"))
    second.open_case(case.code)
    second.begins("Tiếp nhận hồ sơ")
    first.open_case(case.code)
    first.begins("Gửi yêu cầu bổ sung")
    first.clerk.types("Nội dung khác", ASKED_FOR)
    first.confirms("Gửi yêu cầu bổ sung")
    second.clerk.faults.expected.add(409)
    second.clerk.presses("Tiếp nhận hồ sơ")
    second.clerk.is_at("Hồ sơ vừa thay đổi")
    second.clerk.reads("Yêu cầu bổ sung")
    second.looks()


def test_every_place_that_the_desk_leads_to_holds_and_speaks_vietnamese(clerk: Arrive) -> None:
    seen: set[str] = set()
    for account in ("receiver", "head", "administrator"):
        desk = Desk(clerk(account))
        desk.clerk.open("/admin/")
        links = desk.clerk.page.get_by_role("link").evaluate_all(
            "(links) => links.map((link) => link.getAttribute('href'))"
        )
        for path in sorted({link for link in links if link.startswith("/")} - seen):
            seen.add(path)
            desk.clerk.open(path)
            desk.looks() if path.startswith("/admin/") else desk.clerk.looks()
