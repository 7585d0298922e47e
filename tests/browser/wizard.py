"""The citizen's form as one person fills it in, page by page, by the words on the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.visitor import Visitor

GO_ON = "Lưu và tiếp tục"
NAME = "Công Tằng Tôn Nữ Nguyễn Thị Phương Thảo Quỳnh Hương"
BIRTH_DATE = "17/05/1990"
Fill = Callable[[Visitor], None]


@dataclass(frozen=True)
class Step:
    """One page: its title, how it is filled in well, and one mistake and the field it is at."""

    title: str
    fill: Fill
    mistake: Fill
    wrong_at: str


def _request(who: Visitor) -> None:
    who.chooses("Bạn cần phiếu nào?", "Phiếu số 1")
    who.chooses("Bạn xin phiếu cho ai?", "Cho chính tôi")


def _person(who: Visitor) -> None:
    who.types("Họ, chữ đệm và tên", NAME)
    who.chooses("Giới tính", "Nữ")
    who.types("Ngày sinh", BIRTH_DATE)
    who.types("Nơi sinh", "Ninh Kiều, Cần Thơ")
    who.selects("Dân tộc", "Kinh")


def _papers(who: Visitor) -> None:
    who.types("Số giấy tờ", "092 190 001 234")
    who.types("Ngày cấp", "5/4/2021")
    who.types("Nơi cấp", "Cục CSQLHC về TTXH")


def _homes(who: Visitor) -> None:
    home = who.group("Nơi thường trú")
    who.selects("Tỉnh, thành phố", "Cần Thơ", within=home)
    who.types("Xã, phường", "phường Ninh Kiều", within=home)
    who.types("Số nhà", "12 Nguyễn Trãi", within=home)
    who.types("Số điện thoại", "0912 345 678")
    who.types("Thư điện tử", "huong@example.com")


def _family(who: Visitor) -> None:
    who.types("Họ và tên", "Nguyễn Văn Bình", within=who.group("Cha"))
    who.types("Ngày sinh", "1960", within=who.group("Cha"))
    who.types("Họ và tên", "Trần Thị Cúc", within=who.group("Mẹ"))


def history(who: Visitor, *, second_from: str = "09/2010") -> None:
    """Two homes; the second row is added by the button, which works without scripts too."""
    first = who.group("Nơi thứ 1")
    who.types("Từ tháng", "05/2004", within=first)
    who.types("Đến tháng", "08/2010", within=first)
    first.get_by_label("Thường trú").check()
    who.selects("Tỉnh, thành phố", "Cần Thơ", within=first)
    who.types("Nghề nghiệp", "học sinh", within=first)
    second = who.group("Nơi thứ 2")
    if not second.count():
        who.presses("Thêm một nơi")
    expect(second).to_be_visible()
    who.types("Từ tháng", second_from, within=second)
    second.get_by_label("Đến nay").check()
    second.get_by_label("Thường trú").check()
    who.selects("Tỉnh, thành phố", "Cần Thơ", within=second)
    who.types("Nghề nghiệp", "kỹ sư", within=second)


def _record(who: Visitor) -> None:
    who.chooses("đã từng bị tòa án kết án", "Chưa từng")
    who.chooses("Ghi thêm lên phiếu", "Không")


def _wishes(who: Visitor) -> None:
    who.chooses("Bạn cần phiếu để làm gì?", "Xin việc")
    who.types("Số bản phiếu", "1")


def _delivery(who: Visitor) -> None:
    who.chooses("Bạn muốn nhận phiếu thế nào?", "Gửi bưu điện")
    place = who.group("Địa chỉ nhận phiếu")
    who.types("Họ và tên người nhận", "Nguyễn Thị Quỳnh Hương", within=place)
    who.types("Số điện thoại", "0912345678", within=place)
    who.selects("Tỉnh, thành phố", "Cần Thơ", within=place)
    who.types("Số nhà", "12 Nguyễn Trãi", within=place)


def _then(fill: Fill, label: str, text: str) -> Fill:
    """All filled in well but for one field."""

    def spoiled(who: Visitor) -> None:
        fill(who)
        who.types(label, text)

    return spoiled


def _only_which(who: Visitor) -> None:
    who.chooses("Bạn cần phiếu nào?", "Phiếu số 1")


def _half_an_address(who: Visitor) -> None:
    _homes(who)
    who.types("Số nhà", "", within=who.group("Nơi thường trú"))
    who.types("Xã, phường", "", within=who.group("Nơi thường trú"))


def _father_from_the_future(who: Visitor) -> None:
    _family(who)
    who.types("Ngày sinh", "2222", within=who.group("Cha"))


def _with_a_gap(who: Visitor) -> None:
    history(who, second_from="01/2012")


def _convicted_without_a_word(who: Visitor) -> None:
    _record(who)
    who.chooses("đã từng bị tòa án kết án", "Đã từng")


def _nowhere_to_send_it(who: Visitor) -> None:
    _delivery(who)
    who.types("Số nhà", "", within=who.group("Địa chỉ nhận phiếu"))


STEPS = (
    Step("Phiếu nào, cho ai", _request, _only_which, "Bạn xin phiếu cho ai?"),
    Step("Người được cấp phiếu", _person, _then(_person, "Ngày sinh", "31/02/1990"), "Ngày sinh"),
    Step("Giấy tờ tùy thân", _papers, _then(_papers, "Số giấy tờ", "092 190"), "Số giấy tờ"),
    Step("Nơi ở và cách liên hệ", _homes, _half_an_address, "Số nhà"),
    Step("Cha, mẹ, vợ hoặc chồng", _family, _father_from_the_future, "Ngày sinh"),
    Step("Những nơi đã sống từ khi 14 tuổi", history, _with_a_gap, "Từ tháng"),
    Step("Án tích", _record, _convicted_without_a_word, "Kể ngắn gọn"),
    Step("Mục đích, số bản và phí", _wishes, _then(_wishes, "Số bản phiếu", "hai"), "Số bản phiếu"),
    Step("Cách nhận phiếu", _delivery, _nowhere_to_send_it, "Số nhà"),
)


def begin(who: Visitor) -> None:
    """From the front page into the first page of a new draft."""
    who.open("/")
    who.follows("Bắt đầu khai")
    who.presses("Bắt đầu khai")


def fill_until(who: Visitor, title: str) -> None:
    """The pages before the one with this title."""
    for step in STEPS:
        who.is_at(step.title)
        if step.title.startswith(title):
            return
        step.fill(who)
        who.presses(GO_ON)


def fill_all(who: Visitor) -> None:
    """Every page, without a mistake, up to the papers."""
    fill_until(who, "no such page")


def upload(who: Visitor, *, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "image/jpeg", "buffer": content}
    if not who.page.get_by_label("Ảnh hoặc tệp").is_visible():
        who.page.get_by_text("Tải thêm giấy tờ").click()
    who.chooses("Đây là giấy tờ gì?", "Giấy tờ khác")
    who.page.get_by_label("Ảnh hoặc tệp").set_input_files(file)  # type: ignore[arg-type]
    who.presses("Tải lên")


def pay_at_the_bank(who: Visitor) -> None:
    """The demonstration bank in a tab of its own, while the first one waits."""
    bank = who.another_tab()
    link = who.page.get_by_role("link", name="Chuyển khoản thử")
    bank.open(link.get_attribute("href") or "")
    bank.presses("Chuyển tiền")
    bank.reads("Đã chuyển")
    bank.page.close()


def code_of(who: Visitor) -> str:
    """The dossier's code, from the address of its form."""
    return who.page.url.partition("/xin-cap/")[2].partition("/")[0]
