"""The case's time on its page: one bar of whose minutes they were, and the same as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applications.models import Application
from common.dates import now, today
from portal import case_times
from portal.case_times import CaseTimes
from portal.figure_tables import Days, shown
from portal.lateness import Lateness, Part
from portal.ledger import DEPARTMENT, POST, Owner, Party, Segment, Why
from portal.time_tables import party_name
from regulations.loading import law
from regulations.working_time import WorkingTime

WIDTH = 1000  # the drawing's own units; the page stretches it
HOUR = 60

WHY: Mapping[Why, str | Promise] = {
    Why.HAND_OVER: gettext_lazy("Bưu cục chưa bàn giao hồ sơ"),
    Why.INTAKE: gettext_lazy("Chờ tiếp nhận"),
    Why.SUPPLEMENT: gettext_lazy("Chờ bổ sung hồ sơ"),
    Why.CLASSIFYING: gettext_lazy("Phân loại"),
    Why.SENDING: gettext_lazy("Chưa gửi được yêu cầu xác minh"),
    Why.ANSWER: gettext_lazy("Chờ trả lời xác minh"),
    Why.CONCLUDING: gettext_lazy("Chờ kết luận"),
    Why.MAKING: gettext_lazy("Lập, duyệt, ký phiếu"),
    Why.SENDING_RESULT: gettext_lazy("Chờ chuyển kết quả cho bưu điện"),
    Why.FETCHING: gettext_lazy("Chờ người yêu cầu nhận kết quả"),
    Why.DELIVERY: gettext_lazy("Bưu điện đang chuyển kết quả"),
    Why.RETURNED: gettext_lazy("Bưu phẩm không đến tay người nhận"),
    Why.DECLARING: gettext_lazy("Người yêu cầu đang khai"),
}


@dataclass(frozen=True)
class Names:
    """How owners are called and drawn on one case's page."""

    agencies: Mapping[str, str]
    order: Mapping[Owner, int]

    def of(self, owner: Owner) -> str:
        return party_name(owner.party, self.agencies.get(owner.agency, owner.agency))

    def colour(self, owner: Owner) -> str:
        """A class of time.css: one a party, and of the agencies one after another."""
        if owner.party is not Party.AGENCY:
            return owner.party.value
        return f"agency-{self.order[owner] % 4 + 1}"


def context(application: Application) -> dict[str, Any] | None:
    """What the page shows; None before the dossier was filed."""
    time, until = case_times.now_working(), now()
    [times] = case_times.several([application], time=time, until=until)
    if not times.segments:
        return None
    names = _names(times)
    return {
        "whole": duration(times.minutes, time),
        "late": late_words(times.late, names, time) if times.late else "",
        "waits": _waits(times, names, application),
        "bar": _bar(times, names, time),
        "width": WIDTH,
        "parts": [_part(one, times, names, time) for one in times.parts],
        "segments": [_segment(one, names, time) for one in times.segments],
    }


def duration(minutes: int, time: WorkingTime) -> str:
    """Working time in the unit that a reader takes in: 3,5 days, 8 days, 2 hours 10 minutes."""
    day = time.minutes_a_day(today())
    if minutes >= day:
        days = (Decimal(minutes) / day).quantize(Decimal("0.1"))
        number = shown(int(days) if days == int(days) else Days(days))
        return _("%(number)s ngày làm việc") % {"number": number}
    hours, left = divmod(minutes, HOUR)
    if not hours:
        return _("%(minutes)d phút") % {"minutes": left}
    return _("%(hours)d giờ %(minutes)02d phút") % {"hours": hours, "minutes": left}


def late_words(late: Lateness, names: Names, time: WorkingTime) -> str:
    """By how much the answer is late and through whom, in one sentence."""
    told = {"party": names.of(late.owner), "over": duration(late.over, time), "days": late.days}
    if not late.days:
        return _("Trễ chưa đến một ngày làm việc, do %(party)s.") % told
    if not late.over:
        return (
            ngettext(
                "Trễ %(days)d ngày làm việc; không bên nào vượt hạn riêng, nên tính cho Sở.",
                "Trễ %(days)d ngày làm việc; không bên nào vượt hạn riêng, nên tính cho Sở.",
                late.days,
            )
            % told
        )
    return (
        ngettext(
            "Trễ %(days)d ngày làm việc, trong đó %(party)s trễ %(over)s.",
            "Trễ %(days)d ngày làm việc, trong đó %(party)s trễ %(over)s.",
            late.days,
        )
        % told
    )


def _names(times: CaseTimes) -> Names:
    agencies = [one.owner for one in times.parts if one.owner.party is Party.AGENCY]
    order = {owner: place for place, owner in enumerate(agencies)}
    return Names(case_times.agency_names() if agencies else {}, order)


def _waits(times: CaseTimes, names: Names, application: Application) -> dict[str, Any] | None:
    """Whose turn it is now."""
    if application.is_over:
        return None
    last = times.segments[-1]
    return {"name": names.of(last.owner), "why": WHY[last.why]}


def _bar(times: CaseTimes, names: Names, time: WorkingTime) -> list[dict[str, Any]]:
    """Pieces as wide as their minutes; neighbours of one party are one piece."""
    pieces: list[dict[str, Any]] = []
    for one in times.segments:
        minutes = time.minutes(one.start, one.end)
        look = (names.colour(one.owner), one.late)
        if pieces and pieces[-1]["look"] == look:
            pieces[-1]["minutes"] += minutes
        elif minutes:
            pieces.append({"look": look, "colour": look[0], "late": one.late, "minutes": minutes})
    passed, whole = 0, times.minutes or 1
    for piece in pieces:
        piece["x"] = round(WIDTH * passed / whole, 2)
        piece["width"] = round(WIDTH * piece["minutes"] / whole, 2)
        passed += piece["minutes"]
    return pieces


def _part(one: Part, times: CaseTimes, names: Names, time: WorkingTime) -> dict[str, Any]:
    return {
        "name": names.of(one.owner),
        "colour": names.colour(one.owner),
        "time": duration(one.minutes, time),
        "share": round(100 * one.minutes / times.minutes) if times.minutes else 0,
        "limit": _limit(one.owner),
        "late": duration(one.late, time) if one.late else "",
    }


def _limit(owner: Owner) -> str:
    limits = law().time.own_limits
    days = {DEPARTMENT: limits.department, POST: limits.post}.get(owner)
    if days is not None:
        return _("%(number)s ngày làm việc") % {"number": days}
    return _("ngày phải trả lời") if owner.party is Party.AGENCY else ""


def _segment(one: Segment, names: Names, time: WorkingTime) -> dict[str, Any]:
    return {
        "start": one.start,
        "end": one.end,
        "name": names.of(one.owner),
        "why": WHY[one.why],
        "late": one.late,
        "time": duration(time.minutes(one.start, one.end), time),
    }
