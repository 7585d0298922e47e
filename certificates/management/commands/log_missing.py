"""`manage.py log_missing`: into the public log what was published before there was one."""

from typing import Any

from django.core.management.base import BaseCommand

from certificates.log.entries import enter_missing


class Command(BaseCommand):
    help = "Enter every published certificate and revocation that the public log lacks."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{enter_missing()} entries")
