"""The few things that are not Python packages: what is missing, and how it is installed.

Installed by apt when we are root or may `sudo -n`; otherwise the exact command is named.
Standard library only: this runs before anything is installed.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# What the tests ask beside our own code: another reader of signatures, a token with keys in it.
SECOND_OPINIONS = (
    ("pdfsig", "poppler-utils"),
    ("certutil", "libnss3-tools"),
    ("softhsm2-util", "softhsm2"),
)
VENV_PYTHON = Path(__file__).resolve().parent.parent / ".venv" / "bin" / "python"


class Missing(Exception):
    """Something is missing and we may not install it; the message names the command."""


def ensure(purpose: str, *, venv: bool) -> None:
    """Sees to it that the system's part is there: for `run` the layout library of the PDFs,
    for `dev` also a browser and nginx; `venv` if an environment must be made."""
    required, welcome = [], []
    if venv and not _has_ensurepip():
        required.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    if not _loads("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dylib"):
        required.append("libpangoft2-1.0-0")
    if not _loads("libharfbuzz-subset.so.0", "libharfbuzz-subset.dylib"):
        welcome.append("libharfbuzz-subset0")  # PDFs come out sooner with it, the same without
    if purpose == "dev" and not browser() and not _is_ubuntu():
        required.append("chromium")
    if purpose == "dev" and not nginx():
        welcome.append("nginx-light")  # without it one test skips and says so
    if purpose == "dev":
        required += [package for program, package in SECOND_OPINIONS if not shutil.which(program)]
    if required:
        install([*required, *welcome], why="System packages are missing")
    elif welcome and _rights() is not None:
        install(welcome, why="System packages would help", needed=False)


def ensure_browser() -> None:
    """Where no package brings a Chromium, playwright's own is fetched."""
    if not browser() and not _playwright_browser():
        _install_playwright_browser()


def browser() -> str | None:
    """The installed Chromium, or None: then playwright's own is used."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def nginx() -> str | None:
    """Debian keeps it in /usr/sbin, which is not on everyone's PATH."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def install(packages: Sequence[str], *, why: str, needed: bool = True) -> None:
    """Installs Debian packages, or refuses by naming the command that would."""
    apt_install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not shutil.which("apt-get"):
        if needed:
            names = " ".join(packages)
            raise Missing(f"{why}. Please install what your system calls: {names}")
        return
    rights = _rights()
    if rights is None:
        raise Missing(f"{why}. Please run:\n    sudo {' '.join(apt_install)}")
    print(f"{why}; installing {' '.join(packages)}", file=sys.stderr, flush=True)
    has_lists = any(Path("/var/lib/apt/lists").glob("*_Packages*"))
    if has_lists and _runs([*rights, *apt_install]):
        return
    # No list of packages yet, or one that is older than the archive.
    _runs([*rights, "apt-get", "update"])
    if not _runs([*rights, *apt_install]) and needed:
        raise Missing(f"{why}, and this failed:\n    {' '.join(apt_install)}")


def _runs(command: Sequence[str | Path]) -> bool:
    """Runs a command that asks nothing and tells its progress on stderr only if it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if done.returncode:
        print(done.stdout[-2000:], done.stderr[-2000:], sep="\n", file=sys.stderr)
    return done.returncode == 0


def _rights() -> list[str] | None:
    """What to put before a command to run it as root; None if we may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and not subprocess.call(
        ["sudo", "-n", "true"], stderr=subprocess.DEVNULL
    ):
        return ["sudo", "-n"]
    return None


def _has_ensurepip() -> bool:
    """Debian parts `ensurepip` from Python, and `venv` needs it."""
    return importlib.util.find_spec("ensurepip") is not None


def _loads(*names: str) -> bool:
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def _is_ubuntu() -> bool:
    """Ubuntu's `chromium` is only a pointer to a snap, which a container cannot install."""
    release = Path("/etc/os-release")
    return release.exists() and "ID=ubuntu" in release.read_text().splitlines()


def _playwright_browser() -> bool:
    question = "\n".join(
        [
            "import os, sys",
            "from playwright.sync_api import sync_playwright",
            "with sync_playwright() as p:",
            "    sys.exit(not os.path.exists(p.chromium.executable_path))",
        ]
    )
    return subprocess.run([VENV_PYTHON, "-c", question], capture_output=True).returncode == 0


def _install_playwright_browser() -> None:
    libraries = ["--with-deps"] if _rights() is not None else []
    command: list[str | Path] = [VENV_PYTHON, "-m", "playwright", "install", *libraries, "chromium"]
    if not _runs(command):
        raise Missing("The browser tests need Chromium, and it could not be installed.")
