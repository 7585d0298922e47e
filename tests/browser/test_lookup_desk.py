"""The look-up desk by keyboard, without script on a phone, and what the next dossier remembers."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.desk import Desk
from tests.browser.visitor import PHONE, Visitor
from tests.live.portal import Portal
from tools import demo_road
from tools.demo_people import DOSSIERS, Dossier
from tools.demo_road import Travel

TO_THE_CLERK = (demo_road.open_and_submit, demo_road.pay, demo_road.accept)


def applicant(name: str, *, born: str, number: str) -> Dossier:
    """Of one province, and unknown to the police."""
    example = DOSSIERS[0].declaration
    subject = {
        **example["subject"],
        "full_name": name,
        "date_of_birth": born,
        "documents": [{"kind": "cccd", "number": number, "issued_on": "2021-04-05"}],
        "father": {"full_name": f"{name.split()[0]} Văn Lộc", "date_of_birth": "1955"},
        "mother": {"full_name": f"Đặng Thị {name.split()[-1]} Nhung", "date_of_birth": "1958"},
    }
    return Dossier("Somebody alike is in the register", {**example, "subject": subject})


def in_the_register(portal: Portal, folder: Path, *rows: dict[str, str]) -> None:
    """Court extracts, taken in as an office takes them in."""
    path = folder / "register.csv"
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    portal.manage("import_records", str(path))


def judgment(name: str, number: str, **changes: str) -> dict[str, str]:
    return {
        "full_name": name,
        "sex": "female",
        "judgment_no": number,
        "judgment_date": "10/03/2012",
        "court": "Tòa án nhân dân quận Ninh Kiều",
        "offences": "Trộm cắp tài sản",
        "expunged_on": "10/03/2016",
        **changes,
    }


def waiting(portal: Portal, dossier: Dossier) -> Travel:
    """Accepted, and answered by the police: only the clerk's comparison is missing."""
    return demo_road.walk(Travel(dossier), portal.road(), acts=TO_THE_CLERK)


def at_the_desk(desk: Desk, code: str, *, people: int) -> None:
    desk.open_case(code)
    desk.clerk.follows(f"Đối chiếu {people} người")
    desk.clerk.is_at("Đối chiếu lý lịch tư pháp")


def stands_at(clerk: Visitor, place: str) -> None:
    expect(clerk.page.get_by_role("heading", name=f"Người {place}:")).to_be_visible()


def answers(clerk: Visitor) -> Any:
    return clerk.page.get_by_role("complementary", name="Kết quả đối chiếu")


@pytest.fixture
def alike(portal: Portal, tmp_path: Path) -> Dossier:
    """Two people of the register could be her: one of a letter off, one without marks."""
    in_the_register(
        portal,
        tmp_path,
        judgment("Võ Thị Bích Trăm", "31/2012/HSST", date_of_birth="02/11/1988"),
        judgment(
            "VO THI BICH TRAM", "32/2012/HSST", date_of_birth="1988", father_name="Võ Văn Lộc"
        ),
    )
    return applicant("Võ Thị Bích Trâm", born="1988-11-02", number="092188007788")


def test_a_clerk_compares_by_keys_alone_and_the_next_dossier_remembers(
    alike: Dossier, portal: Portal, clerk: Arrive
) -> None:
    case = waiting(portal, alike)
    desk = Desk(clerk("verifier"))
    at_the_desk(desk, case.code, people=2)
    desk.looks()
    _goes_from_one_to_the_other(desk.clerk)
    _is_unsure_of_the_first(desk)
    _says_why_the_second_is_another(desk)
    _comes_back_to_the_first_and_decides(desk)
    portal.road().wait("verifier", case, "drafted")
    again = waiting(portal, alike)
    portal.road().wait("verifier", again, "drafted")
    desk.open_case(again.code)
    desk.clerk.reads("Không phải một người")
    desk.clerk.reads(case.code)
    desk.looks()


def _goes_from_one_to_the_other(clerk: Visitor) -> None:
    stands_at(clerk, "1/2")
    for key, place in (("j", "2/2"), ("k", "1/2"), ("ArrowRight", "2/2"), ("ArrowLeft", "1/2")):
        clerk.page.keyboard.press(key)
        stands_at(clerk, place)


