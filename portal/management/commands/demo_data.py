"""`manage.py demo_data`: offices, people and history for a demonstration; safe to run again."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from portal import demonstration
from records.models import EarlierCertificate


class Command(BaseCommand):
    help = "Fills the portal with demonstration data; changes nothing that is there already."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            demonstration.set_up()
        if not EarlierCertificate.objects.exists():
            call_command("demo_history", stdout=self.stdout, stderr=self.stderr)
        self.stdout.write("demonstration data in place")
