"""PostgreSQL and Valkey of our own, for a machine that has neither.

    with servers.running(Path(".data")) as here:
        os.environ.update(here.environment())

The programs come from Python packages; their own launchers are not used, because as root those
add a user and open the parents of the checkout to everyone. Both servers listen on Unix sockets
in a closed folder only. `DATABASE_URL` and `REDIS_URL` take a server's place when they are set
(`running_unless_given`).
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools import postgres, valkey
from tools.processes import Child


@dataclass(frozen=True)
class Servers:
    """The addresses, and the processes that we started (none for a server that was given)."""

    database_url: str
    database_owner_url: str
    redis_url: str
    children: tuple[Child, ...] = ()

    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": self.database_owner_url,
            "REDIS_URL": self.redis_url,
        }


@contextmanager
def running(data_dir: Path, *, durable: bool = True) -> Iterator[Servers]:
    """Both servers on the data under `data_dir`. Not durable: faster, for data thrown away."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (
        postgres.running(data_dir.resolve(), durable=durable) as database,
        valkey.running(data_dir.resolve(), durable=durable) as broker,
    ):
        yield Servers(
            database.url(postgres.APP),
            database.url(postgres.OWNER),
            broker.url,
            (database.child, broker.child),
        )


@contextmanager
def running_unless_given(data_dir: Path, *, durable: bool = True) -> Iterator[Servers]:
    """As `running`, but a server that the environment names is used and left alone."""
    data_dir.mkdir(parents=True, exist_ok=True)
    url, redis_url = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    owner_url = os.environ.get("DATABASE_OWNER_URL") or url
    children: list[Child] = []
    with ExitStack() as stack:
        if not url or not owner_url:
            database = stack.enter_context(postgres.running(data_dir.resolve(), durable=durable))
            url, owner_url = database.url(postgres.APP), database.url(postgres.OWNER)
            children.append(database.child)
        if not redis_url:
            broker = stack.enter_context(valkey.running(data_dir.resolve(), durable=durable))
            redis_url = broker.url
            children.append(broker.child)
        yield Servers(url, owner_url, redis_url, tuple(children))
