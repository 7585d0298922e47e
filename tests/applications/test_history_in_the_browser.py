"""The script that checks the residence history while it is typed says what the server says."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from applications.history import RULES, Stay, first_month_asked, history_problems, month_number

pytestmark = pytest.mark.browser

SCRIPT = Path(__file__).resolve().parents[2] / "static" / "js" / "history.js"
CHROMIUM = Path("/usr/bin/chromium")
BORN, TODAY = "1990-05-17", "2024-06-03"
P, T, A = "permanent", "temporary", "abroad"

CASES = {
    "whole": [("2004-05", "2010-08", P), ("2010-09", "", P)],
    "one month later is no gap": [("2004-05", "2010-08", P), ("2010-08", "", P)],
    "begins too late": [("2004-06", "", P)],
    "begins earlier": [("1990-05", "", P)],
    "a gap": [("2004-05", "2010-08", P), ("2010-10", "", P)],
    "two gaps": [("2004-05", "2006-01", P), ("2007-01", "2008-01", T), ("2009-01", "", P)],
    "out of order": [("2010-09", "", P), ("2004-05", "2010-08", P)],
    "twice at once": [("2004-05", "2012-08", P), ("2010-09", "", P)],
    "two kinds at once": [("2004-05", "", P), ("2010-09", "2012-01", T)],
    "covered by the longer": [("2004-05", "", P), ("2006-01", "2007-01", T), ("2010-01", "", T)],
    "ends before it began": [("2004-05", "2003-01", P), ("2004-05", "", T)],
    "begins in the future": [("2004-05", "", P), ("2030-01", "", T)],
    "ends in the future": [("2004-05", "2030-01", A)],
    "does not reach today": [("2004-05", "2020-01", P)],
    "ended last month": [("2004-05", "2024-05", P)],
}


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    if not CHROMIUM.exists():
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-background-networking", "--disable-sync"]
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        page = browser.new_page()
        page.set_content("<!doctype html><title>history</title>")
        yield page
        browser.close()


@pytest.mark.parametrize("stays", CASES.values(), ids=CASES.keys())
def test_script_and_server_say_the_same(browser_page: Page, stays: list[Any]) -> None:
    known = [Stay(*stay) for stay in stays]
    asked = history_problems(known, date_of_birth=BORN, today=TODAY)
    server = {(problem.field, str(problem.message)) for problem in asked}
    assert said_by_script(browser_page, known) == server


def said_by_script(page: Page, stays: list[Stay]) -> set[tuple[str, str]]:
    source = base64.b64encode(SCRIPT.read_bytes()).decode()
    rules = {name: str(text) for name, text in RULES.items()}
    rules |= {"first": first_month_asked(BORN), "now": month_number(TODAY)}  # type: ignore[dict-item]
    found = page.evaluate(
        """async ({source, stays, rules}) => {
            const script = await import(`data:text/javascript;base64,${source}`);
            const never = Number.MAX_SAFE_INTEGER;
            const known = stays.map((stay) => ({...stay, ended: stay.ended ?? never}));
            return script.problemsOf(known, rules);
        }""",
        {
            "source": source,
            "rules": rules,
            "stays": [
                {
                    "started": month_number(stay.started),
                    "ended": month_number(stay.ended) if stay.ended else None,
                    "kind": stay.kind,
                }
                for stay in stays
            ],
        },
    )
    return {(f"residences.{one['row']}.{one['field']}", one["message"]) for one in found}
