"""Đối chiếu: a clerk says of each candidate of the register whether it is the applicant.

While somebody waits to be compared, the machine does not conclude. Once all are, the case goes on
by itself: with nobody left as if nothing had been found, otherwise with that person's judgments.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from applications import workflow
from applications.models import Application, Event
from common.refusals import Refusal
from records import comparisons
from records.comparisons import Compared
from records.models import Comparison
from verification import classification, conclusion, hits, register

# The newest of these tells whether a conclusion stands.
TURNS = ("conclude", "send_back", "cancel", "correct", "reissue", "reclassify")


def may_compare(application: Application, user: User) -> bool:
    """Whether this person decides about candidates now: who may conclude, until it is concluded."""
    return "conclude" in workflow.allowed_steps(application, user) and not _concluded(application)


@transaction.atomic
def compare(
    application: Application,
    *,
    by: User,
    person: int,
    seen: str,
    verdict: str,
    ground: str = "",
    note: str = "",
) -> Comparison:
    """A clerk decides about one candidate; `seen` is what the page showed of both (`Compared`)."""
    found = _held(application, by=by)
    one = _shown(found, person, seen)
    row = comparisons.decide(
        one, by=by, case=application.code, verdict=verdict, ground=ground, note=note
    )
    _go_on(application, found, by=by)
    return row


@transaction.atomic
def take_back(application: Application, *, by: User, person: int, seen: str) -> Comparison:
    """Undo: the candidate waits again, until the case is concluded."""
    one = _shown(_held(application, by=by), person, seen)
    if one.decision is None or one.verdict == Comparison.Verdict.REOPENED:
        raise Refusal(_("Người này chưa được đối chiếu."), code="undecided")
    return comparisons.take_back(one, by=by, case=application.code)


@transaction.atomic
def settle(application: Application, *, by: User) -> None:
    """Nobody waits, by decisions of this case or of earlier ones: let the case go on."""
    found = _held(application, by=by)
    if any(one.waits for one in found):
        raise Refusal(_("Còn người chưa đối chiếu."), code="undecided")
    _go_on(application, found, by=by)


def _held(application: Application, *, by: User) -> list[Compared]:
    workflow.hold(application, "conclude", by=by)
    if _concluded(application):
        message = _("Hồ sơ đã kết luận. Muốn đối chiếu lại thì phiếu phải được trả lại trước.")
        raise Refusal(message, code="concluded")
    return register.look_up(application, by=by, purpose=_("Đối chiếu hồ sơ"))


def _shown(found: Sequence[Compared], person: int, seen: str) -> Compared:
    one = next((one for one in found if one.candidate.person.pk == person), None)
    if one is None:
        message = _("Người này không còn trong danh sách cần đối chiếu.")
        raise Refusal(message, code="not_shown")
    if one.seen != seen:
        message = _("Thông tin hoặc kết quả đối chiếu vừa thay đổi. Hãy xem lại rồi chọn.")
        raise Refusal(message, code="changed")
    return one


def _go_on(application: Application, found: Sequence[Compared], *, by: User) -> None:
    now = comparisons.compared(
        [one.candidate for one in found], subject=application.subject, case=application.code
    )
    if any(one.waits for one in now):
        return
    if hits.waiting(application):
        hits.enter_hits(application)
        now = register.look_up(application, by=by, purpose=_("Đối chiếu hồ sơ"))
    if classification.is_behind(application, found=now):
        classification.renew(application, by=by, found=now)
    conclusion.after_verification(application)


def _concluded(application: Application) -> bool:
    turns = Event.objects.filter(application=application, step__in=TURNS)
    return turns.order_by("-number").values_list("step", flat=True).first() == "conclude"
