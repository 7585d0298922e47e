"""Who changes the register, and from which document: said once, kept by the database itself.

The triggers of `records.models.history` write down every change of a record, whatever code or hand
makes it. What they cannot know, who and from where, travels with the transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from accounts.models import User

READ = "SELECT current_setting('records.by', true), current_setting('records.document', true)"
SET = "SELECT set_config('records.by', %s, true), set_config('records.document', %s, true)"


@contextmanager
def changing(*, by: User, document: str = "") -> Iterator[None]:
    """All changes of the register inside are one transaction, made by this user from this paper."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(READ)
        before = [value or "" for value in cursor.fetchone()]
        cursor.execute(SET, [str(by.pk), document[:200]])
        yield
        # After an error the rollback has put them back.
        cursor.execute(SET, before)
