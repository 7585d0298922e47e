"""Others than we say the same of a file: poppler with NSS, and pyHanko without our strictness."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from certificates import keys
from certificates.demonstration_pki import Place
from tests.certificates.naive import bare_pyhanko_accepts


def run(*command: str | Path) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, check=False, timeout=60)
    return (done.stdout + done.stderr).decode()


@pytest.fixture(scope="session")
def trust(key_place: Place, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store of NSS in which the pinned root is trusted, as somebody would make it by hand."""
    store = f"sql:{tmp_path_factory.mktemp('nss')}"
    run("certutil", "-N", "-d", store, "--empty-password")
    root = key_place.certificate_file("root")
    run("certutil", "-A", "-d", store, "-n", "root", "-t", "C,C,C", "-a", "-i", root)
    return store


@pytest.fixture
def file(signed: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "phieu.pdf"
    path.write_bytes(signed)
    return path


def test_poppler_calls_signature_and_certificate_good(trust: str, file: Path) -> None:
    told = run("pdfsig", "-nssdir", trust, file)
    assert "Signature Validation: Signature is Valid." in told
    assert "Certificate Validation: Certificate is Trusted." in told
    assert "Total document signed" in told
    assert "Sở Tư pháp (thử)" in told


def test_poppler_trusts_it_for_the_root_s_sake_alone(file: Path, tmp_path: Path) -> None:
    store = f"sql:{tmp_path}"
    run("certutil", "-N", "-d", store, "--empty-password")
    told = run("pdfsig", "-nssdir", store, file)
    assert "Signature is Valid." in told
    assert "Certificate is Trusted" not in told


def test_poppler_sees_a_changed_byte(trust: str, file: Path) -> None:
    data = file.read_bytes()
    file.write_bytes(data[:2000] + bytes([data[2000] ^ 1]) + data[2001:])
    assert "Signature is Valid." not in run("pdfsig", "-nssdir", trust, file)


def test_bare_pyhanko_accepts_it(signed: bytes, signing_keys: Any) -> None:
    assert bare_pyhanko_accepts(signed, roots=keys.roots())
