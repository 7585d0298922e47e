"""What the cells of a sent table mean; a cell that means nothing names its column and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from django.db.models import TextChoices
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.dates import PartialDate
from common.identity import clean_number
from records.names import name_key, tidy
from records.terms import Channel, NumberKind, Result, Sex

LENGTHS = {NumberKind.CCCD: 12, NumberKind.CMND: 9}
EARLIEST_YEAR = 1850
HIGHEST_NUMBER = 2**62
REMEMBERED = 20_000
GROUPED = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+|\d+", re.ASCII)
# A program that took the column for decimal numbers wrote 36 as 36.0.
FRACTION = re.compile(r"(?<=\d)[.,]0$", re.ASCII)


def words(choices: type[TextChoices]) -> dict[str, str]:
    """A closed list as it is sent: the contract's terms and their Vietnamese labels."""
    with translation.override("vi"):
        labels = {name_key(label): value for value, label in choices.choices}
    return {**labels, **{value: value for value in choices.values}}


# Each under its name key.
CHANNELS = words(Channel) | {
    "post": Channel.POST_OFFICE,
    "bưu điện": Channel.POST_OFFICE,
    "qua bưu điện": Channel.POST_OFFICE,
    "trực tuyến": Channel.ONLINE,
    "qua mạng": Channel.ONLINE,
    "direct": Channel.COUNTER,
    "trực tiếp": Channel.COUNTER,
    "tại quầy": Channel.COUNTER,
    "agency": Channel.ORGANISATION,
    "cơ quan": Channel.ORGANISATION,
    "cơ quan, tổ chức": Channel.ORGANISATION,
}
RESULTS = words(Result) | {
    "clean": Result.NONE,
    "no_record": Result.NONE,
    "không": Result.NONE,
    "không có án tích": Result.NONE,
    "không có án tích trong thời gian cư trú tại việt nam": Result.NONE,
    "đã được xóa án tích": Result.EXPUNGED,
    "đã xóa án tích": Result.EXPUNGED,
    "record": Result.HAS_RECORD,
    "có": Result.HAS_RECORD,
    "có án tích": Result.HAS_RECORD,
}
SEXES = words(Sex) | {"nam": Sex.MALE, "nữ": Sex.FEMALE, "m": Sex.MALE, "f": Sex.FEMALE}
TYPES = {"1": 1, "2": 2, "số 1": 1, "số 2": 2, "phiếu số 1": 1, "phiếu số 2": 2}


class BadCell(Exception):
    """A cell that cannot be taken; the row is set aside with this reason."""

    def __init__(self, column: str, reason: str | Promise) -> None:
        super().__init__(f"{column}: {reason}")


class Cells:
    """One row, read column by column."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells

    def text(self, column: str, *, longest: int = 200) -> str:
        cell = self._cells.get(column)
        if not cell:
            return ""
        value = _readable(cell)
        if value is None:
            raise BadCell(column, _("có ký tự không đọc được (tệp phải dùng mã UTF-8)"))
        if len(value) > longest:
            raise BadCell(column, _("quá dài (tối đa %(longest)d ký tự)") % {"longest": longest})
        return value

    def required(self, column: str, *, longest: int = 200) -> str:
        value = self.text(column, longest=longest)
        if not value:
            raise BadCell(column, _("không được để trống"))
        return value

    def several(self, column: str, *, longest: int = 200) -> list[str]:
        """The values of a cell, parted by semicolons; an empty place is kept, it aligns columns."""
        value = self.text(column, longest=20 * longest)
        if ";" not in value:
            parts = [value] if value else []
        else:
            parts = [tidy(part) for part in value.split(";")]
        if any(len(part) > longest for part in parts):
            raise BadCell(column, _("quá dài (tối đa %(longest)d ký tự)") % {"longest": longest})
        return parts

    def names(self, column: str) -> list[str]:
        return [name for name in self.several(column) if name]

    def day(self, column: str) -> date | None:
        """A whole day, ISO or dd/mm/yyyy, not in the far past."""
        parsed = partial_date(self.text(column), column=column)
        if parsed is None:
            return None
        if not parsed.complete:
            raise BadCell(column, _("phải có đủ ngày, tháng, năm"))
        return parsed.earliest

    def partial_date(self, column: str) -> str:
        """A date that may be known in part, in ISO form."""
        parsed = partial_date(self.text(column), column=column)
        return str(parsed) if parsed else ""

    def number(self, column: str) -> int | None:
        """A whole number, thousands parted or not."""
        value = FRACTION.sub("", self.text(column))
        if not value:
            return None
        if not GROUPED.fullmatch(value):
            raise BadCell(column, _("phải là số nguyên"))
        number = int(re.sub(r"[.,\s]", "", value))
        if number > HIGHEST_NUMBER:
            raise BadCell(column, _("quá lớn"))
        return number

    def months(self, column: str) -> int | None:
        months = self.number(column)
        if months is not None and months > 12 * 100:
            raise BadCell(column, _("quá lớn"))
        return months

    def one_of(self, column: str, meanings: Mapping[str, str]) -> str:
        """One of the contract's terms, or a word that offices write for it; empty stays empty."""
        value = self.text(column)
        return term(value, meanings, column=column) if value else ""

    def document(self, kind: NumberKind) -> str:
        """A number as printed; a spreadsheet that took it for a number lost its leading zeros."""
        value = self.text(kind.value, longest=30)
        if not value:
            return ""
        value = clean_number(FRACTION.sub("", value))
        if value and not value.isalnum():
            raise BadCell(kind.value, _("không phải số giấy tờ"))
        length = LENGTHS.get(kind)
        if length and value.isdigit() and length - 3 < len(value) < length:
            return value.zfill(length)
        return value


def term(value: str, meanings: Mapping[str, str], *, column: str) -> str:
    meaning = meanings.get(value) or meanings.get(name_key(value))
    if meaning is None:
        raise BadCell(column, _("giá trị lạ: %(value)s") % {"value": value})
    return str(meaning)


def partial_date(value: str, *, column: str) -> PartialDate | None:
    if not value:
        return None
    parsed = _read_date(value)
    if parsed is None:
        raise BadCell(column, _("không phải ngày hợp lệ (dùng 2024-06-03 hoặc 03/06/2024)"))
    if parsed.year < EARLIEST_YEAR:
        raise BadCell(column, _("năm quá xa"))
    return parsed


# A large file repeats its courts, crimes, terms and days; what they mean is found out once.
@lru_cache(maxsize=REMEMBERED)
def _readable(cell: str) -> str | None:
    value = tidy(cell)
    return None if "\ufffd" in value or not value.isprintable() else value


@lru_cache(maxsize=REMEMBERED)
def _read_date(value: str) -> PartialDate | None:
    try:
        return PartialDate.parse_typed(value)
    except ValueError:
        return None
