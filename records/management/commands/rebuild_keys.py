"""manage.py rebuild_keys: make what people are found by anew, after a change of its rules.

Run it after `migrate` and before the new release is started: the rows of the new rules are made
beside those that the running release still looks up by, and nothing is looked up by rules under
which a record is missing. With nothing to do it takes a moment.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from records.keys import rebuild_keys
from records.matching import index


class Command(BaseCommand):
    help = "Make the look-up keys of rows anew that were made by older rules."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--forget-older",
            action="store_true",
            help="throw the rows of older rules away, once no process of an older release runs",
        )
        parser.add_argument(
            "--verify", action="store_true", help="only tell which records are out of step"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verify"]:
            self._verify()
            return
        self.stdout.write(f"rebuilt: {rebuild_keys()}")
        self.stdout.write(f"entered in the match table: {index.rebuild()}")
        if options["forget_older"]:
            self.stdout.write(f"older rows thrown away: {index.forget_older()}")

    def _verify(self) -> None:
        wrong = list(index.out_of_step())
        if wrong:
            raise CommandError(f"{len(wrong)} records are out of step: {', '.join(wrong[:20])}")
        self.stdout.write("every record is in step")
