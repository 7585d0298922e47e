"""`manage.py demo_data`: offices, people and history for a demonstration; safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from portal import demonstration


class Command(BaseCommand):
    help = "Fills the portal with demonstration data; changes nothing that is there already."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            demonstration.set_up()
        self.stdout.write("demonstration data in place")
