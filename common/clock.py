"""The database's clock: every machine's own may be wrong or be set back."""

from __future__ import annotations

from datetime import datetime

from django.db import connection


def database_clock() -> datetime:
    """The moment itself, also late in a long transaction (not when it began)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
