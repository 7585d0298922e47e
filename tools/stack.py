"""The whole portal as processes of this machine: servers, web, workers, beat, sandbox partners.

`make run` shows it to a person; the browser tests, the fault tests and the benchmarks use it too:

    with stack.running(folder, port=surroundings.any_free_port()) as portal:
        portal.children["worker"].kill()
"""

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools import servers, surroundings
from tools.processes import Child, stop_all
from tools.ready import is_ready

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent
WORKERS = "2"  # of the web and of the queue: one a core on a small machine
SIGNERS = ("signer",)  # which processes are given the private keys
CALLERS = "16"  # threads of the worker that calls partners: they wait more than they work


class NotUp(Exception):
    """The portal cannot be started; the message says what to do."""


@dataclass(frozen=True)
class Stack:
    """A running portal: its settings as in DATA_DIR/env, and its processes by name."""

    data_dir: Path
    settings: Mapping[str, str]
    children: Mapping[str, Child]

    @property
    def url(self) -> str:
        return self.settings["PUBLIC_URL"]

    @property
    def environment(self) -> dict[str, str]:
        """For a command that works on this portal's data, such as manage.py."""
        return _environment(self.settings)

    @property
    def signer_environment(self) -> dict[str, str]:
        """The same for a command that needs the private keys."""
        return self.environment | surroundings.signer_settings(self.data_dir)

    @contextmanager
    def beside(self, command: str) -> Iterator[Child]:
        """A command of manage.py that does its work while the portal runs, and ends with it."""
        child = _manage(command, self.data_dir, self.environment)
        try:
            yield child
        finally:
            child.stop(grace=5)


@contextmanager
def running(
    data_dir: Path, *, port: int, settings: Mapping[str, str] | None = None, own: bool = True
) -> Iterator[Stack]:
    """Starts everything and waits until it answers; stops everything at the end.

    With `own=False` a database or broker that the environment names is used instead of our own.
    """
    start_servers = servers.running if own else servers.running_unless_given
    with start_servers(data_dir) as here:
        chosen = surroundings.arrange(data_dir, port=port, servers=here) | dict(settings or {})
        surroundings.remember(data_dir, chosen)
        environment = _environment(chosen)
        _prepare(data_dir, environment)
        children: dict[str, Child] = {}
        try:
            for name, command in _helpers(chosen, data_dir).items():
                private = surroundings.signer_settings(data_dir) if name in SIGNERS else {}
                children[name] = _child(name, command, data_dir, environment | private)
            # The web comes last: once /readyz answers, the demonstration data are there.
            _finish(_manage("demo_data", data_dir, environment))
            children["web"] = _child("web", _web(chosen["PORT"]), data_dir, environment)
            _wait_until_ready(chosen["PUBLIC_URL"], list(children.values()))
            yield Stack(data_dir, chosen, {child.name: child for child in here.children} | children)
        finally:
            stop_all(children.values(), grace=15)


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Ours and the settings', without the signs by which the settings know that tests run, and
    without what a shell may say of private keys."""
    foreign = ("PYTEST_", "SIGNER_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return kept | dict(settings)


def _prepare(data_dir: Path, environment: Mapping[str, str]) -> None:
    """Brings keys and database up to date."""
    as_owner = {**environment, "DATABASE_URL": environment["DATABASE_OWNER_URL"]}
    partner_keys = [PYTHON, "-m", "sandbox.keys", str(data_dir / "keys")]
    _finish(_child("sandbox-keys", partner_keys, data_dir, environment))
    as_signer = {**environment, **surroundings.signer_settings(data_dir)}
    keys = _manage("make_keys", data_dir, as_signer)
    _finish(_manage("migrate", data_dir, as_owner))
    _finish(_manage("rebuild_keys", data_dir, as_owner))
    _finish(keys)


def _manage(command: str, data_dir: Path, environment: Mapping[str, str]) -> Child:
    return _child(command, [PYTHON, "manage.py", command], data_dir, environment)


def _child(name: str, command: list[str], data_dir: Path, environment: Mapping[str, str]) -> Child:
    log = data_dir / "logs" / f"{name}.log"
    return Child(name, command, log=log, environment=environment, folder=ROOT)


def _finish(child: Child) -> None:
    if child.process.wait():
        raise NotUp(f"{child.name} failed ({child.log}):\n{child.last_words(20)}")


def _web(port: str) -> list[str]:
    return [
        *(str(BIN / "gunicorn"), "portal.wsgi", "--bind", f"127.0.0.1:{port}"),
        *("--workers", WORKERS, "--threads", "4", "--preload", "--no-control-socket"),
    ]


def _helpers(settings: Mapping[str, str], data_dir: Path) -> dict[str, list[str]]:
    """What runs beside the web."""
    celery = [str(BIN / "celery"), "-A", "portal"]
    quiet = ("--loglevel", "INFO", "--without-gossip", "--without-mingle")
    commands = {
        "worker": [
            *(*celery, "worker", "--queues", "default,print", "--concurrency", WORKERS),
            *("--hostname", "worker@%h", *quiet),
        ],
        "signer": [
            *(*celery, "worker", "--queues", "signing", "--concurrency", WORKERS),
            *("--hostname", "signer@%h", *quiet),
        ],
        "outside": [
            *(*celery, "worker", "--queues", "outside", "--concurrency", CALLERS),
            *("--pool", "threads", "--hostname", "outside@%h", *quiet),
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
            raise NotUp(f"{dead.name} ended at once ({dead.log}):\n{dead.last_words()}")
        if is_ready(f"{url}/readyz"):
            return
        time.sleep(0.1)
    raise NotUp(f"The portal does not get ready; its logs are beside {children[0].log}.")
