"""An agency's officer at the desk in the portal, in the demonstration: logs in, opens, answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

TIMEOUT = 30
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Officer:
    """Somebody of an agency, at a browser."""

    def __init__(self, portal: str, *, username: str, password: str) -> None:
        self._portal = portal
        self._session = requests.Session()
        self._session.trust_env = False
        self._send("/dang-nhap/", {"username": username, "password": password})

    def answer(self, reference: str, judgments: list[Mapping[str, Any]]) -> bool:
        """Answer the question of this number; False while it is not on the desk, or not any more:
        the court's answer may have settled it meanwhile."""
        page = self._page_of(reference)
        if page is None:
            return False
        now = datetime.now(UTC) + timedelta(hours=7)  # the day in Vietnam
        rows = {
            f"judgments-{number}-{name}": value
            for number, row in enumerate(judgments)
            for name, value in row.items()
        }
        typed = {
            "answer": "has_record" if judgments else "none",
            "reference": "88/UBND-TP",
            "signed_by": "Phó Chủ tịch Lâm Văn Phước",
            "answered_on": f"{now:%d/%m/%Y}",
            "judgments-TOTAL_FORMS": str(max(1, len(judgments))),
            "judgments-INITIAL_FORMS": "0",
            "seen": "0",
            "do": "send",
        }
        return self._send(page, typed | rows)

    def _page_of(self, reference: str) -> str | None:
        """The desk links each question by its number."""
        desk = self._session.get(f"{self._portal}/co-quan/", timeout=TIMEOUT).text
        found = re.search(rf'href="(/co-quan/yeu-cau/\d+/)">{re.escape(reference)}<', desk)
        return found[1] if found else None

    def _send(self, path: str, typed: Mapping[str, str]) -> bool:
        """Open a page, and send its form with what was typed; False when the page is gone."""
        address = self._portal + path
        token = _TOKEN.search(self._session.get(address, timeout=TIMEOUT).text)
        answer = self._session.post(
            address,
            data={**typed, "csrfmiddlewaretoken": token[1] if token else ""},
            headers={"Referer": address},
            timeout=TIMEOUT,
        )
        if answer.status_code == requests.codes.not_found:
            return False
        answer.raise_for_status()
        return True
