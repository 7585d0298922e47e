"""What the agencies answered, and what each answer is good for.

Every answer is kept. One is applied: the first, about the right person, to a question that is
still open. Any other is linked to its question and never changes what was decided; where it
matters, a clerk has to look before the machine goes on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from accounts.models import User
from applications import workflow
from applications.models import Application, State
from verification.judgments import tidy
from verification.models import Agency, Conclusion, Message, Reply, VerificationRequest

Disposition = Reply.Disposition
RequestState = VerificationRequest.State


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
        _apply(request)
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
    """Answers that a clerk has not weighed: set aside, or late and not clean.

    Those that came before a person's conclusion are settled by it.
    """
    rows = Reply.objects.filter(request__application=application)
    late_hit = Q(disposition=Disposition.LATE) & ~Q(answer=Reply.Answer.NONE)
    rows = rows.filter(Q(disposition__in=Reply.SET_ASIDE) | late_hit)
    conclusions = Conclusion.objects.filter(application=application)
    weighed = conclusions.exclude(by=User.objects.machine()).order_by("number").last()
    return rows.filter(received_at__gt=weighed.at) if weighed else rows


def police_were_unclear(application: Application) -> bool:
    """Whether the police could not say (TTLT 04/2012 art 20: then the court is asked)."""
    unclear = applied(application).filter(answer=Reply.Answer.UNCLEAR)
    return unclear.filter(agency__agency_kind=Agency.Kind.POLICE).exists()


def _hold(answer: Answer, agency: Agency) -> VerificationRequest | None:
    """The question that is answered, locked; its dossier first, as everywhere."""
    rows = VerificationRequest.objects.filter(agency=agency, reference=answer.request)
    application = Application.objects.filter(verification_requests__in=rows)
    application.select_for_update(of=("self",)).first()
    return rows.select_for_update(of=("self",)).select_related("application").first()


def _disposition(answer: Answer, request: VerificationRequest | None) -> str:
    if request is None:
        return Disposition.UNKNOWN_REQUEST
    if answer.subject_digest != request.subject_digest:
        return Disposition.WRONG_SUBJECT
    first = request.replies.filter(disposition=Disposition.APPLIED).first()
    if first is not None:
        same = first.answer == answer.answer and first.judgments == _tidied(answer)
        return Disposition.DUPLICATE if same else Disposition.CONFLICTING
    waited_for = request.is_open and request.application.state == State.VERIFYING
    return Disposition.APPLIED if waited_for else Disposition.LATE


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


def _apply(request: VerificationRequest) -> None:
    """The question is answered; with the last one the case goes on."""
    VerificationRequest.objects.filter(pk=request.pk).update(
        state=RequestState.ANSWERED, answered_at=Now(), done_at=Now(), lease_until=None
    )
    application = request.application
    if application.verification_requests.open().exists():
        return
    workflow.advance(application, "complete_verification", by=User.objects.machine())
