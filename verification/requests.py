"""Asking the agencies: which questions a case needs, and how each one gets out.

A question is a row. A worker claims it and commits the claim, sends it outside any transaction,
and writes down what came of it in a second one. The same message id goes with every try, so an
agency that has it already answers as before.
"""

from __future__ import annotations

import logging
import random
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import Now

from applications.models import Application, Event, State
from common import leases
from common.dates import today
from common.outgoing import OutgoingError, PassingError, PermanentError
from regulations.terms import LimitClass
from verification import agencies, channels, payload
from verification.channels import Delivery
from verification.models import Agency, Classification, Message, VerificationRequest

logger = logging.getLogger(__name__)

Question = VerificationRequest.Question
RequestState = VerificationRequest.State

# What each kind of agency knows, and so is asked (NĐ 111/2010 art 24-25; TTLT 04/2012 art 19-25).
QUESTIONS = {
    Agency.Kind.POLICE: Question.RECORD,
    Agency.Kind.NATIONAL_CENTRE: Question.RECORD,
    Agency.Kind.MILITARY_COURT: Question.RECORD,
    Agency.Kind.COURT: Question.JUDGMENT,
    Agency.Kind.PROCURACY: Question.EXPUNGEMENT,
    Agency.Kind.COMMUNE: Question.EXPUNGEMENT,
}
SENDING_LEASE = timedelta(seconds=90)  # above the task time limit, so a live task keeps its row
FULL_LINE_PAUSE = timedelta(seconds=1)
LONGEST_WAIT = 600.0  # seconds
_JITTER = random.SystemRandom()


def prepare(classification: Classification) -> list[VerificationRequest]:
    """Write down each question that the case needs and has not asked; again, nothing is added.

    Called while the dossier is locked.
    """
    asked = VerificationRequest.objects.filter(application=classification.application)
    new = []
    for ask in classification.asks:
        kind = Agency.Kind(ask["agency_kind"])
        known = asked.filter(agency__agency_kind=kind, question=QUESTIONS[kind])
        if not known.exclude(state=RequestState.WITHDRAWN).exists():
            new.append(_question(classification, ask, already=asked.count()))
    return new


def withdraw_unneeded(classification: Classification) -> int:
    """Stop waiting for those whom the new classification does not ask; how many."""
    kinds = [ask["agency_kind"] for ask in classification.asks]
    rows = classification.application.verification_requests.open()
    return _withdraw(rows.exclude(agency__agency_kind__in=kinds))


def withdraw_open(application: Application) -> int:
    """Stop waiting for every answer; what still comes is kept as late."""
    return _withdraw(application.verification_requests.open())


def withdraw_after(event: Event) -> None:
    """After `refuse` and `withdraw`: nobody is asked about a closed dossier."""
    if event.application.state in {State.REFUSED, State.WITHDRAWN}:
        withdraw_open(event.application)


def send_prepared(event: Event) -> None:
    """After a classification: tell workers of the new questions, rather than wait for a sweep."""
    from verification import tasks

    rows = event.application.verification_requests.filter(state=RequestState.PREPARED)
    for pk in rows.values_list("pk", flat=True):
        tasks.ring(pk)


def mark_overdue() -> int:
    """Whoever has not answered by the last day of the limit is overdue; how many became so."""
    rows = VerificationRequest.objects.overdue_on(today())
    waiting = rows.filter(state__in=[RequestState.SENT, RequestState.RECEIVED])
    return waiting.update(state=RequestState.OVERDUE)


def send_again(request: VerificationRequest) -> None:
    """A person has mended what stopped it: try anew."""
    VerificationRequest.objects.filter(pk=request.pk, state=RequestState.PREPARED).update(
        parked_at=None, tries=0, due_at=Now(), hinted_at=None, last_error=""
    )


def send(pk: int) -> None:
    """Take one try at one question, if it is to be had."""
    request = _claim(pk)
    if request is None:
        return
    if request.state != RequestState.PREPARED:  # answered or withdrawn in the meantime
        leases.finish(request)
        return
    try:
        _refuse_poison(request)
        delivery = _deliver(request)
    except OutgoingError as error:
        _failed(request, error)
    except Exception as error:
        _failed(request, PassingError(type(error).__name__))
        raise
    else:
        _delivered(request, delivery)


