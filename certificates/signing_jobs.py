"""Orders to sign, worked off by the signer: the process of its own that has the private keys.

While nothing can be signed one order at a time is tried, and the others keep their turn. So an
outage leaves numbers without a file for no more orders than were in hand when it began, and these
are the first that are tried again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Coalesce, Now

from certificates import alarms, issuing
from certificates.models import SigningJob
from certificates.unavailable import SigningUnavailable
from common.leases import Unfinished

LEASE = timedelta(seconds=90)  # above the task's time limit, so that a live signer keeps its job
LOOK_AGAIN = timedelta(seconds=60)
PROBE = "hashtext('certificates.probe')"


def work_off(job: SigningJob) -> None:
    """Issue the certificate of this order; what is published already is done."""
    if job.certificate.is_issued:
        issuing.issue(job.certificate)
        return
    if not hindered().exists():
        _issue(job)
        return
    with _alone():
        _refuse_before_its_turn(job)
        _issue(job)
    _go_on_with_all()


def hindered() -> QuerySet[SigningJob]:
    """Orders whose last try found that nothing can be signed."""
    return _open().filter(hindered_at__isnull=False)


def _open() -> QuerySet[SigningJob]:
    return SigningJob.objects.filter(done_at=None, parked_at=None)


def _issue(job: SigningJob) -> None:
    try:
        issuing.issue(job.certificate)
    except SigningUnavailable as fault:
        alarms.sound(fault)
        since = Coalesce("hindered_at", Now())
        SigningJob.objects.filter(pk=job.pk).update(hindered_at=since)
        raise
    alarms.clear()


@contextmanager
def _alone() -> Iterator[None]:
    """One signer at a time; the lock ends with the process that holds it, however that ends."""
    if not _asked(f"SELECT pg_try_advisory_lock({PROBE})"):
        raise Unfinished(wait=LOOK_AGAIN)
    try:
        yield
    finally:
        _asked(f"SELECT pg_advisory_unlock({PROBE})")


def _refuse_before_its_turn(job: SigningJob) -> None:
    """What has its number comes first, so that the trouble costs no second one."""
    numbered = _open().filter(certificate__number__isnull=False, certificate__published_at=None)
    if not job.certificate.is_numbered and numbered.exists():
        raise Unfinished(wait=LOOK_AGAIN)


def _go_on_with_all() -> None:
    """Something could be signed: nobody waits for the rest of a minute."""
    hindered().update(hindered_at=None)
    waiting = _open().filter(lease_until=None, due_at__gt=Now())
    waiting.update(due_at=Now(), hinted_at=None)


def _asked(query: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]
