"""A certificate is checked where there is no network: by a page that stayed, or by a file."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Page, Route, expect

from certificates import tokens
from certificates.signed_lists import raw_key, signed
from certificates.tokens import mark, new_token
from tests.browser.conftest import Arrive
from tests.browser.visitor import PHONE, Visitor
from tests.certificates.vectors import CANONICAL
from tests.live.portal import Portal, wait_until
from tools import demo_road
from tools.demo_people import DOSSIERS
from tools.demo_road import Travel

PAGE, FILE = "/verify/offline/", "/verify/offline/kiem-tra-phieu.html"
LIST = "/api/v1/certificates/revoked.json"
PRINTED = "Mã do cơ quan in, không có trong danh sách thu hồi"
REVOKED = "Phiếu đã bị thu hồi"
NOT_OURS = "Mã này không phải do cơ quan in ra"


@pytest.fixture(scope="module")
def first_list(portal_with_people: Portal) -> str:
    """The list before anything of these tests was revoked."""
    return listed(portal_with_people, least=0)


@pytest.fixture(scope="module")
def issued(portal_with_people: Portal) -> str:
    """The address in a certificate's QR."""
    return travelled(portal_with_people).case["certificate"]["verify_url"]


@pytest.fixture(scope="module")
def revoked(portal_with_people: Portal, first_list: str) -> str:
    """The same of a revoked one, once the newest list names it."""
    before = len(json.loads(first_list)["revoked"])
    travel = travelled(portal_with_people)
    client = portal_with_people.client()
    client.step("head", travel.code, "revoke", {"ground": "Nội dung không chính xác"})
    listed(portal_with_people, least=before + 1)
    return travel.case["certificate"]["verify_url"]


def travelled(portal: Portal) -> Travel:
    travel = Travel(DOSSIERS[0])
    return demo_road.walk(travel, portal.road(), acts=demo_road.TO_CERTIFICATE)


def listed(portal: Portal, *, least: int) -> str:
    """The newest list, once it names so many."""

    def names() -> int:
        answer = portal.get(LIST)
        return len(answer.json()["revoked"]) if answer.status_code == 200 else -1

    wait_until(lambda: names() >= least, what=f"a list of {least} revoked", pause=1)
    return portal.get(LIST).text


@pytest.fixture
def phone(somebody: Arrive) -> Iterator[Visitor]:
    """Somebody who opened the page once; what fails for want of a network is no fault."""
    visitor = somebody(viewport=PHONE)
    visitor.open(PAGE)
    visitor.reads("Trang đã được giữ trong máy")
    yield visitor
    no_network = "ERR_INTERNET_DISCONNECTED"
    visitor.faults.found = [one for one in visitor.faults.found if no_network not in one]


def without_network(visitor: Visitor) -> None:
    visitor.page.context.set_offline(True)


def answers(visitor: Visitor, title: str) -> None:
    expect(visitor.page.locator('[data-place="answer"] h2')).to_have_text(title)


def checks(visitor: Visitor, written: str) -> None:
    visitor.types("Đường dẫn hoặc mã trong mã QR", written)
    visitor.presses("Kiểm tra")


def test_a_page_visited_once_answers_the_phones_camera_without_a_network(
    first_list: str, issued: str, phone: Visitor
) -> None:
    phone.looks()
    without_network(phone)
    phone.page.goto(issued)
    phone.is_at("Kiểm tra phiếu khi không có mạng")
    answers(phone, PRINTED)
    phone.reads("Theo danh sách lập lúc")
    phone.reads("Có, chữ ký đúng")
    assert "Lê Thị Thu Hà" not in phone.page.content()
    phone.looks()


def test_a_revoked_certificate_is_known_without_a_network(revoked: str, phone: Visitor) -> None:
    without_network(phone)
    phone.page.goto(revoked)
    answers(phone, REVOKED)
    phone.reads("STP-LLTP (STP-92)")
    phone.looks()


def test_with_a_network_the_register_itself_answers(
    first_list: str, issued: str, phone: Visitor
) -> None:
    phone.open(issued)
    phone.is_at("Phiếu còn giá trị")