def _is_unsure_of_the_first(desk: Desk) -> None:
    desk.clerk.page.keyboard.press("3")
    stands_at(desk.clerk, "2/2")
    desk.clerk.page.keyboard.press("k")
    expect(answers(desk.clerk)).to_contain_text("Chưa chắc chắn")
    desk.clerk.reads("lý lịch bị cáo trong bản án gốc")
    desk.looks()
    desk.clerk.page.keyboard.press("j")
    stands_at(desk.clerk, "2/2")


def _says_why_the_second_is_another(desk: Desk) -> None:
    """The key asks for the reason, the arrows choose it, the same key or enter writes it."""
    keyboard = desk.clerk.page.keyboard
    keyboard.press("2")
    reason = answers(desk.clerk).get_by_role("radio", name="Số định danh cá nhân khác nhau")
    expect(reason).to_be_focused()
    desk.looks()
    keyboard.press("Space")
    keyboard.press("ArrowDown")
    expect(answers(desk.clerk).get_by_role("radio", name="Ngày sinh")).to_be_checked()
    keyboard.press("Enter")
    stands_at(desk.clerk, "1/2")


def _comes_back_to_the_first_and_decides(desk: Desk) -> None:
    keyboard = desk.clerk.page.keyboard
    keyboard.press("2")
    note = answers(desk.clerk).get_by_label("Ghi rõ thêm")
    note.focus()
    keyboard.type("gọi 113 lúc 2 giờ, j k u")  # keys sleep while somebody types
    expect(note).to_have_value("gọi 113 lúc 2 giờ, j k u")
    stands_at(desk.clerk, "1/2")
    answers(desk.clerk).get_by_role("radio", name="Công an hoặc Tòa án xác nhận").check()
    keyboard.press("2")
    expect(desk.clerk.page.get_by_role("heading", name="Diễn biến", exact=True)).to_be_visible()


def test_the_keys_can_be_switched_off(portal: Portal, clerk: Arrive, tmp_path: Path) -> None:
    extract = judgment("Huỳnh Thị Hồng Thắm", "33/2012/HSST", date_of_birth="14/06/1990")
    in_the_register(portal, tmp_path, extract)
    person = applicant("Huỳnh Thị Hồng Thắm", born="1990-06-14", number="092190007799")
    case = waiting(portal, person)
    desk = Desk(clerk("verifier"))
    at_the_desk(desk, case.code, people=1)
    switch = desk.clerk.page.get_by_label("Dùng phím tắt")
    switch.uncheck()
    desk.clerk.page.reload()
    expect(switch).not_to_be_checked()
    desk.clerk.page.keyboard.press("1")
    expect(answers(desk.clerk)).to_contain_text("Đây có phải là người yêu cầu không?")
    switch.check()
    switch.press("1")
    expect(answers(desk.clerk)).to_contain_text("Cùng một người")
    desk.looks()


def test_without_script_on_a_phone_the_same_is_said_and_taken_back(
    portal: Portal, clerk: Arrive, tmp_path: Path
) -> None:
    extract = judgment("Lâm Thị Ngọc Điệp", "34/2012/HSST", date_of_birth="23/09/1992")
    in_the_register(portal, tmp_path, extract)
    applies = applicant("Lâm Thị Ngọc Diệp", born="1992-09-23", number="092192007800")
    case = waiting(portal, applies)
    person = clerk("verifier", viewport=PHONE, java_script_enabled=False)
    number = portal.number("SELECT id FROM applications_application WHERE code = %s", case.code)
    person.open(f"/admin/applications/application/{number}/doi-chieu/")
    person.presses("Cùng một người")
    expect(answers(person)).to_contain_text("Cùng một người")
    person.presses("Hoàn tác")
    person.page.locator("summary", has_text="Không phải một người").click()
    person.faults.expected.add(400)
    person.presses("Ghi: không phải một người")
    person.reads("Hãy chọn lý do vì sao không phải một người.")
    person.chooses("Vì sao không phải một người?", "Ngày sinh hoặc nơi sinh khác nhau")
    person.presses("Ghi: không phải một người")
    expect(person.page.get_by_role("heading", name="Diễn biến", exact=True)).to_be_visible()
    portal.road().wait("verifier", case, "drafted")
