"""Book 08: documents received, line by line, numbered through the year (TT 13/2011 art 16-17)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Office, User
from common.dates import today
from common.refusals import FieldProblem, Invalid
from records.book_lines import KEEPERS, check_keeper, give_number, strike
from records.models import Judgment, Person, SourceDocument
from records.names import tidy
from records.source_rules import Starts, limit_of, sources
from regulations.calendar import due_on
from regulations.models import office_calendar

__all__ = ["KEEPERS", "attach", "enter", "strike"]

BOOK = "book-08"
NOT_A_KEEPER = _("Bạn không có quyền ghi sổ tiếp nhận thông tin.")


@transaction.atomic
def enter(columns: Mapping[str, Any], *, by: User, office: Office) -> SourceDocument:
    """Write a received document into book 08, with the next number of the year (TT 13/2011 art 16).

    The sender's limit is reckoned once and stays: the office's calendar may change later.
    """
    check_keeper(by, why_not=NOT_A_KEEPER)
    document = SourceDocument(office=office, received_by=by, **columns)
    _complete(document)
    if not columns.get("event_on"):
        document.event_on = _start_of_clock(document)
    _check_entry(document)
    kind = sources().kinds[document.kind]
    penalty = document.judgment.main_penalty if document.judgment else ""
    limit = limit_of(kind, start=document.event_on, sender=document.sender_kind, penalty=penalty)
    document.due_on = due_on(document.event_on, limit=limit, calendar=office_calendar())
    give_number(document, office=office, book=BOOK, on=document.received_on)
    document.save()
    return document


@transaction.atomic
def attach(
    document: SourceDocument,
    *,
    by: User,
    person: Person | None,
    judgment: Judgment | None,
    note: str,
) -> SourceDocument:
    """Say whose document it is, and what else is to be noted; the line itself stays."""
    check_keeper(by, why_not=NOT_A_KEEPER)
    document = SourceDocument.objects.select_for_update().get(pk=document.pk)
    document.person, document.judgment, document.note = person, judgment, note
    _complete(document)
    _check_whose(document)
    document.save(update_fields=["person", "judgment", "note"])
    return document


def _complete(document: SourceDocument) -> None:
    """Fill in what follows from the rest: the judgment's person, or a person's only judgment."""
    if document.judgment and document.person is None:
        document.person = document.judgment.person
    if document.person and document.judgment is None:
        judgments = list(document.person.judgments.all()[:2])
        document.judgment = judgments[0] if len(judgments) == 1 else None


def _start_of_clock(document: SourceDocument) -> date:
    """The day the limit counts from, where the clerk gave none."""
    kind = sources().kinds.get(document.kind)
    if kind and kind.starts is Starts.IN_FORCE and document.judgment:
        return document.judgment.final_on or document.signed_on
    return document.signed_on


def _check_entry(document: SourceDocument) -> None:
    problems = []
    if document.kind not in sources().kinds:
        problems.append(
            FieldProblem("unknown", "kind", _("Loại thông tin không có trong danh mục."))
        )
    if document.sender_kind not in sources().senders:
        problems.append(FieldProblem("unknown", "sender_kind", _("Loại cơ quan không có.")))
    if not tidy(document.sender):
        problems.append(FieldProblem("required", "sender", _("Hãy ghi cơ quan cung cấp.")))
    if document.received_on > today():
        problems.append(FieldProblem("future", "received_on", _("Ngày tiếp nhận ở tương lai.")))
    for name in ("signed_on", "event_on"):
        if getattr(document, name) > document.received_on:
            message = _("Ngày này sau ngày tiếp nhận.")
            problems.append(FieldProblem("after_receipt", name, message))
    if problems:
        raise Invalid(problems)
    _check_whose(document)


def _check_whose(document: SourceDocument) -> None:
    judgment, person = document.judgment, document.person
    if judgment and person and judgment.person_id != person.pk:
        message = _("Bản án này là của người khác.")
        raise Invalid([FieldProblem("other_person", "judgment", message)])
