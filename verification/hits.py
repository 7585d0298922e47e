"""An answer that names a record enters the office's register (TT 06/2013 art 11.2c).

The judgments belong to the person who was asked about. Their record is the one that a clerk left
standing, or the one that agrees for sure; where the register knows nobody, one is opened. While a
clerk has to compare somebody first, nothing is entered. Violations that were handled
administratively have no way in here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application
from common.dates import display_day
from records import additions, comparisons
from records.additions import Brought
from records.cells import BadCell
from records.comparisons import Compared
from records.history import changing
from records.judgment_columns import JudgmentRow
from records.known_people import KnownPeople
from records.models import Comparison, Person
from records.names import name_key
from verification import register, replies, supply
from verification.models import Agency, RegisterEntry, Reply

State = RegisterEntry.State
# Whose word on an expungement is taken over as it stands.
COURTS = frozenset({Agency.Kind.COURT, Agency.Kind.MILITARY_COURT})
# What a row says of the person, held against the dossier.
IDENTITY = ("full_name", "date_of_birth")


@dataclass
class _Entering:
    """One answer while it is entered."""

    reply: Reply
    rows: list[tuple[int, JudgmentRow]] = field(default_factory=list)  # by their place
    unread: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    differences: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_sure(self) -> bool:
        """An agency that could not say adds to what is known, and makes nobody a convict."""
        return self.reply.answer == Reply.Answer.HAS_RECORD

    @property
    def agency(self) -> str:
        return self.reply.agency.name

    @property
    def document(self) -> str:
        """The paper as the register names its source."""
        number = self.reply.reference or _("không số")
        day = display_day(self.reply.answered_on)
        return _("Trả lời xác minh số %(number)s ngày %(day)s") % {"number": number, "day": day}

    def refuse(self, place: int, row: dict[str, Any], reason: str) -> None:
        self.unread.append(
            {"row": place, "judgment_no": str(row.get("judgment_no") or ""), "reason": reason}
        )


@transaction.atomic
def enter_hits(application: Application) -> None:
    """Enter each answer that counts and names judgments; again, nothing is entered twice."""
    Application.objects.select_for_update().get(pk=application.pk)
    entering = [_read(reply, application) for reply in _to_enter(application)]
    if not entering:
        return
    machine = User.objects.machine()
    additions.take_turn()
    for one in entering:
        document = _("Hồ sơ %(case)s: %(agency)s, %(document)s") % {
            "case": application.code,
            "agency": one.agency,
            "document": one.document,
        }
        with changing(by=machine, document=document):
            _enter(one, application, by=machine)


def waiting(application: Application) -> bool:
    """Whether a hit cannot be entered before a clerk has compared candidates of the register."""
    return _entries(application).filter(state=State.WAITING).exists()


def entries_of(application: Application) -> QuerySet[RegisterEntry]:
    """What became of each answer that named judgments, for a clerk to see."""
    return _entries(application).select_related("reply__agency", "person")


def _entries(application: Application) -> QuerySet[RegisterEntry]:
    return RegisterEntry.objects.filter(reply__request__application=application)


def _naming(application: Application) -> QuerySet[Reply]:
    rows = replies.applied(application).exclude(answer=Reply.Answer.NONE).exclude(judgments=[])
    return rows.order_by("pk")


def _to_enter(application: Application) -> QuerySet[Reply]:
    undone = Q(register_entry=None) | Q(register_entry__state__in=RegisterEntry.UNDONE)
    return _naming(application).filter(undone)


def _read(reply: Reply, application: Application) -> _Entering:
    one = _Entering(reply)
    for place, row in enumerate(reply.judgments, start=1):
        try:
            one.rows.append((place, additions.read_row(row, subject=application.subject)))
        except BadCell as problem:
            one.refuse(place, row, str(problem))
        else:
            one.differences += _other_identity(row, application)
    return one


def _other_identity(row: dict[str, Any], application: Application) -> list[dict[str, Any]]:
    """What the row says of the person otherwise than the dossier."""
    subject = application.subject
    return [
        {"judgment_no": row["judgment_no"], "column": column, "held": held, "said": said}
        for column in IDENTITY
        for held, said in [(str(subject.get(column) or ""), str(row.get(column) or ""))]
        if said and name_key(held) != name_key(said)
    ]


def _enter(one: _Entering, application: Application, *, by: User) -> None:
    if not one.rows:
        _keep(one, State.UNREADABLE)
        return
    person, must_wait = _whose(register.look_up(application), one.rows[0][1])
    if must_wait:
        _keep(one, State.WAITING)
        return
    opened = person is None and one.is_sure
    if person is None and one.is_sure:
        person = _open(one, application, by=by)
    for place, row in one.rows:
        _bring(one, person, row, place=place)
    _keep(one, _state(one, opened=opened), person=person)
    if person and (opened or one.changes):
        supply.owe(person, office=application.office, new=opened)


def _whose(found: Sequence[Compared], row: JudgmentRow) -> tuple[Person | None, bool]:
    """The record of the person asked about, and whether a clerk must look first.

    For sure is what an import is sure of: this judgment under this name, a number of theirs, or
    the whole birth date and both parents.
    """
    same = [one.candidate.person for one in found if one.is_same]
    if same:
        return same[0], False
    waits = {one.candidate.person.pk: one.candidate.person for one in found if one.waits}
    if not waits:
        return None, False
    proven = KnownPeople([row]).find(row)
    person = waits.get(proven.pk or 0) if proven else None
    return person, person is None


def _open(one: _Entering, application: Application, *, by: User) -> Person:
    """A new record, which needs no comparing: it was made of this very dossier."""
    person = additions.open_record(
        application.subject,
        office=application.office,
        document=one.document,
        agency=one.agency,
    )
    for shown in register.look_up(application):
        if shown.candidate.person == person:
            note = _("Lý lịch được lập từ kết quả xác minh của chính hồ sơ này.")
            verdict = Comparison.Verdict.SAME
            comparisons.decide(shown, by=by, case=application.code, verdict=verdict, note=note)
    return person


def _bring(one: _Entering, person: Person | None, row: JudgmentRow, *, place: int) -> None:
    try:
        brought = additions.bring(
            _holder(one, person, row),
            row,
            of_a_court=one.reply.agency.agency_kind in COURTS,
            document=one.document,
            agency=one.agency,
        )
    except BadCell as problem:
        one.refuse(place, row.judgment, str(problem))
    else:
        _note(one, brought)


def _holder(one: _Entering, person: Person | None, row: JudgmentRow) -> Person:
    """Whose record the row goes into; an unsure answer only adds to judgments that are there."""
    if person is None:
        raise BadCell("full_name", _("cơ sở dữ liệu chưa có người này"))
    if not one.is_sure and additions.standing(person, row) is None:
        raise BadCell("judgment_no", _("lý lịch chưa có bản án này"))
    return person


def _note(one: _Entering, brought: Brought) -> None:
    judgment = brought.judgment
    named = {"judgment": judgment.pk, "judgment_no": judgment.judgment_no, "court": judgment.court}
    if brought.created or brought.filled:
        one.changes.append({**named, "created": brought.created, "columns": brought.filled})
    one.differences += [{**named, **difference} for difference in brought.differences]


def _state(one: _Entering, *, opened: bool) -> str:
    if opened:
        return State.ENTERED
    if one.changes:
        return State.UPDATED
    return State.UNREADABLE if one.unread else State.NOTHING_NEW


def _keep(one: _Entering, state: str, *, person: Person | None = None) -> None:
    RegisterEntry.objects.update_or_create(
        reply=one.reply,
        defaults={
            "state": state,
            "person": person,
            "changes": one.changes,
            "differences": one.differences,
            "unread": one.unread,
            "at": Now(),
        },
    )
