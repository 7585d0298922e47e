"""How fast judgments go into the register, with all indexes and history in place, in what memory.

The command is run as an office would run it, as the web's role, on a server of its own whose disk
writes are kept as in the portal. Memory is that of the command and the processes it starts.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2

from benchmarks.table import Figure, Result, load
from tools import postgres
from tools.stack import ROOT
from tools.with_servers import SETTINGS

ROWS = 50_000
LOOKS_A_SECOND = 10
# Of pages that processes share each has its part, so that the sum is what is in use.
IN_USE = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
COUNT = re.compile(r"^(\w+): (\d+)$", re.MULTILINE)
WRITE = """
from pathlib import Path
from django.conf import settings
from accounts.models import Office
from benchmarks.register.sent import write_table
Office.objects.get_or_create(code=settings.DEPARTMENT, defaults={{"kind": "department"}})
write_table(Path({first!r}), {rows}, seed=1)
write_table(Path({second!r}), {rows}, seed=2, people_after={rows})
"""
SIZES = """
    SELECT (SELECT count(*) FROM records_person), (SELECT count(*) FROM records_recordchange),
        pg_database_size(current_database())
"""


@dataclass(frozen=True)
class Run:
    """One import: what it counted, how long it took, how much memory was in use at most."""

    counts: dict[str, int]
    seconds: float
    megabytes: float
    processor: float  # seconds of the command and its processes, the database aside

    @property
    def speed(self) -> float:
        return self.counts["read"] / self.seconds

    @property
    def microseconds(self) -> float:
        return 1_000_000 * self.processor / self.counts["read"]


def measure(*, rows: int = ROWS) -> Result:
    before = load()
    with tempfile.TemporaryDirectory(
        prefix="portal-bench-", dir="/tmp", ignore_cleanup_errors=True
    ) as folder:
        Path(folder).chmod(0o755)  # the server's own account walks through
        with _register(Path(folder)) as environment:
            first, second = Path(folder) / "first.csv", Path(folder) / "second.csv"
            _shell(WRITE.format(first=str(first), second=str(second), rows=rows), environment)
            runs = [_import(path, environment) for path in (first, second, first)]
            people, changes, size = _sizes(environment)
    new, onto, again = runs
    _expect(new, created=rows)
    _expect(onto, created=rows)
    _expect(again, unchanged=rows)
    return Result(
        name="imports" if rows < 1_000_000 else "imports-1m",
        title=f"Importing {rows:,} judgments from CSV",
        figures=[
            Figure("into an empty register", new.speed, "judgments/s"),
            Figure(f"into one of {rows:,} judgments", onto.speed, "judgments/s"),
            Figure("the same file again, unchanged", again.speed, "judgments/s"),
            Figure("processor time of the command", onto.microseconds, "µs a judgment"),
            Figure("memory at most", max(run.megabytes for run in runs), "MB, all its processes"),
            Figure("people in the register", people, ""),
            Figure("changes kept for a judgment", changes / (2 * rows), "rows of history"),
            Figure(
                "database", size / (2 * rows) / 1000, "kB a judgment, indexes and history in it"
            ),
        ],
        load_before=before,
    )


@contextmanager
def _register(folder: Path) -> Iterator[dict[str, str]]:
    """An empty register on a server of its own; the settings of a portal on it."""
    with postgres.running(folder) as database:
        owner = database.url(postgres.OWNER)
        environment = {
            **SETTINGS,
            "DEBUG": "0",
            "REDIS_URL": "unix:///nowhere",
            "DATA_DIR": str(folder),
            "PYTHONWARNINGS": "ignore",
            "DATABASE_OWNER_URL": owner,
            "DATABASE_URL": database.url(postgres.APP),
        }
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(migrate, cwd=ROOT, env={**environment, "DATABASE_URL": owner}, check=True)
        yield environment


def _shell(code: str, environment: Mapping[str, str]) -> None:
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
    subprocess.run(command, cwd=ROOT, env=dict(environment), check=True)


def _import(path: Path, environment: Mapping[str, str]) -> Run:
    started, reckoned = time.monotonic(), _processor_time()
    command = subprocess.Popen(
        [sys.executable, "manage.py", "import_records", path],
        cwd=ROOT,
        env=dict(environment),
        stdout=subprocess.PIPE,
        text=True,
    )
    most = 0.0
    while command.poll() is None:
        most = max(most, sum(map(_in_use, _family(command.pid))))
        time.sleep(1 / LOOKS_A_SECOND)
    seconds = time.monotonic() - started
    out, _errors = command.communicate()
    if command.returncode:
        raise RuntimeError(f"import_records ended with {command.returncode}")
    counts = {name: int(count) for name, count in COUNT.findall(out)}
    return Run(counts, seconds, most, _processor_time() - reckoned)


def _family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    children = listed.read_text().split() if listed.exists() else []
    return [pid, *(one for child in children for one in _family(int(child)))]


def _in_use(pid: int) -> float:
    """Megabytes of memory; none of a process that has just ended."""
    try:
        found = IN_USE.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return int(found[1]) / 1000 if found else 0.0


def _processor_time() -> float:
    """Seconds of the processor in all children that have ended, and theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _sizes(environment: Mapping[str, str]) -> tuple[int, int, int]:
    connection = psycopg2.connect(environment["DATABASE_OWNER_URL"])
    try:
        with connection.cursor() as cursor:
            cursor.execute(SIZES)
            people, changes, size = cursor.fetchone()
    finally:
        connection.close()
    return people, changes, size


def _expect(run: Run, **counts: int) -> None:
    """A fast import that took in something else has measured nothing."""
    for name, count in counts.items():
        if run.counts[name] != count:
            raise RuntimeError(f"{name}: {run.counts[name]} instead of {count}")
