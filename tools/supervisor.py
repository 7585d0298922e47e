"""Keeps a set of processes alive until we are told to stop."""

import signal
import time
from collections.abc import Callable
from types import FrameType

from tools.processes import Child

TOO_SOON = 5  # seconds: what dies younger than this is waited with before the next start
GIVE_UP_AFTER = 10  # deaths in a row at that age


class Stopped(Exception):
    """Somebody asked us to stop: Ctrl-C or SIGTERM."""


class GaveUp(Exception):
    """A process dies again and again; the message ends with its last words."""


def stop_on_signals() -> None:
    """Turns SIGINT, SIGTERM and SIGHUP into `Stopped`; a second one cannot break the stopping."""

    def stop(number: int, _frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(signal.Signals(number).name)

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, stop)


def watch(children: list[Child], *, say: Callable[[str], None]) -> None:
    """Starts again what dies, until `Stopped` is raised or a process cannot be kept alive."""
    early_deaths = dict.fromkeys((child.name for child in children), 0)
    while True:
        for child in children:
            if child.alive:
                continue
            young = time.monotonic() - child.started_at < TOO_SOON
            early_deaths[child.name] = early_deaths[child.name] + 1 if young else 0
            if early_deaths[child.name] > GIVE_UP_AFTER:
                raise GaveUp(f"{child.name} does not stay up.\n{child.last_words()}")
            say(f"{child.name} ended (code {child.process.returncode}); starting it again")
            if young:
                time.sleep(1)
            child.restart()
        time.sleep(0.5)
