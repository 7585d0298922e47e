"""From letters to sheets: A4 after Decree 30/2020 (annex I), each letter with its reply form.

Several letters to one agency come with a list that lies on top of them in the envelope. Heavy to
import (WeasyPrint), so only the views that print do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.template.loader import get_template

from common.barcodes import code_128
from common.dates import PartialDate, display_day
from common.typeset import archival, layout
from regulations.letters import letter_words
from verification.letter_codes import readable
from verification.models import Letter, PrintRun

STYLE = "verification/letter.css"
EMPTY_ROWS = 4  # of the reply's table of judgments
SHORT = 28  # signs of a value that leaves room for another beside it


def sheets_of(run: PrintRun) -> bytes:
    """The sheets of one print, by agency, in the order of the envelopes."""
    printings = run.printings.select_related("letter__request__agency", "letter__signer")
    return sheets([one.letter for one in printings.order_by("letter__request__agency", "pk")])


def sheets(letters: Sequence[Letter], *, copy: bool = False) -> bytes:
    """One file; the same letters give the same bytes. A copy is marked on every page."""
    words = letter_words()
    html = get_template("verification/letter.html").render(
        {
            "groups": [_group(list(group)) for group in _by_agency(letters)],
            "words": words,
            "copy": copy,
            "empty_rows": range(EMPTY_ROWS),
            "title": words.subject.removeprefix("V/v ").capitalize(),
        }
    )
    return archival(layout(html, style=STYLE), identifier=_identifier(letters), tags=True)


def _by_agency(letters: Sequence[Letter]) -> Iterable[Iterable[Letter]]:
    return (group for _agency, group in groupby(letters, key=lambda one: one.request.agency_id))


def _group(letters: list[Letter]) -> dict[str, Any]:
    """The letters of one envelope, and the list on top where there are several."""
    drawn = [_sheet(letter) for letter in letters]
    total = letter_words().covering_total.format(number=len(letters))
    return {"letters": drawn, "first": drawn[0], "covered": len(drawn) > 1, "total": total}


def _sheet(letter: Letter) -> dict[str, Any]:
    content = letter.content or {}
    code = content["code"]
    return {
        **content,
        "person": [{**row, "short": len(row["value"]) <= SHORT} for row in content["person"]],
        "barcode": code_128(code).picture,
        "readable": readable(code),
        "dated_on": display_day(letter.dated_on) if letter.dated_on else "",
        "due_on": PartialDate.parse(content["due_on"]).display(),
    }


def _identifier(letters: Sequence[Letter]) -> bytes:
    said = json.dumps([one.content for one in letters], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).digest()[:16]
