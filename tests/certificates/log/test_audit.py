"""An office with every right over its database, against an auditor who saw yesterday's root."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pgtrigger
import pytest

from accounts.models import User
from certificates import files, revocation
from certificates.keys import folder
from certificates.log.check import faults
from certificates.models import Certificate, LogRoot
from tests.certificates.log import dishonest
from tests.certificates.log.conftest import Numbered
from tools import audit_log

pytestmark = pytest.mark.django_db(transaction=True)
Publish = Callable[[], LogRoot]
Audit = Callable[..., str]


@pytest.fixture
def audit(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Audit:
    """One run of an auditor; answers the line that it prints."""

    def run(*arguments: str | Path, who: str = "one") -> str:
        state = tmp_path / f"{who}.json"
        code = audit_log.main([address, "--state", str(state), *map(str, arguments)])
        line = capsys.readouterr().out.strip()
        assert (code == 1) is line.startswith("WRONG: ")
        return line

    return run


@pytest.fixture
def seen(logged: Numbered, publish: Publish, audit: Audit) -> list[Certificate]:
    """Five certificates in a log whose root the auditor has seen."""
    made = logged(5)
    publish()
    assert audit() == "5 entries, 1 roots, all is well"
    return made


def test_a_log_that_only_grew_passes_day_after_day(
    seen: list[Certificate], logged: Numbered, publish: Publish, audit: Audit
) -> None:
    for day in range(2, 6):
        logged(day)
        publish()
        assert audit() == f"{4 + day * (day + 1) // 2} entries, {day} roots, all is well"
    publish()
    assert audit() == "19 entries, 6 roots, all is well"


def test_an_entry_that_was_dropped_is_missed(seen: list[Certificate], audit: Audit) -> None:
    told = dishonest.leaves()
    dishonest.rewrite([*told[:2], *told[3:], dishonest.leaf("06"), dishonest.leaf("07")])
    dishonest.sign_root()
    assert "does not go on from the one of 5" in audit()


def test_a_log_that_shrank_is_told(seen: list[Certificate], audit: Audit) -> None:
    dishonest.rewrite(dishonest.leaves()[:4])
    dishonest.sign_root()
    assert audit() == "WRONG: the log shrank from 5 to 4 entries"


def test_an_entry_slipped_in_between_is_found(seen: list[Certificate], audit: Audit) -> None:
    told = dishonest.leaves()
    dishonest.rewrite([*told[:3], dishonest.leaf("03b"), *told[3:]])
    dishonest.sign_root()
    assert "an entry was dropped, slipped in or changed" in audit()


def test_another_file_under_an_old_number_is_found(
    seen: list[Certificate], audit: Audit, tmp_path: Path
) -> None:
    forged = tmp_path / "forged.pdf"
    forged.write_bytes(b"another certificate")
    digest = hashlib.sha256(b"another certificate").hexdigest()
    with pgtrigger.ignore():
        Certificate.objects.filter(pk=seen[2].pk).update(sha256=digest)
    assert audit("--file", forged) == "WRONG: this file is not in the log"
    assert list(faults()) == ["entry 2: the certificate in the register says something else"]
    told = dishonest.leaves()
    told[2] = dishonest.leaf("03/STP-LLTP", sha256=digest)
    dishonest.rewrite(told)
    assert audit("--file", forged).endswith("the proof does not lead to the root we know")
    dishonest.sign_root()
    assert "is another" not in audit()
    assert "does not go on" in audit("--file", forged)


def test_a_whole_log_rewritten_with_all_its_roots_is_found(
    seen: list[Certificate], audit: Audit
) -> None:
    told = dishonest.leaves()
    dishonest.rewrite([*told[:2], *told[3:], dishonest.leaf("05b")])
    dishonest.rewrite_roots()
    assert audit().endswith("is another than the one we were shown")
    assert audit(who="somebody new").endswith("all is well")


def test_a_root_that_was_shown_and_is_gone_is_missed(
    seen: list[Certificate], publish: Publish, audit: Audit
) -> None:
    publish()
    with pgtrigger.ignore():
        LogRoot.objects.order_by("pk")[:1].get().delete()
    assert audit().endswith("that we were shown is no longer published")


@pytest.mark.parametrize("more", [0, 2])
def test_two_auditors_who_were_shown_two_logs_find_out(
    seen: list[Certificate], audit: Audit, tmp_path: Path, more: int
) -> None:
    honest, root = dishonest.leaves(), LogRoot.objects.get()
    others = [dishonest.leaf(f"{number}x") for number in range(4 + more)]
    dishonest.rewrite([*honest[:1], *others])
    with pgtrigger.ignore():
        LogRoot.objects.all().delete()
    dishonest.sign_root()
    assert audit(who="two").endswith("all is well")
    dishonest.rewrite(honest)
    with pgtrigger.ignore():
        LogRoot.objects.all().delete()
        root.save(force_insert=True)
    assert audit().endswith("all is well")
    line = audit("--compare", tmp_path / "two.json")
    assert line.startswith("WRONG: ")
    assert ("another log of 5" if more == 0 else "a log that is not ours") in line


def test_a_certificate_dated_back_came_too_late_into_the_log(
    seen: list[Certificate], audit: Audit, tmp_path: Path
) -> None:
    file = tmp_path / "late.pdf"
    file.write_bytes(b"dated back")
    sha256 = hashlib.sha256(b"dated back").hexdigest()
    late = dishonest.leaf("04b", issued_on="2026-01-05", sha256=sha256)
    dishonest.rewrite([*dishonest.leaves(), late])
    dishonest.sign_root()
    assert "is dated 2026-01-05 and came into the log only" in audit("--file", file)


def test_a_signature_of_another_key_and_a_silent_log_are_told(
    seen: list[Certificate], audit: Audit
) -> None:
    root = LogRoot.objects.get()
    with pgtrigger.ignore():
        LogRoot.objects.all().delete()
        root.made_at -= timedelta(days=3)
        root.save(force_insert=True)
    assert audit(who="new").endswith("is not signed by the key we know")
    with pgtrigger.ignore():
        LogRoot.objects.all().delete()
    dishonest.sign_root(made_at=root.made_at)
    assert "no root was published since" in audit(who="new")
    assert "another key" in audit("--key", "A" * 43 + "=", who="fresh")


def test_the_holder_of_a_certificate_finds_it_and_its_revocation(
    issued: Certificate,
    cast: dict[str, User],
    publish: Publish,
    audit: Audit,
    tmp_path: Path,
) -> None:
    publish()
    file = tmp_path / "phieu.pdf"
    file.write_bytes(files.read(issued))
    stamps = ("--tsa-root", folder() / "root.crt.pem")
    assert audit("--file", file, *stamps).endswith("all is well; 01/STP-LLTP is in the log")
    revocation.revoke(issued.application, by=cast["head"], ground="Sai nơi sinh")
    assert audit("--file", file).endswith("is in no published root yet; ask again tomorrow")
    publish()
    assert "01/STP-LLTP is in the log, revoked on 20" in audit("--file", file, *stamps)


def test_a_stamp_of_another_root_is_found(
    seen: list[Certificate], publish: Publish, audit: Audit
) -> None:
    first = LogRoot.objects.get()
    second = publish()
    with pgtrigger.ignore():
        LogRoot.objects.filter(pk=second.pk).update(time_stamp=first.time_stamp)
    line = audit("--tsa-root", folder() / "root.crt.pem")
    assert line.startswith("WRONG: the time stamp of the root of")


def test_the_auditor_needs_nothing_of_the_portal() -> None:
    code = "import sys, tools.audit_log; print([m for m in sys.modules if m in NOT])"
    code = f"NOT = {{'django', 'certificates', 'pymerkle', 'celery'}}; {code}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
