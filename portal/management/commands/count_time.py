"""Count anew whose time each answered case was, from its trail and its questions."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal import case_times


class Command(BaseCommand):
    """Writes the sums of the ledger of time; again, they are the same."""

    help = "Count whose time each answered case was; --missing leaves alone what was counted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--missing", action="store_true", help="only cases without sums")

    def handle(self, *args: Any, **options: Any) -> None:
        counted = case_times.count_all(missing_only=options["missing"])
        self.stdout.write(f"counted: {counted}")
