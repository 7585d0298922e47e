"""Under which account and where the embedded servers run.

PostgreSQL refuses to run as root. As root we hand it, by number, an unprivileged account that is
there already; and since that account must be able to walk to its programs and data, both move to
/var/tmp when the checkout lies in a closed place such as /root. No parent's mode is ever changed.
"""

import contextlib
import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHARED = Path("/var/tmp")  # reachable by everyone and kept over a restart of the machine
SOCKETS = Path("/tmp")  # a socket's path must stay under 108 bytes, so not in the checkout


@dataclass(frozen=True)
class Account:
    """A user and group to run a server as; None for ourselves."""

    user: int | None = None
    group: int | None = None

    def options(self) -> dict[str, Any]:
        """What subprocess needs to become this account."""
        if self.user is None:
            return {}
        return {"user": self.user, "group": self.group, "extra_groups": []}

    def can_reach(self, path: Path) -> bool:
        """Whether this account may walk to the path and read it."""
        question = ["/bin/sh", "-c", 'test -r "$1" && test -x "$1"', "sh", str(path)]
        return subprocess.call(question, cwd="/", **self.options()) == 0

    def give(self, path: Path) -> None:
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)


def server_account(data: Path) -> Account:
    """Ourselves, unless we are root: then the data's present owner, or postgres, or nobody."""
    if os.geteuid() != 0:
        return Account()
    if data.exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    return Account(65534, 65534)


def data_folder(data_dir: Path, name: str) -> tuple[Path, Account]:
    """A server's own folder: DATA_DIR/name, or a link there to a place its account can reach."""
    folder = data_dir / name
    account = server_account(folder)
    if not folder.exists() and not account.can_reach(data_dir):
        place = _private(SHARED / f"portal-{_digest(data_dir)}", account)
        (place / name).mkdir(mode=0o700, exist_ok=True)
        folder.unlink(missing_ok=True)  # a link whose target somebody cleaned away
        folder.symlink_to(place / name)
    folder.mkdir(mode=0o700, exist_ok=True)
    account.give(folder)
    return folder.resolve(), account


def socket_folder(data_dir: Path, account: Account) -> Path:
    """A closed folder for the sockets, the same at each start: who cannot enter cannot connect."""
    return _private(SOCKETS / f"portal-{_digest(data_dir)}", account)


def discard(data: Path) -> None:
    """Removes throwaway data that had to lie outside the folder which its starter removes."""
    if data.parent.parent == SHARED:
        shutil.rmtree(data)
        with contextlib.suppress(OSError):
            data.parent.rmdir()


def leave(sockets: Path) -> None:
    """Removes the sockets' folder once nothing is in it."""
    with contextlib.suppress(OSError):
        sockets.rmdir()


def reachable(program: Path, account: Account) -> Path:
    """The program itself, or that of a copy of its Python package which the account may run."""
    if account.can_reach(program):
        return program
    site = next(folder for folder in program.parents if folder.name == "site-packages")
    package = site / program.relative_to(site).parts[0]
    stamp = f"{_digest(package)}-{package.stat().st_mtime_ns}"
    place = _private(SHARED / f"portal-programs-{stamp}", account)
    # The libraries that a wheel brings lie beside its package and are looked for there.
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists() and not (place / part.name).exists():
            partial = place / f"{part.name}.{os.getpid()}"
            shutil.copytree(part, partial, symlinks=True)
            partial.chmod(0o755)
            partial.rename(place / part.name)
    return place / program.relative_to(site)


def _private(folder: Path, account: Account) -> Path:
    """A folder in a place open to all that is surely ours: nobody may have put it there first."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    owners = {os.geteuid(), account.user if account.user is not None else os.geteuid()}
    if folder.is_symlink() or not folder.is_dir() or found.st_uid not in owners:
        raise PermissionError(f"{folder} belongs to somebody else; please remove it")
    folder.chmod(0o700)
    account.give(folder)
    return folder


def _digest(path: Path) -> str:
    return hashlib.sha256(f"{os.geteuid()}:{path.resolve()}".encode()).hexdigest()[:12]
