"""The figures laid out as tables, once for the page and for the spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import get_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.statistics import CHANNELS, DEFINITIONS, ROUTES, Figure, Year

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Change:
    """A growth in percent, which is shown with its sign."""

    percent: Decimal


@dataclass(frozen=True)
class Share:
    """A part of a whole in percent."""

    percent: Decimal


@dataclass(frozen=True)
class Days:
    """A number of working days, to a tenth."""

    number: Decimal


Value = int | Change | Share | Days | str | None


@dataclass(frozen=True)
class Table:
    """A caption, what its numbers mean, column heads, and rows that open with the year or month."""

    key: str
    title: str
    definitions: list[str | Promise]
    columns: list[str]
    rows: list[list[Value]]
    names: int = 1  # columns at the start that hold names, not numbers


def tables(years: list[Year]) -> list[Table]:
    return [_channels(years), _routes(years), _timeliness(years)]


def used_channels(years: list[Year]) -> list[str]:
    """The channels that counted something in these years, in their fixed order."""
    return [key for key in CHANNELS if any(_count(year, key) for year in years)]


def chart_series(years: list[Year]) -> list[str]:
    return [str(CHANNELS[key]) for key in used_channels(years)]


def chart_rows(years: list[Year]) -> list[tuple[str, list[int]]]:
    keys = used_channels(years)
    return [(str(year.year), [_count(year, key) for key in keys]) for year in years]


def for_reader(table: Table) -> dict[str, Any]:
    """The table as the page's component takes it, every value written for this language."""
    heads = [
        {"label": label, "number": place >= table.names}
        for place, label in enumerate(table.columns)
    ]
    return {
        "key": table.key,
        "title": table.title,
        "definitions": table.definitions,
        "columns": heads,
        "rows": [[shown(value) for value in row] for row in table.rows],
    }


def shown(value: Value) -> str:
    """A value in the signs of the language: 2.494 and +70,36 %, or 2,494 and +70.36 %."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return _grouped(f"{value:,}")
    if isinstance(value, Days):
        return _grouped(f"{value.number:,.1f}")
    sign = {1: "+", -1: MINUS}.get(_direction(value), "")
    return f"{sign}{_grouped(f'{abs(value.percent):,.2f}')} %"


def _direction(value: Change | Share) -> int:
    if isinstance(value, Share) or not value.percent:
        return 0
    return 1 if value.percent > 0 else -1


def _grouped(text: str) -> str:
    """The digits with this language's signs between thousands and before the fraction."""
    signs = {",": get_format("THOUSAND_SEPARATOR"), ".": get_format("DECIMAL_SEPARATOR")}
    return "".join(signs.get(sign, sign) for sign in text)


def _count(year: Year, channel: str) -> int:
    return year.channels[channel].count if channel in year.channels else 0


def _channels(years: list[Year]) -> Table:
    keys = used_channels(years)
    compared = _("so với năm trước")
    columns = [_("Năm")]
    for label in [*(str(CHANNELS[key]) for key in keys), _("Tất cả")]:
        columns += [label, f"{label}, {compared}"]
    none = Figure(0, None)
    return Table(
        key="channel",
        title=_("Phiếu đã cấp theo hình thức nộp hồ sơ"),
        definitions=[DEFINITIONS["channel"], DEFINITIONS["growth"]],
        columns=columns,
        rows=[
            [str(year.year), *_pairs([*(year.channels.get(key, none) for key in keys), year.total])]
            for year in years
        ],
    )


def _pairs(figures: list[Figure]) -> list[Value]:
    pairs: list[Value] = []
    for figure in figures:
        change = None if figure.growth is None else Change(figure.growth)
        pairs += [figure.count, change]
    return pairs


def _routes(years: list[Year]) -> Table:
    keys = [key for key in ROUTES if any(key in year.routes for year in years)]
    return _table(
        "route",
        _("Phiếu đã cấp theo phân loại xác minh"),
        years,
        {str(ROUTES[key]): _route_count(key) for key in keys},
    )


def _route_count(key: str) -> Callable[[Year], Value]:
    return lambda year: year.routes.get(key, 0)


def _timeliness(years: list[Year]) -> Table:
    return _table(
        "on_time",
        _("Trả kết quả đúng hạn"),
        [year for year in years if year.timeliness.judged],
        {
            _("Phiếu có hạn trả"): lambda year: year.timeliness.judged,
            _("Đúng hạn"): lambda year: year.timeliness.on_time,
            _("Trễ hạn"): lambda year: year.timeliness.judged - year.timeliness.on_time,
            _("Tỷ lệ đúng hạn"): _on_time_share,
        },
    )


def _on_time_share(year: Year) -> Value:
    share = year.timeliness.share
    return None if share is None else Share(share)


def _table(
    key: str, title: str, years: list[Year], columns: dict[str, Callable[[Year], Value]]
) -> Table:
    rows: list[list[Value]] = [
        [str(year.year), *(value(year) for value in columns.values())] for year in years
    ]
    return Table(key, title, [DEFINITIONS[key]], [_("Năm"), *columns], rows)
