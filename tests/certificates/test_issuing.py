"""Number, date, signature, file and register come together or not at all."""

import json
import os
import shutil
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import localdate, now

from accounts.models import Counter, Role, User
from applications.models import Application, State
from certificates import files, issuing, keys, register
from certificates.demonstration_pki import make, renew_signer
from certificates.models import Certificate
from certificates.tokens import token_facts
from common.pdf import attachment
from common.pdf_signature import check_signature
from records.models import EarlierCertificate
from tests.certificates.conftest import conclude, ordered
from tests.certificates.samples import expunged, judgment
from tests.certificates.test_two_people import refused_by_the_database

Cast = dict[str, User]


def another(submitted: Application, cast: Cast, **statement: Any) -> Application:
    """A second dossier of the same office, on which a conclusion stands."""
    values = {
        field.name: getattr(submitted, field.name)
        for field in Application._meta.concrete_fields
        if field.name not in ("id", "code", "token", "payment_reference")
    }
    copy = Application.objects.create(code=f"again-{Application.objects.count()}", **values)
    return conclude(copy, by=cast["verifier"], **statement)


def test_an_issued_certificate_is_numbered_signed_and_kept(
    issued: Certificate, concluded: Application
) -> None:
    concluded.refresh_from_db()
    assert concluded.state == State.READY
    assert issued.printed_number == "01/STP-LLTP"
    assert (issued.number, issued.year) == (1, localdate().year)
    data = files.read(issued)
    assert check_signature(data, roots=keys.roots()).accepted
    inside = json.loads(attachment(data, "phieu.json"))
    assert inside["number"] == "01/STP-LLTP"
    assert inside["content_digest"] == issued.approved_digest
    assert issued.token is not None
    told = token_facts(issued.token, key=keys.code_public_key())
    assert told is not None
    assert (told.number, told.issued_on) == (1, localdate(issued.issued_at))


def test_the_printed_page_names_signer_drafter_and_code(issued: Certificate) -> None:
    run = subprocess.run(
        ["pdftotext", "-layout", "-", "-"],
        input=files.read(issued),
        capture_output=True,
        check=True,
    )
    words = " ".join(run.stdout.decode().split())
    assert "testserver" in words or "127.0.0.1" in words
    for text in ("01/STP-LLTP", "signer", "drafter", "GIÁM ĐỐC", "Không có án tích"):
        assert text in words
    assert "-".join(issued.typed_code[at : at + 4] for at in (0, 4, 8, 12)) in words


def test_issuing_twice_changes_nothing(issued: Certificate) -> None:
    again = issuing.issue(issued)
    assert (again.number, again.sha256) == (issued.number, issued.sha256)
    assert Counter.objects.get(series="certificate-10").last == 1
    assert issued.application.events.filter(step="make_ready").count() == 1


def test_numbers_follow_one_another_without_a_gap(
    issued: Certificate, submitted: Application, cast: Cast
) -> None:
    for _time in range(2):
        issuing.issue(ordered(another(submitted, cast), cast))
    assert [row.number for row in register.rows(issued.office, year=issued.year)] == [
        f"{number:02d}/STP-LLTP" for number in (1, 2, 3)
    ]
    assert register.missing_numbers(issued.office, year=issued.year) == []


def test_the_book_goes_on_after_the_old_one(
    concluded: Application, cast: Cast, office_keys: Any
) -> None:
    for number in ("7/STP-LLTP", "0812/STP-LLTP"):
        EarlierCertificate.objects.create(
            office=concluded.office,
            number=number,
            issued_on=localdate(),
            certificate_type=1,
            result="none",
            source="imported",
            full_name="Lê Văn Cũ",
        )
    assert issuing.issue(ordered(concluded, cast)).printed_number == "813/STP-LLTP"


@pytest.mark.parametrize(
    ("finding", "judgments", "result"),
    [
        ("none", [], "none"),
        ("none", [expunged()], "expunged"),
        ("has_record", [judgment()], "has_record"),
    ],
)
def test_the_register_remembers_what_it_came_to(
    submitted: Application,
    cast: Cast,
    office_keys: Any,
    finding: str,
    judgments: list[Any],
    result: str,
) -> None:
    conclude(submitted, by=cast["verifier"], finding=finding, judgments=judgments)
    issuing.issue(ordered(submitted, cast))
    entry = EarlierCertificate.objects.get(case_code=submitted.code)
    assert (entry.result, entry.source, entry.full_name) == (result, "issued_here", "Nguyễn Văn An")


def test_what_was_issued_is_final_even_for_the_database(
    issued: Certificate, as_portal_app: None
) -> None:
    day_before = issued.issued_at - timedelta(days=1)
    changes: list[dict[str, Any]] = [
        {"number": 2},
        {"number": None},
        {"year": 2000},
        {"issued_at": day_before},
        {"sha256": "0" * 64},
        {"file": "other.pdf"},
        {"token": "other"},
        {"printed_number": "99/STP-LLTP"},
        {"content": {}},
        {"approved_by": issued.signed_by},
    ]
    assert [change for change in changes if not refused_by_the_database(issued, **change)] == []
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.filter(pk=issued.pk).delete()


