"""Book 09: information supplied, line by line, numbered through the year (TT 13/2011 art 16-17)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from common.dates import today
from common.refusals import FieldProblem, Invalid
from records.book_lines import KEEPERS, check_keeper, give_number, strike
from records.models import Person, SuppliedEntry
from records.names import tidy

__all__ = ["KEEPERS", "enter", "strike"]

BOOK = "book-09"
NOT_A_KEEPER = _("Bạn không có quyền ghi sổ cung cấp thông tin.")


@transaction.atomic
def enter(
    *,
    office: Office,
    by: User,
    kind: str,
    recipient: Office,
    supplied_on: date,
    person: Person | None = None,
    document_no: str = "",
    content: str = "",
    note: str = "",
) -> SuppliedEntry:
    """Write down what the office gave to whom, with the next number of the year."""
    check_keeper(by, why_not=NOT_A_KEEPER)
    line = SuppliedEntry(
        office=office,
        kind=kind,
        recipient=recipient,
        supplied_on=supplied_on,
        supplied_by=by,
        person=person,
        document_no=tidy(document_no)[:100],
        content=content.strip(),
        note=note.strip(),
    )
    _check(line)
    give_number(line, office=office, book=BOOK, on=supplied_on)
    line.save(force_insert=True)
    return line


def _check(line: SuppliedEntry) -> None:
    problems = []
    if line.kind not in SuppliedEntry.Kind.values:
        message = _("Loại thông tin không có trong danh mục.")
        problems.append(FieldProblem("unknown", "kind", message))
    if line.supplied_on > today():
        message = _("Ngày cung cấp ở tương lai.")
        problems.append(FieldProblem("future", "supplied_on", message))
    if line.person is None and not line.content:
        message = _("Hãy ghi nội dung, hoặc mã số lý lịch tư pháp.")
        problems.append(FieldProblem("required", "content", message))
    if problems:
        raise Invalid(problems)
