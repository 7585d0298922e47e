"""Numbers without gaps: each is given in the transaction that uses it."""

from typing import Any

from accounts.models import Counter, Office


def next_number(office: Office, *, series: str, period: str) -> int:
    """The next number of the office's series, from 1 in each period.

    The counter's row stays locked until the caller's transaction ends, and a rollback gives the
    number back: so there is neither a gap nor a double.
    """
    key: dict[str, Any] = {"office": office, "series": series, "period": period}
    Counter.objects.get_or_create(**key)
    counter = Counter.objects.select_for_update().get(**key)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last
