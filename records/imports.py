"""Taking in a table of any size: one reading loop, whatever the rows are about.

Rows go in by slices, each in a transaction of its own, so that a stop half-way leaves whole slices
and the same file is simply sent again. A row that cannot be taken is set aside with its reason and
holds up no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from records.cells import BadCell, Cells
from records.sheets import RejectedRows, Row, Sheet, Unreadable, open_sheet, write_rows

ROWS_A_SLICE = 500
# What we wrote ourselves beside a rejected row; a mended file still carries it.
OWN_COLUMNS = frozenset({"row", "reason"})

ROW_PROBLEMS = {
    "too_many_cells": _("có nhiều ô hơn số cột"),
    "not_csv": _("không đọc được dòng (dấu ngoặc kép không đóng?)"),
}
FILE_PROBLEMS = {
    "empty": _("Tệp không có dòng nào."),
    "columns_twice": _("Dòng tiêu đề có hai cột trùng tên."),
    "not_xlsx": _("Tệp không phải là bảng tính XLSX."),
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
        """The row's meaning, or BadCell."""

    def store(self, parsed: list[tuple[Row, Parsed]]) -> Iterator[tuple[Row, Outcome | BadCell]]:
        """Keep the rows of a slice and say of each what came of it."""


@dataclass
class Report:
    """What came of a file."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    unknown_columns: list[str] = field(default_factory=list)
    rejected_file: Path | None = None

    def count(self, outcome: Outcome) -> None:
        setattr(self, outcome.value, getattr(self, outcome.value) + 1)


def take_in(
    path: Path,
    kind: Kind[Any],
    *,
    dry_run: bool = False,
    progress: Callable[[Report], None] = lambda _report: None,
) -> Report:
    """Read the file into the register; rejected rows go to `FILE.rejected.csv`.

    A dry run does all of it in one transaction and takes that back, so that its counts are true.
    """
    sheet = _opened(path, kind)
    known = {*kind.columns, *OWN_COLUMNS}
    report = Report(unknown_columns=[name for name in sheet.columns if name not in known])
    columns = [name for name in sheet.columns if name not in OWN_COLUMNS]
    rejected_path = path.with_name(path.name + ".rejected.csv")
    with (
        transaction.atomic() if dry_run else nullcontext(),
        write_rows(rejected_path, columns=columns) as rejected,
    ):
        while rows := list(islice(sheet.rows, ROWS_A_SLICE)):
            _take_slice(rows, kind, report=report, rejected=rejected)
            progress(report)
        if dry_run:
            transaction.set_rollback(True)
    report.rejected_file = rejected_path if report.rejected else None
    return report


def _opened(path: Path, kind: Kind[Any]) -> Sheet:
    try:
        sheet = open_sheet(path)
    except Unreadable as error:
        raise ImportRefused(str(FILE_PROBLEMS[str(error)])) from error
    missing = [name for name in kind.required if name not in sheet.columns]
    if missing:
        raise ImportRefused(_("Tệp thiếu cột: %(columns)s.") % {"columns": ", ".join(missing)})
    return sheet


def _take_slice(
    rows: list[Row], kind: Kind[Any], *, report: Report, rejected: RejectedRows
) -> None:
    parsed = []
    for row in rows:
        report.read += 1
        try:
            parsed.append((row, _parse(row, kind)))
        except BadCell as problem:
            _set_aside(row, problem, report=report, rejected=rejected)
    with transaction.atomic():
        for row, outcome in kind.store(parsed):
            if isinstance(outcome, BadCell):
                _set_aside(row, outcome, report=report, rejected=rejected)
            else:
                report.count(outcome)


def _parse(row: Row, kind: Kind[Any]) -> Any:
    if row.problem:
        raise BadCell(str(row.number), ROW_PROBLEMS[row.problem])
    return kind.parse(Cells(row.cells))


def _set_aside(row: Row, problem: BadCell, *, report: Report, rejected: RejectedRows) -> None:
    report.rejected += 1
    rejected.add(row, str(problem))
