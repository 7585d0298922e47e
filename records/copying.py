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
    copy_text(model, columns, text)


def copy_text(model: type[models.Model], columns: Sequence[str], text: str) -> None:
    """Insert rows that are written as COPY reads them."""
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
        written = array(value)
        return written.translate(ESCAPED) if "\\" in written else written
    if isinstance(value, date):
        return value.isoformat()
    return str(value).translate(ESCAPED)


def array(values: Iterable[Any]) -> str:
    """A list as PostgreSQL writes it; as a parameter it is quoted once, not value by value."""
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: Any) -> str:
    if type(value) is not str:
        return str(value)
    return f'"{value.translate(QUOTED)}"' if '"' in value or "\\" in value else f'"{value}"'
