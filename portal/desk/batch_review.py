"""What a signer looks at before hundreds of orders: the clean ones counted, the others apart.

A certificate is looked at one by one where it states a record or where its way was not the usual
one; everything else is a line of a list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from applications.models import Event
from certificates import batches
from certificates.batches import Shown
from certificates.content import CertificateContent
from certificates.models import Certificate
from common.dates import today
from portal.desk.days import Due, due_of, office_calendar
from verification.models import Conclusion, Reply
from verification.replies import doubts

LONG_DELAY = timedelta(days=5)
DUE: dict[str, str | Promise] = {
    "": gettext_lazy("Mọi hạn trả"),
    "qua-han": gettext_lazy("Đã quá hạn"),
    "hom-nay": gettext_lazy("Đến hết hôm nay"),
    "3-ngay": gettext_lazy("Trong 3 ngày tới"),
}
KINDS: dict[str, str | Promise] = {
    "": gettext_lazy("Mọi loại phiếu"),
    "1": gettext_lazy("Phiếu số 1"),
    "2": gettext_lazy("Phiếu số 2"),
}
RECORDS: dict[str, str | Promise] = {
    "": gettext_lazy("Mọi nội dung"),
    "sach": gettext_lazy("Không có gì cần xem riêng"),
    "can-xem": gettext_lazy("Có điểm cần xem riêng"),
}
_ASIDE = (*Reply.SET_ASIDE, Reply.Disposition.LATE, Reply.Disposition.PARTIAL)


@dataclass(frozen=True)
class Line:
    """One certificate of the page, and why it is not like the others."""

    certificate: Certificate
    content: CertificateContent
    due: Due | None
    reasons: list[str] = field(default_factory=list)

    @property
    def seen(self) -> str:
        return f"{self.certificate.pk}:{self.certificate.content_digest}"


@dataclass(frozen=True)
class Filters:
    """What the signer wants to see of what waits."""

    kind: str = ""
    record: str = ""
    due: str = ""

    @classmethod
    def of(cls, query: Any) -> Filters:
        def one(name: str, known: dict[str, Any]) -> str:
            value = str(query.get(name, ""))
            return value if value in known else ""

        return cls(one("loai", KINDS), one("noi-dung", RECORDS), one("han", DUE))

    def narrow(self, found: QuerySet[Certificate]) -> QuerySet[Certificate]:
        if self.kind:
            found = found.filter(certificate_type=int(self.kind))
        last = {"qua-han": -1, "hom-nay": 0, "3-ngay": 3}.get(self.due)
        if last is not None:
            found = found.filter(application__due_on__lte=today() + timedelta(days=last))
        return found


def lines(user: User, *, filters: Filters, chosen: Sequence[int] | None = None) -> list[Line]:
    """What waits for this signer's order, as much as one confirmation takes."""
    found = filters.narrow(batches.waiting_for(user))
    if chosen is not None:
        found = found.filter(application__in=chosen)
    shown = _looked_at(list(found[: batches.MOST]))
    if filters.record:
        shown = [one for one in shown if bool(one.reasons) == (filters.record == "can-xem")]
    return shown


def table(shown: Iterable[Line]) -> list[tuple[str, list[int]]]:
    """How many of each statement, by type: for the drawing and its table."""
    counted = Counter((one.content.record.statement, one.content.certificate_type) for one in shown)
    statements = sorted({statement for statement, _kind in counted})
    return [(said.capitalize(), [counted[(said, kind)] for kind in (1, 2)]) for said in statements]


def read(typed: str) -> list[Shown]:
    """The form's hidden field again; what is no certificate is nobody's."""
    pairs = (one.partition(":") for one in typed.split(",")[: batches.MOST])
    return [Shown(int(pk), digest) for pk, _sign, digest in pairs if pk.isdecimal() and digest]


def written(shown: Iterable[Line]) -> str:
    return ",".join(one.seen for one in shown)


def _looked_at(certificates: list[Certificate]) -> list[Line]:
    ids = [one.application_id for one in certificates]
    conclusions = _last_conclusions(ids)
    before, unweighed = _ways(ids), _unweighed(certificates)
    calendar = office_calendar()
    found = []
    for one in certificates:
        content = one.lines
        reasons = [
            *_of_record(content, conclusions.get(one.application_id)),
            *before.get(one.application_id, ()),
            *_of_delay(one),
        ]
        if one.application_id in unweighed:
            reasons.append(_("có trả lời xác minh chưa được xem xét"))
        found.append(Line(one, content, due_of(one.application, calendar=calendar), reasons))
    return found


def _of_record(content: CertificateContent, conclusion: Conclusion | None) -> Iterable[str]:
    judgments = len((conclusion.statement if conclusion else {}).get("judgments") or ())
    if judgments == 1:
        yield _("có một bản án")
    elif judgments:
        number = ngettext("có %d bản án", "có %d bản án", judgments)
        yield number % judgments
    if content.bans and (content.bans.rows or content.bans.blocks):
        yield _("có nội dung cấm đảm nhiệm chức vụ")
    if conclusion and conclusion.statement.get("without_answers"):
        yield _("kết luận không chờ đủ trả lời")
    if conclusion and conclusion.statement.get("disagreement"):
        yield _("các nguồn trả lời khác nhau")


def _of_delay(certificate: Certificate) -> Iterable[str]:
    due = certificate.application.due_on
    if due and due < today() - LONG_DELAY:
        yield _("quá hạn trên %(days)s ngày") % {"days": LONG_DELAY.days}


def _last_conclusions(ids: list[int]) -> dict[int, Conclusion]:
    rows = Conclusion.objects.filter(application__in=ids).order_by("number")
    return {one.application_id: one for one in rows}


def _ways(ids: list[int]) -> dict[int, list[str]]:
    """Dossiers that went back: a certificate returned by the approver, revoked or corrected."""
    told = {
        "send_back": _("từng bị trả lại để lập lại"),
        "reissue": _("cấp lại sau thu hồi"),
        "correct": _("đính chính phiếu đã cấp"),
        "cancel": _("cấp lại sau hủy bỏ"),
    }
    events = Event.objects.filter(application__in=ids, step__in=told).order_by("pk")
    found: dict[int, list[str]] = {}
    for application, step in events.values_list("application", "step").distinct():
        if told[step] not in found.setdefault(application, []):
            found[application].append(told[step])
    return found


def _unweighed(certificates: list[Certificate]) -> set[int]:
    """Few have an answer that was set aside, so only those are looked at closely."""
    ids = [one.application_id for one in certificates]
    aside = Q(request__application__in=ids, disposition__in=_ASIDE)
    some = set(Reply.objects.filter(aside).values_list("request__application", flat=True))
    return {
        one.application_id
        for one in certificates
        if one.application_id in some and doubts(one.application).exists()
    }