def test_the_date_is_the_databases_and_is_never_set_back(
    issued: Certificate, submitted: Application, cast: Cast
) -> None:
    late = ordered(another(submitted, cast), cast)
    for when in (now() - timedelta(days=1), now() + timedelta(days=1)):
        numbered: dict[str, Any] = {
            "number": 2,
            "year": issued.year,
            "printed_number": "02/STP-LLTP",
            "issued_at": when,
            "file": "aa/a.pdf",
            "sha256": "a" * 64,
            "token": "t" * 40,
            "typed_code": "7K3M9QWX2D5RABCD",
        }
        assert refused_by_the_database(late, **numbered)
    assert not refused_by_the_database(late, **{**numbered, "issued_at": now()})


def test_a_changed_application_clock_does_not_change_the_date(
    concluded: Application, cast: Cast, office_keys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = ordered(concluded, cast)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now() - timedelta(days=400))
    issued = issuing.issue(certificate)
    with connection.cursor() as cursor:
        cursor.execute("SELECT abs(extract(epoch FROM clock_timestamp() - %s))", [issued.issued_at])
        assert cursor.fetchone()[0] < 60


@pytest.mark.parametrize("fault", ["no keys", "expired", "no time stamp", "too many"])
def test_when_it_cannot_be_signed_no_number_is_lost(
    concluded: Application, cast: Cast, settings: Any, tmp_path: Any, fault: str
) -> None:
    folder = tmp_path / "keys" / "certificates"
    certificate = ordered(concluded, cast)
    if fault != "no keys":
        make(folder, organisation="Sở")
    if fault == "expired":
        renew_signer(folder, organisation="Sở", days=1, now=now() - timedelta(days=30))
    if fault == "no time stamp":
        settings.TSA_URL = "http://127.0.0.1:9/"
    settings.SIGNATURES_PER_HOUR = 0 if fault == "too many" else 10
    with pytest.raises(keys.SigningUnavailable):
        issuing.issue(certificate)
    certificate.refresh_from_db()
    concluded.refresh_from_db()
    assert (certificate.number, concluded.state) == (None, State.SIGNED)
    assert not Counter.objects.filter(series="certificate-10").exists()


def test_a_damaged_file_is_never_handed_out(issued: Certificate) -> None:
    path = files.folder() / issued.file
    data = bytearray(path.read_bytes())
    data[1000] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(files.FileDamaged):
        files.read(issued)
    assert list(files.damaged()) == [issued]


POINTS = ["numbered", "signed", "stored", "before_commit", "committed"]

WORKER = """
import os, signal, sys, django
django.setup()
from certificates import issuing
from certificates.models import Certificate
die_at, *ids = sys.argv[1:]
issuing.reached = lambda point: point == die_at and os.kill(os.getpid(), signal.SIGKILL)
for pk in ids:
    issuing.issue(Certificate.objects.get(pk=pk))
"""


def worker(*certificates: Certificate, settings: Any, die_at: str = "") -> int:
    """A real worker process on the test's database, as the role that workers have."""
    database = connection.settings_dict
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYTEST_VERSION"},
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": f"postgresql://portal_app@/{database['NAME']}?host={database['HOST']}",
        "DATA_DIR": str(settings.DATA_DIR),
    }
    run = subprocess.run(
        [sys.executable, "-c", WORKER, die_at, *(str(one.pk) for one in certificates)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode in (0, -signal.SIGKILL), run.stderr
    return run.returncode


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_anywhere_leaves_no_gap_and_no_double(
    concluded: Application,
    submitted: Application,
    cast: Cast,
    settings: Any,
    key_folder: Path,
    point: str,
) -> None:
    shutil.copytree(key_folder, settings.DATA_DIR / "keys")
    User.objects.machine()
    first = ordered(concluded, cast)
    assert worker(first, settings=settings, die_at=point) == -signal.SIGKILL
    orphans = files.orphans()
    assert len(orphans) == (1 if point in ("stored", "before_commit") else 0)
    second = ordered(another(submitted, cast), cast)
    assert worker(second, first, first, settings=settings) == 0
    issued = Certificate.objects.issued().order_by("number")
    assert [certificate.number for certificate in issued] == [1, 2]
    assert list(files.damaged()) == []
    assert files.orphans() == orphans
    for application in Application.objects.all():
        assert application.state == State.READY
        assert application.events.filter(step="make_ready").count() == 1


def test_the_machine_alone_makes_a_certificate_ready(cast: Cast) -> None:
    from applications.steps import STEPS

    assert STEPS["make_ready"].roles == {Role.SYSTEM}
