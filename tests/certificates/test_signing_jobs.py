"""Orders to sign are rows that the signer works off; nobody else can, and no order is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now
from django.utils.timezone import now

from accounts.models import Counter, User
from applications.models import Application, State
from certificates import alarms, signing, signing_jobs
from certificates.models import Certificate, SigningJob
from certificates.tasks import ring_signer, sign_job
from common import leases
from common.refusals import Refusal
from portal.desk import stopped
from portal.tasks import WORK
from tests.certificates.conftest import ordered
from tests.certificates.test_issuing import another

Cast = dict[str, User]
NOBODY = "http://127.0.0.1:9/"  # a port on which nobody stamps the time


def state(job: SigningJob) -> tuple[bool, int | None]:
    job.refresh_from_db()
    job.certificate.refresh_from_db()
    return job.done_at is not None, job.certificate.number


def orders(count: int, first: Application, submitted: Application, cast: Cast) -> list[SigningJob]:
    applications = [first, *(another(submitted, cast) for _more in range(count - 1))]
    return [ordered(application, cast).signing_job for application in applications]


def due_again(*jobs: SigningJob) -> None:
    """The minute of waiting has passed."""
    SigningJob.objects.filter(pk__in=[job.pk for job in jobs]).update(due_at=Now())


def test_an_order_is_a_job_that_the_signer_works_off_once(
    concluded: Application, cast: Cast, office_keys: Any
) -> None:
    [job] = orders(1, concluded, concluded, cast)
    for _again in range(2):
        sign_job(job.pk)
    assert state(job) == (True, 1)
    concluded.refresh_from_db()
    assert concluded.state == State.READY
    assert concluded.events.filter(step="make_ready").count() == 1


def test_an_order_that_is_refused_leaves_no_job(concluded: Application, cast: Cast) -> None:
    with pytest.raises(Refusal):
        signing.order(concluded, by=cast["signer"])
    assert not SigningJob.objects.exists()


def test_a_job_is_never_deleted_nor_given_to_another(
    concluded: Application, submitted: Application, cast: Cast, as_portal_app: None
) -> None:
    one, two = orders(2, concluded, submitted, cast)
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        one.delete()
    moved = SigningJob.objects.filter(pk=one.pk)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        moved.update(certificate=two.certificate)


def test_a_lost_message_is_found_by_the_sweep(concluded: Application, cast: Cast) -> None:
    [job] = orders(1, concluded, concluded, cast)
    assert SigningJob in dict(WORK)
    again = timedelta(seconds=8)
    assert leases.to_hint(SigningJob, most=10, again_after=again) == [job.pk]
    assert leases.to_hint(SigningJob, most=10, again_after=again) == []
    SigningJob.objects.update(hinted_at=now() - timedelta(seconds=9))
    assert leases.to_hint(SigningJob, most=10, again_after=again) == [job.pk]


def test_a_broker_that_is_away_stops_no_order(
    concluded: Application, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    [job] = orders(1, concluded, concluded, cast)
    monkeypatch.setattr(sign_job.app.conf, "broker_url", "redis://127.0.0.1:9/0")
    monkeypatch.setattr(sign_job.app.conf, "broker_write_url", "redis://127.0.0.1:9/0")
    ring_signer(concluded.events.get(step="sign"))
    assert state(job) == (False, None)


def test_while_the_alarm_is_on_no_further_number_is_used(
    concluded: Application, submitted: Application, cast: Cast, office_keys: Any, settings: Any
) -> None:
    stamps, settings.TSA_URL = settings.TSA_URL, NOBODY
    one, two, three = orders(3, concluded, submitted, cast)
    sign_job(one.pk)
    assert signing_jobs.hindered().exists()
    assert alarms.open_alarm() is not None
    for job in (two, three):
        sign_job(job.pk)
    assert [state(job) for job in (one, two, three)] == [(False, 1), (False, None), (False, None)]
    two.refresh_from_db()
    assert (two.tries, two.parked_at) == (0, None)  # it was not its turn

    settings.TSA_URL = stamps
    due_again(one, two, three)
    sign_job(two.pk)
    assert state(two) == (False, None)  # what has its number comes first
    sign_job(one.pk)
    assert state(one) == (True, 1)
    assert not signing_jobs.hindered().exists()
    assert alarms.open_alarm() is None
    for job in (two, three):  # without waiting for their minute
        sign_job(job.pk)
    assert [state(job) for job in (two, three)] == [(True, 2), (True, 3)]


@pytest.mark.django_db(transaction=True)
def test_one_probe_at_a_time(
    concluded: Application, cast: Cast, office_keys: Any, settings: Any
) -> None:
    [job] = orders(1, concluded, concluded, cast)
    signatures, settings.SIGNATURES_PER_HOUR = settings.SIGNATURES_PER_HOUR, 0
    sign_job(job.pk)
    settings.SIGNATURES_PER_HOUR = signatures
    due_again(job)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_lock({signing_jobs.PROBE})")
    sign_job(job.pk)
    assert state(job) == (False, None)
    other.close()  # as when its process dies
    due_again(job)
    sign_job(job.pk)
    assert state(job) == (True, 1)


def test_patience_with_an_outage_lasts_a_day(
    concluded: Application, cast: Cast, settings: Any
) -> None:
    [job] = orders(1, concluded, concluded, cast)
    settings.SIGNER_DIR = ""
    SigningJob.objects.update(tries=24 * 60 - 2)
    sign_job(job.pk)
    job.refresh_from_db()
    assert (job.parked_at, job.last_error) == (None, "this process is not the signer")
    assert timedelta(seconds=50) < job.due_at - now() < timedelta(seconds=70)
    SigningJob.objects.update(tries=24 * 60 - 1, due_at=Now())
    sign_job(job.pk)
    job.refresh_from_db()
    assert job.parked_at
    shown = stopped.BY_KEY["ky"]
    assert stopped.rows(shown, cast["head"]).get() == job
    assert stopped.try_again(shown, job.pk, by=cast["head"])
    assert SigningJob.objects.filter(pk=job.pk, parked_at=None, tries=0).exists()


def test_the_signature_beyond_the_hours_limit_is_refused_with_an_alarm(
    concluded: Application, submitted: Application, cast: Cast, office_keys: Any, settings: Any
) -> None:
    settings.SIGNATURES_PER_HOUR = 2
    jobs = orders(3, concluded, submitted, cast)
    for job in jobs:
        sign_job(job.pk)
    assert [state(job) for job in jobs] == [(True, 1), (True, 2), (False, None)]
    assert signing_jobs.hindered().exists()
    assert alarms.open_alarm() is not None
    assert Counter.objects.get(series="certificate-10").last == 2


WEB = """
import django
django.setup()
from certificates.tasks import sign_job
sign_job({pk})
"""


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_the_webs_environment_cannot_sign(
    concluded: Application, cast: Cast, settings: Any
) -> None:
    User.objects.machine()
    [job] = orders(1, concluded, concluded, cast)
    database = connection.settings_dict
    foreign = ("SIGNER_", "PYTEST_")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(foreign)},
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": f"postgresql://portal_app@/{database['NAME']}?host={database['HOST']}",
        "DATA_DIR": str(settings.DATA_DIR),
    }
    program = [sys.executable, "-c", WEB.format(pk=job.pk)]
    subprocess.run(program, env=environment, check=True, capture_output=True)
    assert state(job) == (False, None)
    assert job.last_error == "this process is not the signer"
    assert not Certificate.objects.numbered().exists()


LOADED = """
import sys, django
django.setup()
from portal.celery import app
app.loader.import_default_modules()
print([name for name in ("weasyprint", "pyhanko", "pyhanko_certvalidator") if name in sys.modules])
"""


@pytest.mark.parametrize("signer", ["", "/signer"])
def test_only_the_signer_loads_what_prints_and_signs(signer: str) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", "SIGNER_DIR": signer}
    program = [sys.executable, "-c", LOADED]
    done = subprocess.run(program, env=environment, check=True, capture_output=True, text=True)
    assert (done.stdout.strip() == "[]") == (signer == "")
