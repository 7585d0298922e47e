"""Opening records: what must be true before one opens, and what is written down.

A record opens only to somebody whom a look-up has shown it: the register is not leafed through by
numbers. How many one person opens in a day is capped, and what is refused is written down, too.
"""

from __future__ import annotations

from datetime import datetime, time

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.dates import VIETNAM, today
from common.refusals import NotPermitted
from records.lookup import check_purpose, note_view
from records.models import AccessLog, Person
from records.names import tidy
from records.reasons import HOLDS_FOR, Reason
from records.watching import tell

Kind = AccessLog.Kind


def open_record(person: Person, *, by: User, reason: Reason) -> AccessLog:
    """One whole record: found for this case, or by this person within the hour."""
    _refuse_unshown(person, by=by, reason=reason)
    tell(person, by=by, reason=reason)  # first: of an opening that then fails, too
    return open_row(person.record_code, by=by, reason=reason)


def open_row(code: str, *, by: User, reason: Reason) -> AccessLog:
    """One record or certificate of an earlier book, within what a person may open in a day."""
    check_purpose(by=by, purpose=reason.purpose, case=reason.case)
    if opened_today(by) >= settings.RECORD_VIEWS_A_DAY:
        _write(Kind.REFUSED, code, by=by, reason=reason)
        message = _(
            "Hôm nay bạn đã mở %(number)d lý lịch, là số lượt tối đa trong một ngày. Nếu công "
            "việc cần nhiều hơn, hãy báo lãnh đạo Sở."
        )
        raise NotPermitted(message % {"number": settings.RECORD_VIEWS_A_DAY}, code="views_a_day")
    return note_view(code, by=by, purpose=reason.purpose, case=reason.case)


def opened_today(by: User) -> int:
    """How many records this person has opened since midnight in Viet Nam."""
    midnight = datetime.combine(today(), time.min, tzinfo=VIETNAM)
    return AccessLog.objects.filter(by=by, kind=Kind.VIEW, at__gte=midnight).count()


def note_comparison(person: Person, *, by: User, reason: Reason) -> AccessLog:
    """A candidate of a case was held against the applicant: bounded by the case, so not capped."""
    check_purpose(by=by, purpose=reason.purpose, case=reason.case)
    tell(person, by=by, reason=reason)
    return _write(Kind.COMPARE, person.record_code, by=by, reason=reason)


def accesses_to(person: Person) -> QuerySet[AccessLog]:
    """Everybody who looked at this person's record or found it, oldest first."""
    rows = AccessLog.objects.filter(found__contains=[person.record_code])
    rows = rows.exclude(kind=Kind.ALERT)  # tells of an opening that is a row itself
    return rows.select_related("by__office").order_by("pk")


def note_print(person: Person, *, by: User, reason: Reason) -> AccessLog:
    """Their own access list was printed for them."""
    _refuse_unshown(person, by=by, reason=reason)
    return _write(Kind.PRINT, person.record_code, by=by, reason=reason)


def _refuse_unshown(person: Person, *, by: User, reason: Reason) -> None:
    check_purpose(by=by, purpose=reason.purpose, case=reason.case)
    if not _was_shown(person.record_code, by=by, case=reason.case):
        _write(Kind.REFUSED, person.record_code, by=by, reason=reason)
        message = _("Lý lịch này chưa hiện ra trong lượt tra cứu nào của bạn. Hãy tra cứu trước.")
        raise NotPermitted(message, code="not_shown")


def _was_shown(code: str, *, by: User, case: str) -> bool:
    mine = Q(by=by, at__gte=timezone.now() - HOLDS_FOR)
    shown = AccessLog.objects.filter(kind__in=(Kind.LOOKUP, Kind.COMPARE), found__contains=[code])
    return shown.filter(mine | Q(case_code=case) if case else mine).exists()


def _write(kind: str, code: str, *, by: User, reason: Reason) -> AccessLog:
    return AccessLog.objects.create(
        kind=kind,
        by=by,
        purpose=tidy(reason.purpose)[:300],
        case_code=reason.case,
        found=[code],
    )
