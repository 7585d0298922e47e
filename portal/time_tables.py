"""The figures of time as tables, for the page and the spreadsheet beside those of certificates."""

from __future__ import annotations

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Office
from portal import time_figures
from portal.figure_tables import Days, Share, Table, Value
from portal.models import PARTIES
from portal.statistics import ROUTES, percent
from portal.time_figures import Spread

DEFINITIONS: dict[str, str | Lazy] = {
    "time_party": gettext_lazy(
        "Mỗi phút làm việc của một hồ sơ, từ khi nộp đến khi trả kết quả, thuộc về đúng một bên: "
        "bên có thể làm bước tiếp theo. Tính các hồ sơ có kết quả trong năm mà bên đó có thời "
        "gian; một ngày là số giờ làm việc của Sở trong một ngày làm việc."
    ),
    "time_route": gettext_lazy(
        "Số ngày làm việc từ ngày tính hạn đến ngày có kết quả, của các hồ sơ có kết quả trong năm."
    ),
    "late_through": gettext_lazy(
        "Trong số hồ sơ có kết quả trễ trong năm: bên vượt hạn riêng của mình nhiều nhất. Hạn của "
        "cơ quan phối hợp là ngày phải trả lời; không bên nào vượt hạn riêng thì tính cho Sở. "
        "“Hiện nay” là các hồ sơ đã quá hạn mà chưa có kết quả."
    ),
    "promises": gettext_lazy(
        "Theo tháng của ngày dự kiến đã báo cho người yêu cầu: số hồ sơ có kết quả vào ngày đó "
        "hoặc sớm hơn. Ngày dự kiến là ngày mà 9 trên 10 hồ sơ tương tự đã có kết quả, nên tỷ lệ "
        "mong đợi là 90 %. Không tính hồ sơ bị từ chối, đã rút, hoặc nộp lại sau khi bổ sung."
    ),
}


def tables(years: range, *, office: Office | None = None) -> list[Table]:
    """Every table of time for these years; one without rows is left out."""
    made = [
        _parties(time_figures.by_party(office=office, years=years)),
        _routes(time_figures.by_route(office=office, years=years)),
        _late(time_figures.late_through(office=office, years=years)),
        _promises(time_figures.promises_by_month(office=office, years=years)),
    ]
    return [table for table in made if table.rows]


def party_name(party: str, name: str = "") -> str:
    """An agency by its own name, every other party by what it is."""
    return name or str(dict(PARTIES).get(party, party))


def _parties(spreads: list[Spread]) -> Table:
    return _spread_table(
        "time_party",
        _("Thời gian ở từng bên"),
        _("Bên"),
        [(one, party_name(one.party, one.name)) for one in spreads],
    )


def _routes(spreads: list[Spread]) -> Table:
    return _spread_table(
        "time_route",
        _("Thời gian đến khi có kết quả"),
        _("Phân loại xác minh"),
        [(one, str(ROUTES[one.name])) for one in spreads],
    )


def _spread_table(key: str, title: str, named: str, rows: list[tuple[Spread, str]]) -> Table:
    return Table(
        key,
        title,
        [DEFINITIONS[key]],
        [
            _("Năm"),
            named,
            _("Hồ sơ"),
            _("Một nửa không quá (ngày làm việc)"),
            _("9 trên 10 không quá (ngày làm việc)"),
        ],
        [[str(one.year), name, one.cases, Days(one.median), Days(one.ninth)] for one, name in rows],
        names=2,
    )


def _late(blames: list[time_figures.Blame]) -> Table:
    key = "late_through"
    rows: list[list[Value]] = [
        [
            str(one.year) if one.year else _("Hiện nay"),
            party_name(one.party, one.name),
            one.cases,
            Share(percent(one.cases, one.of)),
        ]
        for one in blames
    ]
    columns = [_("Năm"), _("Bên làm trễ"), _("Hồ sơ trễ"), _("Tỷ lệ trong hồ sơ trễ")]
    return Table(key, _("Hồ sơ trễ do bên nào"), [DEFINITIONS[key]], columns, rows, names=2)


def _promises(told: list[time_figures.Told]) -> Table:
    key = "promises"
    rows: list[list[Value]] = [
        [f"{one.month:%m/%Y}", one.promises, one.kept, _kept(one), one.bare] for one in told
    ]
    columns = [
        _("Tháng"),
        _("Hồ sơ được báo ngày dự kiến"),
        _("Có kết quả đúng ngày dự kiến"),
        _("Tỷ lệ"),
        _("Hồ sơ chỉ được báo hạn theo luật"),
    ]
    return Table(key, _("Ngày dự kiến và kết quả"), [DEFINITIONS[key]], columns, rows)


def _kept(one: time_figures.Told) -> Share | None:
    return Share(percent(one.kept, one.promises)) if one.promises else None
