"""What the import commands share: their options, their progress and their report."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, OutputWrapper

from accounts.models import Office, User
from records.imports import ImportRefused, Kind, Report, take_in

SECONDS_A_MARK = 1.0


class Progress:
    """How far the reading is and how fast, about once a second."""

    def __init__(self, shown: OutputWrapper) -> None:
        self._shown = shown
        self._started = self._last = time.monotonic()

    def __call__(self, report: Report) -> None:
        now = time.monotonic()
        if now - self._last < SECONDS_A_MARK:
            return
        self._last = now
        speed = report.read / (now - self._started)
        # A terminal shows one line that counts up; a log gets a line for each mark.
        ending = "\r" if self._shown.isatty() else "\n"
        self._shown.write(f"{report.read:,} rows read, {speed:,.0f} rows/s", ending=ending)


class ReadingCommand(BaseCommand):
    """Reads one file; prints read, created, updated, unchanged and rejected."""

    kind: Callable[[Office], Kind[Any]]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="change nothing, only report")
        parser.add_argument("--office", default=settings.DEPARTMENT, help="the office's code")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path}: there is no such file")
        office = Office.objects.filter(code=options["office"]).first()
        if office is None:
            raise CommandError(f"There is no office {options['office']}")
        try:
            with self.opened_kind(office) as kind:
                report = take_in(
                    path,
                    kind,
                    by=User.objects.machine(),
                    dry_run=options["dry_run"],
                    progress=Progress(self.stderr),
                )
        except ImportRefused as error:
            raise CommandError(str(error)) from error
        self._print(report, dry_run=options["dry_run"])

    @contextmanager
    def opened_kind(self, office: Office) -> Iterator[Kind[Any]]:
        yield type(self).kind(office)

    def _print(self, report: Report, *, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write("dry run: nothing was changed")
        for name in ("read", "created", "updated", "unchanged", "rejected"):
            self.stdout.write(f"{name}: {getattr(report, name)}")
        if report.converted_from:
            self.stdout.write(f"converted from: {report.converted_from}")
        if report.unknown_columns:
            self.stdout.write(f"unknown columns: {', '.join(report.unknown_columns)}")
        if report.rejected_file:
            self.stdout.write(f"rejected rows: {report.rejected_file}")
