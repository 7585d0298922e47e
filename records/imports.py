"""Taking in a table of any size: one reading loop, whatever the rows are about.

Rows go in by slices, each in a transaction of its own, so that a stop half-way leaves whole slices
and the same file is simply sent again, or gone on with at the row that the report names. A row that
cannot be taken is set aside with its reason and holds up no other.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from contextvars import copy_context
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeVar

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from records.cells import BadCell, Cells
from records.history import changing
from records.set_aside import RejectedRows
from records.sheets import Row, Sheet, Unreadable, open_sheet

ROWS_A_SLICE = 2000
# What we wrote ourselves beside a rejected row; a mended file still carries it.
OWN_COLUMNS = frozenset({"row", "reason"})

ROW_PROBLEMS = {
    "too_many_cells": _("có nhiều ô hơn số cột"),
    "not_csv": _("không đọc được dòng (dấu ngoặc kép không đóng?)"),
    "too_long": _("dòng quá dài"),
}
FILE_PROBLEMS = {
    "empty": _("Tệp không có dòng nào."),
    "columns_twice": _("Dòng tiêu đề có hai cột trùng tên."),
    "not_a_table": _("Tệp không phải là bảng. Hãy gửi tệp CSV hoặc XLSX."),
    "not_xlsx": _("Tệp không phải là bảng tính XLSX."),
    "old_excel": _("Tệp là bảng tính Excel đời cũ (.xls). Hãy lưu lại thành XLSX hoặc CSV."),
    "too_many_rows": _("Bảng tính XLSX có quá nhiều dòng. Hãy gửi dưới dạng CSV."),
    "too_large": _("Bảng tính XLSX quá lớn sau khi giải nén. Hãy gửi dưới dạng CSV."),
}

Parsed = TypeVar("Parsed")


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class ImportRefused(Exception):
    """The file as a whole cannot be taken; nothing was changed."""


class Kind(Protocol[Parsed]):
    """What rows are about: which columns there are, what a row means, how rows are kept."""

    columns: tuple[str, ...]
    required: tuple[str, ...]

    def parse(self, cells: Cells) -> Parsed:
        """The row's meaning, or BadCell. Asks no database: it runs beside the writing."""

    def store(self, parsed: list[tuple[Row, Parsed]]) -> Iterable[tuple[Row, Outcome | BadCell]]:
        """Keep the rows of a slice and say of each what came of it.

        Called in a transaction; where the database refuses a row, called again with fewer.
        """


@dataclass
class Report:
    """What came of a file, or of that part of it that this call took in."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    unknown_columns: list[str] = field(default_factory=list)
    rejected_file: Path | None = None
    converted_from: str = ""  # the legacy encoding of the file: TCVN3, VNI
    next_row: int | None = None  # where to go on (`start_at`); None at the end of the file

    def count(self, outcome: Outcome) -> None:
        setattr(self, outcome.value, getattr(self, outcome.value) + 1)


# A slice as it was read: what was understood, and what could not be.
Slice = tuple[list[tuple[Row, Any]], list[tuple[Row, BadCell]]]


def take_in(
    path: Path,
    kind: Kind[Any],
    *,
    by: User,
    document: str = "",  # what the history calls the file, if not by its name
    dry_run: bool = False,
    start_at: int = 0,
    deadline: float | None = None,
    progress: Callable[[Report], None] = lambda _report: None,
) -> Report:
    """Read the file into the register; rejected rows go to `FILE.rejected.csv`.

    A dry run does all of it in one transaction and takes that back, so that its counts are true.
    `start_at` rows were taken in before. Past the `deadline` (time.monotonic) it stops after a
    whole slice, and `next_row` says where a later call goes on. `progress` is told of safe slices.
    """
    sheet = opened(path, kind, skip=start_at)
    report = Report(unknown_columns=_unknown(sheet, kind), converted_from=sheet.converted_from)
    columns = [name for name in sheet.columns if name not in OWN_COLUMNS]
    rejected_path = path.with_name(path.name + ".rejected.csv")
    with (
        transaction.atomic() if dry_run else nullcontext(),
        RejectedRows(rejected_path, columns=columns, keep=start_at) as rejected,
        ThreadPoolExecutor(1, thread_name_prefix="import-reader") as reader,
    ):
        for understood, refused in _slices(sheet, kind, reader):
            with changing(by=by, document=document or path.name):
                outcomes = _store(kind, understood)
            _note(outcomes + refused, report=report, rejected=rejected)
            report.next_row = start_at + report.read
            progress(report)
            if deadline is not None and time.monotonic() >= deadline:
                break
        else:
            report.next_row = None
        if dry_run:
            transaction.set_rollback(True)
        report.rejected_file = rejected_path if rejected.any else None
    return report


def opened(path: Path, kind: Kind[Any], *, skip: int = 0) -> Sheet:
    """The file as a table with the columns that this kind needs, or ImportRefused."""
    try:
        sheet = open_sheet(path, skip=skip)
    except Unreadable as error:
        raise ImportRefused(str(FILE_PROBLEMS[str(error)])) from error
    missing = [name for name in kind.required if name not in sheet.columns]
    if missing:
        raise ImportRefused(_("Tệp thiếu cột: %(columns)s.") % {"columns": ", ".join(missing)})
    return sheet


def _unknown(sheet: Sheet, kind: Kind[Any]) -> list[str]:
    known = {*kind.columns, *OWN_COLUMNS}
    return [name for name in sheet.columns if name not in known]


def _slices(sheet: Sheet, kind: Kind[Any], reader: ThreadPoolExecutor) -> Iterator[Slice]:
    """The slices in order; while one is written by the database, the next is being read."""

    def read() -> Future[Slice]:
        return reader.submit(copy_context().run, _read_slice, sheet, kind)

    coming = read()
    while any(now := coming.result()):
        coming = read()
        yield now


def _read_slice(sheet: Sheet, kind: Kind[Any]) -> Slice:
    understood: list[tuple[Row, Any]] = []
    refused: list[tuple[Row, BadCell]] = []
    for row in islice(sheet.rows, ROWS_A_SLICE):
        try:
            understood.append((row, _parse(row, kind)))
        except BadCell as problem:
            refused.append((row, problem))
    return understood, refused


def _parse(row: Row, kind: Kind[Any]) -> Any:
    if row.problem:
        raise BadCell(str(row.number), ROW_PROBLEMS[row.problem])
    return kind.parse(Cells(row.cells))


def _store(kind: Kind[Any], parsed: list[tuple[Row, Any]]) -> list[tuple[Row, Outcome | BadCell]]:
    """Keep the rows; what the database refuses is found by halves and set aside alone."""
    try:
        with transaction.atomic():
            return list(kind.store(parsed))
    except (DataError, IntegrityError):
        if len(parsed) == 1:
            return [(parsed[0][0], BadCell("*", _("cơ sở dữ liệu không nhận dòng này")))]
    half = len(parsed) // 2
    return _store(kind, parsed[:half]) + _store(kind, parsed[half:])


def _note(outcomes: list[tuple[Row, Any]], *, report: Report, rejected: RejectedRows) -> None:
    """Count the rows of a slice, and set the bad ones aside in the order of the file."""
    report.read += len(outcomes)
    bad = [(row, outcome) for row, outcome in outcomes if isinstance(outcome, BadCell)]
    for _row, outcome in outcomes:
        if isinstance(outcome, Outcome):
            report.count(outcome)
    report.rejected += len(bad)
    for row, problem in sorted(bad, key=lambda one: one[0].number):
        rejected.add(row, str(problem))
    rejected.flush()
