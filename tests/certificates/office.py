"""An installation's keys, made as `make_keys` makes them, and somebody who stamps the time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from certificates import demonstration_pki, keys
from certificates.demonstration_pki import Place
from sandbox.timestamps import make_key
from tests.verification.partners import PATIENCE, ROOT, Partner

PIN = "12345-for-tests"
NAME = "Sở Tư pháp (thử)"


def place(folder: Path, **options: Any) -> Place:
    """Where keys lie under a data folder, as in DATA_DIR."""
    public = folder / "keys" / "certificates"
    return Place(public, folder / "signer", **{"pin": PIN, "organisation": NAME, **options})


def made(folder: Path, **options: Any) -> Place:
    """All keys of an installation; who stamps the time has asked for a certificate before."""
    make_key(folder)
    there = place(folder, **options)
    demonstration_pki.make(there)
    return there


def use(settings: Any, there: Place, *, stamps: str = "") -> None:
    """This process is the signer of that installation, and asks for time stamps there."""
    settings.KEYS_DIR = there.public.parent
    settings.SIGNER_DIR, settings.SIGNER_PIN = str(there.private), there.pin
    settings.TSA_URL = stamps


def environment(settings: Any) -> dict[str, str]:
    """For a process of its own that signs as this one does."""
    return {name: str(getattr(settings, name)) for name in ("SIGNER_DIR", "SIGNER_PIN", "TSA_URL")}


def loaded(there: Place) -> keys.SigningKeys:
    return keys.load(there.public, private=there.private, pin=there.pin)


@contextmanager
def stamping(there: Place, *, port: int = 0) -> Iterator[Partner]:
    """The sandbox's authority as a process of its own, with the certificate of this place."""
    folder = there.private.parent
    command = [sys.executable, "-m", "sandbox", "timestamps", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--data-dir", str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield Partner("timestamps", process.stdout.readline().split()[-1])
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()


@pytest.fixture(scope="session")
def key_place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Keys made once for the whole run; making three RSA keys takes a second."""
    return made(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="session")
def stamper(key_place: Place) -> Iterator[Partner]:
    """Who stamps the time for everything that tests sign, one process for the whole run."""
    with stamping(key_place) as partner:
        yield partner


@pytest.fixture
def time_stamps(stamper: Partner) -> Iterator[Partner]:
    """The same for a test that makes it misbehave."""
    yield stamper
    stamper.control({"reset": True})


@pytest.fixture
def signing_keys(key_place: Place, stamper: Partner, settings: Any) -> keys.SigningKeys:
    """This process is the signer, and has all that it needs."""
    use(settings, key_place, stamps=stamper.url)
    return keys.signing_keys()
