"""The portal that is measured: all of it as real processes, on data thrown away at the end."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools import stack, surroundings
from tools.demo_client import Client, issue_tokens
from tools.demo_road import ACTORS, Road
from tools.stack import Stack

PATIENCE = 600.0
PAUSE = 0.5  # seconds between two looks of a waiting clerk


@dataclass(frozen=True)
class Stage:
    stack: Stack
    tokens: dict[str, str]
    dossiers: int

    def road(self) -> Road:
        """For one thread."""
        client = Client(self.stack.url, self.tokens, pause=PAUSE)
        return Road(client, self.stack.settings, PATIENCE)


@contextmanager
def staged(*, dossiers: int = 0, settings: Mapping[str, str] | None = None) -> Iterator[Stage]:
    with tempfile.TemporaryDirectory(
        prefix="portal-bench-", dir="/tmp", ignore_cleanup_errors=True
    ) as folder:
        Path(folder).chmod(0o755)  # the servers' own account walks through
        port = surroundings.any_free_port()
        chosen = {"DEBUG": "0", **(settings or {})}
        with stack.running(Path(folder) / "data", port=port, settings=chosen) as running:
            yield Stage(running, issue_tokens(running.environment, *ACTORS), dossiers)
