"""`make pictures`: the main pages of the running portal, as pictures in docs/pictures.

`python -m tools.pictures PART…` takes some of them only (PARTS, below).

The people are the invented ones of the demonstration and of the browser tests, whose way through
the pages is taken here too. Pictures are reduced to a palette, so that a clone stays small.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser import wizard
from tests.browser.desk import Desk
from tests.browser.visitor import CHROMIUM, DESKTOP, FLAGS, PATIENCE, PHONE, Visitor
from tools import demo_road, surroundings
from tools.demo_client import Client, issue_tokens
from tools.demo_crowd import IN_HOUSE, POLICE, crowd
from tools.demo_people import DOSSIERS
from tools.demo_road import Road, Travel

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
COLOURS = 128  # with fewer, a small blue signature turns grey
TALLEST = 1400  # of what is shown of a page: who wants the rest opens it
DOTS_AN_INCH = "90"
GAP = 8
MANY = 501  # nobody else in the pictures is one of this crowd
_HEIGHT = "document.documentElement.scrollHeight"


@dataclass(frozen=True)
class Album:
    """Takes pictures of what people see."""

    browser: Browser
    settings: dict[str, str]
    road: Road

    @contextmanager
    def somebody(self, account: str = "", *, phone: bool = False) -> Iterator[Visitor]:
        """At a phone or a desk; with an account, logged in."""
        context = self.browser.new_context(
            viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
            device_scale_factor=1.25 if phone else 1,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
        )
        visitor = Visitor(context.new_page(), self.settings["PUBLIC_URL"])
        if account:
            visitor.logs_in(account, self.settings[f"{account.upper()}_PASSWORD"])
        yield visitor
        context.close()

    def take(self, visitor: Visitor, name: str, *, tallest: int = TALLEST) -> None:
        keep(self.seen(visitor, tallest=tallest), name)

    def seen(self, visitor: Visitor, *, tallest: int = TALLEST) -> Image.Image:
        """The page from its top, on a screen as tall as the picture: nothing that sticks to an
        edge of the window lies over what is shown."""
        page, usual = visitor.page, visitor.page.viewport_size or DESKTOP
        page.evaluate("document.activeElement?.blur()")
        height = max(usual["height"], min(page.evaluate(_HEIGHT), tallest))
        page.set_viewport_size({"width": usual["width"], "height": height})
        page.evaluate("window.scrollTo(0, 0)")
        page.evaluate("document.fonts.ready")
        picture = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
        page.set_viewport_size(usual)  # type: ignore[arg-type]
        return picture


def keep(picture: Image.Image, name: str) -> None:
    """Reduced to a palette, written."""
    reduced = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    reduced.save(FOLDER / f"{name}.png", optimize=True)
    print(f"{name}.png {picture.width}x{picture.height}")


def beside(pictures: list[Image.Image]) -> Image.Image:
    """As phones that lie beside each other."""
    width = sum(picture.width + GAP for picture in pictures) - GAP
    sheet = Image.new("RGB", (width, max(picture.height for picture in pictures)), "#888888")
    left = 0
    for picture in pictures:
        sheet.paste(picture, (left, 0))
        left += picture.width + GAP
    return sheet


def first_page(pdf: bytes) -> Image.Image:
    """As it comes out of the printer."""
    command = ["pdftoppm", "-r", DOTS_AN_INCH, "-f", "1", "-l", "1", "-png"]
    drawn = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return Image.open(io.BytesIO(drawn.stdout))


def the_way_in(album: Album) -> None:
    """The front page, the form with a gap in the history, the review, the payment, the receipt."""
    with album.somebody() as reader:
        reader.open("/")
        album.take(reader, "home")
    with album.somebody(phone=True) as citizen:
        citizen.open("/")
        album.take(citizen, "home-phone")
        wizard.begin(citizen)
        wizard.fill_until(citizen, "Những nơi đã sống")
        wizard.history(citizen, second_from="01/2012")
        citizen.presses(wizard.GO_ON)
        citizen.told_once(at="Từ tháng")
        album.take(citizen, "history-phone", tallest=2200)
        citizen.page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        album.take(citizen, "history", tallest=1900)
        citizen.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        citizen.open(f"/xin-cap/{wizard.code_of(citizen)}/loai-phieu/")
        wizard.fill_all(citizen)
        citizen.presses("Tiếp tục")
        album.take(citizen, "review-phone")
        _pays(album, citizen)


def _pays(album: Album, citizen: Visitor) -> None:
    citizen.ticks("Tôi cam đoan")
    citizen.presses("Gửi hồ sơ")
    citizen.is_at("Nộp phí")
    album.take(citizen, "payment-phone")
    wizard.pay_at_the_bank(citizen)
    citizen.arrives("/bien-lai/")
    album.take(citizen, "receipt-phone")


def the_desk(album: Album) -> None:
    """The receiver's day and list; the case with a record, its conclusion and its certificate."""
    for dossier in crowd([POLICE, IN_HOUSE, POLICE, POLICE]):
        _travelled(album, dossier, demo_road.open_and_submit, demo_road.pay)
    with album.somebody("receiver") as receiver:
        receiver.open("/admin/")
        album.take(receiver, "desk-today")
        receiver.open("/admin/applications/application/?viec=tiep-nhan")
        album.take(receiver, "desk-list")
    acts = (demo_road.open_and_submit, demo_road.pay, demo_road.accept)
    case = _travelled(album, DOSSIERS[1], *acts)
    with album.somebody("verifier") as verifier:
        desk = Desk(verifier)
        desk.open_case(case.code)
        album.take(verifier, "desk-case")
        desk.begins("Ghi kết luận")
        album.take(verifier, "desk-conclusion")
    demo_road.conclude(case, album.road)
    with album.somebody("approver") as approver:
        desk = Desk(approver)
        desk.open_case(case.code)
        desk.begins("Duyệt phiếu")
        album.take(approver, "desk-approval")


