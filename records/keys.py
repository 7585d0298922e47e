"""Making keys anew after a change of rules (KEYS_VERSION)."""

from __future__ import annotations

from typing import TypeVar

from records.models import EarlierCertificate, Person, Violation
from records.names import KEYS_VERSION

Keyed = TypeVar("Keyed", Person, EarlierCertificate, Violation)

ROWS_AT_ONCE = 1000


def rebuild_keys() -> int:
    """Bring every row with keys of other rules up to the present ones; how many there were."""
    return _rebuild(Person) + _rebuild(EarlierCertificate) + _rebuild(Violation)


def _rebuild(model: type[Keyed]) -> int:
    done = 0
    stale = model.objects.exclude(keys_version=KEYS_VERSION).order_by("pk")
    while rows := list(stale[:ROWS_AT_ONCE]):
        for row in rows:
            row.make_keys()
        model.objects.bulk_update(rows, model.KEY_COLUMNS)
        done += len(rows)
    return done
