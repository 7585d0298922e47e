"""What workers do with certificates, on the queue of printing."""

from __future__ import annotations

import logging

from celery import shared_task

from certificates import files

logger = logging.getLogger(__name__)


@shared_task(name="certificates.tasks.audit_files", queue="print")
def audit_files() -> dict[str, int]:
    """Compare every signed file with the register: what is damaged and what is orphaned."""
    damaged = [certificate.pk for certificate in files.damaged()]
    orphans = files.orphans()
    for pk in damaged:
        logger.error("certificate %s: the file is damaged or missing", pk)
    for name in orphans:
        logger.warning("signed file without a certificate: %s", name)
    return {"damaged": len(damaged), "orphans": len(orphans)}
