"""`manage.py check_log --against roots.json`: is this still the log that was published?"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certificates.log.check import faults, roots_in
from certificates.models import LogEntry

_MOST_TOLD = 20


class Command(BaseCommand):
    help = "Reckon the public log anew; exits 1 with what is wrong. Run it before going live."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--against", type=Path, help="a copy of roots.json kept elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        against = options["against"]
        try:
            published = roots_in(against.read_text()) if against else []
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{against} cannot be read as roots of a log: {error}") from error
        found = list(faults(published))
        if found:
            more = [f"and {len(found) - _MOST_TOLD} more"] if len(found) > _MOST_TOLD else []
            raise CommandError("\n".join(["Do not go live.", *found[:_MOST_TOLD], *more]))
        entries, roots = LogEntry.objects.count(), len(published)
        self.stdout.write(f"{entries} entries hold, {roots} published roots agree")
