"""`manage.py make_samples`: sample certificates for trying the check, in a demonstration only.

The portal must run: its workers and its signer do their part as for any dossier.
"""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates import keys, sample_files, samples

PAUSE = 0.5  # seconds between two looks


class Command(BaseCommand):
    help = "Make a genuine, an edited, a forged and a revoked sample, where they are missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--patience", type=float, default=300.0, help="seconds to wait")

    def handle(self, *args: Any, **options: Any) -> None:
        if not keys.is_demonstration():
            raise CommandError("samples are made under demonstration keys only")
        if not sample_files.are_made():
            samples.open_dossiers()
            deadline = time.monotonic() + options["patience"]
            while not samples.go_on():
                if time.monotonic() > deadline:
                    raise CommandError("the samples are not issued: do the workers run?")
                time.sleep(PAUSE)
            sample_files.make()
        self.stdout.write(str(sample_files.folder()))
