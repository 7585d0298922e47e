"""Somebody at a browser without scripts: opens pages, fills in the forms that stand on them."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin

import requests


class Visitor:
    def __init__(self, portal: str) -> None:
        self._portal = portal
        self._session = requests.Session()
        self._session.trust_env = False
        self.page = ""
        self.address = portal

    def open(self, path: str) -> None:
        self._arrive(self._session.get(urljoin(self._portal, path), timeout=60))

    def log_in(self, username: str, password: str) -> None:
        self.open("/dang-nhap/")
        self.send("username", username=username, password=password)

    def send(self, button_or_field: str = "", **typed: str) -> None:
        """Send the form that holds this field or leads to this address, as it stands but for
        what was typed."""
        form = next(form for form in _forms(self.page) if form.is_the_one(button_or_field))
        answer = self._session.post(
            urljoin(self.address, form.action),
            data=form.fields | typed,
            headers={"Referer": self.address},
            timeout=60,
        )
        self._arrive(answer)

    def _arrive(self, answer: requests.Response) -> None:
        answer.raise_for_status()
        self.page, self.address = answer.text, answer.url


class _Form:
    def __init__(self, action: str) -> None:
        self.action = action
        self.fields: dict[str, str] = {}

    def is_the_one(self, wanted: str) -> bool:
        return wanted in self.fields or bool(wanted and wanted == self.action)


class _Reader(HTMLParser):
    """Collects forms with what their fields say before anybody types."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self._choice = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(_Form(given.get("action", "")))
        elif self.forms and tag == "input":
            self._input(given)
        elif self.forms and tag == "textarea":
            self.forms[-1].fields[given["name"]] = ""
        elif tag == "select":
            self._choice = given.get("name", "")
        elif self.forms and tag == "option" and self._choice:
            fields = self.forms[-1].fields
            if "selected" in given or self._choice not in fields:
                fields[self._choice] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._choice = ""

    def _input(self, given: dict[str, str]) -> None:
        unticked = given.get("type") in {"checkbox", "radio"} and "checked" not in given
        if given.get("name") and not unticked and given.get("type") != "submit":
            self.forms[-1].fields[given["name"]] = given.get("value", "")


def _forms(page: str) -> list[_Form]:
    reader = _Reader()
    reader.feed(page)
    return reader.forms