def test_a_code_with_one_sign_changed_or_lost_is_refused(
    first_list: str, issued: str, phone: Visitor
) -> None:
    token = issued.rpartition("/")[2]
    without_network(phone)
    other = "A" if token[50] != "A" else "B"
    for written, title in (
        (token[:50] + other + token[51:], NOT_OURS),
        (token[:-3], "Mã không đủ độ dài"),
        ("https://example.vn/tin-tuc", "Đây không phải mã trên phiếu"),
        ("7K3M-9QWX-2D5R-ABCD", "Mã 16 ký tự chỉ kiểm tra được khi có mạng"),
        (token, PRINTED),
    ):
        checks(phone, written)
        answers(phone, title)
    checks(phone, f"https://look-alike.example/verify/{token}")
    phone.reads("Đường dẫn không thuộc cơ quan cấp phiếu")
    phone.reads("look-alike.example")
    phone.looks()


def test_a_list_that_ran_out_is_said_to_have_run_out(
    first_list: str, issued: str, phone: Visitor
) -> None:
    without_network(phone)
    phone.page.clock.set_fixed_time(datetime.now().astimezone() + timedelta(days=2))
    phone.page.goto(issued)
    answers(phone, PRINTED)
    phone.reads("Danh sách trong máy này đã quá hạn")


def serving(text: str) -> Callable[[Route], None]:
    """A network on which somebody gives out a list of their own."""
    return lambda route: route.fulfill(body=text)


def test_an_older_list_or_a_changed_one_takes_no_place(
    first_list: str, revoked: str, phone: Visitor
) -> None:
    for served, told in (
        (first_list, "cũ hơn danh sách đang giữ"),
        (first_list.replace('"serial":', '"serial":9'), "không có chữ ký đúng của cơ quan"),
        ("<html>", "không đọc được"),
    ):
        phone.page.context.route(f"**{LIST}", serving(served))
        phone.open(PAGE)
        phone.reads(f"Danh sách vừa nhận {told}")
        checks(phone, revoked)
        answers(phone, REVOKED)
        phone.page.context.unroute(f"**{LIST}")


def test_a_browser_that_cannot_check_says_so_and_guesses_nothing(
    issued: str, somebody: Arrive
) -> None:
    visitor = somebody()
    visitor.page.add_init_script(
        "SubtleCrypto.prototype.importKey = () => Promise.reject(new DOMException('none'));"
    )
    visitor.open(PAGE)
    answers(visitor, "Trình duyệt này không kiểm tra được chữ ký")
    checks(visitor, issued)
    answers(visitor, "Trình duyệt này không kiểm tra được chữ ký")
    assert PRINTED not in visitor.page.locator('[data-place="answer"]').inner_text()
    visitor.looks()


def test_the_file_from_a_stick_checks_by_itself(
    portal: Portal, first_list: str, issued: str, revoked: str, somebody: Arrive, tmp_path: Path
) -> None:
    stick = tmp_path / "kiem-tra-phieu.html"
    stick.write_text(portal.get(FILE).text)
    visitor = somebody()
    without_network(visitor)
    visitor.page.goto(stick.as_uri())
    for written, title in ((issued, PRINTED), (revoked, REVOKED), (issued[:-5], "Mã không đủ")):
        checks(visitor, written)
        expect(visitor.page.locator('[data-place="answer"] h2')).to_contain_text(title)
    field = visitor.page.get_by_label("Danh sách mới")
    old = tmp_path / "revoked.json"
    old.write_text(first_list)
    field.set_input_files(old)
    visitor.reads("cũ hơn danh sách đang giữ")
    checks(visitor, revoked)
    answers(visitor, REVOKED)
    visitor.looks()


# The rules themselves, with a key of the test's own


@pytest.fixture
def rules(portal: Portal, somebody: Arrive) -> Page:
    visitor = somebody()
    visitor.open(PAGE)
    expect(visitor.page.locator("[data-done]")).to_have_count(1)
    return visitor.page


def read(rules: Page, key: Ed25519PrivateKey, *written: str) -> list[dict[str, Any]]:
    script = """async ([key, texts]) => {
      const ours = await offlineCheck.keyFrom(key);
      return Promise.all(texts.map((one) => offlineCheck.readToken(one, ours)));
    }"""
    found: list[dict[str, Any]] = rules.evaluate(script, [raw_key(key.public_key()), list(written)])
    return found


def test_the_page_writes_json_as_the_portal_does(rules: Page) -> None:
    """As text, because a browser puts names that look like numbers first in its own way."""
    texts = [json.dumps(value) for value, _text in CANONICAL]
    script = "(texts) => texts.map((one) => offlineCheck.canonical(JSON.parse(one)))"
    assert rules.evaluate(script, texts) == [text for _value, text in CANONICAL]


