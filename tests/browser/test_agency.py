"""An agency whose server is away works at its desk in the portal."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace

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
        f"UPDATE verification_agency SET channel = %s WHERE office_ptr_id = ({office_of})",
        channel,
        CODE,
    )
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
    officer.presses("Gửi trả lời")
    officer.page.get_by_role("alert").get_by_role("link").first.click()
    officer.looks()
    _answers(officer)
    officer.is_at("Yêu cầu cần trả lời")
    portal.road().wait("verifier", case, "drafted")


def _the_agency_gets_a_desk(desk: Desk) -> None:
    administrator = desk.clerk
    administrator.open("/admin/verification/agency/")
    administrator.follows(AGENCY)
    administrator.selects("Cách trao đổi", "Trang làm việc trên cổng")
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
    officer.presses("Gửi trả lời")
