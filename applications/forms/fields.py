"""Fields as people type them: dates known in part, months, provinces, countries.

Each gives the text of the API's shape, and shows what was typed when it cannot be read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.dates import PartialDate, today
from regulations import places
from regulations.loading import law

# Digits without signs between them, as they come from a phone's number keys.
_RUN_TOGETHER = re.compile(r"(?:(\d{2})(?=\d{6}$))?(?:(\d{2})(?=\d{4}$))?(\d{4})", re.ASCII)
_MONTH = re.compile(r"(\d{1,2})/(\d{4})", re.ASCII)
HOME = "VN"
FIRST_YEAR = 1900


class TypedDateField(forms.CharField):
    """`17/05/1990`, `17051990`, and, unless `whole`, `05/1990` or `1990`; gives `1990-05-17`."""

    def __init__(self, *, whole: bool = False, **kwargs: Any) -> None:
        self.whole = whole
        attributes = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(max_length=20, widget=forms.TextInput(attributes), **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            read = PartialDate.parse_typed(_with_signs(text))
        except ValueError as error:
            raise forms.ValidationError(
                _("Ngày này chưa đúng. Hãy gõ ngày, tháng, năm, ví dụ 17/05/1990."), code="date"
            ) from error
        if read.year < FIRST_YEAR or read.earliest > today():
            raise forms.ValidationError(
                _("Ngày này ở sau hôm nay hoặc đã quá lâu. Hãy xem lại năm."), code="date"
            )
        if self.whole and not read.complete:
            raise forms.ValidationError(
                _("Hãy gõ đủ ngày, tháng, năm, ví dụ 05/04/2021."), code="date"
            )
        return str(read)

    def prepare_value(self, value: Any) -> Any:
        return displayed(value)


class TypedMonthField(forms.CharField):
    """`09/2010`, `9/2010` or `092010`; gives `2010-09`."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"inputmode": "numeric", "autocomplete": "off", "data-month": ""}
        super().__init__(max_length=10, widget=forms.TextInput(attributes), **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        found = _MONTH.fullmatch(_with_signs(text))
        if found is None or not 1 <= int(found[1]) <= 12:
            raise forms.ValidationError(_("Hãy nhập tháng và năm, ví dụ 09/2010."), code="month")
        return f"{found[2]}-{int(found[1]):02d}"

    def prepare_value(self, value: Any) -> Any:
        return displayed(value)


class ProvinceField(forms.ChoiceField):
    """A province by its code; `ever` offers the names of the 63 that people grew up with."""

    def __init__(self, *, ever: bool = False, **kwargs: Any) -> None:
        day = _before_the_last_change() if ever else today()
        named = [(one.code, one.name) for one in places.provinces_on(day)]
        super().__init__(choices=[("", _("Chọn tỉnh, thành phố")), *in_order(named)], **kwargs)


class CountryField(forms.ChoiceField):
    """A country; Việt Nam stands first."""

    def __init__(self, *, home: bool = True, **kwargs: Any) -> None:
        others = [(one.code, str(one)) for one in places.countries() if one.code != HOME]
        first = (HOME, places.country_name(HOME)) if home else ("", _("Chọn nước"))
        super().__init__(choices=[first, *in_order(others)], **kwargs)


def in_order(named: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """By name as a Vietnamese list has it: tone marks do not part Á from A, Đ follows D."""
    return sorted(named, key=lambda pair: _letters(pair[1]))


def displayed(value: Any) -> Any:
    """The ISO form as it is written here; what was typed otherwise stays as it is."""
    try:
        return PartialDate.parse(value).display() if value else value
    except (TypeError, ValueError):
        return value


def _with_signs(text: str) -> str:
    """Blanks, dots and dashes as strokes; a run of digits parted into day, month and year."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", folded, re.ASCII):
        return "/".join(reversed(folded.split("-")))
    together = _RUN_TOGETHER.fullmatch(folded)
    if together is not None:
        return "/".join(part for part in together.groups() if part)
    return re.sub(r"\s*[/.\s-]\s*", "/", folded)


def _letters(name: str) -> str:
    folded = unicodedata.normalize("NFD", name.casefold().replace("đ", "dz"))
    return "".join(sign for sign in folded if not unicodedata.combining(sign))


def _before_the_last_change() -> date:
    """The day before the newest province came to be."""
    days = [one.first_day for one in law().provinces.province if one.first_day]
    return max(days) - timedelta(days=1) if days else today()
