"""What must hold at every moment, whatever was killed: one SQL file, checked by one function."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

FILE = Path(__file__).with_name("invariants.sql")
_QUERY = re.compile(r"^-- name: (\w+)\n(.+?);$", re.DOTALL | re.MULTILINE)
MOST_NAMED = 5  # rows told of each broken invariant


def invariants() -> dict[str, str]:
    """The queries by name; each must return no row."""
    return dict(_QUERY.findall(FILE.read_text(encoding="utf-8")))


def broken() -> Iterator[str]:
    """Every invariant that does not hold, with the first rows that break it."""
    with connection.cursor() as cursor:
        for name, query in invariants().items():
            cursor.execute(query)
            rows = cursor.fetchmany(MOST_NAMED)
            if rows:
                yield f"{name}: {rows}"
