"""What is installed is what was looked at: every package pinned by its hash (threat 45)."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LOCKED = ("requirements.txt", "requirements/dev.txt", "requirements/uv.txt")


def packages(text: str) -> list[str]:
    """Each package's lines, joined."""
    joined = text.replace("\\\n", " ")
    return [line for line in joined.splitlines() if line and not line.startswith((" ", "#"))]


@pytest.mark.parametrize("name", LOCKED)
def test_every_package_is_pinned_by_its_hash(name: str) -> None:
    loose = [
        line.split()[0]
        for line in packages((ROOT / name).read_text())
        if not re.match(r"[\w.\[\],-]+==\S+", line) or "--hash=sha256:" not in line
    ]
    assert loose == []


@pytest.mark.parametrize("name", ["Dockerfile", "tools/bootstrap.py"])
def test_whoever_installs_asks_for_the_hashes(name: str) -> None:
    text = (ROOT / name).read_text()
    installs = len(re.findall(r"[\s\"]-r[\s\"]", text))
    assert text.count("--require-hashes") == installs > 0
    assert "--trusted-host" not in text


def wheel(folder: Path) -> Path:
    """A package of two lines, made here."""
    name = folder / "harmless-1.0-py3-none-any.whl"
    with zipfile.ZipFile(name, "w") as made:
        made.writestr("harmless.py", "VALUE = 1\n")
        made.writestr("harmless-1.0.dist-info/METADATA", "Name: harmless\nVersion: 1.0\n")
        made.writestr("harmless-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        made.writestr("harmless-1.0.dist-info/RECORD", "")
    return name


@pytest.mark.parametrize(("spoilt", "succeeds"), [(False, True), (True, False)])
def test_a_package_of_another_hash_is_not_installed(
    tmp_path: Path, spoilt: bool, succeeds: bool
) -> None:
    made = wheel(tmp_path)
    digest = sha256(made.read_bytes()).hexdigest()
    if spoilt:
        with zipfile.ZipFile(made, "a") as again:
            again.writestr("more.py", "import os\n")
    wanted = tmp_path / "wanted.txt"
    wanted.write_text(f"harmless==1.0 --hash=sha256:{digest}\n")
    command = ["-m", "uv", "pip", "install", "--require-hashes", "--offline", "--no-index"]
    command += ["--no-cache", "--find-links", str(tmp_path), "--target", str(tmp_path / "there")]
    done = subprocess.run(
        [sys.executable, *command, "-r", str(wanted)], capture_output=True, text=True, check=False
    )
    assert (done.returncode == 0) is succeeds, done.stderr
    assert (tmp_path / "there" / "harmless.py").exists() is succeeds


def test_no_secret_lies_in_the_tree() -> None:
    """Private keys and the like are made at the first start, never committed."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    sign = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}")
    guilty = [
        name
        for name in listed.stdout.split("\0")
        if name and (ROOT / name).is_file() and sign.search((ROOT / name).read_bytes())
    ]
    assert guilty == []
