"""Codes of judicial records, such as 25HN2013/00001 (TT 13/2011 art 5)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from accounts.models import Counter, Office
from records.models import Person
from records.terms import record_prefix


def next_record_codes(
    office: Office, *, on: date, count: int, taken: Collection[str] = ()
) -> list[str]:
    """The next codes in order, for many records at once; `taken` are about to be used.

    Authority, year and a number from 00001 each year, past the codes that came from elsewhere. A
    code that was destroyed is never given again. The counter's row stays locked until the caller's
    transaction ends, and a rollback gives the numbers back: so there is neither a gap nor a double.
    """
    key: dict[str, Any] = {"office": office, "series": "record", "period": str(on.year)}
    Counter.objects.get_or_create(**key)
    counter = Counter.objects.select_for_update().get(**key)
    prefix = f"{record_prefix(office.province)}{on.year}"
    codes: list[str] = []
    while missing := count - len(codes):
        numbers = range(counter.last + 1, counter.last + missing + 1)
        counter.last += missing
        tried = [f"{prefix}/{number:05}" for number in numbers]
        known = Person.objects.filter(record_code__in=tried).values_list("record_code", flat=True)
        unusable = {*known, *taken}
        codes += [code for code in tried if code not in unusable]
    counter.save(update_fields=["last"])
    return codes
