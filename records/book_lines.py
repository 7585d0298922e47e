"""Writing the books 08 and 09: the next number of the year, and striking a wrong line
(TT 13/2011 art 16-17)."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, Role, User
from accounts.numbering import next_number
from common.dates import today
from common.refusals import NotPermitted, Refusal
from records.models.book import BookLine
from records.names import tidy

KEEPERS = (Role.VERIFIER, Role.HEAD)

Line = TypeVar("Line", bound=BookLine)


def check_keeper(by: User, *, why_not: str | Promise = "") -> None:
    """Who keeps the books; the machine enters what it sent itself."""
    if not by.has_role(*KEEPERS, Role.SYSTEM):
        message = why_not or _("Bạn không có quyền ghi sổ này.")
        raise NotPermitted(message, code="book")


def give_number(line: BookLine, *, office: Office, book: str, on: date) -> None:
    """The year's next number, from 1 each year; a rollback gives it back, so there is no gap."""
    line.year = on.year
    line.number = next_number(office, series=book, period=str(line.year))


@transaction.atomic
def strike(line: Line, *, by: User, reason: str) -> Line:
    """Strike a wrong line: it stays readable, counts no more, and its number is not used again."""
    check_keeper(by)
    if not tidy(reason):
        raise Refusal(_("Hãy ghi lý do gạch bỏ."), code="reason_missing")
    locked = type(line)._default_manager.select_for_update().get(pk=line.pk)
    if locked.struck_on:
        raise Refusal(_("Dòng này đã được gạch bỏ."), code="struck")
    locked.struck_on, locked.struck_by = today(), by
    locked.struck_reason = tidy(reason)[:300]
    locked.save(update_fields=["struck_on", "struck_by", "struck_reason"])
    return locked
