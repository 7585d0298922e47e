"""A real Chromium before the running portal, and the people who sit at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.visitor import CHROMIUM, DESKTOP, FLAGS, Visitor
from tests.live.portal import Portal

Arrive = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Ends with these tests: its event loop would make Django refuse the database to others."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def somebody(chromium: Browser, portal: Portal) -> Iterator[Arrive]:
    """A new person with an empty browser; at the end, whether anything broke on their way."""
    contexts: list[BrowserContext] = []
    people: list[Visitor] = []

    def arrive(**options: Any) -> Visitor:
        settings = {"viewport": DESKTOP, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh"}
        context = chromium.new_context(**(settings | options))
        context.set_default_timeout(20_000)
        contexts.append(context)
        people.append(Visitor(context.new_page(), portal.url))
        return people[-1]

    yield arrive
    for context in contexts:
        context.close()
    faults = [fault for person in people for fault in person.faults.found]
    assert not faults, "\n".join(faults)


@pytest.fixture
def clerk(somebody: Arrive, portal: Portal) -> Arrive:
    """A new person who has logged in under a demonstration account."""

    def come_in(account: str, **options: Any) -> Visitor:
        person = somebody(**options)
        person.logs_in(account, portal.stack.settings[f"{account.upper()}_PASSWORD"])
        return person

    return come_in
