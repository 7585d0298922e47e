"""Where the signing keys lie, who can use them, and what an unusable one stops."""

import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from django.core.management import CommandError, call_command

from certificates import demonstration_pki, keys
from certificates.demonstration_pki import Place
from certificates.pades import sign_pdf
from certificates.rendering import Rendered
from certificates.unavailable import SigningUnavailable, Trouble
from common.pdf_signature import check_signature
from sandbox.timestamps import make_key
from tests.certificates import office
from tests.certificates.conftest import SEAL


def copy(there: Place, folder: Path, *, without: str = "") -> Place:
    """The same keys in another folder, one file left out."""
    here = office.place(folder)
    for old, new in ((there.public, here.public), (there.private, here.private)):
        new.mkdir(parents=True)
        for path in old.iterdir():
            if path.name != without:
                (new / path.name).write_bytes(path.read_bytes())
    return here


@pytest.mark.parametrize("name", ["signer.key.pem", "signer.crt.pem", "root.crl"])
def test_without_a_key_nothing_is_signed(name: str, tmp_path: Path, key_place: Place) -> None:
    there = copy(key_place, tmp_path, without=name)
    with pytest.raises(SigningUnavailable, match=name.replace(".", r"\.")) as refused:
        office.loaded(there)
    assert refused.value.trouble is Trouble.NO_KEY


def test_the_files_are_of_no_use_without_the_pin(key_place: Place) -> None:
    for pin in ("", "another"):
        with pytest.raises(SigningUnavailable, match="PIN") as refused:
            keys.load(key_place.public, private=key_place.private, pin=pin)
        assert refused.value.trouble is Trouble.WRONG_PIN


def test_a_key_that_belongs_to_another_certificate_is_refused(
    tmp_path: Path, key_place: Place
) -> None:
    there = copy(key_place, tmp_path)
    there.key_file("signer").write_bytes(there.key_file("issuing").read_bytes())
    with pytest.raises(SigningUnavailable) as refused:
        office.loaded(there)
    assert refused.value.trouble is Trouble.OTHER_KEY


def test_a_renewed_key_is_found_without_a_new_start(tmp_path: Path, key_place: Place) -> None:
    there = copy(key_place, tmp_path)
    before = office.loaded(there)
    assert office.loaded(there) is before
    demonstration_pki.new_signer(there)
    after = office.loaded(there)
    assert after.signer.serial_number != before.signer.serial_number


def test_a_key_that_has_run_out_signs_nothing(
    rendered: Rendered, tmp_path: Path, key_place: Place
) -> None:
    there = copy(key_place, tmp_path)
    long_ago = office.place(tmp_path, now=datetime(2020, 1, 1, tzinfo=UTC))
    demonstration_pki.new_signer(long_ago, days=30)
    with pytest.raises(SigningUnavailable, match="signer's certificate"):
        sign_pdf(rendered, seal=SEAL, keys=office.loaded(there))


def test_keys_are_made_once_and_never_overwritten(tmp_path: Path) -> None:
    there = office.made(tmp_path)
    before = {path: path.read_bytes() for path in (tmp_path).rglob("*.*")}
    there.key_file("codes").unlink()
    (there.public / "codes.pub.pem").unlink()
    demonstration_pki.make(office.place(tmp_path, organisation="Sở khác"))
    after = {path: path.read_bytes() for path in (tmp_path).rglob("*.*")}
    assert set(after) == set(before)
    assert all(after[path] == before[path] for path in before if "codes." not in path.name)
    assert all(path.stat().st_mode & 0o077 == 0 for path in there.private.glob("*.key.pem"))
    there.certificate_file("issuing").unlink()
    with pytest.raises(demonstration_pki.ChainBroken):
        demonstration_pki.make(there)


def test_a_lost_code_key_is_not_replaced_in_silence(tmp_path: Path, key_place: Place) -> None:
    """A new one would make every code printed so far look forged."""
    there = copy(key_place, tmp_path)
    there.key_file("codes").unlink()
    with pytest.raises(demonstration_pki.ChainBroken, match="codes"):
        demonstration_pki.make(there)


def test_no_private_key_lies_in_the_open(key_place: Place) -> None:
    assert list(key_place.public.glob("*.key.pem")) == []
    found = list(key_place.private.glob("*.key.pem"))
    assert found
    assert all(b"BEGIN ENCRYPTED PRIVATE KEY" in path.read_bytes() for path in found)


def test_keys_of_an_older_installation_are_moved_and_sign_as_before(
    tmp_path: Path, key_place: Place
) -> None:
    there = copy(key_place, tmp_path)
    before = office.loaded(there)
    for name in demonstration_pki.PRIVATE:
        key = serialization.load_pem_private_key(
            there.key_file(name).read_bytes(), password=office.PIN.encode()
        )
        plain = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        (there.public / f"{name}.key.pem").write_bytes(plain)
        there.key_file(name).unlink()
    (there.public / "signer.json").unlink()
    told = demonstration_pki.make(there)
    assert len(told) == len(demonstration_pki.PRIVATE)
    assert list(there.public.glob("*.key.pem")) == []
    assert office.loaded(there).signer.serial_number == before.signer.serial_number
    assert json.loads((there.public / "signer.json").read_bytes())["kind"] == "software"


def test_the_command_makes_keys_that_sign(rendered: Rendered, settings: Any) -> None:
    there = office.place(settings.DATA_DIR)
    make_key(settings.DATA_DIR)
    office.use(settings, there)
    call_command("make_keys", "--organisation", "Sở Tư pháp", stdout=io.StringIO())
    with office.stamping(there) as stamps:
        settings.TSA_URL = stamps.url
        data = sign_pdf(rendered, seal=SEAL, keys=keys.signing_keys())
    assert check_signature(data, roots=keys.roots()).accepted


def test_the_command_asks_for_a_pin(settings: Any) -> None:
    settings.SIGNER_DIR, settings.SIGNER_PIN = str(settings.DATA_DIR / "signer"), ""
    with pytest.raises(CommandError, match="SIGNER_PIN"):
        call_command("make_keys", stdout=io.StringIO())


USE_A_KEY = """
import django; django.setup()
from django.conf import settings
from certificates import keys, key_files
from certificates.unavailable import SigningUnavailable
for use in (
    keys.signing_keys,
    keys.code_key,
    lambda: key_files.read_key(settings.DATA_DIR / "signer" / "signer.key.pem", pin=""),
):
    try:
        use()
    except SigningUnavailable as refused:
        print(refused.trouble, refused.reason)
print(len(keys.roots()), keys.signer_kind())
"""


def test_a_process_without_the_pin_cannot_sign(tmp_path: Path, key_place: Place) -> None:
    """The web's environment: it may even read the folder."""
    copy(key_place, tmp_path)
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SIGNER_", "PYTEST_"))
    }
    run = subprocess.run(
        [sys.executable, "-c", USE_A_KEY],
        env={**environment, "DJANGO_SETTINGS_MODULE": "portal.settings", "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert run.stdout.splitlines() == [
        "no_key this process is not the signer",
        "no_key this process is not the signer",
        "wrong_pin this process has no SIGNER_PIN",
        "1 software",
    ]
