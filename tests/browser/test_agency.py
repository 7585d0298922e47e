"""An agency without a server works at its desk in the portal, or through a link in a mail."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.browser.conftest import Arrive
from tests.browser.desk import Desk
from tests.browser.visitor import Visitor
from tests.live.portal import Portal, wait_until
from tools import demo_road
from tools.demo_people import DOSSIERS
from tools.demo_road import Travel

AGENCY = "Tòa án quân sự Trung ương"
CODE = "TAQSTW"
LOOK = "Xem lại trước khi gửi"


@pytest.fixture
def as_before(portal: Portal) -> Iterator[None]:
    """What the administrator changes on the shared portal is put back."""
    query = (
        "SELECT channel FROM verification_agency a JOIN accounts_office o ON o.id = a.office_ptr_id"
    )
    [[channel]] = portal.rows(f"{query} WHERE o.code = %s", CODE)
    [[office]] = portal.rows(
        "SELECT office_id FROM accounts_user WHERE username = 'agency_officer'"
    )
    yield
    office_of = "SELECT id FROM accounts_office WHERE code = %s"
    portal.rows(
        f"UPDATE verification_agency SET channel = %s, sends_link = false"
        f" WHERE office_ptr_id = ({office_of})",
        channel,
        CODE,
    )
    portal.rows("UPDATE accounts_office SET email = '' WHERE code = %s", CODE)
    portal.rows("UPDATE accounts_user SET office_id = %s WHERE username = 'agency_officer'", office)


@pytest.mark.usefixtures("as_before")
def test_an_officer_answers_at_the_desk_when_the_agency_has_no_server(
    clerk: Arrive, portal: Portal
) -> None:
    _the_agency_gets_a_desk(Desk(clerk("administrator")))
    case = _asked(portal)
    [reference] = [one["reference"] for one in _requests(portal, case) if one["agency"] == CODE]
    officer = clerk("agency_officer")
    officer.is_at("Yêu cầu cần trả lời")
    officer.looks()
    officer.follows(reference)
    officer.reads("Nguyễn Ngọc Như Quỳnh")
    officer.looks()
    officer.presses(LOOK)
    officer.page.get_by_role("alert").get_by_role("link").first.click()
    officer.looks()
    _answers(officer)
    officer.looks()
    officer.presses("Gửi trả lời")
    officer.is_at("Yêu cầu cần trả lời")
    officer.follows("Các trả lời đã gửi")
    officer.reads("Đã ghi nhận")
    officer.looks()
    officer.follows(reference)
    officer.reads("Đã trả lời: Không có án tích")
    portal.road().wait("verifier", case, "drafted")


@pytest.mark.usefixtures("as_before")
def test_whoever_holds_the_link_answers_once_without_login_or_scripts(
    clerk: Arrive, somebody: Arrive, portal: Portal
) -> None:
    _the_agency_gets_a_desk(Desk(clerk("administrator")), link_to="toa@example.com")
    case = _asked(portal)
    address = _mailed(portal, case)
    officer = somebody()
    officer.open(address)
    officer.looks()
    officer.presses("Mở yêu cầu")
    officer.reads("Nguyễn Ngọc Như Quỳnh")
    officer.looks()
    plain = somebody(java_script_enabled=False)
    plain.open(address)
    plain.presses("Mở yêu cầu")
    plain.reads("Nguyễn Ngọc Như Quỳnh")
    plain.page.get_by_text("Nhập bản án").click()
    plain.presses("Thêm một bản án")
    plain.presses("Bỏ bản án 2")
    _answers(plain)
    plain.presses("Gửi trả lời")
    plain.is_at("Đã gửi cho Sở")
    for again in (officer, plain):
        again.open(address, answers=404)
        again.is_at("Đường dẫn này không dùng được")
    officer.looks()
    portal.road().wait("verifier", case, "drafted")


def _mailed(portal: Portal, case: Travel) -> str:
    """The page that the mail about this case leads to."""

    def found() -> list[str]:
        mails = [
            message_from_bytes(part.strip(), policy=policy.default).get_content()
            for file in Path(portal.stack.data_dir, "mail").glob("*")
            for part in file.read_bytes().split(b"-" * 79)
        ]
        ours = [mail for mail in mails if f"{case.code}-XM" in mail]
        return re.findall(r"http\S+/tra-loi/[\w-]{43}/", "".join(ours))

    wait_until(found, what="the link is mailed")
    return found()[-1]


def _the_agency_gets_a_desk(desk: Desk, *, link_to: str = "") -> None:
    administrator = desk.clerk
    administrator.open("/admin/verification/agency/")
    administrator.follows(AGENCY)
    administrator.selects("Cách trao đổi", "Trang làm việc trên cổng")
    administrator.ticks("Tôi đã biết điều gì xảy ra với các yêu cầu đang chờ")
    if link_to:
        sends = administrator.page.get_by_label("Gửi đường dẫn trả lời qua thư điện tử")
        sends.first.press("Space")
        administrator.page.get_by_label("Thư điện tử", exact=True).fill(link_to)
    desk.looks()
    administrator.presses("Lưu lại")
    administrator.arrives("/verification/agency/")
    administrator.open("/admin/accounts/user/")
    administrator.follows("agency_officer")
    administrator.selects("Cơ quan", AGENCY)
    desk.looks()
    administrator.presses("Lưu lại")
    administrator.arrives("/accounts/user/")


def _asked(portal: Portal) -> Travel:
    """A dossier of somebody who served in the army: the military court is asked too."""
    declaration = copy.deepcopy(DOSSIERS[2].declaration)
    declaration["residences"][0]["military"] = True
    travel = Travel(replace(DOSSIERS[2], declaration=declaration))
    demo_road.walk(travel, portal.road(), acts=(demo_road.open_and_submit, demo_road.pay))
    portal.client().step("receiver", travel.code, "accept", {})
    wait_until(
        lambda: [
            one for one in _requests(portal, travel) if one["agency"] == CODE and one["sent_at"]
        ],
        what="the military court is asked",
    )
    return travel


def _requests(portal: Portal, travel: Travel) -> list[dict[str, str]]:
    requests: list[dict[str, str]] = portal.client().case("verifier", travel.code)["requests"]
    return requests


def _answers(officer: Visitor) -> None:
    officer.chooses("Kết quả tra cứu", "Không có án tích")
    officer.types("Số văn bản trả lời", "15/TAQSTW")
    officer.types("Người ký", "Đỗ Văn Chỉnh")
    officer.types("Ngày văn bản", "03/01/2024")
    officer.presses(LOOK)
    officer.is_at(LOOK)
