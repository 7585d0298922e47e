"""Importing from the desk: a file is tried first, then read for real, in parts, by a worker.

The row of a reading is the job (`common.leases`). A worker takes it, reads some seconds' worth in
one transaction together with the counts, and gives it back; so a worker that dies loses one part,
which is read again. One reading at a time: the oldest one that is not over.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Role, User
from common.leases import Unfinished
from common.refusals import NotPermitted, Refusal
from records import import_files
from records.imports import FILE_PROBLEMS, ImportRefused, Kind, Report, take_in
from records.issue_book import IssueBook
from records.judgments import Judgments
from records.models import ImportRun
from records.sheets import Unreadable
from records.violation_rows import Violations

IMPORTERS = (Role.VERIFIER, Role.HEAD)  # who may read the register may also add to it
PART_SECONDS = 5.0  # other work waits for a worker no longer than this
LONGEST_PART = 110  # seconds: a workbook is opened in one part
LEASE = timedelta(seconds=LONGEST_PART + 8)  # above the task's limit, under the queue's patience
TURN = timedelta(seconds=2)


@dataclass(frozen=True)
class ImportKind:
    """One kind of table that a clerk may send, and how its rows are kept."""

    label: str | Promise
    rows: Callable[[Office], Kind[Any]]


KINDS: dict[str, ImportKind] = {
    "judgments": ImportKind(_("Bản án"), Judgments),
    "certificates": ImportKind(_("Phiếu đã cấp"), IssueBook),
    "violations": ImportKind(_("Vi phạm hành chính"), Violations),
}


def begin(upload: UploadedFile, *, by: User, kind: str) -> ImportRun:
    """Keep the file, and have a worker try it without changing anything."""
    office = _office_of(by)
    kept = import_files.keep(upload, kind=KINDS[kind].rows(office))
    return ImportRun.objects.create(
        kind=kind,
        dry_run=True,
        office=office,
        by=by,
        file_name=(upload.name or "")[-200:],
        sha256=kept.sha256,
        size=kept.size,
        folder=kept.folder,
        total_rows=kept.rows,
    )


def take(trial: ImportRun, *, by: User) -> ImportRun:
    """Read for real what was tried; pressed twice, it is still one reading."""
    office = _office_of(by)
    with transaction.atomic():
        trial = ImportRun.objects.select_for_update().get(pk=trial.pk, dry_run=True, office=office)
        known = [run for run in trial.real_runs.all() if run.stage in UNDER_WAY_OR_DONE]
        if known:
            return known[0]
        _refuse_untried(trial)
        return ImportRun.objects.create(
            kind=trial.kind,
            dry_run=False,
            trial=trial,
            office=office,
            by=by,
            file_name=trial.file_name,
            sha256=trial.sha256,
            size=trial.size,
            folder=import_files.link(trial),
            total_rows=trial.total_rows,
        )


def stop(run: ImportRun, *, by: User) -> None:
    """Have the reading end after the part that is being read; what is in stays in."""
    _office_of(by)
    open_runs(office=run.office_id).filter(pk=run.pk, stop_asked_at=None).update(
        stop_asked_at=Now(), stop_asked_by=by
    )


def open_runs(**which: Any) -> QuerySet[ImportRun]:
    """What is not over, in the order in which it is read."""
    return ImportRun.objects.filter(done_at=None, parked_at=None, **which).order_by("pk")


def is_next(pk: int) -> bool:
    return open_runs().values_list("pk", flat=True).first() == pk


def may_go_on(pk: int) -> bool:
    """Whether the next part can be read at once: it is this one's turn, and nothing went wrong."""
    free = open_runs(pk=pk, lease_until=None, due_at__lte=Now())
    return free.exists() and is_next(pk)


def taken_before(run: ImportRun) -> ImportRun | None:
    """The same bytes, read for real to their end before this: again they change nothing."""
    same = ImportRun.objects.filter(
        sha256=run.sha256, kind=run.kind, office=run.office_id, dry_run=False, pk__lt=run.pk
    )
    done = same.filter(done_at__isnull=False, stopped_at=None, refusal="")
    return done.select_related("by").order_by("-pk").first()


def read_part(run: ImportRun) -> None:
    """What a worker does with the row it holds; raises Unfinished while more is to be read."""
    if run.stop_asked_at:
        ImportRun.objects.filter(pk=run.pk).update(stopped_at=Now())
        return
    if not is_next(run.pk):
        raise Unfinished(wait=TURN)
    ImportRun.objects.filter(pk=run.pk, started_at=None).update(started_at=Now())
    try:
        more = _open_workbook(run) if run.workbook.exists() else _read_rows(run)
    except Unreadable as problem:
        more = _refuse(run, FILE_PROBLEMS[str(problem)])
    except ImportRefused as refusal:
        more = _refuse(run, refusal)
    if more:
        raise Unfinished


UNDER_WAY_OR_DONE = {
    *(ImportRun.Stage.WAITING, ImportRun.Stage.WORKING, ImportRun.Stage.DONE),
}


def _office_of(by: User) -> Office:
    if not by.has_role(*IMPORTERS):
        raise NotPermitted(_("Chỉ cán bộ xác minh và lãnh đạo được nhập dữ liệu."))
    if by.office is None:
        raise Refusal(_("Tài khoản của bạn chưa thuộc cơ quan nào."), code="no_office")
    return by.office


def _refuse_untried(trial: ImportRun) -> None:
    if trial.stage != ImportRun.Stage.DONE:
        raise Refusal(_("Tệp chưa được kiểm tra xong."), code="untried")
    if trial.rejected == trial.position:
        raise Refusal(_("Không có dòng nào nhập được. Hãy sửa tệp rồi gửi lại."), code="all_bad")
    if not trial.table.exists():
        raise Refusal(_("Tệp đã được xóa khỏi máy chủ. Hãy gửi lại tệp."), code="file_gone")


def _open_workbook(run: ImportRun) -> bool:
    ImportRun.objects.filter(pk=run.pk).update(total_rows=import_files.open_workbook(run))
    return True


def _read_rows(run: ImportRun) -> bool:
    """One part: its rows and how far the reading is are in the same transaction, or neither is."""
    began = time.monotonic()
    with transaction.atomic():
        report = take_in(
            run.table,
            KINDS[run.kind].rows(run.office),
            by=run.by,
            document=run.file_name,
            dry_run=run.dry_run,
            start_at=run.position,
            deadline=began + PART_SECONDS,
        )
        _note(run, report, seconds=time.monotonic() - began)
    return report.next_row is not None


def _note(run: ImportRun, report: Report, *, seconds: float) -> None:
    run.position += report.read
    if report.next_row is None:
        run.total_rows = run.position
    for name in ("created", "updated", "unchanged", "rejected"):
        setattr(run, name, getattr(run, name) + getattr(report, name))
    run.unknown_columns = [column[:200] for column in report.unknown_columns]
    run.converted_from = run.converted_from or report.converted_from
    run.parts += 1
    run.working_seconds += seconds
    run.save(
        update_fields=[
            *("position", "total_rows", "created", "updated", "unchanged", "rejected"),
            *("unknown_columns", "converted_from", "parts", "working_seconds"),
        ]
    )


def _refuse(run: ImportRun, reason: object) -> bool:
    ImportRun.objects.filter(pk=run.pk).update(refusal=str(reason)[:500])
    return False
