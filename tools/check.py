"""`make check`: every check that reads the code without running it, two at a time.

python -m tools.check             all of them
python -m tools.check lint types  some of them
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
MANAGE = (PYTHON, "-W", "ignore::DeprecationWarning", "manage.py")

# The slow ones first, so that the others fill the gaps.
CHECKS: dict[str, tuple[str, ...]] = {
    "types": (PYTHON, "-m", "mypy"),
    "schema": (*MANAGE, "spectacular", "--validate", "--fail-on-warn", "--file", os.devnull),
    "migrations": (*MANAGE, "makemigrations", "--check", "--dry-run"),
    "settings": (*MANAGE, "check", "--fail-level", "WARNING"),
    "arrows": (str(Path(PYTHON).parent / "lint-imports"),),
    "templates": (PYTHON, "-m", "djlint", "--lint", "--quiet", "templates"),
    "translations": (PYTHON, "-m", "tools.messages", "check"),
    "format": (PYTHON, "-m", "ruff", "format", "--check", "."),
    "lint": (PYTHON, "-m", "ruff", "check", "."),
    "secrets": (PYTHON, "-m", "tools.secrets"),
}


@dataclass(frozen=True)
class Outcome:
    name: str
    code: int
    output: str
    seconds: float


def main(names: list[str]) -> int:
    console = Console(highlight=False)
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        console.print(f"Unknown: {', '.join(unknown)}. There are: {', '.join(CHECKS)}")
        return 2
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for outcome in pool.map(_run, names or CHECKS):
            if outcome.code:
                failed.append(outcome.name)
                print(outcome.output.rstrip(), flush=True)
            mark = "[red]fails[/]" if outcome.code else "[green]holds[/]"
            console.print(f"{mark}  {outcome.name:<13}{outcome.seconds:5.1f} s")
    if failed:
        console.print(f"[red]make check fails:[/] {', '.join(failed)}")
    return 1 if failed else 0


def _run(name: str) -> Outcome:
    started = time.monotonic()
    done = subprocess.run(
        CHECKS[name],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return Outcome(name, done.returncode, done.stdout, time.monotonic() - started)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