def _question(
    classification: Classification, ask: dict[str, Any], *, already: int
) -> VerificationRequest:
    application = classification.application
    kind = Agency.Kind(ask["agency_kind"])
    agency = agencies.agency_for(kind.value, province=application.office.province)
    urgent = classification.limit == LimitClass.URGENT.value
    # What an agency has agreed on goes before the rule, but never before 24 hours for all.
    days = 0 if urgent else agency.answer_days or ask["working_days"]
    return VerificationRequest.objects.create(
        application=application,
        agency=agency,
        reference=f"{application.code}-XM{already + 1:02}",
        question=QUESTIONS[kind],
        round=_next_round(application, agency, QUESTIONS[kind]),
        rule=ask["rule"],
        subject_digest=payload.subject_digest(application.subject),
        due_on=agencies.answer_due_on(agency, working_days=days, asked_on=today()),
    )


def _next_round(application: Application, agency: Agency, question: str) -> int:
    asked = VerificationRequest.objects.filter(
        application=application, agency=agency, question=question
    )
    return (asked.aggregate(last=Max("round"))["last"] or 0) + 1


def _withdraw(rows: QuerySet[VerificationRequest]) -> int:
    return rows.update(state=RequestState.WITHDRAWN, done_at=Now(), lease_until=None)


def _claim(pk: int) -> VerificationRequest | None:
    """The row, unless the agency has as many questions on the line as it takes at a time."""
    row = VerificationRequest.objects.filter(pk=pk).first()
    if row is None:
        return None
    with transaction.atomic():
        agency = Agency.objects.select_for_update(no_key=True, of=("self",)).get(pk=row.agency_id)
        if _on_the_line(agency) >= settings.AGENCY_IN_FLIGHT:
            waiting = VerificationRequest.objects.filter(pk=pk, lease_until=None)
            waiting.update(due_at=Now() + FULL_LINE_PAUSE, hinted_at=None)
            return None
        return leases.claim(VerificationRequest, pk, lease=SENDING_LEASE)


def _refuse_poison(request: VerificationRequest) -> None:
    """A row that ends its worker each time comes back by its lease only, so its tries are counted
    here as well."""
    if request.tries > settings.AGENCY_TRIES:
        raise PermanentError("too many tries")


def _deliver(request: VerificationRequest) -> Delivery:
    question = payload.question_payload(request)
    Message.objects.create(
        request=request, agency=request.agency, direction=Message.Direction.OUT, body=question
    )
    return channels.deliver(request, question)


def _on_the_line(agency: Agency) -> int:
    return VerificationRequest.objects.filter(
        agency=agency, lease_until__gt=Now(), done_at=None
    ).count()


def _delivered(request: VerificationRequest, delivery: Delivery) -> None:
    """The agency may have answered already: then only the time of sending is written."""
    state = RequestState.RECEIVED if delivery.confirmed else RequestState.SENT
    with transaction.atomic():
        row = VerificationRequest.objects.select_for_update().get(pk=request.pk)
        if delivery.status is not None:
            _came_in(request, status=delivery.status, body=delivery.body)
        row.state = state if row.state == RequestState.PREPARED else row.state
        row.save(update_fields=["state"])
        VerificationRequest.objects.filter(pk=row.pk, sent_at=None).update(sent_at=Now())
        leases.finish(row)


def _failed(request: VerificationRequest, error: OutgoingError) -> None:
    """A passing fault is tried again, longer and longer apart; a lasting one waits for a person."""
    passing = isinstance(error, PassingError)
    tries = settings.AGENCY_TRIES if passing else 0
    with transaction.atomic():
        _came_in(request, status=error.status, error=str(error))
        parked = leases.postpone(
            request, error=str(error), most_tries=tries, wait=_wait(request, error)
        )
    level = logging.ERROR if parked else logging.WARNING
    logger.log(level, "request %s not sent (%s): %s", request.pk, request.tries, error)


def _wait(request: VerificationRequest, error: OutgoingError) -> timedelta:
    """Doubling, with a jitter of half, and never before the agency said."""
    doubled = min(LONGEST_WAIT, 2.0**request.tries) * _JITTER.uniform(0.5, 1.0)
    asked = error.retry_after or 0.0 if isinstance(error, PassingError) else 0.0
    return timedelta(seconds=max(doubled, asked))


def _came_in(
    request: VerificationRequest, *, status: int | None, body: Any = None, error: str = ""
) -> None:
    Message.objects.create(
        request=request,
        agency=request.agency,
        direction=Message.Direction.IN,
        body=body,
        status=status,
        error=error[:200],
    )
