"""Taking the issue book out as a file: who may, how much at once and a day, and what is kept of it.

Every taking is written down with its purpose and the digest of what left; so is one refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from itertools import islice

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from certificates import register
from certificates.models import BookTaking
from certificates.register import BookRow, Extract
from common.dates import VIETNAM, today
from common.refusals import FieldProblem, Invalid, NotPermitted, Refusal

TAKERS = (Role.HEAD, Role.AUDITOR)
SHORTEST_PURPOSE = 10  # signs
Form = BookTaking.Form
# Of one file: a page is laid out in some hundredths of a second, a line of a table in less.
MOST_ROWS: dict[str, int] = {Form.PDF: 500, Form.XLSX: 10_000}


@dataclass(frozen=True)
class Taken:
    """What leaves, and the line that was written about it."""

    taking: BookTaking
    lines: list[BookRow]


def parts(rows: int, form: str) -> int:
    """How many files this many rows need."""
    return -(-rows // MOST_ROWS[form])


def take(extract: Extract, *, form: str, part: int = 1, by: User, purpose: str) -> Taken:
    """Write down who takes which part of the book for what, and give its lines."""
    _refuse_others(extract, by=by)
    purpose = " ".join(purpose.split())[:300]
    if len(purpose) < SHORTEST_PURPOSE:
        message = _("Hãy ghi rõ mục đích lấy sổ (ít nhất 10 ký tự).")
        raise Invalid([FieldProblem("too_short", "purpose", message)])
    if form not in MOST_ROWS:
        raise Invalid([FieldProblem("unknown", "form", _("Hãy chọn PDF hoặc XLSX."))])
    line = BookTaking(
        office=extract.office,
        by=by,
        form=form,
        year=extract.year,
        book=extract.book,
        month=extract.month,
        part=part,
        rows=0,
        purpose=purpose,
    )
    _refuse_too_many(line)
    start = (part - 1) * MOST_ROWS[form]
    found = extract.certificates()[max(start, 0) : start + MOST_ROWS[form]]
    lines = list(islice(register.lines_of(found), MOST_ROWS[form])) if part > 0 else []
    if not lines:
        raise Refusal(_("Phần này của sổ không có dòng nào."), code="nothing_to_take")
    line.rows, line.digest = len(lines), register.digest(lines)
    line.save()
    return Taken(line, lines)


def takings(user: User) -> QuerySet[BookTaking]:
    """Who took what of this reader's book, the newest first."""
    rows = BookTaking.objects.filter(office=user.office_id) if user.office_id else None
    return (rows if rows is not None else BookTaking.objects.none()).select_related("by")


def _refuse_others(extract: Extract, *, by: User) -> None:
    if not by.has_role(*TAKERS) or by.office_id != extract.office.pk:
        raise NotPermitted(_("Bạn không có quyền lấy sổ cấp phiếu ra thành tệp."))


def _refuse_too_many(line: BookTaking) -> None:
    """A day's work of takings, and no more; the one refused is written down, too."""
    midnight = datetime.combine(today(), time.min, tzinfo=VIETNAM)
    taken = BookTaking.objects.filter(by=line.by, at__gte=midnight, refused=False).count()
    if taken < settings.BOOK_TAKINGS_A_DAY:
        return
    line.refused = True
    line.save()
    message = _(
        "Hôm nay bạn đã lấy sổ %(number)d lần, là số lần tối đa trong một ngày. Lần này được ghi "
        "lại. Nếu công việc cần nhiều hơn, hãy báo quản trị viên."
    )
    raise NotPermitted(message % {"number": settings.BOOK_TAKINGS_A_DAY}, code="book_takings_a_day")
