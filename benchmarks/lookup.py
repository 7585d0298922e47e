"""Who is found in a generated register, who is shown in vain, and what a look-up costs.

The register is made once and kept: in the server that DATABASE_OWNER_URL names, else in one of
our own under .cache/bench. What is measured runs in a process with a portal's settings.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

from benchmarks.table import Detail, Figure, Result, load
from tools import postgres
from tools.stack import ROOT
from tools.with_servers import SETTINGS

KEPT = ROOT / ".cache" / "bench"
LOAD = "from benchmarks.register.load import main; main({persons}, {seed})"
MEASURE = "from benchmarks.register.measure import main; main({persons}, {seed}, {into!r}, {pairs})"
FEATURES = "from benchmarks.register.features import main; main({persons}, {seed}, {into!r})"


@dataclass(frozen=True)
class Register:
    """A generated register in a database of its own."""

    persons: int
    seed: int
    environment: Mapping[str, str]

    def run(self, script: str, **values: object) -> None:
        code = script.format(persons=self.persons, seed=self.seed, **values)
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", code]
        subprocess.run(command, cwd=ROOT, env=dict(self.environment), check=True)


def measure(*, persons: int, pairs: int = 200, seed: int = 1, fresh: bool = False) -> Result:
    """`pairs` of each kind at most with the mistake in the record, half as many in the question."""
    before = load()
    with (
        registered(persons, seed=seed, fresh=fresh) as register,
        tempfile.TemporaryDirectory() as folder,
    ):
        into = Path(folder) / "measured.json"
        register.run(MEASURE, into=str(into), pairs=pairs)
        measured = json.loads(into.read_text())
    return Result(
        name="lookup" if persons < 1_000_000 else f"lookup-{persons // 1_000_000}m",
        title=f"Looking a person up among {persons:,}",
        figures=[Figure(*figure) for figure in measured["figures"]],
        load_before=before,
        details=[Detail(**detail) for detail in measured["details"]],
    )


def export_features(into: Path, *, persons: int, seed: int = 1) -> None:
    """The levels of comparison of true pairs and of chance ones, to set weights by."""
    with registered(persons, seed=seed) as register:
        register.run(FEATURES, into=str(into))


@contextmanager
def registered(persons: int, *, seed: int, fresh: bool = False) -> Iterator[Register]:
    """The register, loaded if it is not there as the present rules would write it."""
    with _server() as (owner, app):
        name = f"register_{persons}_{seed}"
        _make_database(owner, name, fresh=fresh)
        environment = {
            **SETTINGS,
            "DEBUG": "0",
            "REDIS_URL": "unix:///nowhere",
            "DATA_DIR": str(KEPT),
            **os.environ,
            "PYTHONWARNINGS": "ignore",
            "DATABASE_OWNER_URL": _in(owner, name),
        }
        as_owner = {**environment, "DATABASE_URL": _in(owner, name)}
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(migrate, cwd=ROOT, env=as_owner, check=True)
        Register(persons, seed, as_owner).run(LOAD)
        yield Register(persons, seed, {**environment, "DATABASE_URL": _in(app, name)})


@contextmanager
def _server() -> Iterator[tuple[str, str]]:
    """Addresses of the owner and of the web's role on a server."""
    owner, app = os.environ.get("DATABASE_OWNER_URL"), os.environ.get("DATABASE_URL")
    if owner and app:
        yield owner, app
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    with postgres.running(KEPT) as database:
        yield database.url(postgres.OWNER), database.url(postgres.APP)


def _make_database(owner: str, name: str, *, fresh: bool) -> None:
    connection = psycopg2.connect(owner)
    connection.autocommit = True
    with connection.cursor() as cursor:
        if fresh:
            cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    connection.close()


def _in(url: str, name: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
