"""Handled administrative violations: kept by hand, looked up, and handed on to other authorities.

The list stands beside the criminal records and apart from them: nothing here is printed on a
certificate, and who is classified or certified is never asked here. Every look-up and every
hand-over leaves a row of who, to whom and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from common.dates import today
from common.refusals import NotPermitted, Refusal
from records.handing import Recipient, note_hand_over
from records.history import changing
from records.lookup import check_purpose, note_search
from records.matching.phonetics import bare
from records.models import Violation
from records.names import certificate_key, dates_agree, name_key, number_key, tidy
from records.violation_rows import decision_of, is_same_person, take_turn

KEEPERS = (Role.VERIFIER, Role.HEAD)
AUTHORITIES = (*KEEPERS, Role.AGENCY_OFFICER)
MOST_FOUND = 100


@dataclass(frozen=True)
class Question:
    """Whom or what we look for; at least one of name, number and decision."""

    full_name: str = ""
    date_of_birth: str = ""
    number: str = ""
    decision_no: str = ""

    def __str__(self) -> str:
        parts = (self.full_name, self.date_of_birth, self.number, self.decision_no)
        return " ".join(filter(None, parts))


def look_up(question: Question, *, by: User, purpose: str, case: str = "") -> list[Violation]:
    """Everybody with the number, the name (without its marks) and an agreeing birth date, or the
    decision; withdrawn ones too. Too many rather than too few, and written down."""
    check_purpose(by=by, purpose=purpose, case=case)
    ways = Q()
    if number := number_key(question.number):
        ways |= Q(number_keys__contains=[number])
    if decision := certificate_key(question.decision_no):
        ways |= Q(decision_key=decision)
    if name := bare(name_key(question.full_name)):
        ways |= Q(name_keys__contains=[name])
    rows = Violation.objects.filter(ways)[: MOST_FOUND + 1] if ways else []
    found = [row for row in rows if _could_be(row, question)]
    note_search(str(question), found=[row.code for row in found], by=by, purpose=purpose, case=case)
    return found


@transaction.atomic
def receive(columns: Mapping[str, Any], *, by: User, document: str) -> Violation:
    """Enter one decision that came on paper; one that is known is refused, not doubled."""
    _check_keeper(by)
    _check_text(document, code="document_missing", message=_("Hãy ghi số văn bản đã nhận."))
    take_turn()
    violation = Violation(**columns)
    _check_not_known(violation)
    with changing(by=by, document=document):
        violation.save()
    return violation


@transaction.atomic
def correct(
    violation: Violation,
    *,
    by: User,
    changes: Mapping[str, Any],
    reason: str,
    document: str = "",
) -> Violation:
    """Change what the list says of a decision; what it said before is kept, with the reason."""
    _check_keeper(by)
    _check_text(reason, code="reason_missing", message=_("Hãy ghi lý do thay đổi."))
    take_turn()
    violation = Violation.objects.get(pk=violation.pk)
    for name, value in changes.items():
        setattr(violation, name, value)
    _check_not_known(violation)
    return _write(violation, by=by, reason=reason, document=document)


@transaction.atomic
def withdraw(violation: Violation, *, by: User, reason: str, document: str = "") -> Violation:
    """Take a decision off the list (quashed, or entered wrongly); readers are told that it went."""
    _check_keeper(by)
    _check_text(reason, code="reason_missing", message=_("Hãy ghi lý do thay đổi."))
    take_turn()
    violation = Violation.objects.get(pk=violation.pk)
    if violation.withdrawn:
        raise Refusal(_("Quyết định này đã được rút khỏi danh sách."), code="withdrawn")
    violation.withdrawn_on = today()
    return _write(violation, by=by, reason=reason, document=document)


def changes_since(moment: datetime | None) -> QuerySet[Violation]:
    """What changed after a moment, in the order in which it became visible, withdrawn ones too.

    A writer holds its turn until its transaction has ended and dates its rows within it. So nothing
    can appear later with an earlier time, and the time of the last row read is a safe place to go
    on from.
    """
    rows = Violation.objects.order_by("changed_at")
    return rows if moment is None else rows.filter(changed_at__gt=moment)


def hand_over(
    rows: Iterable[Violation], *, by: User, to: Recipient, asked: str = ""
) -> list[Violation]:
    """Give rows of the list to an authority: who got which, on what letter and why is kept."""
    if not by.has_role(*AUTHORITIES):
        raise NotPermitted(
            _("Bạn không có quyền cung cấp thông tin vi phạm hành chính."), code="hand_over"
        )
    handed = list(rows)
    what = _("Cung cấp thông tin vi phạm hành chính: %(asked)s") % {"asked": asked}
    note_hand_over([row.code for row in handed], by=by, to=to, what=what)
    return handed


def _could_be(row: Violation, question: Question) -> bool:
    """A name alone is narrowed by the birth date; a number or a decision is not."""
    if number_key(question.number) in row.number_keys:
        return True
    if question.decision_no and certificate_key(question.decision_no) == row.decision_key:
        return True
    return dates_agree(row.date_of_birth, question.date_of_birth)


def _check_keeper(by: User) -> None:
    if not by.has_role(*KEEPERS):
        raise NotPermitted(_("Bạn không có quyền sửa danh sách này."), code="keep_violations")


def _check_text(text: str, *, code: str, message: object) -> None:
    if not tidy(text):
        raise Refusal(message, code=code)


def _check_not_known(violation: Violation) -> None:
    columns = {field: getattr(violation, field) for field in ("authority", "decision_no")}
    person = {
        name: getattr(violation, name)
        for name in ("full_name", "date_of_birth", "cccd", "cmnd", "passport")
    }
    authority, number, day = decision_of({**columns, "decision_date": violation.decision_date})
    others = Violation.objects.filter(
        authority_key=authority, decision_key=number, decision_date=day
    ).exclude(pk=violation.pk)
    if any(is_same_person(other, person) for other in others):
        raise Refusal(_("Quyết định này đã có trong danh sách cho người này."), code="known")


def _write(violation: Violation, *, by: User, reason: str, document: str) -> Violation:
    violation.change_reason = tidy(reason)[:300]
    with changing(by=by, document=document):
        violation.save()
    return violation
