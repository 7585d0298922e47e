"""Codes of judicial records, such as 25HN2013/00001 (TT 13/2011 art 5)."""

from __future__ import annotations

from datetime import date

from accounts.models import Office
from accounts.numbering import next_number
from records.terms import record_prefix


def next_record_code(office: Office, *, on: date) -> str:
    """Authority, year and a number from 00001 each year; a code that was destroyed is not reused."""
    number = next_number(office, series="record", period=str(on.year))
    return f"{record_prefix(office.province)}{on.year}/{number:05}"
