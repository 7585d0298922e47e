"""manage.py rebuild_keys: bring rows with keys of older rules up to the present ones."""

from typing import Any

from django.core.management.base import BaseCommand

from records.keys import rebuild_keys


class Command(BaseCommand):
    help = "Make the look-up keys of rows anew that were made by older rules."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"rebuilt: {rebuild_keys()}")
