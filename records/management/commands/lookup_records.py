"""manage.py lookup_records FILE --json: who in the register could be each person of a list."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from common.refusals import Refusal
from records.batch_lookup import Answer, look_up_list
from records.imports import FILE_PROBLEMS
from records.sheets import Unreadable


class Command(BaseCommand):
    help = "Look up everybody of a CSV or XLSX file (person columns of contracts section 4)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="one JSON line for each row")
        parser.add_argument("--purpose", default="", help="why; the file's name otherwise")
        parser.add_argument("--user", default="", help="for whom; the machine otherwise")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path}: there is no such file")
        by = _person(options["user"])
        purpose = options["purpose"] or f"Tra cứu theo danh sách {path.name}"
        write = self._as_json if options["json"] else self._as_text
        try:
            for answer in look_up_list(path, by=by, purpose=purpose):
                write(answer)
                # Whoever reads line by line need not wait for a full buffer.
                self.stdout.flush()
        except Unreadable as error:
            raise CommandError(str(FILE_PROBLEMS.get(str(error), error))) from error
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _as_json(self, answer: Answer) -> None:
        line: dict[str, Any] = {
            "row": answer.row,
            "candidates": [
                {
                    "record": one.person.record_code,
                    "score": one.score,
                    "reasons": [str(reason) for reason in one.reasons],
                }
                for one in answer.candidates
            ],
            "ms": round(answer.ms, 3),
        }
        if answer.problems:
            line["error" if answer.is_unread else "problems"] = "; ".join(answer.problems)
        self.stdout.write(json.dumps(line, ensure_ascii=False))

    def _as_text(self, answer: Answer) -> None:
        told = "; ".join(answer.problems)
        if not answer.candidates:
            self.stdout.write(f"{answer.row:>7}  {told or '–'}")
        for one in answer.candidates:
            reasons = ", ".join(str(reason) for reason in one.reasons)
            code, name = one.person.record_code, one.person.full_name
            self.stdout.write(f"{answer.row:>7}  {one.score:6.1f}  {code:<18}  {name}: {reasons}")


def _person(username: str) -> User:
    if not username:
        return User.objects.machine()
    found = User.objects.filter(username=username).first()
    if found is None:
        raise CommandError(f"There is no user {username}")
    return found
