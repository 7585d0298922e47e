"""The road of a letter out of the house: posted in an envelope, or back on the desk by mistake.

Until it is posted the case waits for the department and the question stays `prepared`; from the
day of posting on it waits for the agency, whose working days are counted from then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from applications import workflow
from applications.models import Application
from common import s10
from common.dates import VIETNAM, today
from common.refusals import FieldProblem, Invalid, NotPermitted, Refusal
from verification import agencies
from verification.models import Agency, Envelope, Letter, PaperReply, VerificationRequest
from verification.paper_letters import seen_by, to_post

RequestState = VerificationRequest.State
ON_ITS_WAY = (RequestState.SENT, RequestState.OVERDUE)
MOST_IN_AN_ENVELOPE = 100


@transaction.atomic
def post(
    chosen: Sequence[int], *, agency: Agency, by: User, item: str, posted_on: date
) -> Envelope:
    """These letters went to the post in one envelope on that day: the agency's time begins.

    Sent a second time, the same form finds its envelope again.
    """
    _refuse_reader(by)
    _hold_dossiers(chosen)
    code = _checked(item, posted_on)
    # The number is looked for with and without the lock, so that two clerks make one envelope.
    Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    known = Envelope.objects.filter(item=code, undone_at=None).first()
    if known is not None:
        return _same_again(known, chosen)
    rows = to_post(seen_by(by)).filter(pk__in=list(chosen), request__agency=agency)
    letters = list(rows.select_for_update(of=("self",))[:MOST_IN_AN_ENVELOPE])
    _refuse_to_post(letters, chosen, posted_on)
    envelope = Envelope.objects.create(
        agency=agency,
        office=letters[0].request.application.office,
        item=code,
        posted_on=posted_on,
        posted_by=by,
        held=[letter.request.reference for letter in letters],
    )
    for letter in letters:
        _sent(letter, envelope, by=by)
    return envelope


@transaction.atomic
def take_back(envelope: Envelope, *, by: User, reason: str) -> Envelope:
    """The envelope did not go, or came back: its letters lie on the desk again and the agency's
    time has not begun. Not once an answer to any of them is in."""
    _refuse_reader(by)
    chosen = list(Letter.objects.filter(envelope=envelope).values_list("pk", flat=True))
    _hold_dossiers(chosen)
    envelope.refresh_from_db(from_queryset=Envelope.objects.select_for_update(of=("self",)))
    if envelope.undone_at is not None:
        return envelope
    letters = list(seen_by(by).filter(envelope=envelope).select_for_update(of=("self",)))
    _refuse_to_take_back(envelope, letters, reason)
    for letter in letters:
        _unsent(letter, by=by, reason=reason.strip())
    envelope.undone_at, envelope.undone_by = timezone.now(), by
    envelope.undone_reason = reason.strip()[:300]
    envelope.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    return envelope


def item_warning(item: str) -> object:
    """What is odd about a number that may be taken all the same; nothing where nothing is."""
    reading = s10.read(item)
    if reading.problem is None or not reading.acceptable:
        return ""
    return _("Số bưu gửi không theo mẫu quốc tế S10. Hãy so lại với biên nhận.")


def _checked(item: str, posted_on: date) -> str:
    problems = []
    reading = s10.read(item)
    if not reading.acceptable:
        message = _("Số bưu gửi không đúng. Hãy so lại với biên nhận của bưu điện.")
        problems.append(FieldProblem("s10", "item", message))
    if posted_on > today():
        message = _("Ngày gửi không được ở sau hôm nay.")
        problems.append(FieldProblem("future", "posted_on", message))
    if problems:
        raise Invalid(problems)
    return reading.code


def _same_again(known: Envelope, chosen: Sequence[int]) -> Envelope:
    held = set(known.letters.values_list("pk", flat=True))
    if held == set(chosen):
        return known
    message = _("Số bưu gửi này đã dùng cho một phong bì khác. Hãy so lại với biên nhận.")
    raise Invalid([FieldProblem("used", "item", message)])


def _refuse_reader(by: User) -> None:
    if not by.has_role(Role.VERIFIER):
        raise NotPermitted(_("Bạn không có quyền ghi việc gửi công văn."))


def _hold_dossiers(chosen: Sequence[int]) -> None:
    """Dossiers first, in one order, as everywhere; their questions and letters after them."""
    asked = VerificationRequest.objects.filter(letter__in=list(chosen))
    rows = Application.objects.filter(verification_requests__in=asked).order_by("pk")
    list(Application.objects.filter(pk__in=rows).order_by("pk").select_for_update(of=("self",)))


def _refuse_to_post(letters: Sequence[Letter], chosen: Sequence[int], posted_on: date) -> None:
    if not letters or len(letters) != len(set(chosen)):
        message = _("Có công văn vừa được gửi hoặc không còn cần gửi. Hãy xem lại danh sách.")
        raise Refusal(message, code="list_changed")
    printed = max(letter.dated_on for letter in letters if letter.dated_on)
    if posted_on < printed:
        message = _("Ngày gửi không được ở trước ngày ghi trên công văn.")
        raise Invalid([FieldProblem("before_letter", "posted_on", message)])


def _sent(letter: Letter, envelope: Envelope, *, by: User) -> None:
    request = letter.request
    due_on = agencies.answer_due_on(
        request.agency, working_days=letter.answer_days, asked_on=envelope.posted_on
    )
    Letter.objects.filter(pk=letter.pk).update(envelope=envelope)
    VerificationRequest.objects.filter(pk=request.pk).update(
        state=RequestState.SENT, sent_at=_moment(envelope.posted_on), due_on=due_on
    )
    data = {"request": request.reference, "item": envelope.item}
    workflow.record(request.application, "letter_posted", by=by, data=data)


def _unsent(letter: Letter, *, by: User, reason: str) -> None:
    request = letter.request
    item = letter.envelope.item if letter.envelope else ""
    Letter.objects.filter(pk=letter.pk).update(envelope=None)
    VerificationRequest.objects.filter(pk=request.pk).update(
        state=RequestState.PREPARED, sent_at=None, done_at=Now()
    )
    data = {"request": request.reference, "item": item}
    workflow.record(request.application, "letter_taken_back", by=by, note=reason, data=data)


def _moment(posted_on: date) -> datetime | Now:
    """Today: now. Of an earlier day only the day is known, and it was the department's to its
    end."""
    if posted_on == today():
        return Now()
    return datetime.combine(posted_on, time.max, tzinfo=VIETNAM)


def _refuse_to_take_back(envelope: Envelope, letters: Sequence[Letter], reason: str) -> None:
    if not letters:
        raise NotPermitted(_("Bạn không có quyền rút lại phong bì này."))
    if not reason.strip():
        raise Invalid([FieldProblem("required", "reason", _("Hãy ghi rõ lý do."))])
    for letter in letters:
        asked = letter.request
        papers = asked.paper_replies.exclude(state=PaperReply.State.DISCARDED)
        if asked.replies.exists() or papers.exists() or asked.state not in ON_ITS_WAY:
            message = _(
                "Không rút lại được: yêu cầu %(reference)s đã có trả lời hoặc không còn chờ."
            )
            raise Refusal(message % {"reference": asked.reference}, code="answered")
