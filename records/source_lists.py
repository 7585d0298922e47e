"""Lists of documents for the desk: who is late, who owes what, and the tables for their letters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from accounts.models import Office, User
from records.handed_tables import Value
from records.handing import Recipient, note_hand_over
from records.models import Judgment, SourceDocument
from records.source_rules import sources
from records.sources import Debt, Missing, missing
from regulations.calendar import WorkingCalendar

BOOK_COLUMNS = (
    *("number", "received_on", "sender", "document_no", "signed_on", "kind", "content"),
    *("record_code", "full_name", "due_on", "days_late", "received_by", "note", "struck"),
)
MISSING_COLUMNS = (
    *("record_code", "full_name", "date_of_birth", "judgment_no", "judgment_date", "court"),
    *("document", "due_on", "days_late", "why"),
)


@dataclass(frozen=True)
class SenderCount:
    """What one kind of sender sent, how much of it late, and what it owes."""

    code: str
    label: str
    short: str
    received: int
    late: int
    missing: int


def standing() -> QuerySet[SourceDocument]:
    """Lines that count: those not struck."""
    return SourceDocument.objects.filter(struck_on=None)


def late() -> Q:
    return Q(received_on__gt=F("due_on"))


def sender_counts(office: Office | None, *, owed: Iterable[tuple[Debt, int]]) -> list[SenderCount]:
    """Every kind of sender that sent something or owes something."""
    lines = standing().filter(office=office) if office else standing()
    grouped = lines.order_by().values("sender_kind")
    counted = grouped.annotate(received=Count("pk"), late=Count("pk", filter=late()))
    received: dict[str, tuple[int, int]] = {
        row["sender_kind"]: (row["received"], row["late"]) for row in counted
    }
    owes: dict[str, int] = {}
    for debt, number in owed:
        owes[debt.sender] = owes.get(debt.sender, 0) + number
    counts = [
        SenderCount(
            *(one.code, str(one), one.short, *received.get(one.code, (0, 0))),
            missing=owes.get(one.code, 0),
        )
        for one in sources().sender
    ]
    return [one for one in counts if one.received or one.missing]


def owed_rows(
    debt: Debt, *, court: str, as_of: date, calendar: WorkingCalendar, start: int, most: int
) -> list[tuple[Judgment, Missing]]:
    """Part of what one sender owes, the oldest first, each with its day and its words."""
    rows = debt.judgments.filter(court__icontains=court) if court else debt.judgments
    page = rows.order_by(F("event"), "pk").select_related("person")
    page = page.prefetch_related("source_documents")[start : start + most]
    return [
        (judgment, one)
        for judgment in page
        for one in missing(
            judgment, judgment.source_documents.all(), as_of=as_of, calendar=calendar
        )
        if one.rule == debt.rule.code
    ]


def missing_table(
    rows: list[tuple[Judgment, Missing]], *, by: User, to: Recipient
) -> list[list[Value]]:
    """The rows for a letter to the sender; who got whose names is written down."""
    codes = sorted({judgment.person.record_code for judgment, _one in rows})
    kind = sources().kinds[rows[0][1].kind] if rows else ""
    note_hand_over(codes, by=by, to=to, what=f"Văn bản chưa đến: {kind}")
    return [_missing_line(judgment, one) for judgment, one in rows]


def book_table(
    lines: list[SourceDocument], *, by: User, to: Recipient, what: str
) -> list[list[Value]]:
    """Lines of book 08 in their order, struck ones too; whose names left is written down."""
    codes = sorted({line.person.record_code for line in lines if line.person})
    note_hand_over(codes, by=by, to=to, what=what)
    return [_book_line(line) for line in lines]


def _missing_line(judgment: Judgment, one: Missing) -> list[Value]:
    person = judgment.person
    return [
        *(person.record_code, person.full_name, person.date_of_birth),
        *(judgment.judgment_no, judgment.judgment_date, judgment.court),
        *(str(sources().kinds[one.kind]), one.due_on, one.days_late, one.why),
    ]


def _book_line(line: SourceDocument) -> list[Value]:
    person = line.person
    return [
        *(str(line), line.received_on, line.sender, line.document_no, line.signed_on),
        *(kind_name(line.kind), line.content),
        *((person.record_code, person.full_name) if person else ("", "")),
        *(line.due_on, line.days_late, line.received_by.display_name, line.note),
        line.struck_reason,
    ]


def kind_name(code: str) -> str:
    """The kind in words; a line keeps its kind when the list of kinds has changed."""
    kind = sources().kinds.get(code)
    return str(kind) if kind else code


def sender_name(code: str) -> str:
    sender = sources().senders.get(code)
    return str(sender) if sender else code
