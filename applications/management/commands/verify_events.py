"""`manage.py verify_events`: checks the audit trail and names the first broken link."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from applications import audit
from applications.models import Event, Seal


class Command(BaseCommand):
    help = "Checks the audit chain and its seals; exits 1 at the first broken link."

    def handle(self, *args: Any, **options: Any) -> None:
        fault = next(audit.faults(), None)
        if fault:
            raise CommandError(fault)
        self.stdout.write(f"{Event.objects.count()} events, {Seal.objects.count()} seals: unbroken")
