"""A person before a browser: opens, reads, types, presses, and notices what is broken.

Controls are found as people find them, by their words; a page that cannot be walked by its words
cannot be walked with a screen reader either.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Error, Locator, Page, Request, Response, expect

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    *("--no-sandbox", "--disable-quic", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
)
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
WEIGHTY = {"moderate", "serious", "critical"}
PATIENCE = 60_000  # milliseconds for what workers and partners do meanwhile
_axe = Axe()
expect.set_options(timeout=20_000)


@dataclass
class Faults:
    """What a page must never do: fail to load something, or complain in the console."""

    page: Page
    found: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)  # answers of pages that say no on purpose

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.found.append(f"script: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        told_by_the_answer = message.text.startswith("Failed to load resource")
        if message.type in {"error", "warning"} and not told_by_the_answer:
            self.found.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # a download, or the reader went on
            self.found.append(f"failed: {request.method} {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status < 400:
            return
        if response.request.is_navigation_request() and response.status in self.expected:
            return
        self.found.append(f"{response.status}: {response.request.method} {response.url}")


class Visitor:
    """One person with one browser tab."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.faults = Faults(page)

    def is_at(self, title: str) -> None:
        """The page's main heading says so, now or within a moment."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(title)

    def open(self, path: str, *, answers: int = 200) -> None:
        self.faults.expected.add(answers)
        answer = self.page.goto(path if "://" in path else self.url + path)
        assert answer is not None
        assert answer.status == answers, f"{path}: {answer.status}"

    def logs_in(self, account: str, password: str) -> None:
        self.open("/dang-nhap/")
        self.types("Tên đăng nhập", account)
        self.types("Mật khẩu", password)
        self.presses("Đăng nhập")
        expect(self.page.get_by_role("button", name="Đăng nhập", exact=True)).to_have_count(0)

    def reads(self, words: str, *, within: Locator | None = None) -> None:
        """The words stand on the page, now or within a moment."""
        place = within or self.page.locator("body")
        expect(place).to_contain_text(words)

    def group(self, name: str) -> Locator:
        return self.page.get_by_role("group", name=name)

    def types(self, label: str, text: str, *, within: Locator | None = None) -> None:
        (within or self.page).get_by_label(label).first.fill(text)

    def chooses(self, question: str, answer: str) -> None:
        self.group(question).get_by_label(answer).first.check()

    def selects(self, label: str, option: str, *, within: Locator | None = None) -> None:
        (within or self.page).get_by_label(label).first.select_option(label=option)

    def drops(self, label: str, content: bytes, *, name: str) -> None:
        """A file is dropped on the field, as from the folder's window."""
        transfer = self.page.evaluate_handle(_TRANSFER, [list(content), name])
        field = self.page.get_by_label(label)
        field.dispatch_event("drop", {"dataTransfer": transfer})

    def ticks(self, label: str) -> None:
        self.page.get_by_label(label).first.check()

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).last.click()

    def follows(self, name: str, *, exact: bool = False) -> None:
        self.page.get_by_role("link", name=name, exact=exact).first.click()

    def arrives(self, pattern: str) -> None:
        """At an address that ends like this."""
        expect(self.page).to_have_url(re.compile(pattern + "$"), timeout=PATIENCE)

    def typed(self) -> dict[str, Any]:
        """Everything that stands in the page's fields at this moment."""
        values: dict[str, Any] = self.page.evaluate(_TYPED)
        return values

    def told_once(self, *, at: str) -> str:
        """One thing is wrong: the summary says it first and leads to its field, which says it."""
        summary = self.page.get_by_role("alert").get_by_role("link")
        expect(summary).to_have_count(1)
        message = summary.inner_text().strip()
        summary.click()
        label, described = self.page.evaluate(_FOCUSED)
        assert at in label, f"{message!r} leads to {label!r}"
        assert message in described, f"{label!r} says {described!r}"
        return message

    def goes_back_to(self, title: str) -> None:
        """With the browser's own button; a page that was sent to itself is passed twice."""
        heading = self.page.get_by_role("heading", level=1)
        for _page in range(3):
            self._back()
            if title in heading.inner_text():
                return
        raise AssertionError(f"{title!r} is not on the way back")

    def _back(self) -> None:
        """Just after a change of process Chromium now and then has no page to go back from."""
        try:
            self.page.go_back()
        except Error as error:
            if "Not attached to an active page" not in str(error):
                raise
            self.page.wait_for_load_state()
            self.page.go_back()

    def tabs_to(self, label: str) -> None:
        """With the tabulator key alone, and the focus is seen at each stop."""
        for _stop in range(40):
            self.page.keyboard.press("Tab")
            words, seen = self.page.evaluate(_STOP)
            assert seen, f"the focus is not seen at {words!r}"
            if words.startswith(label):
                return
        raise AssertionError(f"{label!r} is not reached with the keyboard")

    def another_tab(self) -> Visitor:
        return Visitor(self.page.context.new_page(), self.url)

    def looks(self) -> None:
        """The page holds at both widths: nothing sticks out, nothing shuts anybody out."""
        wide = self.page.viewport_size
        for size in (DESKTOP, PHONE):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            sticks_out = self.page.evaluate(_STICKS_OUT)
            assert not sticks_out, f"{self.page.url} at {size['width']}: {sticks_out}"
            problems = barriers(self.page)
            assert not problems, f"{self.page.url} at {size['width']}:\n" + "\n".join(problems)
        if wide:
            self.page.set_viewport_size(wide)


def barriers(page: Page) -> list[str]:
    """What axe finds of weight."""
    answer: dict[str, Any] = _axe.run(page).response
    return [
        f"{found['id']} ({found['impact']}): {[node['html'][:160] for node in found['nodes'][:3]]}"
        for found in answer["violations"]
        if found["impact"] in WEIGHTY
    ]


_STICKS_OUT = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > room + 1)
    .slice(0, 5).map((one) => one.outerHTML.slice(0, 120));
}"""

_TYPED = """() => Object.fromEntries(
  [...document.querySelectorAll("main input, main select, main textarea")]
    .filter((one) => one.name && !["hidden", "file"].includes(one.type))
    .map((one) => ["radio", "checkbox"].includes(one.type)
      ? [`${one.name}=${one.value}`, one.checked] : [one.name, one.value]))"""

# The words of the focused control and of the group it is in, and what describes them.
_FOCUSED = """() => {
  const one = document.activeElement, group = one.closest("fieldset");
  const told = (node) => (node?.getAttribute("aria-describedby") ?? "").split(" ")
    .map((id) => document.getElementById(id)?.innerText ?? "").join(" ");
  const label = [...(one.labels ?? [])].map((label) => label.innerText).join(" ");
  return [`${label} ${group?.querySelector("legend")?.innerText ?? ""}`, told(one) + told(group)];
}"""

DESCRIBED = """(one) => (one.getAttribute("aria-describedby") ?? "").split(" ")
  .map((id) => document.getElementById(id)?.innerText ?? "").join(" ")"""

# The words of the stop, and whether a ring is drawn on it or on the row that holds it.
_STOP = """() => {
  const one = document.activeElement, words = one.labels?.[0]?.innerText ?? one.innerText;
  const ring = (node) => {
    const style = node && getComputedStyle(node);
    return style && ((style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
      || style.boxShadow !== "none");
  };
  return [words.trim(), Boolean(ring(one) || ring(one.closest("label")))];
}"""

_TRANSFER = """([content, name]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(content)], name, { type: "application/pdf" }));
  return transfer;
}"""
