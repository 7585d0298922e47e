"""A running portal in a test's hands: its people, its processes, its database, its partners."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import redis
import requests

from tools import surroundings
from tools.demo_client import Client
from tools.demo_road import Road
from tools.processes import Child
from tools.stack import ROOT, Stack

PATIENCE = 300.0  # seconds: longer than a lease, on a machine that is busy with other things
PARTNER_CODES = {
    "police": "CA92",
    "national_centre": "TTLLTPQG",
    "court": "TA92",
    "military_court": "TAQSTW",
    "carrier": "VNPOST",
}
QUEUES = ("default", "outside", "print", "signing")
KEPT_UP = ("web", "worker", "signer", "outside", "beat")
_TOKEN = (
    "from knox.models import get_token_model as m; from accounts.models import User;"
    "print(m().objects.create(user=User.objects.get(username={name!r}))[1])"
)


@dataclass(frozen=True)
class Portal:
    """The portal as its users, its operator and its partners see it."""

    stack: Stack
    tokens: Mapping[str, str]

    @property
    def url(self) -> str:
        return self.stack.url

    def child(self, name: str) -> Child:
        return self.stack.children[name]

    def client(self, *, pause: float = 0.25) -> Client:
        """One for each thread."""
        return Client(self.url, self.tokens, pause=pause)

    def road(self, *, patience: float = PATIENCE, pause: float = 0.25) -> Road:
        return Road(self.client(pause=pause), self.stack.settings, patience)

    def post(self, actor: str, path: str, body: object, *, key: str) -> requests.Response:
        """One try, whatever is answered."""
        headers = {"Authorization": f"Bearer {self.tokens[actor]}", "Idempotency-Key": key}
        return requests.post(self.url + path, json=body, headers=headers, timeout=60)

    def get(self, path: str) -> requests.Response:
        """As somebody without an account."""
        return requests.get(self.url + path, timeout=60)

    def token_of(self, username: str) -> str:
        """For an account that is no member of staff, which no command issues tokens for."""
        return self.manage("shell", "--no-imports", "-c", _TOKEN.format(name=username)).strip()

    def manage(self, *words: str) -> str:
        """What the command says; it must go well."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env={**self.stack.environment, "PYTHONWARNINGS": "ignore"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database knows, asked as its owner."""
        connection = psycopg2.connect(self.stack.settings["DATABASE_OWNER_URL"])
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(query, values or None)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def number(self, query: str, *values: object) -> int:
        [[value]] = self.rows(query, *values)
        return int(value)

    @contextmanager
    def broker(self) -> Iterator[redis.Redis]:
        with redis.Redis.from_url(self.stack.settings["REDIS_URL"]) as client:
            yield client

    def queued(self) -> int:
        with self.broker() as client:
            return sum(int(client.llen(queue)) for queue in QUEUES)

    def control(self, partner: str, **settings: object) -> dict[str, Any]:
        """Set a sandbox partner's faults and delay; answers its settings and counts."""
        port = self.stack.settings[surroundings.port_name(partner)]
        answer = requests.post(f"http://127.0.0.1:{port}/control", json=settings, timeout=30)
        answer.raise_for_status()
        content: dict[str, Any] = answer.json()
        return content

    def told(self, partner: str, about: str) -> int:
        """How many messages with an effect a partner took in about one thing."""
        file = self.stack.data_dir / "sandbox" / f"{PARTNER_CODES[partner]}.db"
        database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        try:
            query = "SELECT count(*) FROM message WHERE about = ?"
            return int(database.execute(query, [about]).fetchone()[0])
        finally:
            database.close()

    def keep_up(self) -> None:
        """Start again what died, as `make run` does; from the test's own thread only: the kernel
        ends a child together with the thread that started it."""
        for name in KEPT_UP:
            if not self.child(name).alive:
                self.child(name).restart()

    def logs(self) -> list[Path]:
        return sorted((self.stack.data_dir / "logs").glob("*.log"))


def wait_until(
    holds: Callable[[], object], *, what: str, patience: float = PATIENCE, pause: float = 0.1
) -> None:
    """Waits for what another process has to do; there is nothing else to be woken by."""
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, f"after {patience:.0f} s still not so: {what}"
        time.sleep(pause)
