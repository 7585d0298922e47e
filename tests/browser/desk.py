"""The clerk's desk in the admin, as its readers use it: a case by its code, its steps by name."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.visitor import Visitor

# What the admin says in English where nobody has translated it.
ENGLISH = re.compile(
    r"\b(type to search|search|filters?|apply|reset|all applications|select|home|dashboard|log ?out"
    r"|welcome|change|password|add|delete|save|history|view site|results?|actions?|run|toggle"
    r"|theme|dark|light|system|loading|close|cancel|back|next|previous|show|hide|sidebar|menu"
    r"|please|correct|errors?|navigation|breadcrumbs?|recent|yes|no|none|empty|date|time|user|more|skip|main|content)\b",
    re.IGNORECASE,
)


class Desk:
    """One clerk at the desk."""

    def __init__(self, clerk: Visitor) -> None:
        self.clerk = clerk

    def open_case(self, code: str) -> None:
        """As with the scanner: the code, and enter."""
        self.clerk.open("/admin/")
        field = self.clerk.page.get_by_role("searchbox", name="Quét hoặc gõ mã hồ sơ")
        field.fill(code)
        field.press("Enter")
        self.clerk.is_at(code)

    def begins(self, step: str) -> None:
        """Follows a step's button on the case to the step's own page."""
        offered = self.clerk.page.get_by_role("complementary", name="Việc có thể làm")
        offered.get_by_role("link", name=step, exact=True).click()
        self.clerk.is_at(step)

    def confirms(self, step: str) -> None:
        """Presses the button of the step's page, and is back at the case."""
        self.clerk.presses(step)
        expect(self.clerk.page.get_by_role("heading", name="Diễn biến", exact=True)).to_be_visible()

    def takes(self, code: str, step: str) -> None:
        """A step that asks for nothing but the confirmation."""
        self.open_case(code)
        self.begins(step)
        self.confirms(step)

    def looks(self) -> None:
        """The page holds, and speaks Vietnamese wherever something is read out."""
        self.clerk.looks()
        said = self.clerk.page.evaluate(_SAID)
        english = [words for words in said if ENGLISH.search(words)]
        assert not english, f"{self.clerk.page.url}: {english}"


# The texts of the page and of its attributes that are shown or read aloud, without drawn signs.
_SAID = """() => {
  const said = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const around = walk.currentNode.parentElement;
    if (!around.closest("script, style, template, .material-symbols-outlined, [translate=no]"))
      said.push(walk.currentNode.textContent.trim());
  }
  for (const name of ["aria-label", "placeholder", "title", "alt"])
    document.querySelectorAll(`body [${name}]`)
      .forEach((one) => said.push(one.getAttribute(name)));
  return said.filter(Boolean);
}"""
