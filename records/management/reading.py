"""What the import commands share: their options, their progress and their report."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Office
from records.imports import ImportRefused, Kind, Report, take_in

ROWS_A_MARK = 10_000


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
        kind = type(self).kind(office)
        try:
            report = take_in(path, kind, dry_run=options["dry_run"], progress=self._progress)
        except ImportRefused as error:
            raise CommandError(str(error)) from error
        self._print(report, dry_run=options["dry_run"])

    def _progress(self, report: Report) -> None:
        if report.read % ROWS_A_MARK == 0:
            self.stderr.write(f"{report.read:,} rows read")

    def _print(self, report: Report, *, dry_run: bool) -> None:
        if dry_run:
            self.stdout.write("dry run: nothing was changed")
        for name in ("read", "created", "updated", "unchanged", "rejected"):
            self.stdout.write(f"{name}: {getattr(report, name)}")
        if report.unknown_columns:
            self.stdout.write(f"unknown columns: {', '.join(report.unknown_columns)}")
        if report.rejected_file:
            self.stdout.write(f"rejected rows: {report.rejected_file}")
