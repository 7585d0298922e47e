"""The figures: certificates by year, channel and route, growth, and what was ready in time.

Everything is counted by query over the issue book, in which certificates of the old book and of
this portal stand side by side; the dossier, where there is one here, adds its route and its limit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, ExtractYear, TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Office
from applications.models import Application, Channel, Event, Route, State
from common.dates import today
from records.models import EarlierCertificate

HUNDREDTH = Decimal("0.01")

# By post first: that is what the office set out to make grow. The last has no channel written.
CHANNELS: dict[str, str | Promise] = {
    **{
        channel.value: channel.label
        for channel in (
            *(Channel.POST_OFFICE, Channel.ONLINE, Channel.COUNTER, Channel.ORGANISATION),
        )
    },
    "": _("Không ghi hình thức"),
}
ROUTES: dict[str, str | Promise] = {
    **{route.value: route.label for route in Route},
    "": _("Sổ cũ, không phân loại"),
}

DEFINITIONS: dict[str, str | Promise] = {
    "channel": _(
        "Số phiếu ghi trong sổ cấp Phiếu của năm, theo ngày cấp và hình thức nộp hồ sơ: gồm phiếu "
        "nhập từ sổ cũ và phiếu cấp trên cổng này, kể cả phiếu sau đó bị thu hồi."
    ),
    "growth": _(
        "Số phiếu của năm so với năm liền trước: (năm này − năm trước) ÷ năm trước × 100, làm "
        "tròn đến hai chữ số thập phân. Để trống nếu năm trước không có phiếu nào."
    ),
    "route": _(
        "Số phiếu cấp trong năm theo phân loại xác minh của hồ sơ. Phiếu nhập từ sổ cũ không có "
        "thông tin này."
    ),
    "on_time": _(
        "Trong số phiếu cấp trong năm mà hồ sơ trên cổng này có hạn trả: tỷ lệ có kết quả vào "
        "ngày hẹn hoặc sớm hơn. Quá hạn mà chưa có kết quả thì tính là trễ; chưa đến hạn và chưa "
        "có kết quả thì chưa tính."
    ),
}


@dataclass(frozen=True)
class Figure:
    """A number and what it is to the year before, in percent."""

    count: int
    growth: Decimal | None


@dataclass(frozen=True)
class Timeliness:
    """Of the certificates whose limit can be judged, those that were ready in time."""

    judged: int
    on_time: int

    @property
    def share(self) -> Decimal | None:
        return percent(self.on_time, self.judged) if self.judged else None


@dataclass(frozen=True)
class Year:
    """One year's figures; a key of `channels` or `routes` that counts nothing is left out."""

    year: int
    total: Figure
    channels: dict[str, Figure]
    routes: dict[str, int]
    timeliness: Timeliness


def percent(part: int, whole: int) -> Decimal:
    """Hundredths of a percent, half rounded up."""
    return (Decimal(part * 100) / whole).quantize(HUNDREDTH, ROUND_HALF_UP)


def growth(now: int, before: int) -> Decimal | None:
    """The change to the year before in percent; nothing to compare with gives none."""
    return percent(now - before, before) if before else None


def figures(
    *, office: Office | None = None, first: int | None = None, last: int | None = None
) -> list[Year]:
    """The years from `first` to `last`, oldest first, of one office or of all.

    A year without certificates between two others is a row of nothing, so that growth is always to
    the year before and never to the row before.
    """
    counted = _counted(office)
    by_year: dict[int, list[dict[str, Any]]] = {}
    for row in counted:
        by_year.setdefault(row["year"], []).append(row)
    if not by_year:
        return []
    shown = range(max(first or 0, min(by_year)), min(last or max(by_year), max(by_year)) + 1)
    return [_year(year, by_year.get(year, []), by_year.get(year - 1, [])) for year in shown]


def _counted(office: Office | None) -> Iterable[dict[str, Any]]:
    """How many certificates, judged and in time, for each year, channel and route."""
    on_time = Q(ready_on__lte=F("due_on"))
    judged = Q(due_on__isnull=False) & (Q(ready_on__isnull=False) | Q(due_on__lt=today()))
    rows: Iterable[dict[str, Any]] = (
        _issued(office)
        .values("year", "channel", "route")
        .annotate(
            count=Count("pk"),
            judged=Count("pk", filter=judged),
            on_time=Count("pk", filter=judged & on_time),
        )
        .order_by("year")
    )
    return rows


def _issued(office: Office | None) -> QuerySet[Any, Any]:
    """The issue book with what the dossiers say; text codes join them, there is no key upwards."""
    dossier = Application.objects.filter(code=OuterRef("case_code")).exclude(code="")
    ready = Event.objects.filter(
        application__code=OuterRef("case_code"), to_state__in=[State.READY, State.DELIVERED]
    ).order_by("number")
    rows = EarlierCertificate.objects.order_by()
    if office is not None:
        rows = rows.filter(office=office)
    return rows.annotate(
        year=ExtractYear("issued_on"),
        route=Coalesce(Subquery(dossier.values("route")[:1]), Value("")),
        due_on=Subquery(dossier.values("due_on")[:1]),
        ready_on=TruncDate(Subquery(ready.values("at")[:1])),
    )


def _year(year: int, rows: list[dict[str, Any]], before: list[dict[str, Any]]) -> Year:
    channels, earlier = _sums(rows, "channel"), _sums(before, "channel")
    total, total_before = channels.total(), earlier.total()
    return Year(
        year=year,
        total=Figure(total, growth(total, total_before)),
        channels={
            channel: Figure(channels[channel], growth(channels[channel], earlier[channel]))
            for channel in CHANNELS
            if channels[channel] or earlier[channel]
        },
        routes={route: count for route, count in _sums(rows, "route").items() if count},
        timeliness=Timeliness(
            judged=sum(row["judged"] for row in rows),
            on_time=sum(row["on_time"] for row in rows),
        ),
    )


def _sums(rows: list[dict[str, Any]], key: str) -> Counter[str]:
    sums: Counter[str] = Counter()
    for row in rows:
        sums[row[key]] += row["count"]
    return sums
