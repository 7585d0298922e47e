"""`manage.py check_invariants`: what must hold at every moment; exits 1 with what does not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.invariants import broken, invariants


class Command(BaseCommand):
    help = "Runs every query of portal/invariants.sql; each must return no row."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(broken())
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(f"{len(invariants())} invariants hold")
