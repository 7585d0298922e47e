"""Makes `.venv` on a bare machine: environment, uv, pinned packages, system libraries.

Uses the standard library only, since it runs before anything is installed. A stamp of the
requirements in `.venv` makes a second start instant.

    tools/bootstrap.sh run     what the running portal needs
    tools/bootstrap.sh dev     that, and what tests and checks need
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import system_packages
from tools.system_packages import Missing

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV_REQUIREMENTS = ROOT / "requirements" / "uv.txt"
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
REQUIREMENTS = {"run": ROOT / "requirements.txt", "dev": ROOT / "requirements" / "dev.txt"}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in REQUIREMENTS:
        print(__doc__, file=sys.stderr)
        return 2
    purpose = arguments[0]
    try:
        with _alone():
            has_environment = _works(PYTHON)
            system_packages.ensure(purpose, venv=not has_environment)
            if not has_environment:
                say(f"Making {VENV.name} with Python {sys.version.split()[0]}")
                subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
            _install(purpose)
            if purpose == "dev":
                system_packages.ensure_browser()
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as failed:
        print(f"This command failed: {failed.cmd}", file=sys.stderr)
        return 1
    return 0


@contextmanager
def _alone() -> Iterator[None]:
    """Two starts at once (`make run` beside `make test`) must not build the same `.venv`."""
    (ROOT / ".cache").mkdir(exist_ok=True)
    with (ROOT / ".cache" / "bootstrap.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _works(python: Path) -> bool:
    """Whether the environment has a Python and pip that run; a half-made one has not."""
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([python, "-c", question], capture_output=True).returncode == 0
    except OSError:
        return False


def _install(purpose: str) -> None:
    if _stamp(purpose).exists() or _stamp("dev").exists():
        return
    requirements = REQUIREMENTS[purpose]
    say(f"Installing {requirements.relative_to(ROOT)}")
    pip: list[str | Path] = [
        PYTHON,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
    ]
    subprocess.run([*pip, "--require-hashes", "-r", UV_REQUIREMENTS], check=True)
    uv: list[str | Path] = [VENV / "bin" / "uv", "pip", "install", "--quiet", "--python", PYTHON]
    if subprocess.run(
        [*uv, "--require-hashes", "-r", requirements], env=_indexes_of_pip()
    ).returncode:
        # A company's index may be set in ways that only pip reads; it is slower, not worse.
        say("uv could not install them; trying pip")
        subprocess.run([*pip, "--require-hashes", "-r", requirements], check=True)
    for old in VENV.glob(f"stamp-{purpose}-*"):
        old.unlink()
    _stamp(purpose).touch()


def _stamp(purpose: str) -> Path:
    """An empty file whose name tells which requirements are installed."""
    digest = hashlib.sha256(UV_REQUIREMENTS.read_bytes() + REQUIREMENTS[purpose].read_bytes())
    return VENV / f"stamp-{purpose}-{digest.hexdigest()[:16]}"


def _indexes_of_pip() -> dict[str, str]:
    """The environment for uv: certificates and index as for pip, unless it has its own."""
    environment = dict(os.environ)
    if SYSTEM_CERTIFICATES.exists():
        environment.setdefault("UV_SYSTEM_CERTS", "1")
    if "UV_DEFAULT_INDEX" in environment or "UV_INDEX_URL" in environment:
        return environment
    configured = subprocess.run(
        [PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True
    ).stdout
    for line in configured.splitlines():
        name, _, value = line.partition("=")
        if name in {"global.index-url", ":env:.index-url"}:
            environment["UV_DEFAULT_INDEX"] = value.strip("'\"")
    return environment


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
