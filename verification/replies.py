"""What the agencies answered, and what each answer is good for.

Every answer is kept. One is applied: the first final one, about the right person, to a question
that is still open. Any other is linked to its question and never changes what was decided; where it
matters, a clerk has to look before the machine goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Now

from accounts.models import User
from applications import workflow
from applications.models import Application, State
from common.dates import VIETNAM
from regulations.regimes import regime_by_code
from regulations.terms import AgencyKind
from verification import agencies
from verification.judgments import tidy
from verification.models import Agency, Conclusion, Message, Reply, VerificationRequest

Disposition = Reply.Disposition
RequestState = VerificationRequest.State
ARCHIVE = "archive"  # an interim word of this kind says that the ministry's archive is searched


@dataclass(frozen=True)
class Answer:
    """One answer as it came (contracts section 3), whoever brought it."""

    message_id: str
    request: str
    subject_digest: str
    answer: str
    answered_on: date
    reference: str = ""
    signed_by: str = ""
    judgments: tuple[dict[str, Any], ...] = ()
    note: str = ""
    final: bool = True  # an interim word says that the answer is still being looked for
    extends: str = ""  # what makes it take longer: ARCHIVE
    body: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def receive(answer: Answer, *, agency: Agency, by: User | None = None) -> Reply:
    """Keep the answer, apply it if it is to be applied; the same message id again is the same.

    `by` is the officer who typed it; none for a server.
    """
    request = _hold(answer, agency)
    known = Reply.objects.filter(agency=agency, message_id=answer.message_id).first()
    if known is not None:
        return known
    disposition = _disposition(answer, request)
    try:
        reply = _keep(answer, request, agency=agency, disposition=disposition, by=by)
    except IntegrityError:  # the same message at the same moment, about no question of ours
        return Reply.objects.get(agency=agency, message_id=answer.message_id)
    if request is not None and disposition == Disposition.APPLIED:
        _apply(request, reply)
    elif request is not None and disposition in Reply.UNDER_WAY:
        _keep_waiting(request, answer)
    elif request is not None and doubts(request.application).filter(pk=reply.pk).exists():
        workflow.record(
            request.application,
            "reply_set_aside",
            by=User.objects.machine(),
            data={"request": request.reference, "disposition": disposition},
        )
    return reply


def applied(application: Application) -> QuerySet[Reply]:
    """The answers that count."""
    rows = Reply.objects.filter(request__application=application)
    return rows.filter(disposition=Disposition.APPLIED).select_related("request", "agency")


def doubts(application: Application) -> QuerySet[Reply]:
    """Answers that a clerk has not weighed: set aside, late and not clean, or a part that named a
    judgment where the whole then named none.

    Those that came before a person's conclusion are settled by it.
    """
    rows = Reply.objects.filter(request__application=application)
    late_hit = Q(disposition=Disposition.LATE) & ~Q(answer=Reply.Answer.NONE)
    clean = Reply.objects.filter(
        request=OuterRef("request"), disposition=Disposition.APPLIED, answer=Reply.Answer.NONE
    )
    taken_back = Q(Exists(clean), disposition=Disposition.PARTIAL)
    rows = rows.filter(Q(disposition__in=Reply.SET_ASIDE) | late_hit | taken_back)
    conclusions = Conclusion.objects.filter(application=application)
    weighed = conclusions.exclude(by=User.objects.machine()).order_by("number").last()
    return rows.filter(received_at__gt=weighed.at) if weighed else rows


@dataclass(frozen=True)
class Disagreement:
    """Answers that cannot all be right: of one agency that said two things, or of several."""

    of_one_agency: bool
    replies: tuple[Reply, ...]


def disagreements(application: Application) -> list[Disagreement]:
    """Every contradiction among the answers; while there is one, a person decides."""
    counted = list(applied(application))
    aside = Reply.objects.filter(
        request__application=application, disposition=Disposition.CONFLICTING
    )
    first = {reply.request_id: reply for reply in counted}
    found = [
        Disagreement(True, (first[reply.request_id], reply))
        for reply in aside.select_related("request", "agency")
        if reply.request_id in first
    ]
    said = [reply for reply in counted if reply.is_about_a_record and reply.answer != "unclear"]
    if len({reply.answer for reply in said}) > 1:
        found.append(Disagreement(False, tuple(said)))
    return found


def under_way(application: Application) -> QuerySet[Reply]:
    """Interim words and parts of answers whose whole has not come."""
    rows = Reply.objects.filter(request__application=application)
    open_ones = rows.filter(request__state__in=VerificationRequest.OPEN)
    return open_ones.filter(disposition__in=Reply.UNDER_WAY).select_related("request", "agency")


def found_a_record(application: Application) -> bool:
    """Whether somebody answered that there is a record."""
    return applied(application).filter(answer=Reply.Answer.HAS_RECORD).exists()


def could_not_say(application: Application) -> bool:
    """Whether somebody who was asked about the person could not say (TTLT 04/2012 art 20: then
    the court is asked)."""
    about = applied(application).filter(request__question=VerificationRequest.Question.RECORD)
    return about.filter(answer=Reply.Answer.UNCLEAR).exists()


def courts_named(application: Application) -> tuple[str, ...]:
    """The courts that the answers' judgments name, each once, as they were written."""
    rows = [row for reply in applied(application).order_by("pk") for row in reply.judgments]
    return tuple(dict.fromkeys(str(row["court"]) for row in rows if row.get("court")))


