"""The audit trail as a whole: seals across dossiers, and the check that finds what was touched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from applications.models import Event, Seal
from applications.workflow import event_digest


def seal() -> Seal | None:
    """Seal every event of transactions that are over since the last seal; None when there is none.

    Only transactions older than any that still runs are taken, so that no event can later slip
    in below the seal.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('applications.seal'))")
        upto = _last_settled_transaction(cursor)
        last = Seal.objects.order_by("-number").first()
        digest, count = _sealed_digest(last, upto=upto)
        if count == 0:
            return None
        number = last.number + 1 if last else 1
        return Seal.objects.create(
            number=number, last_transaction=upto, events=count, digest=digest
        )


def _last_settled_transaction(cursor: CursorWrapper) -> int:
    """The number below which no transaction of this database is still running.

    The next number is read first: whoever begins later gets a higher one, and whoever ends
    meanwhile is seen by the query that seals. Locks hold 32 bits of a number, so the distance to
    the next one gives the rest.
    """
    cursor.execute("SELECT (pg_snapshot_xmax(pg_current_snapshot())::text)::bigint")
    following = cursor.fetchone()[0]
    cursor.execute(
        """
        SELECT (held.transactionid::text)::bigint FROM pg_locks held
        JOIN pg_stat_activity session USING (pid)
        WHERE held.locktype = 'transactionid' AND held.mode = 'ExclusiveLock' AND held.granted
            AND session.datname = current_database() AND pid <> pg_backend_pid()
        """
    )
    running = [following - (following - row[0]) % 2**32 for row in cursor.fetchall()]
    return min([following, *running]) - 1


def _sealed_digest(last: Seal | None, *, upto: int) -> tuple[str, int]:
    """SHA-256 over the last seal and every event's digest after it, in order of their rows."""
    after = last.last_transaction if last else -1
    total = hashlib.sha256((last.digest if last else "").encode())
    count = 0
    events = Event.objects.filter(transaction_number__gt=after, transaction_number__lte=upto)
    for digest in events.order_by("pk").values_list("digest", flat=True).iterator(chunk_size=5000):
        total.update(digest.encode())
        count += 1
    return total.hexdigest(), count


def faults() -> Iterator[str]:
    """Every broken link of the chains and every broken seal, in words; nothing when all is well."""
    yield from _chain_faults()
    yield from _seal_faults()


def _chain_faults() -> Iterator[str]:
    previous: Event | None = None
    for event in Event.objects.order_by("application_id", "number").iterator(chunk_size=2000):
        if previous is None or previous.application_id != event.application_id:
            previous = None
        where = f"application {event.application_id}, event {event.number}"
        if event.number != (previous.number + 1 if previous else 1):
            yield f"{where}: an event before it is missing"
        elif event.previous_digest != (previous.digest if previous else ""):
            yield f"{where}: does not follow from the event before it"
        elif event.digest != event_digest(event):
            yield f"{where}: was changed"
        previous = event


def _seal_faults() -> Iterator[str]:
    last: Seal | None = None
    for one in Seal.objects.order_by("number").iterator():
        digest, count = _sealed_digest(last, upto=one.last_transaction)
        if (digest, count) != (one.digest, one.events):
            yield f"seal {one.number}: the events under it are not those that were sealed"
        last = one
