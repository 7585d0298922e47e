"""Work of the register that runs outside a request. Messages carry row ids only."""

from __future__ import annotations

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from common.leases import work
from records import import_files, import_runs, proposal_runs
from records.models import ExpungementRun, ImportRun

logger = logging.getLogger(__name__)


@shared_task(
    name="records.tasks.read_part",
    soft_time_limit=import_runs.LONGEST_PART - 10,
    time_limit=import_runs.LONGEST_PART,
)
def read_part(run_id: int) -> None:
    """Read a part of a sent table, and ring for the next one."""
    work(ImportRun, run_id, import_runs.read_part, lease=import_runs.LEASE)
    if import_runs.may_go_on(run_id):
        ring(run_id)


@shared_task(name="records.tasks.forget_imports")
def forget_imports() -> int:
    return import_files.forget()


@shared_task(name="records.tasks.open_expungement_run")
def open_expungement_run() -> None:
    """Tonight's row; the sweep tells a worker of it."""
    proposal_runs.open_run()


@shared_task(name="records.tasks.propose_expungements")
def propose_expungements(run_id: int) -> None:
    """A part of a night's run; the sweep rings for the next one."""
    work(ExpungementRun, run_id, proposal_runs.work_off, lease=proposal_runs.LEASE)


def hint_expungement(pk: int) -> None:
    propose_expungements.apply_async((pk,), retry=False)


def hint_import(pk: int) -> None:
    """Tell a worker of one table; for the sweep, which undoes its mark when this raises."""
    read_part.apply_async((pk,), retry=False)


def ring(pk: int) -> None:
    """The same as a doorbell: that nobody hears it does no harm."""
    try:
        hint_import(pk)
    except (OperationalError, OSError) as error:
        logger.warning("no worker told of import %s: %s", pk, type(error).__name__)
