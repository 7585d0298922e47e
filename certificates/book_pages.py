"""A part of the issue book as pages: A4 across, numbered, opened and closed as a State book is.

Heavy to import (WeasyPrint), so only the view that hands out the file does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template.loader import get_template
from django.utils.timezone import localtime
from django.utils.translation import override

from certificates.models import BookTaking
from certificates.register import COLUMNS, BookRow
from common.dates import display_day
from common.typeset import archival, layout

STYLE = "certificates/book.css"
SHORT = 16  # signs of the digest at the foot of each page; the whole of it closes the book


def pdf(taking: BookTaking, lines: Sequence[BookRow]) -> bytes:
    with override("vi"):
        html = get_template("certificates/book.html").render(
            {
                "taking": taking,
                "columns": list(COLUMNS.items()),
                "lines": [_line(one) for one in lines],
                "ended": sum(one.revoked_on is not None for one in lines),
                "open": sum(not one.is_published for one in lines),
                "first": lines[0],
                "last": lines[-1],
                "opened_on": display_day(lines[0].issued_on),
                "closed_on": display_day(lines[-1].issued_on),
                "short": taking.digest[:SHORT],
                "at": f"{localtime(taking.at):%H:%M, %d/%m/%Y}",
            }
        )
        document = layout(html, style=STYLE)
    return archival(document, identifier=bytes.fromhex(taking.digest)[:16])


def _line(row: BookRow) -> dict[str, Any]:
    values = {**vars(row), "issued_on": display_day(row.issued_on)}
    return {"cells": [(name, values[name]) for name in COLUMNS], "struck": row.revoked_on}
