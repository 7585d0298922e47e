"""A citizen from the front page to the receipt, with a mistake on every page."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import wizard
from tests.browser.conftest import Arrive
from tests.browser.visitor import DESCRIBED, PHONE, Visitor
from tests.live.portal import Portal


@pytest.fixture
def citizen(somebody: Arrive) -> Visitor:
    """With a phone."""
    return somebody(viewport=PHONE, has_touch=True)


def test_every_page_tells_a_mistake_at_its_field_and_keeps_what_was_typed(
    citizen: Visitor,
) -> None:
    citizen.open("/")
    citizen.looks()
    citizen.follows("Bắt đầu khai")
    citizen.looks()
    citizen.presses("Bắt đầu khai")
    for step in wizard.STEPS:
        citizen.is_at(step.title)
        citizen.looks()
        step.mistake(citizen)
        typed = citizen.typed()
        citizen.presses(wizard.GO_ON)
        citizen.told_once(at=step.wrong_at)
        assert citizen.typed() == typed
        citizen.looks()
        step.fill(citizen)
        citizen.presses(wizard.GO_ON)
    citizen.is_at("Giấy tờ kèm theo")


def test_a_gap_in_the_history_shows_while_typing_and_on_the_server_in_the_same_words(
    citizen: Visitor,
) -> None:
    wizard.begin(citizen)
    wizard.fill_until(citizen, "Những nơi đã sống")
    wizard.history(citizen, second_from="01/2012")
    second = citizen.group("Nơi thứ 2").get_by_label("Từ tháng")
    second.blur()
    expect(second).to_have_accessible_description(re.compile("09/2010.+12/2011"))
    citizen.reads("Còn 16 tháng chưa khai.")
    at_once = second.evaluate(DESCRIBED)
    citizen.presses(wizard.GO_ON)
    assert citizen.told_once(at="Từ tháng") in at_once
    second.fill("09/2010")
    second.blur()
    citizen.reads("Đã khai đủ, không còn tháng nào trống.")
    expect(second).not_to_have_accessible_description(re.compile("12/2011"))


def test_a_picture_is_taken_and_what_is_none_is_refused_at_the_field(citizen: Visitor) -> None:
    wizard.begin(citizen)
    wizard.fill_all(citizen)
    citizen.is_at("Giấy tờ kèm theo")
    citizen.looks()
    wizard.upload(citizen, name="thẻ.jpg", content=b"GIF89a" + bytes(200))
    citizen.told_once(at="Ảnh hoặc tệp")
    citizen.looks()
    wizard.upload(citizen, name="thẻ căn cước mặt trước.jpg", content=photograph())
    citizen.reads("thẻ căn cước mặt trước.jpg")
    citizen.looks()
    with citizen.page.expect_download() as download:
        citizen.follows("thẻ căn cước mặt trước")
    assert download.value.suggested_filename.endswith(".jpg")


def test_back_and_two_tabs_lose_nothing(citizen: Visitor) -> None:
    wizard.begin(citizen)
    wizard.fill_all(citizen)
    for step in reversed(wizard.STEPS):
        citizen.goes_back_to(step.title)
        assert any(value not in ("", False) for value in citizen.typed().values())
    other = citizen.another_tab()
    other.open(f"/xin-cap/{wizard.code_of(citizen)}/gia-dinh/")
    other.types("Họ và tên", "Nguyễn Văn Bốn", within=other.group("Cha"))
    citizen.chooses("Bạn cần phiếu nào?", "Phiếu số 2")
    citizen.presses(wizard.GO_ON)
    citizen.is_at("Người được cấp phiếu")
    other.presses(wizard.GO_ON)
    other.is_at("Những nơi đã sống")
    citizen.open(f"/xin-cap/{wizard.code_of(citizen)}/xem-lai/")
    citizen.reads("Nguyễn Văn Bốn")
    citizen.reads("Phiếu số 2")
    citizen.reads("12 Nguyễn Trãi")


def test_a_citizen_pays_and_the_waiting_page_turns_into_the_receipt(
    citizen: Visitor, somebody: Arrive
) -> None:
    wizard.begin(citizen)
    wizard.fill_all(citizen)
    citizen.presses("Tiếp tục")
    citizen.is_at("Xem lại trước khi gửi")
    citizen.looks()
    citizen.presses("Gửi hồ sơ")
    citizen.told_once(at="Tôi cam đoan")
    citizen.ticks("Tôi cam đoan")
    citizen.presses("Gửi hồ sơ")
    citizen.is_at("Nộp phí")
    expect(citizen.page.get_by_role("img", name="Mã VietQR")).to_be_visible()
    citizen.looks()
    wizard.pay_at_the_bank(citizen)
    citizen.arrives("/bien-lai/")
    citizen.reads("Biên lai thu phí")
    citizen.reads("200.000 đ")
    citizen.looks()
    citizen.follows("Theo dõi hồ sơ")
    citizen.reads(wizard.NAME)
    citizen.looks()
    _opens_elsewhere_with_the_birth_date_only(somebody(), citizen.page.url)


def _opens_elsewhere_with_the_birth_date_only(stranger: Visitor, link: str) -> None:
    stranger.open(link)
    stranger.looks()
    expect(stranger.page.locator("body")).not_to_contain_text(wizard.NAME)
    stranger.faults.expected.add(422)
    stranger.types("Ngày sinh", "18/05/1990")
    stranger.presses("Xem hồ sơ")
    stranger.told_once(at="Ngày sinh")
    stranger.looks()
    stranger.types("Ngày sinh", wizard.BIRTH_DATE)
    stranger.presses("Xem hồ sơ")
    stranger.reads(wizard.NAME)


def test_a_page_is_filled_in_with_the_keyboard_alone(somebody: Arrive) -> None:
    citizen = somebody()
    wizard.begin(citizen)
    wizard.fill_until(citizen, "Người được cấp phiếu")
    keys = citizen.page.keyboard
    citizen.tabs_to("Họ, chữ đệm và tên")
    keys.type("Trần Thị Bé")
    citizen.tabs_to("Nam")
    keys.press("ArrowDown")
    citizen.tabs_to("Ngày sinh")
    keys.type(wizard.BIRTH_DATE)
    citizen.tabs_to("Nơi sinh")
    keys.type("Cần Thơ")
    citizen.tabs_to("Dân tộc")
    keys.type("Kinh")
    citizen.tabs_to("Lưu và tiếp tục")
    keys.press("Enter")
    citizen.is_at("Giấy tờ tùy thân")
    citizen.page.go_back()
    assert citizen.typed()["sex=female"] is True


def test_the_whole_form_works_without_scripts(somebody: Arrive, portal: Portal) -> None:
    citizen = somebody(java_script_enabled=False)
    wizard.begin(citizen)
    wizard.fill_all(citizen)
    wizard.upload(citizen, name="ảnh.jpg", content=photograph())
    citizen.reads("ảnh.jpg")
    citizen.presses("Tiếp tục")
    citizen.ticks("Tôi cam đoan")
    citizen.presses("Gửi hồ sơ")
    citizen.is_at("Nộp phí")
    code = wizard.code_of(citizen)
    wizard.pay_at_the_bank(citizen)
    portal.client().wait("receiver", code, {"submitted"}, 60)
    citizen.follows("Tôi đã chuyển")
    citizen.reads("Biên lai thu phí")


def photograph() -> bytes:
    """What a phone takes: large, noisy, with a place in its tags."""
    picture = Image.effect_noise((1600, 1200), 60).convert("RGB")
    tags = Image.Exif()
    tags[0x010E] = "10.03, 105.78"
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80, exif=tags)
    return out.getvalue()
