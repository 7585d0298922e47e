"""The API as a script uses it: tokens, idempotency keys, and waiting for the machine."""

from __future__ import annotations

import time
import uuid
from collections.abc import Collection, Mapping
from typing import Any

import requests

TIMEOUT = 30
TRIES = 30  # a portal that is being restarted answers again within seconds
PAUSE = 0.25


class Refused(Exception):
    """The portal said no; the message is its own."""


class Client:
    """Speaks to one portal for several people."""

    def __init__(self, portal: str, tokens: Mapping[str, str]) -> None:
        self._portal = portal
        self._tokens = tokens
        self._session = requests.Session()
        self._session.trust_env = False

    def post(self, actor: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """One effect however often it is sent: a lost answer is asked for again with one key."""
        key = str(uuid.uuid4())
        headers = {**self._who(actor), "Idempotency-Key": key}
        return self._content(self._insist(self._portal + path, body, headers))

    def step(self, actor: str, code: str, step: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return self.post(actor, f"/api/v1/applications/{code}/{step}/", body)

    def case(self, actor: str, code: str) -> dict[str, Any]:
        answer = self._session.get(
            f"{self._portal}/api/v1/applications/{code}/", headers=self._who(actor), timeout=TIMEOUT
        )
        return self._content(answer)

    def wait(
        self, actor: str, code: str, states: Collection[str], patience: float
    ) -> dict[str, Any]:
        """Polls until the machine has brought the case to one of the states."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            case = self.case(actor, code)
            if case["state"] in states:
                return case
            time.sleep(PAUSE)
        wanted = " or ".join(sorted(states))
        raise TimeoutError(f"{code} stands at {case['state']} and did not come to {wanted}")

    def download(self, actor: str, path: str) -> bytes:
        answer = self._session.get(self._portal + path, headers=self._who(actor), timeout=TIMEOUT)
        answer.raise_for_status()
        return answer.content

    def post_elsewhere(self, url: str, body: Mapping[str, Any]) -> None:
        """To a sandbox partner."""
        self._insist(url, body, {}).raise_for_status()

    def _insist(
        self, url: str, body: Mapping[str, Any], headers: Mapping[str, str]
    ) -> requests.Response:
        """Who is being started or restarted answers within seconds."""
        for _attempt in range(TRIES):
            try:
                return self._session.post(url, json=body, headers=headers, timeout=TIMEOUT)
            except requests.ConnectionError:
                time.sleep(PAUSE * 4)
        raise Refused(f"{url} does not answer. Is the portal running? (make run)")

    def _who(self, actor: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._tokens[actor]}", "Accept-Language": "vi"}

    def _content(self, answer: requests.Response) -> dict[str, Any]:
        if answer.ok:
            content: dict[str, Any] = answer.json()
            return content
        problem = f"{answer.request.method} {answer.request.path_url}: {answer.status_code}"
        raise Refused(f"{problem} {answer.text[:2000]}")
