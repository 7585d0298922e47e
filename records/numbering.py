"""Codes of judicial records, such as 25HN2013/00001 (TT 13/2011 art 5)."""

from __future__ import annotations

from datetime import date

from accounts.models import Office
from accounts.numbering import next_number
from records.models import Person
from records.terms import record_prefix


def next_record_code(office: Office, *, on: date) -> str:
    """Authority, year and a number from 00001 each year, past the codes that came from elsewhere.

    A code that was destroyed is never given again.
    """
    while True:
        number = next_number(office, series="record", period=str(on.year))
        code = f"{record_prefix(office.province)}{on.year}/{number:05}"
        if not Person.objects.filter(record_code=code).exists():
            return code
