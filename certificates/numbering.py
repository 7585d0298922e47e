"""The certificate's number: without a gap in the office's book of the year, before signing."""

from __future__ import annotations

import re

from accounts.models import Counter, Office
from accounts.numbering import next_number
from records.models import EarlierCertificate

_LEADING = re.compile(r"\d+")


def next_certificate_number(office: Office, *, book: str, year: int) -> int:
    """The next number, inside the transaction that keeps it; the counter stays locked until then.

    A book that was begun before this portal goes on after its last imported entry.
    """
    series, period = f"certificate-{book}", str(year)
    begun = Counter.objects.filter(office=office, series=series, period=period).exists()
    if not begun:
        last = _last_imported(office, year=year)
        Counter.objects.get_or_create(
            office=office, series=series, period=period, defaults={"last": last}
        )
    return next_number(office, series=series, period=period)


def _last_imported(office: Office, *, year: int) -> int:
    entries = EarlierCertificate.objects.filter(office=office, issued_on__year=year)
    numbers = (_LEADING.match(number) for number in entries.values_list("number", flat=True))
    return max((int(found.group()) for found in numbers if found), default=0)


def printed(number: int, *, pattern: str) -> str:
    """As it is printed: the first entry of a year is 01 (Circular 13/2011 art 16)."""
    return pattern.format(number=f"{number:02d}")
