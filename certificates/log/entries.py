"""What enters the log: that a number was issued with a certain file, and that it was revoked.

An entry is written in the transaction of what it tells of, so there is neither without the other.
Positions follow one another: from the lock to the end of that transaction nobody else enters.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.db import connection, transaction
from django.utils.timezone import localdate

from certificates.content import canonical
from certificates.log.tree import LogTree
from certificates.models import Certificate, LogEntry, Revocation

_MISSING_AT_ONCE = 500


def append(certificate: Certificate) -> LogEntry:
    """Enter a certificate whose file is now in the register; the last act of publishing it."""
    return _append(certificate, kind=LogEntry.Kind.ISSUED)


def append_revocation(revocation: Revocation) -> LogEntry:
    """Enter that a certificate counts no longer, so that this cannot be taken back unseen."""
    return _append(revocation.certificate, kind=LogEntry.Kind.REVOKED, revoked_at=revocation.at)


def enter_missing() -> int:
    """Enter what was published or revoked before there was a log, in the order it happened."""
    entered = 0
    while count := _enter_some():
        entered += count
    return entered


def leaf_of(
    certificate: Certificate, *, kind: str, revoked_at: datetime | None = None
) -> dict[str, str]:
    """What everybody may know. The file's digest keeps it from whoever does not hold the file."""
    leaf = {
        "issued_on": localdate(certificate.issued_at).isoformat(),
        "kind": str(kind),
        "number": certificate.printed_number,
        "office": certificate.office.code,
        "sha256": certificate.sha256,
    }
    if revoked_at is not None:
        leaf["revoked_on"] = localdate(revoked_at).isoformat()
    return leaf


def hold_the_end() -> None:
    """Wait until nobody else is entering, and let nobody enter before this transaction is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('certificates.public_log'))")


@transaction.atomic(savepoint=False)
def _append(certificate: Certificate, *, kind: str, revoked_at: datetime | None = None) -> LogEntry:
    leaf = leaf_of(certificate, kind=kind, revoked_at=revoked_at)
    entry = LogEntry(
        certificate=certificate,
        kind=kind,
        leaf=canonical(leaf).decode(),
        file_sha256=certificate.sha256,
    )
    hold_the_end()
    LogTree().append_entry(entry)
    return entry


@transaction.atomic
def _enter_some() -> int:
    hold_the_end()  # first: what another transaction enters meanwhile is then seen as entered
    found = list(islice(_missing(), _MISSING_AT_ONCE))
    for _at, one in found:
        if isinstance(one, Certificate):
            append(one)
        else:
            append_revocation(one)
    return len(found)


def _missing() -> Iterator[tuple[datetime, Certificate | Revocation]]:
    certificates = Certificate.objects.issued().exclude(log_entries__kind=LogEntry.Kind.ISSUED)
    revocations = Revocation.objects.exclude(
        certificate__log_entries__kind=LogEntry.Kind.REVOKED
    ).select_related("certificate__office")
    first = certificates.select_related("office").order_by("issued_at", "pk")[:_MISSING_AT_ONCE]
    then = revocations.order_by("at", "pk")[:_MISSING_AT_ONCE]
    happened: list[tuple[datetime, Certificate | Revocation]] = []
    happened += [(one.issued_at, one) for one in first if one.issued_at is not None]
    happened += [(one.at, one) for one in then]
    yield from sorted(happened, key=lambda pair: pair[0])
