"""The public log of a running portal: its page, and an auditor from outside."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import Arrive
from tests.live.portal import Portal, wait_until
from tools import demo_road
from tools.demo_people import DOSSIERS
from tools.demo_road import Travel
from tools.stack import ROOT


@pytest.fixture(scope="module")
def certificate(portal_with_people: Portal, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The signed file of a dossier of the in-house route, under a root made since."""
    travel = Travel(DOSSIERS[0])
    demo_road.walk(travel, portal_with_people.road(), acts=demo_road.TO_CERTIFICATE)
    address = travel.case["certificate"]["file_url"]
    file = tmp_path_factory.mktemp("holder") / "phieu.pdf"
    file.write_bytes(portal_with_people.client().download("receiver", address))
    entries = portal_with_people.number("SELECT count(*) FROM certificates_logentry")
    portal_with_people.manage("publish_log_root")
    wait_until(lambda: newest(portal_with_people) >= entries, what="a root of all entries")
    return file


def newest(portal: Portal) -> int:
    """How many entries the newest root covers."""
    return portal.number("SELECT coalesce(max(size), 0) FROM certificates_logroot")


def test_the_page_says_in_plain_words_what_the_log_is(
    somebody: Arrive, certificate: Path, portal: Portal
) -> None:
    reader = somebody()
    reader.open("/")
    reader.follows("Nhật ký công khai")
    reader.is_at("Nhật ký công khai")
    reader.reads(portal.get("/api/v1/log/root/").json()["root"])
    reader.looks()


def test_an_auditor_from_outside_finds_the_certificate_and_nothing_wrong(
    certificate: Path, portal: Portal, tmp_path: Path
) -> None:
    state, root = tmp_path / "state.json", portal.stack.data_dir / "keys/certificates/root.crt.pem"
    files = ["--state", str(state), "--file", str(certificate), "--tsa-root", str(root)]
    for _day in range(2):
        done = subprocess.run(
            [sys.executable, "-m", "tools.audit_log", portal.url, *files],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "all is well" in done.stdout
