"""The API as a script uses it: tokens, idempotency keys, and waiting for the machine."""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).resolve().parent.parent
TIMEOUT = 30
TRIES = 30  # a portal that is being restarted answers again within seconds
PAUSE_AFTER_FAULT = 1.0
PASSING = frozenset({500, 502, 503, 504})  # a part of it is being restarted


class Refused(Exception):
    """The portal said no; the message is its own."""


def issue_tokens(environment: Mapping[str, str], *accounts: str) -> dict[str, str]:
    """A token for each account, as an administrator would issue them."""
    done = subprocess.run(
        [sys.executable, "manage.py", "issue_token", *accounts],
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(zip(accounts, done.stdout.split(), strict=True))


class Client:
    """Speaks to one portal for several people."""

    def __init__(self, portal: str, tokens: Mapping[str, str], *, pause: float = 0.25) -> None:
        self._portal = portal
        self._tokens = tokens
        self._pause = pause  # seconds between two looks at a case
        self._session = requests.Session()
        self._session.trust_env = False

    def post(self, actor: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """One effect however often it is sent: a lost answer is asked for again with one key."""
        key = str(uuid.uuid4())
        headers = {**self._who(actor), "Idempotency-Key": key}
        url = self._portal + path
        return self._content(self._insist("POST", url, headers=headers, body=body))

    def step(self, actor: str, code: str, step: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return self.post(actor, f"/api/v1/applications/{code}/{step}/", body)

    def case(self, actor: str, code: str) -> dict[str, Any]:
        return self.get(actor, f"/api/v1/applications/{code}/")

    def get(self, actor: str, path: str) -> dict[str, Any]:
        return self._content(self._insist("GET", self._portal + path, headers=self._who(actor)))

    def wait(
        self, actor: str, code: str, states: Collection[str], patience: float
    ) -> dict[str, Any]:
        """Polls until the machine has brought the case to one of the states."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            case = self.case(actor, code)
            if case["state"] in states:
                return case
            time.sleep(self._pause)
        wanted = " or ".join(sorted(states))
        raise TimeoutError(f"{code} stands at {case['state']} and did not come to {wanted}")

    def download(self, actor: str, path: str) -> bytes:
        answer = self._session.get(self._portal + path, headers=self._who(actor), timeout=TIMEOUT)
        answer.raise_for_status()
        return answer.content

    def post_elsewhere(self, url: str, body: Mapping[str, Any]) -> None:
        """To a sandbox partner."""
        self._insist("POST", url, headers={}, body=body).raise_for_status()

    def _insist(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: Mapping[str, Any] | None = None,
    ) -> requests.Response:
        """Who is being started or restarted answers within seconds."""
        answer = None
        for _attempt in range(TRIES):
            try:
                answer = self._session.request(
                    method, url, json=body, headers=headers, timeout=TIMEOUT
                )
            except (requests.ConnectionError, requests.Timeout):
                answer = None
            if answer is not None and answer.status_code not in PASSING:
                return answer
            time.sleep(PAUSE_AFTER_FAULT)
        if answer is not None:
            return answer
        raise Refused(f"{url} does not answer. Is the portal running? (make run)")

    def _who(self, actor: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._tokens[actor]}", "Accept-Language": "vi"}

    def _content(self, answer: requests.Response) -> dict[str, Any]:
        if answer.ok:
            content: dict[str, Any] = answer.json()
            return content
        problem = f"{answer.request.method} {answer.request.path_url}: {answer.status_code}"
        raise Refused(f"{problem} {answer.text[:2000]}")
