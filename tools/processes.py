"""Starting and stopping child processes so that none outlives us."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from tools.accounts import Account

LOG_LIMIT = 10_000_000  # bytes: a longer log is set aside once, at the next start
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class Child:
    """One process that can be started again, in a session of its own so that Ctrl-C reaches
    only us. It writes into its log and ends when we do, even when we are killed."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        account: Account | None = None,
        folder: Path | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.command = [str(word) for word in command]
        self.log = log
        self.stop_signal = stop_signal
        self._environment = None if environment is None else dict(environment)
        self._account = account or Account()
        self._folder = folder
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        self.started_at = time.monotonic()
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as output:
            return subprocess.Popen(
                self.command,
                env=self._environment,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_ends_with_us(self.stop_signal),
                **self._account.options(),
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def restart(self) -> None:
        """Starts it again after it died; what it had started itself is ended first."""
        self.kill()
        self.process = self._start()

    def ask_to_stop(self) -> None:
        if self.alive:
            self.process.send_signal(self.stop_signal)

    def stop(self, *, grace: float) -> None:
        """Asks the process to end, and after the grace ends it with all that it started."""
        self.ask_to_stop()
        try:
            self.process.wait(grace)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_words(self, lines: int = 15) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def stop_all(children: Iterable[Child], *, grace: float) -> None:
    """Stops them side by side: all are asked first, then waited for."""
    children = list(children)
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + grace
    for child in children:
        child.stop(grace=max(0.1, deadline - time.monotonic()))


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
