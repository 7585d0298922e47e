"""What workers do with certificates: the signer on the queue of signing, others on printing."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils.timezone import now
from kombu.exceptions import OperationalError

from applications.models import Event
from certificates import alarms, batches, files, kept_pages, signed_lists, signing_jobs
from certificates.keys import SigningUnavailable
from certificates.log import roots
from certificates.models import SigningBatch, SigningJob
from common.leases import work

logger = logging.getLogger(__name__)


@shared_task(name="certificates.tasks.sign_job")
def sign_job(pk: int) -> None:
    """Issue one certificate, unless somebody else is at it."""
    work(SigningJob, pk, signing_jobs.work_off, lease=signing_jobs.LEASE)


def hint_job(pk: int) -> None:
    """Tell the signer of one job; for the sweep, which undoes its mark when this raises."""
    sign_job.apply_async((pk,), retry=False)


def ring_signer(event: Event) -> None:
    """The act after the step `sign`: that nobody hears it does no harm, the sweep finds the job."""
    jobs = SigningJob.objects.filter(certificate__application=event.application, done_at=None)
    for pk in jobs.values_list("pk", flat=True):
        try:
            hint_job(pk)
        except (OperationalError, OSError) as error:
            logger.warning("the signer was not told of %s: %s", pk, type(error).__name__)


@shared_task(name="certificates.tasks.audit_files")
def audit_files() -> dict[str, int]:
    """Compare every signed file with the register: what is damaged and what is orphaned."""
    damaged = [certificate.pk for certificate in files.damaged()]
    orphans = files.orphans()
    for pk in damaged:
        logger.error("certificate %s: the file is damaged or missing", pk)
    for name in orphans:
        logger.warning("signed file without a certificate: %s", name)
    pages = kept_pages.forget_unneeded()
    return {"damaged": len(damaged), "orphans": len(orphans), "pages": pages}


@shared_task(name="certificates.tasks.look_ahead")
def look_ahead() -> None:
    """Tell in time that the office's key, its chain or a list of revoked keys runs out."""
    alarms.look_ahead(at=now())


@shared_task(name="certificates.tasks.renew_list")
def renew_list() -> None:
    """Sign a new list of revoked certificates if one is due; asked every few seconds."""
    try:
        made = signed_lists.renew()
    except SigningUnavailable as fault:
        logger.warning("the list of revoked certificates is not signed: %s", fault)
        return
    if made is not None:
        logger.info("list %s of %s revoked certificates", made.serial, made.revocations)


def renew_list_after(_event: Event) -> None:
    """The act after a revocation: that nobody hears it does no harm, the clock asks again."""
    try:
        renew_list.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("the signer was not told of a revocation: %s", type(error).__name__)


@shared_task(name="certificates.tasks.order_batch")
def order_batch(batch_id: int) -> None:
    """Order a part of what a signer confirmed at once, and ring for the next part."""
    work(SigningBatch, batch_id, batches.order_part, lease=batches.LEASE)
    if batches.may_go_on(batch_id):
        ring_batch(batch_id)


def hint_batch(pk: int) -> None:
    """Tell a worker of one batch; for the sweep, which undoes its mark when this raises."""
    order_batch.apply_async((pk,), retry=False)


def ring_batch(pk: int) -> None:
    """The same as a doorbell: that nobody hears it does no harm."""
    try:
        hint_batch(pk)
    except (OperationalError, OSError) as error:
        logger.warning("no worker told of batch %s: %s", pk, type(error).__name__)


@shared_task(name="certificates.tasks.publish_log_root")
def publish_log_root(daily: bool = True) -> None:
    """Sign and publish a root of the public log; the clock asks until there is one of the day."""
    try:
        made = roots.publish(daily=daily)
    except SigningUnavailable as fault:
        logger.warning("no root of the public log is signed: %s", fault)
        return
    if made is not None:
        logger.info("root of %s entries of the public log", made.size)
