"""Many new rows at once, the way PostgreSQL takes them fastest: COPY."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO
from typing import Any

from django.db import connection, models

# What has a meaning of its own in COPY's text.
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
QUOTED = str.maketrans({"\\": "\\\\", '"': '\\"'})


def copy_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert the rows; the table's own defaults fill the columns that are not named."""
    text = "".join(["\t".join(map(_written, row)) + "\n" for row in rows])
    if not text:
        return
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 (documented)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", StringIO(text))


def new_keys(model: type[models.Model], count: int) -> list[int]:
    """Primary keys that nobody else will be given, in rising order."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],  # noqa: SLF001 (documented)
        )
        return [key for (key,) in cursor.fetchall()]


def _written(value: Any) -> str:
    if type(value) is str:
        return value.translate(ESCAPED) if "\\" in value or not value.isprintable() else value
    if value is None:
        return "\\N"
    if type(value) is bool:
        return "t" if value else "f"
    if isinstance(value, (list, tuple)):
        return _array(value).translate(ESCAPED)
    if isinstance(value, date):
        return value.isoformat()
    return str(value).translate(ESCAPED)


def _array(values: Sequence[Any]) -> str:
    quoted = [f'"{value.translate(QUOTED)}"' if type(value) is str else value for value in values]
    return "{" + ",".join(map(str, quoted)) + "}"
