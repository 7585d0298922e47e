"""A signer that dies at any point leaves no gap and no double, and is finished by another."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection

from accounts.models import Counter, User
from applications.models import Application, State
from certificates import files, kept_pages
from certificates.demonstration_pki import Place
from certificates.models import Certificate, SigningJob
from portal.invariants import broken
from tests.certificates import office
from tests.certificates.conftest import ordered
from tests.certificates.test_issuing import another

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

Cast = dict[str, User]

# In the order in which they are reached: numbered yet? page settled yet? file left behind?
POINTS = {
    "before_number": (False, False, False),
    "number_taken": (False, False, False),
    "numbered": (True, False, False),
    "page_kept": (True, False, False),
    "page_settled": (True, True, False),
    "signed": (True, True, False),
    "stored": (True, True, True),
    "before_publication": (True, True, True),
    "published": (True, True, False),
    "page_forgotten": (True, True, False),
}
HELD = {
    "certificate_numbers_have_no_gap",
    "the_counter_stands_at_the_last_number",
    "an_order_to_sign_is_work_until_it_is_published",
    "what_is_ready_has_one_certificate_in_force",
    "a_certificate_is_in_the_issue_book_once",
}
SIGNER = """
import os, signal, sys, django
django.setup()
from certificates import issuing
from certificates.tasks import sign_job
die_at, *jobs = sys.argv[1:]
issuing.reached = lambda point: point == die_at and os.kill(os.getpid(), signal.SIGKILL)
for job in jobs:
    sign_job(int(job))
"""


def signer(jobs: Iterable[int], *, settings: Any, die_at: str = "") -> subprocess.Popen[str]:
    """A real signer process on the test's database, as the role that it has."""
    database = connection.settings_dict
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYTEST_VERSION"},
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": f"postgresql://portal_app@/{database['NAME']}?host={database['HOST']}",
        "DATA_DIR": str(settings.DATA_DIR),
        "SIGNATURES_PER_HOUR": str(settings.SIGNATURES_PER_HOUR),
        **office.environment(settings),
    }
    return subprocess.Popen(
        [sys.executable, "-c", SIGNER, die_at, *map(str, jobs)],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> int:
    _nothing, told = process.communicate(timeout=120)
    assert process.returncode in (0, -signal.SIGKILL), told
    return process.returncode


def let_go(*jobs: int) -> None:
    """The leases of the dead have run out."""
    SigningJob.objects.filter(pk__in=jobs).update(lease_until="2024-01-01T00:00Z")


@pytest.fixture
def installed(key_place: Place, stamper: Any, settings: Any) -> None:
    shutil.copytree(key_place.public, settings.DATA_DIR / "keys" / "certificates")
    office.use(settings, key_place, stamps=stamper.url)
    User.objects.machine()


@pytest.mark.parametrize("point", POINTS)
def test_a_signer_killed_anywhere_leaves_no_gap_and_no_double(
    concluded: Application,
    submitted: Application,
    cast: Cast,
    settings: Any,
    installed: None,
    point: str,
) -> None:
    numbered, settled, file_left = POINTS[point]
    first = ordered(concluded, cast)
    job = first.signing_job.pk
    assert ended(signer([job], settings=settings, die_at=point)) == -signal.SIGKILL
    first.refresh_from_db()
    died_with = {name: getattr(first, name) for name in ("number", "issued_at", "token")}
    page = first.page_sha256
    assert (first.is_numbered, page != "") == (numbered, settled)
    orphans = files.orphans()
    assert len(orphans) == file_left
    assert first.is_issued == (point in ("published", "page_forgotten"))

    second = ordered(another(submitted, cast), cast)
    let_go(job)
    assert ended(signer([second.signing_job.pk, job, job], settings=settings)) == 0
    issued = Certificate.objects.issued().order_by("number")
    assert [certificate.number for certificate in issued] == [1, 2]
    first.refresh_from_db()
    if numbered:
        assert {name: getattr(first, name) for name in died_with} == died_with
    if settled:
        assert first.page_sha256 == page
    assert list(files.damaged()) == []
    assert files.orphans() == orphans
    _all_ready_once(published=2, files_left=len(orphans))


def _all_ready_once(*, published: int, files_left: int) -> None:
    for application in Application.objects.filter(certificates__isnull=False):
        assert application.state == State.READY
        assert application.events.filter(step="make_ready").count() == 1
    assert SigningJob.objects.filter(done_at=None).count() == 0
    assert len(list(files.folder().glob("??/*.pdf"))) == published + files_left
    assert list(kept_pages.folder().glob("*.pdf")) == []
    assert not {line.partition(":")[0] for line in broken()} & HELD


def test_two_signers_at_once_number_each_order_once_and_without_a_gap(
    concluded: Application, submitted: Application, cast: Cast, settings: Any, installed: None
) -> None:
    jobs = _orders(12, concluded, submitted, cast)
    _two_at_once(jobs, settings=settings)
    issued = Certificate.objects.issued()
    assert sorted(one.number or 0 for one in issued) == list(range(1, 13))
    assert Counter.objects.get(series="certificate-10").last == 12
    in_turn = [one.number for one in issued.order_by("issued_at")]
    assert in_turn == sorted(one for one in in_turn if one)
    _all_ready_once(published=12, files_left=0)


def test_two_signers_at_once_do_not_pass_the_hours_limit(
    concluded: Application, submitted: Application, cast: Cast, settings: Any, installed: None
) -> None:
    jobs = _orders(8, concluded, submitted, cast)
    settings.SIGNATURES_PER_HOUR = 3
    _two_at_once(jobs, settings=settings)
    assert Certificate.objects.numbered().count() == 3
    assert SigningJob.objects.filter(done_at=None).count() == 5


def _orders(count: int, first: Application, submitted: Application, cast: Cast) -> list[int]:
    applications = [first, *(another(submitted, cast) for _more in range(count - 1))]
    return [ordered(application, cast).signing_job.pk for application in applications]


def _two_at_once(jobs: list[int], *, settings: Any) -> None:
    two = [signer(jobs, settings=settings), signer(list(reversed(jobs)), settings=settings)]
    assert [ended(process) for process in two] == [0, 0]


def test_a_page_that_was_lost_is_made_again_the_same(
    concluded: Application, cast: Cast, settings: Any, installed: None
) -> None:
    certificate = ordered(concluded, cast)
    job = certificate.signing_job.pk
    assert ended(signer([job], settings=settings, die_at="page_settled")) == -signal.SIGKILL
    certificate.refresh_from_db()
    kept_pages.forget(certificate.page_sha256)
    let_go(job)
    assert ended(signer([job], settings=settings)) == 0
    _all_ready_once(published=1, files_left=0)