def _hold(answer: Answer, agency: Agency) -> VerificationRequest | None:
    """The question that is answered, locked; its dossier first, as everywhere."""
    rows = VerificationRequest.objects.filter(agency=agency, reference=answer.request)
    application = Application.objects.filter(verification_requests__in=rows)
    application.select_for_update(of=("self",)).first()
    return rows.select_for_update(of=("self",)).select_related("application", "agency").first()


def _disposition(answer: Answer, request: VerificationRequest | None) -> str:
    if request is None:
        return Disposition.UNKNOWN_REQUEST
    if answer.subject_digest != request.subject_digest:
        return Disposition.WRONG_SUBJECT
    first = request.replies.filter(disposition=Disposition.APPLIED).first()
    if not answer.final:
        return _of_an_interim_word(answer, request, first)
    if first is not None:
        same = first.answer == answer.answer and first.judgments == _tidied(answer)
        return Disposition.DUPLICATE if same else Disposition.CONFLICTING
    return Disposition.APPLIED if _waited_for(request) else Disposition.LATE


def _of_an_interim_word(answer: Answer, request: VerificationRequest, first: Reply | None) -> str:
    """It never counts as the answer; after the answer it matters only if it names something new."""
    named = _tidied(answer)
    if first is not None:
        told = all(row in first.judgments for row in named)
        return Disposition.INTERIM if told else Disposition.CONFLICTING
    if named and not _waited_for(request):
        return Disposition.LATE
    return Disposition.PARTIAL if named else Disposition.INTERIM


def _waited_for(request: VerificationRequest) -> bool:
    return request.is_open and request.application.state == State.VERIFYING


def _tidied(answer: Answer) -> list[dict[str, Any]]:
    return [tidy(row) for row in answer.judgments]


@transaction.atomic
def _keep(
    answer: Answer,
    request: VerificationRequest | None,
    *,
    agency: Agency,
    disposition: str,
    by: User | None,
) -> Reply:
    Message.objects.create(
        request=request, agency=agency, direction=Message.Direction.IN, body=answer.body
    )
    return Reply.objects.create(
        agency=agency,
        message_id=answer.message_id,
        request=request,
        request_reference=answer.request,
        answer=answer.answer,
        judgments=_tidied(answer),
        reference=answer.reference,
        signed_by=answer.signed_by,
        answered_on=answer.answered_on,
        note=answer.note,
        disposition=disposition,
        entered_by=by,
    )


def _apply(request: VerificationRequest, reply: Reply) -> None:
    """The question is answered. After a clean last one the case goes on at once; anything else is
    an event, after which the machine asks on (`after_answers`)."""
    VerificationRequest.objects.filter(pk=request.pk).update(
        state=RequestState.ANSWERED, answered_at=Now(), done_at=Now(), lease_until=None
    )
    application = request.application
    if reply.answer == Reply.Answer.NONE:
        if application.verification_requests.open().exists():
            return
        if not applied(application).exclude(answer=Reply.Answer.NONE).exists():
            workflow.advance(application, "complete_verification", by=User.objects.machine())
            return
    # What was answered stays out of the trail: more people read it than the case.
    data = {"request": request.reference}
    workflow.record(application, "answer_received", by=User.objects.machine(), data=data)


def _keep_waiting(request: VerificationRequest, answer: Answer) -> None:
    """The agency has the question and is at it; one in the archive has the longer limit."""
    if not _waited_for(request):
        return
    unconfirmed = VerificationRequest.objects.filter(
        pk=request.pk, state__in=[RequestState.PREPARED, RequestState.SENT]
    )
    unconfirmed.update(
        state=RequestState.RECEIVED,
        sent_at=Coalesce("sent_at", Now()),
        received_at=Now(),
        done_at=Now(),
        lease_until=None,
    )
    if answer.extends == ARCHIVE:
        _give_time_for_the_archive(request)


def _give_time_for_the_archive(request: VerificationRequest) -> None:
    """9 working days in place of 7 where the ministry's archive is searched, counted from the
    same day, so that saying it twice gives no more (NĐ 111/2010 art 24; TTLT 04/2012 art 19)."""
    application, agency = request.application, request.agency
    limit = regime_by_code(application.regime).agencies[AgencyKind(agency.agency_kind)].archive
    if limit is None or application.is_urgent:
        return
    asked_on = request.prepared_at.astimezone(VIETNAM).date()
    due_on = agencies.answer_due_on(agency, working_days=limit, asked_on=asked_on)
    VerificationRequest.objects.filter(pk=request.pk, due_on__lt=due_on).update(due_on=due_on)
