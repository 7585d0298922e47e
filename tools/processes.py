"""Starting and stopping child processes so that none outlives us."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.accounts import Account

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Child:
    """One running process, in a session of its own so that Ctrl-C reaches only us."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def stop(self, *, grace: float) -> None:
        """Asks the process to end, and after the grace ends it with all that it started."""
        if self.alive:
            self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(grace)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def last_words(self, lines: int = 15) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    account: Account | None = None,
    folder: Path | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
) -> Child:
    """Starts a process that writes into its log and ends when we do, even when we are killed."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env=None if environment is None else dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_ends_with_us(stop_signal),
            **(account or Account()).options(),
        )
    return Child(name, process, log, stop_signal)


def _ends_with_us(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """Linux sends the child its stop signal when we die in any way; elsewhere it may stay."""
    libc, parent = _LIBC, os.getpid()
    if libc is None:
        return None

    def ask_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, stop_signal)
        if os.getppid() != parent:  # we died before the kernel was asked
            os.kill(os.getpid(), signal.SIGKILL)

    return ask_kernel
