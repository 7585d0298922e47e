"""`manage.py replay_classifications`: every past case again, under the rules of its day."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from verification.models import Classification
from verification.replaying import Replayed, replayed


class Command(BaseCommand):
    help = "Classifies every past case again and names those that come out otherwise; then exit 1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", type=date.fromisoformat, help="only from this day on")
        parser.add_argument("--json", action="store_true", help="JSON lines, the counts last")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Classification.objects.all()
        if options["since"]:
            rows = rows.filter(at__date__gte=options["since"])
        counts = {"replayed": 0, "same": 0, "different": 0}
        for one in replayed(rows):
            counts["replayed"] += 1
            counts["different" if one.differs else "same"] += 1
            if one.differs:
                self.stdout.write(_line(one, as_json=options["json"]))
        told = ", ".join(f"{name} {number}" for name, number in counts.items())
        self.stdout.write(json.dumps(counts) if options["json"] else told)
        if counts["different"]:
            raise SystemExit(1)


def _line(one: Replayed, *, as_json: bool) -> str:
    """The dossier's code and number say which; nobody's data is in what differs."""
    code, number = one.classification.application.code, one.classification.number
    if as_json:
        return json.dumps({"application": code, "number": number, "differs": list(one.differs)})
    return f"{code} ({number}): {'; '.join(one.differs)}"
