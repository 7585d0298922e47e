"""`make run` as a person meets it: started, refused, stopped, started again."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tools import surroundings
from tools.ready import is_ready

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180  # seconds; a busy machine starts it slowly

pytestmark = pytest.mark.faults


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="portal-run-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "data"


def test_it_starts_is_alone_on_its_data_stops_and_starts_again(data_dir: Path) -> None:
    port = surroundings.any_free_port()
    first = _start(data_dir, port)
    try:
        _wait_until_ready(first, port)
        before = surroundings.recall(data_dir)
        _refused(data_dir, surroundings.any_free_port(), because="already")
        _refused(data_dir.with_name("other"), port, because="taken")
        _manage_py_works_with(before)
    finally:
        said = _stop(first, signal.SIGINT)
    assert before["RECEIVER_PASSWORD"] in said

    second = _start(data_dir, port)
    try:
        _wait_until_ready(second, port)
        assert surroundings.recall(data_dir) == before
    finally:
        _stop(second, signal.SIGTERM)


def test_a_worker_that_dies_is_started_again(data_dir: Path) -> None:
    port = surroundings.any_free_port()
    portal = _start(data_dir, port)
    try:
        _wait_until_ready(portal, port)
        old = _worker(portal)
        old.kill()
        deadline = time.monotonic() + PATIENCE
        while (new := _worker(portal)) is None or new.pid == old.pid:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    finally:
        _stop(portal, signal.SIGTERM)


def _start(data_dir: Path, port: int) -> subprocess.Popen[str]:
    given = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"}
    kept = {name: value for name, value in os.environ.items() if name not in given}
    return subprocess.Popen(
        [sys.executable, "-m", "tools.run"],
        cwd=ROOT,
        env=kept | {"PORT": str(port), "DATA_DIR": str(data_dir)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _wait_until_ready(portal: subprocess.Popen[str], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_ready(f"http://127.0.0.1:{port}/readyz"):
        if portal.poll() is not None:
            pytest.fail(portal.communicate()[0])
        assert time.monotonic() < deadline
        time.sleep(0.2)


def _refused(data_dir: Path, port: int, *, because: str) -> None:
    other = _start(data_dir, port)
    said, _ = other.communicate(timeout=PATIENCE)
    assert other.returncode == 1
    assert because in said


def _manage_py_works_with(settings: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | settings,
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )


def _stop(portal: subprocess.Popen[str], number: signal.Signals) -> str:
    """Stops it and sees to it that nothing which it started still runs."""
    started = psutil.Process(portal.pid).children(recursive=True)
    portal.send_signal(number)
    said, _ = portal.communicate(timeout=60)
    assert portal.returncode == 0, said
    assert not [process for process in started if process.is_running()]
    return said


def _worker(portal: subprocess.Popen[str]) -> psutil.Process | None:
    for process in psutil.Process(portal.pid).children():
        try:
            words = process.cmdline()
        except psutil.NoSuchProcess:
            continue
        if "default,print" in words:
            return process
    return None
