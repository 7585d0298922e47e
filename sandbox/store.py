"""What a partner remembers: messages received, posts still to deliver, its controls.

One SQLite file, so that a partner that is killed and started again forgets nothing.
"""

import json
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS message (
    message_id TEXT PRIMARY KEY, about TEXT NOT NULL, payload TEXT NOT NULL, answer TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS message_about ON message (about);
CREATE TABLE IF NOT EXISTS post (
    id INTEGER PRIMARY KEY, message_id TEXT NOT NULL, url TEXT NOT NULL, body BLOB NOT NULL,
    due_at REAL NOT NULL, tries INTEGER NOT NULL DEFAULT 0, outcome TEXT
);
CREATE INDEX IF NOT EXISTS post_due ON post (due_at) WHERE outcome IS NULL;
CREATE TABLE IF NOT EXISTS control (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

WAY_BACK = "way_back"  # kept with a message: where its replies go
ROUTE = {"reply_to", WAY_BACK}


class Conflict(Exception):
    """This message id was used before, for another content."""


@dataclass(frozen=True)
class Post:
    """A message to send to the portal, `wait` seconds from now."""

    url: str
    payload: dict[str, Any]
    wait: float = 0.0


@dataclass(frozen=True)
class Due:
    """A post whose time has come."""

    id: int
    message_id: str
    url: str
    body: bytes
    tries: int


class Store:
    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def answered(self, payload: dict[str, Any]) -> dict[str, Any] | None:
        """The answer given before to this very message, or None when it is new."""
        with self._lock:
            row = self._db.execute(
                "SELECT payload, answer FROM message WHERE message_id = ?",
                [payload["message_id"]],
            ).fetchone()
        if row is None:
            return None
        if _content(json.loads(row[0])) != _content(payload):
            raise Conflict
        answer: dict[str, Any] = json.loads(row[1])
        return answer

    def receive(
        self,
        payload: dict[str, Any],
        *,
        about: str,
        answer: dict[str, Any],
        posts: Iterable[Post],
    ) -> dict[str, Any]:
        """Keep a message, its answer and what it sets going: together, and once."""
        with self._transaction() as db:
            kept = db.execute(
                "INSERT OR IGNORE INTO message VALUES (?, ?, ?, ?)",
                [payload["message_id"], about, _text(payload), _text(answer)],
            )
            if kept.rowcount:
                _add(db, posts)
                return answer
        return self.answered(payload) or answer

    def latest(self, about: str) -> dict[str, Any] | None:
        """The newest message about this thing."""
        with self._lock:
            row = self._db.execute(
                "SELECT payload FROM message WHERE about = ? ORDER BY rowid DESC LIMIT 1", [about]
            ).fetchone()
        return json.loads(row[0]) if row else None

    def send(self, posts: Iterable[Post]) -> None:
        with self._transaction() as db:
            _add(db, posts)

    def due(self, *, but: set[int]) -> list[Due]:
        """The posts whose time has come, without those already in hand."""
        with self._lock:
            rows = self._db.execute(
                "SELECT id, message_id, url, body, tries FROM post"
                " WHERE outcome IS NULL AND due_at <= ?"
                " AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY due_at, id LIMIT 50",
                [time.time(), _text(list(but))],
            ).fetchall()
        return [Due(*row) for row in rows]

    def next_due_in(self, *, but: set[int]) -> float | None:
        """Seconds until the next post is due."""
        with self._lock:
            (moment,) = self._db.execute(
                "SELECT min(due_at) FROM post WHERE outcome IS NULL"
                " AND id NOT IN (SELECT value FROM json_each(?))",
                [_text(list(but))],
            ).fetchone()
        return None if moment is None else max(moment - time.time(), 0.0)

    def finish(self, post_id: int, outcome: str) -> None:
        with self._transaction() as db:
            db.execute("UPDATE post SET outcome = ? WHERE id = ?", [outcome, post_id])

    def postpone(self, post_id: int, seconds: float) -> None:
        with self._transaction() as db:
            db.execute(
                "UPDATE post SET tries = tries + 1, due_at = ? WHERE id = ?",
                [time.time() + seconds, post_id],
            )

    def control(self, name: str, default: Any) -> Any:
        with self._lock:
            row = self._db.execute("SELECT value FROM control WHERE name = ?", [name]).fetchone()
        return json.loads(row[0]) if row else default

    def set_control(self, name: str, value: Any) -> None:
        with self._transaction() as db:
            db.execute("INSERT OR REPLACE INTO control VALUES (?, ?)", [name, _text(value)])

    def counts(self) -> dict[str, int]:
        """How many messages came, and what became of the posts."""
        with self._lock:
            (received,) = self._db.execute("SELECT count(*) FROM message").fetchone()
            outcomes = self._db.execute(
                "SELECT coalesce(outcome, 'waiting'), count(*) FROM post GROUP BY 1"
            ).fetchall()
        return {"received": received, **dict(outcomes)}


def _add(db: sqlite3.Connection, posts: Iterable[Post]) -> None:
    now = time.time()
    db.executemany(
        "INSERT INTO post (message_id, url, body, due_at) VALUES (?, ?, ?, ?)",
        [
            (post.payload["message_id"], post.url, _text(post.payload).encode(), now + post.wait)
            for post in posts
        ],
    )


def _content(payload: dict[str, Any]) -> dict[str, Any]:
    """The message without the way back, which may be another at the next try."""
    return {name: value for name, value in payload.items() if name not in ROUTE}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
