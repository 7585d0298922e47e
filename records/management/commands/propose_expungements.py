"""The state of every judgment of the register on a day, one line each (contracts section 1)."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from common.dates import today
from records.expungement.register import Judged, judged
from records.models import Person


class Command(BaseCommand):
    help = "Says of every judgment whether it is expunged on a day; changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=date.fromisoformat, default=None, metavar="DATE")
        parser.add_argument("--json", action="store_true", help="one JSON line a judgment")

    def handle(self, *args: Any, **options: Any) -> None:
        as_of = options["as_of"] or today()
        for one in judged(Person.objects.order_by("record_code")):
            line = _line(one, as_of=as_of)
            if options["json"]:
                self.stdout.write(json.dumps(line, ensure_ascii=False))
            else:
                self.stdout.write("\t".join(value or "" for value in line.values()))


def _line(one: Judged, *, as_of: date) -> dict[str, str | None]:
    found = one.decision(as_of, explain=False)
    return {
        "record": one.person.record_code,
        "judgment_no": one.judgment.judgment_no,
        "state": str(found.state),
        "date": found.date.isoformat() if found.date else None,
        "ground": found.ground,
    }
