"""Trả lời bằng giấy: scanned, typed by one person, confirmed by a second, then an answer.

The second person types the decisive points again from the scan and is not shown what the first
one typed. Reading another's typing catches far fewer errors: the eye takes what it expects to see.
The judgments, which are long, are then read beside the scan. Where the two differ nothing counts,
and the first person is told at which points, never with which values.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from applications.models import Application
from common.dates import today
from common.refusals import FieldProblem, Invalid, NotPermitted, Refusal
from verification import replies, reply_papers
from verification.models import PaperReply, VerificationRequest

State = PaperReply.State
FOLDER = "paper"


class Outcome(StrEnum):
    """What came of a second reading."""

    CONFIRMED = "confirmed"
    TO_READ = "to_read"  # the decisive points agree; the judgments are to be read
    SENT_BACK = "sent_back"


@dataclass(frozen=True)
class Decisive:
    """What decides a case, as typed from the scan."""

    about_other: bool
    answer: str
    reference: str
    answered_on: date
    judgments: int


@dataclass(frozen=True)
class Typed:
    """The whole answer as the first person typed it."""

    answer: str
    reference: str
    signed_by: str
    answered_on: date
    about_other: bool = False
    judgments: tuple[dict[str, Any], ...] = ()
    note: str = ""


def seen_by(user: User) -> QuerySet[PaperReply]:
    """The paper answers to questions of dossiers that this person may see."""
    rows = PaperReply.objects.filter(request__application__in=Application.objects.for_user(user))
    return rows.select_related(
        "request__application", "request__agency", "typed_by", "scanned_by", "confirmed_by"
    )


@transaction.atomic
def take_in(
    request: VerificationRequest, content: bytes, *, by: User, arrived_on: date
) -> PaperReply:
    """Keep the scan of a letter that came; the same scan again is the same row."""
    _refuse_reader(by)
    if arrived_on > today():
        message = _("Ngày đến không được ở sau hôm nay.")
        raise Invalid([FieldProblem("future", "arrived_on", message)])
    columns = reply_papers.store(request, content, folder=FOLDER)
    VerificationRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    known = request.paper_replies.exclude(state=State.DISCARDED)
    found = known.filter(sha256=columns["sha256"]).first()
    if found is not None:
        return found
    return PaperReply.objects.create(
        request=request, arrived_on=arrived_on, scanned_by=by, **columns
    )


@transaction.atomic
def type_in(paper: PaperReply, typed: Typed, *, by: User, entry: int) -> PaperReply:
    """The first reading; typed again after a difference, or corrected before the second one.

    `entry` is the count that the typist saw, so that nobody types over another's work unseen.
    """
    row = _held(paper, by=by)
    _refuse_settled(row)
    _refuse_outdated(row, entry)
    if typed.answered_on > row.arrived_on:
        message = _("Ngày văn bản ở sau ngày thư đến.")
        raise Invalid([FieldProblem("after_arrival", "answered_on", message)])
    row.about_other, row.answer = typed.about_other, typed.answer
    row.reference, row.signed_by = typed.reference, typed.signed_by
    row.answered_on, row.note = typed.answered_on, typed.note
    row.judgments = list(typed.judgments)
    row.typed_by, row.typed_at = by, timezone.now()
    row.entry += 1
    row.state, row.differs, row.differs_note, row.sent_back_by = State.TYPED, [], "", None
    row.save()
    return row


@transaction.atomic
def confirm(
    paper: PaperReply, read: Decisive, *, by: User, entry: int, judgments_read: bool = False
) -> tuple[Outcome, PaperReply]:
    """The second reading. Where it agrees the answer counts, once, whoever presses how often."""
    row = _held(paper, by=by)
    if row.state == State.CONFIRMED and row.confirmed_by_id == by.pk:
        return Outcome.CONFIRMED, row
    _refuse_to_confirm(row, by=by, entry=entry)
    differs = _differences(row, read)
    if differs:
        return Outcome.SENT_BACK, _send_back(row, differs, by=by)
    if row.judgments and not judgments_read:
        return Outcome.TO_READ, row
    reply = replies.receive(_answer(row), agency=row.request.agency, by=row.typed_by)
    row.reply, row.confirmed_by, row.confirmed_at = reply, by, timezone.now()
    row.state = State.CONFIRMED
    row.save(update_fields=["reply", "confirmed_by", "confirmed_at", "state"])
    return Outcome.CONFIRMED, row


@transaction.atomic
def send_back(paper: PaperReply, *, by: User, entry: int, note: str) -> PaperReply:
    """What was typed of the judgments is not what the scan says."""
    row = _held(paper, by=by)
    _refuse_to_confirm(row, by=by, entry=entry)
    if not note.strip():
        message = _("Hãy ghi điều chưa khớp với bản quét.")
        raise Invalid([FieldProblem("required", "note", message)])
    return _send_back(row, ["judgments"], by=by, note=note.strip())


@transaction.atomic
def discard(paper: PaperReply, *, by: User, reason: str) -> PaperReply:
    """A scan that is no answer, or belongs to another question; it is kept with the reason."""
    row = _held(paper, by=by)
    if row.state == State.DISCARDED:
        return row
    _refuse_settled(row)
    if not reason.strip():
        raise Invalid([FieldProblem("required", "reason", _("Hãy ghi rõ lý do."))])
    row.state, row.discarded_by, row.discarded_at = State.DISCARDED, by, timezone.now()
    row.discard_reason = reason.strip()[:300]
    row.save(update_fields=["state", "discarded_by", "discarded_at", "discard_reason"])
    return row


def same_person(one: User | None, other: User) -> bool:
    """The same account, or two accounts of one natural person."""
    if one is None:
        return False
    return one.pk == other.pk or bool(one.person_key and one.person_key == other.person_key)


def _held(paper: PaperReply, *, by: User) -> PaperReply:
    """The row as it is now, locked; its dossier first, as everywhere."""
    _refuse_reader(by)
    application = Application.objects.filter(verification_requests=paper.request_id)
    application.select_for_update(of=("self",)).first()
    return seen_by(by).select_for_update(of=("self",)).get(pk=paper.pk)


def _refuse_reader(by: User) -> None:
    if not by.has_role(Role.VERIFIER):
        raise NotPermitted(_("Bạn không có quyền nhập trả lời bằng giấy."))


def _refuse_settled(row: PaperReply) -> None:
    if not row.is_open:
        message = _("Thư trả lời này đã được xác nhận hoặc đã bỏ, không sửa được nữa.")
        raise Refusal(message, code="settled")


def _refuse_outdated(row: PaperReply, entry: int) -> None:
    if row.entry != entry:
        message = _("Người khác vừa nhập trả lời này. Hãy tải lại trang để xem.")
        raise Refusal(message, code="outdated")


def _refuse_to_confirm(row: PaperReply, *, by: User, entry: int) -> None:
    _refuse_settled(row)
    if row.state != State.TYPED:
        message = _("Trả lời này chưa có bản nhập nào chờ xác nhận.")
        raise Refusal(message, code="not_typed")
    if same_person(row.typed_by, by):
        message = _("Người nhập không được tự xác nhận. Hãy để người khác xác nhận.")
        raise Refusal(message, code="own_entry")
    _refuse_outdated(row, entry)


def _differences(row: PaperReply, read: Decisive) -> list[str]:
    """The points at which the two readings are not the same."""
    first = Decisive(
        about_other=row.about_other,
        answer=row.answer,
        reference=_plain(row.reference),
        answered_on=row.answered_on or date.min,
        judgments=len(row.judgments),
    )
    second = replace(read, reference=_plain(read.reference))
    names = Decisive.__dataclass_fields__
    return [name for name in names if getattr(first, name) != getattr(second, name)]


def _plain(text: str) -> str:
    """Blanks and capitals are no difference between two readings."""
    return "".join(unicodedata.normalize("NFC", text).casefold().split())


def _send_back(row: PaperReply, differs: list[str], *, by: User, note: str = "") -> PaperReply:
    row.state, row.differs, row.differs_note = State.SENT_BACK, differs, note[:500]
    row.sent_back_by = by
    row.save(update_fields=["state", "differs", "differs_note", "sent_back_by"])
    return row


def _answer(row: PaperReply) -> replies.Answer:
    """The same values as a server's answer; one message id a row, so that once is enough.

    A letter about somebody else bears no digest of this person: it is set aside for a clerk.
    """
    asked = row.request
    return replies.Answer(
        message_id=f"paper-{row.pk}",
        request=asked.reference,
        subject_digest="" if row.about_other else asked.subject_digest,
        answer=row.answer,
        answered_on=row.answered_on or today(),
        reference=row.reference,
        signed_by=row.signed_by,
        judgments=tuple(row.judgments),
        note=row.note,
        body={"paper": row.pk, "answer": row.answer, "judgments": row.judgments},
    )


def waits_typed(request: VerificationRequest) -> bool:
    """Whether an answer to this question lies in the house and does not count yet."""
    return request.paper_replies.filter(state__in=PaperReply.OPEN).exists()
