"""Proposals to expunge: made by a nightly run over the register, confirmed by a clerk.

The machine writes nothing into a judgment. A proposal rests on facts, of which it keeps a digest;
a clerk confirms exactly these, or says why not. The office keeps its register up to date of itself,
without an application (Penal Code 2015 art 70.4).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from common.dates import today
from common.refusals import FieldProblem, Invalid, NotPermitted, Refusal
from records.expungement import Decision
from records.expungement.register import Judged, judged
from records.expungement.rules import rules
from records.history import changing
from records.models import ExpungementProposal, Judgment, Person

Status = ExpungementProposal.Status
PROPOSED_STATES = frozenset(ExpungementProposal.State.values)
LONGEST_REASON = 500


def may_decide(user: object) -> bool:
    return isinstance(user, User) and user.has_role(Role.VERIFIER)


def renew(found: Sequence[Judged], *, on: date, by: User) -> tuple[int, int]:
    """Bring the proposals for these judgments up to today's results; how many are new, and how
    many no longer hold.

    A result that stands is left alone. One that a clerk has answered is not asked again as long as
    its facts stay.
    """
    known = ExpungementProposal.objects.filter(
        judgment__in=[one.judgment.pk for one in found]
    ).exclude(status=Status.OUTDATED)
    by_judgment: dict[int, list[ExpungementProposal]] = {}
    for row in known:
        by_judgment.setdefault(row.judgment_id, []).append(row)
    fresh, stale = [], []
    for one in found:
        proposal = _proposal(one, on=on)
        rows = by_judgment.get(one.judgment.pk, [])
        if proposal and any(_same(proposal, row) for row in rows):
            proposal = None
            rows = []
        stale += [row.pk for row in rows if row.status == Status.PROPOSED]
        fresh += [proposal] if proposal else []
    ExpungementProposal.objects.filter(pk__in=stale).update(
        status=Status.OUTDATED, decided_by=by, decided_at=timezone.now()
    )
    ExpungementProposal.objects.bulk_create(fresh)
    return len(fresh), len(stale)


def confirm(proposal: ExpungementProposal, *, by: User) -> Judgment:
    """The judgment is expunged, on the machine's ground and this clerk's word.

    Refused when anything that the result rests on has changed since.
    """
    _refuse_others(by)
    with changing(by=by, document=_document(proposal)):
        row, one, decision = _locked(proposal)
        if not stands(row, one, decision):
            raise Refusal(
                _("Dữ liệu của bản án đã thay đổi sau khi có đề nghị này. Hãy chờ lượt tính sau."),
                code="facts_changed",
            )
        judgment = one.judgment
        judgment.expunged_on = row.date
        judgment.expunged_by = row.ground[:200]
        judgment.save(update_fields=["expunged_on", "expunged_by"])
        _answer(row, Status.CONFIRMED, by=by)
    return judgment


def reject(proposal: ExpungementProposal, *, by: User, reason: str) -> ExpungementProposal:
    """The clerk does not take it over, and says why; the same result is not proposed again."""
    _refuse_others(by)
    written = " ".join(reason.split())
    if not written or len(written) > LONGEST_REASON:
        message = _("Hãy ghi lý do không chấp nhận (tối đa 500 ký tự).")
        raise Invalid([FieldProblem("required", "reason", message)])
    with transaction.atomic():
        row, _one, _decision = _locked(proposal)
        _answer(row, Status.REJECTED, by=by, reason=written)
    return row


def looked_over(
    proposal: ExpungementProposal, *, on: date | None = None
) -> tuple[Judged, Decision]:
    """The facts as they stand today, and what follows from them, for the clerk's second look."""
    one = _judged(proposal)
    return one, one.decision(on or today())


def stands(proposal: ExpungementProposal, one: Judged, decision: Decision) -> bool:
    """Whether the facts are still those of the proposal, and lead to the same result."""
    same = (proposal.state, proposal.date) == (str(decision.state), decision.date)
    return same and one.digest == proposal.facts_digest


def _locked(proposal: ExpungementProposal) -> tuple[ExpungementProposal, Judged, Decision]:
    """Nobody changes this person's judgments, or adds one, until this is decided."""
    person = Person.objects.filter(judgments=proposal.judgment_id)
    list(Person.objects.select_for_update().filter(pk__in=person.values("pk")).values("pk"))
    list(Judgment.objects.select_for_update().filter(person__in=person.values("pk")).values("pk"))
    row = ExpungementProposal.objects.select_for_update().get(pk=proposal.pk)
    if row.status != Status.PROPOSED:
        raise Refusal(_("Đề nghị này đã được xem xét hoặc không còn đúng."), code="answered")
    one, decision = looked_over(row)
    return row, one, decision


def _judged(proposal: ExpungementProposal) -> Judged:
    people = Person.objects.filter(judgments=proposal.judgment_id)
    return next(one for one in judged(people) if one.judgment.pk == proposal.judgment_id)


def _answer(row: ExpungementProposal, status: str, *, by: User, reason: str = "") -> None:
    row.status, row.reason = status, reason
    row.decided_by, row.decided_at = by, timezone.now()
    row.save(update_fields=["status", "reason", "decided_by", "decided_at"])


def _proposal(one: Judged, *, on: date) -> ExpungementProposal | None:
    """What is newly so; what is recorded already needs no proposal."""
    decision = one.decision(on, explain=False)
    if one.facts.expunged_on or decision.state not in PROPOSED_STATES:
        return None
    return ExpungementProposal(
        judgment=one.judgment,
        state=str(decision.state),
        date=decision.date,
        ground=decision.ground,
        unconfirmed=decision.unconfirmed,
        computed_on=on,
        rules_version=rules().version,
        facts_digest=one.digest,
    )


def _same(proposal: ExpungementProposal, row: ExpungementProposal) -> bool:
    names = ("state", "date", "facts_digest")
    return all(getattr(proposal, name) == getattr(row, name) for name in names)


def _document(proposal: ExpungementProposal) -> str:
    return _("Đề nghị xóa án tích số %(number)d") % {"number": proposal.pk}


def _refuse_others(by: User) -> None:
    if not may_decide(by):
        raise NotPermitted(
            _("Bạn không có quyền xác nhận xóa án tích."), code="expungement_not_permitted"
        )