def test_the_page_reads_a_token_as_the_portal_does(rules: Page) -> None:
    key, day = Ed25519PrivateKey.generate(), date(2026, 11, 22)
    token = new_token(number=4_000_000_000, issued_on=day, key=key)
    assert read(rules, key, token) == [
        {"genuine": True, "number": 4_000_000_000, "issued": "2026-11-22", "mark": mark(token)}
    ]


def test_no_changed_token_passes(rules: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    key, day = Ed25519PrivateKey.generate(), date(2026, 11, 22)
    token = new_token(number=7, issued_on=day, key=key)
    raw = base64.urlsafe_b64decode(token + "==")
    changed = [
        base64.urlsafe_b64encode(flipped(raw, bit)).decode().rstrip("=")
        for bit in range(len(raw) * 8)
    ]
    spelled = [token[:-1] + sign for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if sign != token[-1]]
    foreign = new_token(number=7, issued_on=day, key=Ed25519PrivateKey.generate())
    monkeypatch.setattr(tokens, "_VERSION", 2)
    later = new_token(number=7, issued_on=day, key=key)
    found = read(rules, key, *changed, *spelled, foreign, later)
    assert [one["genuine"] for one in found] == [False] * len(found)
    assert {one["because"] for one in found[:-1]} == {"changed"}
    assert found[-1]["because"] == "version"


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


BODY: dict[str, Any] = {
    "generated_at": "2026-11-22T18:00:00+07:00",
    "next_update": "2026-11-23T18:00:00+07:00",
    "serial": 5,
    "algorithm": "ed25519",
    "revoked": [],
}


def take(rules: Page, key: Ed25519PrivateKey, document: Any, kept: Any = None) -> str:
    script = """async ([key, text, kept]) => {
      const read = await offlineCheck.readList(text, await offlineCheck.keyFrom(key), kept);
      return read.list ? "taken" : read.because;
    }"""
    text = document if isinstance(document, str) else json.dumps(document)
    told: str = rules.evaluate(script, [raw_key(key.public_key()), text, kept])
    return told


def test_a_list_is_taken_from_the_office_alone_and_never_back(rules: Page) -> None:
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    good = signed(BODY, key=key)
    earlier = {**BODY, "generated_at": "2026-11-22T17:59:59+07:00"}
    assert take(rules, key, good) == "taken"
    assert take(rules, key, good, BODY) == "taken"
    assert take(rules, key, {**good, "serial": 6}) == "signature"
    assert take(rules, key, {**good, "added": None}) == "signature"
    assert take(rules, key, signed(BODY, key=other)) == "signature"
    assert take(rules, key, good, {**BODY, "serial": 6}) == "older"
    assert take(rules, key, signed(earlier, key=key), BODY) == "older"
    assert take(rules, key, "{") == "unreadable"
    assert take(rules, key, "null") == "unreadable"
    assert take(rules, key, BODY) == "unreadable"
    without = {name: value for name, value in BODY.items() if name != "serial"}
    assert take(rules, key, signed(without, key=key)) == "unreadable"


@pytest.mark.parametrize(
    ("issued_on", "marked", "now", "expected"),
    [
        ("2026-11-22", "other", "2026-11-22T18:00:01+07:00", "clear "),
        ("2026-11-22", "mine", "2026-11-22T18:00:01+07:00", "revoked "),
        ("2026-11-22", "mine", "2027-11-22T18:00:01+07:00", "revoked "),
        ("2026-11-23", "other", "2026-11-23T08:00:00+07:00", "unknown issued_later"),
        ("2026-11-22", "other", "2026-11-23T18:00:01+07:00", "clear old"),
        ("2026-11-22", "other", "2026-11-22T17:49:00+07:00", "clear clock"),
    ],
)
def test_what_a_list_says_of_a_genuine_code(
    rules: Page, issued_on: str, marked: str, now: str, expected: str
) -> None:
    listed = {**BODY, "revoked": [{"mark": marked}]}
    script = """([facts, list, now]) => {
      const told = offlineCheck.judge(facts, list, Date.parse(now));
      return `${told.status} ${told.because ?? ""}`;
    }"""
    assert rules.evaluate(script, [{"mark": "mine", "issued": issued_on}, listed, now]) == expected
