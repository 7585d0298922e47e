"""`make run`: the whole portal on one machine, with demonstration data.

PostgreSQL, Valkey, migrations, keys, data, then web, worker, beat and the sandbox's partners.
PORT and DATA_DIR choose where; two run side by side with another of each. Ctrl-C stops all.
"""

import fcntl
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tools import servers, supervisor, surroundings
from tools.postgres import NotStarted
from tools.processes import Child, stop_all
from tools.ready import is_ready

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent
WORKERS = "2"  # of the web and of the queue: one a core on a small machine

console = Console(highlight=False, stderr=False)


class NotRun(Exception):
    """The portal cannot be started; the message says what to do."""


def main() -> int:
    started = time.monotonic()
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / ".data").absolute()
    supervisor.stop_on_signals()
    try:
        port = _free_port(os.environ.get("PORT") or "8000")
        with _alone_on(data_dir), servers.running_unless_given(data_dir) as here:
            settings = surroundings.arrange(data_dir, port=port, servers=here)
            surroundings.remember(data_dir, settings)
            _run(data_dir, settings, here, started=started)
    except supervisor.Stopped:
        console.print("Stopped. The data stay in", str(data_dir))
        return 0
    except (NotRun, NotStarted, supervisor.GaveUp) as reason:
        console.print(str(reason), style="red", markup=False)
        return 1
    return 0


def _run(
    data_dir: Path, settings: Mapping[str, str], here: servers.Servers, *, started: float
) -> None:
    environment = {**os.environ, **settings}
    with console.status("Migrations, keys and demonstration data"):
        _prepare(data_dir, environment)
    children: list[Child] = []
    try:
        with console.status("Web, worker, beat and the sandbox's partners"):
            for name, command in _commands(settings, data_dir).items():
                log = data_dir / "logs" / f"{name}.log"
                children.append(Child(name, command, log=log, environment=environment, folder=ROOT))
            _wait_until_ready(settings["PUBLIC_URL"], children)
        _introduce(settings, seconds=time.monotonic() - started)
        supervisor.watch([*here.children, *children], say=console.print)
    finally:
        stop_all(children, grace=15)


def _free_port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise NotRun(f"PORT must be a number from 1 to 65535, not {text!r}.")
    if not surroundings.is_free(int(text)):
        raise NotRun(f"Port {text} is taken. Choose another: make run PORT={int(text) + 1}")
    return int(text)


@contextmanager
def _alone_on(data_dir: Path) -> Iterator[None]:
    """Two portals on the same data would fight over it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotRun(
                f"A portal runs on {data_dir} already. Another one needs its own place:\n"
                "    make run PORT=8001 DATA_DIR=.data-2"
            ) from None
        yield


def _prepare(data_dir: Path, environment: Mapping[str, str]) -> None:
    """Brings database, keys and demonstration data up to date."""
    as_owner = {**environment, "DATABASE_URL": environment["DATABASE_OWNER_URL"]}
    keys = _manage(data_dir, environment, "make_keys")
    _finish(_manage(data_dir, as_owner, "migrate"))
    _finish(keys)
    _finish(_manage(data_dir, environment, "demo_data"))


def _manage(data_dir: Path, environment: Mapping[str, str], *command: str) -> Child:
    return Child(
        f"manage.py {command[0]}",
        [PYTHON, "manage.py", *command],
        log=data_dir / "logs" / f"{command[0]}.log",
        environment=environment,
        folder=ROOT,
    )


def _finish(child: Child) -> None:
    if child.process.wait():
        raise NotRun(f"{child.name} failed ({child.log}):\n{child.last_words(20)}")


def _commands(settings: Mapping[str, str], data_dir: Path) -> dict[str, list[str]]:
    """What runs, in the order in which it is started."""
    celery = [str(BIN / "celery"), "-A", "portal"]
    web = [str(BIN / "gunicorn"), "portal.wsgi", "--bind", f"127.0.0.1:{settings['PORT']}"]
    commands = {
        "web": [*web, "--workers", WORKERS, "--threads", "4", "--preload", "--no-control-socket"],
        "worker": [
            *(*celery, "worker", "--queues", "default,outside,print", "--concurrency", WORKERS),
            *("--loglevel", "INFO", "--without-gossip", "--without-mingle"),
        ],
        "beat": [*celery, "beat", "--pidfile=", "--loglevel", "WARNING"],
    }
    for name in surroundings.PARTNERS:
        commands[f"sandbox-{name}"] = [
            *(PYTHON, "-m", "sandbox", name, "--port", settings[surroundings.port_name(name)]),
            *("--data-dir", str(data_dir), "--portal", settings["PUBLIC_URL"]),
        ]
    return commands


def _wait_until_ready(url: str, children: list[Child]) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        dead = next((child for child in children if not child.alive), None)
        if dead:
            raise NotRun(f"{dead.name} ended at once ({dead.log}):\n{dead.last_words()}")
        if is_ready(f"{url}/readyz"):
            return
        time.sleep(0.1)
    raise NotRun(f"The portal does not get ready; its logs are beside {children[0].log}.")


def _introduce(settings: Mapping[str, str], *, seconds: float) -> None:
    url = settings["PUBLIC_URL"]
    addresses = Table("The portal", "Address", box=None, pad_edge=False)
    addresses.add_row("Citizens", f"{url}/")
    addresses.add_row("Clerks", f"{url}/admin/")
    addresses.add_row("API", f"{url}/api/docs/")
    for name in surroundings.PARTNERS:
        port = settings[surroundings.port_name(name)]
        addresses.add_row(f"Sandbox: {name.replace('_', ' ')}", f"http://127.0.0.1:{port}/")
    people = Table("Demonstration account", "Password", box=None, pad_edge=False)
    for name in surroundings.ACCOUNTS:
        people.add_row(name, settings[f"{name.upper()}_PASSWORD"])
    console.print(addresses, "", people, "", sep="\n")
    console.print(f"Ready after {seconds:.1f} s. Ctrl-C stops it.")


if __name__ == "__main__":
    sys.exit(main())
