"""Orders to sign, worked off by the signer: the process of its own that has the private keys."""

from __future__ import annotations

from datetime import timedelta

from certificates import issuing
from certificates.models import SigningJob

LEASE = timedelta(seconds=90)  # above the task's time limit, so that a live signer keeps its job


def work_off(job: SigningJob) -> None:
    """Issue the certificate of this order; what is published already is done."""
    issuing.issue(job.certificate)
