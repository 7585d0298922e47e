"""Our own servers: closed to others, kept over a stop, gone with the one who started them."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from tools import accounts, servers
from tools.servers import Servers


@pytest.fixture
def data_dir() -> Iterator[Path]:
    # Outside pytest's folder, which only its owner may enter.
    with tempfile.TemporaryDirectory(prefix="portal-servers-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_both_servers_answer_at_the_addresses_they_give(data_dir: Path) -> None:
    with servers.running(data_dir, durable=False) as here:
        assert _one(here.database_url, "SELECT current_user") == "portal_app"
        assert _one(here.database_owner_url, "SELECT current_user") == "portal_owner"
        assert _one(here.database_url, "SHOW server_encoding") == "UTF8"
        with redis.Redis.from_url(here.redis_url) as broker:
            assert broker.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
            assert broker.config_get("appendonly")["appendonly"] == "yes"


def test_what_was_written_is_there_at_the_next_start(data_dir: Path) -> None:
    with servers.running(data_dir) as here:
        _one(here.database_owner_url, "CREATE TABLE kept AS SELECT 1 AS one; SELECT 1")
        with redis.Redis.from_url(here.redis_url) as broker:
            broker.set("kept", "1")
    with servers.running(data_dir) as again:
        assert (again.database_url, again.redis_url) == (here.database_url, here.redis_url)
        assert _one(again.database_owner_url, "SELECT one FROM kept") == 1
        with redis.Redis.from_url(again.redis_url) as broker:
            assert broker.get("kept") == b"1"


def test_the_sockets_folder_is_closed_to_others_and_gone_at_the_end(data_dir: Path) -> None:
    with servers.running(data_dir, durable=False) as here:
        folder = _sockets(here)
        assert folder.stat().st_mode & 0o077 == 0
        assert len(str(folder / ".s.PGSQL.5432")) < 100
    assert not folder.exists()


def test_nothing_listens_on_the_network(data_dir: Path) -> None:
    with servers.running(data_dir, durable=False) as here:
        assert _one(here.database_url, "SHOW listen_addresses") == ""
        with redis.Redis.from_url(here.redis_url) as broker:
            assert broker.config_get("port")["port"] == "0"


def test_given_servers_are_used_and_none_is_started(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@elsewhere/portal")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@elsewhere/portal")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    with servers.running_unless_given(data_dir) as here:
        assert here.children == ()
        assert here.environment()["DATABASE_URL"] == "postgresql://somebody@elsewhere/portal"


def test_a_killed_owner_leaves_no_server_behind(data_dir: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux tells a child of its parent's death")
    script = (
        "import sys, time; from pathlib import Path; from tools import servers\n"
        "with servers.running(Path(sys.argv[1]), durable=False) as here:\n"
        "    print(*(child.pid for child in here.children), flush=True); time.sleep(60)\n"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", script, str(data_dir)], stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout
    pids = [int(pid) for pid in owner.stdout.readline().split()]
    left = [psutil.Process(pid) for pid in pids]
    owner.kill()
    owner.communicate()
    assert len(left) == 2
    _, alive = psutil.wait_procs(left, timeout=30)
    assert not alive


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands its servers to another account")
def test_root_finds_a_place_for_data_in_a_folder_that_others_cannot_enter() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as closed:  # mode 0700
        with servers.running(Path(closed), durable=False) as here:
            assert _one(here.database_url, "SELECT 1") == 1
            data = (Path(closed) / "postgres").resolve()
            assert data.is_relative_to(accounts.SHARED)
            assert data.stat().st_uid != 0
            assert data.stat().st_mode & 0o077 == 0
            assert Path(closed).stat().st_mode & 0o077 == 0
        assert not data.parent.exists()


def test_a_folder_that_somebody_else_put_in_our_place_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "SOCKETS", tmp_path)
    account = accounts.Account()
    place = accounts.socket_folder(tmp_path, account)
    place.rmdir()
    place.symlink_to("/etc")
    with pytest.raises((PermissionError, FileExistsError)):
        accounts.socket_folder(tmp_path, account)


def _one(url: str, query: str) -> object:
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query)
            row = cursor.fetchone()
            assert row
            return row[0]
    finally:
        connection.close()


def _sockets(here: Servers) -> Path:
    return Path(here.redis_url.removeprefix("unix://").partition("?")[0]).parent
