"""What the desk says of a reading: how far, how fast, how long still, and what was set aside."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.import_runs import KINDS
from records.models import ImportRun
from records.set_aside import active

SHOWN = 50  # rejected rows on the page; all of them are in the file
MINUTE, HOUR = 60, 3600


@dataclass(frozen=True)
class Progress:
    """Ready to be shown: the page and its script say the same."""

    percent: int
    rows: str
    speed: str
    left: str
    stage: str
    over: bool


def progress_of(run: ImportRun) -> Progress:
    total = max(run.total_rows or 0, run.position)
    speed = run.position / run.working_seconds if run.working_seconds else 0.0
    reading = speed > 0 and not run.is_over
    return Progress(
        percent=100 if run.stage == run.Stage.DONE else _percent(run.position, total),
        rows=_("%(read)s / %(total)s dòng")
        % {"read": grouped(run.position), "total": grouped(total) if total else "?"},
        speed=_("%(speed)s dòng/giây") % {"speed": grouped(round(speed))} if reading else "",
        left=_time_left((total - run.position) / speed) if reading else "",
        stage=_stage(run),
        over=run.is_over,
    )


def grouped(number: int) -> str:
    """With points between the thousands, as they are written here."""
    return f"{number:,}".replace(",", ".")


@dataclass(frozen=True)
class Rejected:
    """The first rows that were set aside: whose they are, and why."""

    columns: list[str]
    rows: list[dict[str, Any]]


def rejected_head(run: ImportRun) -> Rejected:
    """Read from the file of rejected rows, in which no cell is a formula."""
    columns = [name for name in KINDS[run.kind].rows(run.office).required if name]
    if not run.rejected or not run.rejected_rows.exists():
        return Rejected(columns, [])
    encoding = {"encoding": "utf-8-sig", "errors": "replace"}
    with run.rejected_rows.open(newline="", **encoding) as file:  # type: ignore[call-overload]
        rows = list(islice(csv.DictReader(file), SHOWN))
    return Rejected(
        columns,
        [
            {
                "number": row.get("row", ""),
                "reason": active(row.get("reason") or ""),
                "cells": [active(row.get(name) or "") for name in columns],
            }
            for row in rows
        ],
    )


def _percent(read: int, total: int) -> int:
    """Never all of it while something is left to do."""
    return min(99, 100 * read // total) if total else 0


def _stage(run: ImportRun) -> str:
    if run.is_over:
        return str(run.stage.label)
    if run.stop_asked_at:
        return _("Đang dừng lại sau phần đang đọc")
    if run.stage == run.Stage.WORKING and not run.parts and run.workbook.exists():
        return _("Đang mở bảng tính")
    return str(run.stage.label)


def _time_left(seconds: float) -> str:
    if seconds < MINUTE:
        return _("còn chưa đến 1 phút")
    if seconds < HOUR:
        minutes = round(seconds / MINUTE)
        return ngettext("còn khoảng %d phút", "còn khoảng %d phút", minutes) % minutes
    hours = round(seconds / HOUR)
    return ngettext("còn khoảng %d giờ", "còn khoảng %d giờ", hours) % hours