def the_counter(album: Album) -> None:
    """The post office's counter, the dossier on it, and the slip on paper."""
    with album.somebody(phone=True) as citizen:
        wizard.begin(citizen)
        wizard.fill_all(citizen)
        code = wizard.code_of(citizen)
    with album.somebody("post_clerk") as clerk:
        clerk.open(f"/buu-dien/ho-so/{code}/")
        clerk.presses("Nhận hồ sơ tại bưu cục")
        clerk.reads(wizard.NAME)
        album.take(clerk, "counter-dossier")
        clerk.presses("Đã thu tiền, in phiếu gửi")
        clerk.is_at("Phiếu gửi hồ sơ")
        sheet = clerk.page.pdf(format="A4", prefer_css_page_size=True)
        keep(first_page(sheet), "counter-slip")
        clerk.open("/buu-dien/")
        album.take(clerk, "counter")


def the_way_out(album: Album) -> None:
    """A certificate that was delivered: where it is, whether it is genuine, how it looks."""
    case = _travelled(album, DOSSIERS[2], *demo_road.ACTS)
    certificate = case.case["certificate"]
    with album.somebody() as citizen:
        citizen.open(f"/ho-so/{case.token}/")
        citizen.types("Ngày sinh", "09/01/1995")
        citizen.presses("Xem hồ sơ")
        citizen.reads(certificate["number"])
        album.take(citizen, "tracking")
        citizen.open(certificate["verify_url"])
        album.take(citizen, "check")
    file = album.road.client.download("receiver", certificate["file_url"])
    keep(first_page(file), "certificate")
    with album.somebody("head") as head:
        head.open("/so-lieu/?first=2014&last=2017")
        album.take(head, "figures")


def many_at_once(album: Album) -> None:
    """Signing what waits by one confirmation, and the book in which all of it stands."""
    acts = demo_road.TO_CERTIFICATE[:-1]
    for dossier in crowd([POLICE, IN_HOUSE, POLICE, POLICE], first=MANY):
        _travelled(album, dossier, *acts)
    with album.somebody("signer") as signer:
        signer.open("/admin/ky/")
        signer.follows("Ký các phiếu đang chờ")
        signer.reads("phiếu không có gì cần xem riêng")
        album.take(signer, "signing-many")
        signer.presses("Xem lại lần cuối rồi ký")
        waiting = signer.page.get_by_role("heading", level=1).inner_text()
        number = "".join(filter(str.isdigit, waiting))
        signer.types("Gõ số phiếu sẽ ký", number)
        signer.presses(f"Ký {number} phiếu")
        signer.page.get_by_text("Lần ký đã xong").wait_for(timeout=PATIENCE)
    with album.somebody("head") as head:
        head.open("/admin/so-cap-phieu/")
        album.take(head, "issue-book", tallest=1000)


def for_anybody(album: Album) -> None:
    """The answers to a genuine, an edited and a revoked file, the log, and the check without a
    network."""
    with album.somebody(phone=True) as reader:
        answers = []
        for sample in ("that", "sua", "thu-hoi"):
            reader.open(f"/verify/mau/{sample}/")
            answers.append(album.seen(reader, tallest=1100))
        keep(beside(answers), "check-file")
    with album.somebody() as reader:
        reader.open("/nhat-ky/")
        album.take(reader, "public-log")
    with album.somebody(phone=True) as reader:
        reader.open("/verify/offline/")
        reader.reads("Trang đã được giữ trong máy")
        album.take(reader, "offline-phone")


def _travelled(album: Album, dossier: demo_road.Dossier, *acts: demo_road.Act) -> Travel:
    return demo_road.walk(Travel(dossier), album.road, acts=acts)


PARTS = {
    part.__name__: part
    for part in (the_way_in, the_desk, the_counter, the_way_out, many_at_once, for_anybody)
}


def main() -> int:
    settings = surroundings.recall(Path(os.environ["DATA_DIR"]))
    FOLDER.mkdir(parents=True, exist_ok=True)
    tokens = issue_tokens({**os.environ, **settings}, *demo_road.ACTORS)
    road = Road(Client(settings["PUBLIC_URL"], tokens), settings)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        album = Album(browser, settings, road)
        for name in sys.argv[1:] or PARTS:
            PARTS[name](album)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
