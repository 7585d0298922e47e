"""`make run`: the whole portal on one machine, with demonstration data.

PORT and DATA_DIR choose where; two run side by side with another of each. Ctrl-C or SIGTERM
stops all of it, and the next start finds the same data.
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

from tools import stack, supervisor, surroundings
from tools.postgres import NotStarted

console = Console(highlight=False)


def main() -> int:
    started = time.monotonic()
    data_dir = Path(os.environ.get("DATA_DIR") or stack.ROOT / ".data").absolute()
    supervisor.stop_on_signals()
    try:
        port = _free_port(os.environ.get("PORT") or "8000")
        console.print("Starting; the first start also makes the database and the data.")
        with _alone_on(data_dir), stack.running(data_dir, port=port, own=False) as portal:
            _introduce(portal.settings, seconds=time.monotonic() - started)
            # Samples of certificates, by the workers: it takes some seconds.
            with portal.beside("make_samples"):
                supervisor.watch(list(portal.children.values()), say=console.print)
    except supervisor.Stopped:
        console.print(f"Stopped. The data stay in {data_dir}", markup=False)
    except (stack.NotUp, NotStarted, supervisor.GaveUp) as reason:
        console.print(str(reason), style="red", markup=False, soft_wrap=True)
        return 1
    return 0


def _free_port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise stack.NotUp(f"PORT must be a number from 1 to 65535, not {text!r}.")
    if not surroundings.is_free(int(text)):
        raise stack.NotUp(f"Port {text} is taken. Choose another: make run PORT={int(text) + 1}")
    return int(text)


@contextmanager
def _alone_on(data_dir: Path) -> Iterator[None]:
    """Two portals on the same data would fight over it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise stack.NotUp(
                f"A portal runs on {data_dir} already. Another one needs its own place:\n"
                "    make run PORT=8001 DATA_DIR=.data-2"
            ) from None
        yield


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
