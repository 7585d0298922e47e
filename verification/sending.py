"""One try at one question: what goes out, and what came of it.

The row was claimed and the claim is committed. The try is written down before the call, the call
is made outside any transaction, and what came of it is written in a second one. The same message
id and the same words go with every try, so an agency that has it already answers as before.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Max, Value, When
from django.db.models.functions import Coalesce, Greatest, Now

from common import leases
from common.outgoing import OutgoingError, PassingError, PermanentError
from verification import breaker, channels, payload
from verification.channels import Delivery
from verification.models import Agency, Attempt, VerificationRequest

logger = logging.getLogger(__name__)

Outcome = Attempt.Outcome
RequestState = VerificationRequest.State
FIRST_WAIT = 2.0  # seconds after the first failed try of a question


@dataclass(frozen=True)
class Taken:
    """A question in this worker's hand; `probing` when it tries whether the line is back."""

    request: VerificationRequest
    probing: bool = False


def send(taken: Taken) -> None:
    """Take the try; whatever happens, the row is finished, given back or parked.

    The log names the row and the kind of fault only: a traceback may quote a person's data.
    """
    attempt: Attempt | None = None
    try:
        leases.refuse_poison(taken.request)
        attempt = _begin(taken.request)
        delivery = channels.deliver(taken.request, attempt.out)
        _delivered(taken, attempt, delivery)
    except OutgoingError as error:
        _failed(taken, attempt, error)
    except leases.Poison:
        _broke(taken, attempt, PermanentError("Poison"))
    except Exception as error:  # noqa: BLE001 - our own fault, and not the agency's
        _broke(taken, attempt, PassingError(type(error).__name__))


def _begin(request: VerificationRequest) -> Attempt:
    """Write down what goes out, and that an earlier try whose worker died is lost."""
    earlier = Attempt.objects.filter(request=request)
    last = earlier.aggregate(last=Max("number"))["last"] or 0
    if last:
        earlier.filter(ended_at=None).update(ended_at=Now(), outcome=Outcome.LOST)
    return Attempt.objects.create(
        request=request,
        agency=request.agency,
        number=last + 1,
        channel=request.agency.channel,
        address=_address(request.agency),
        out=payload.question_payload(request),
    )


def _address(agency: Agency) -> str:
    channel = Agency.Channel
    return {channel.SIGNED_HTTP: agency.endpoint, channel.GATEWAY: agency.member}.get(
        channel(agency.channel), ""
    )


def _end(attempt: Attempt | None, *, outcome: str, **found: Any) -> None:
    """What came of it; of a try that another worker took for lost, nothing more is written."""
    if attempt is not None:
        rows = Attempt.objects.filter(pk=attempt.pk, ended_at=None)
        rows.update(ended_at=Now(), outcome=outcome, **found)


def _delivered(taken: Taken, attempt: Attempt, delivery: Delivery) -> None:
    """The agency may have answered already: then only the times are written."""
    outcome = _how_far(delivery)
    changes: dict[str, Any] = {}
    if outcome != Outcome.TO_BE_POSTED:
        reached = RequestState.RECEIVED if delivery.confirmed else RequestState.SENT
        waiting = When(state=RequestState.PREPARED, then=Value(reached.value))
        changes = {
            "state": Case(waiting, default=F("state")),
            "sent_at": Coalesce("sent_at", attempt.started_at),
        }
    if delivery.confirmed:
        changes["received_at"] = Coalesce("received_at", "answered_at", Now())
    with transaction.atomic():
        _end(attempt, outcome=outcome, status=delivery.status, came_back=delivery.body)
        rows = VerificationRequest.objects.filter(pk=taken.request.pk)
        rows.update(**changes, done_at=Now(), lease_until=None, last_error="")
    breaker.answered(taken.request.agency_id)


def _how_far(delivery: Delivery) -> str:
    if not delivery.sent:
        return Outcome.TO_BE_POSTED
    return Outcome.RECEIVED if delivery.confirmed else Outcome.SENT


def _failed(taken: Taken, attempt: Attempt | None, error: OutgoingError) -> None:
    """The call went wrong: the question waits or needs a person, and the line hears of it."""
    _put_off(taken, attempt, error)
    breaker.failed(taken.request.agency_id, error, probing=taken.probing)


def _broke(taken: Taken, attempt: Attempt | None, error: OutgoingError) -> None:
    """It is our own fault or the question's: the line is as it was."""
    _put_off(taken, attempt, error)
    breaker.not_called(taken.request.agency_id, probing=taken.probing)


@transaction.atomic
def _put_off(taken: Taken, attempt: Attempt | None, error: OutgoingError) -> None:
    """A passing fault is tried again, longer and longer apart; a lasting one waits for a person.

    That an agency known to be out of order is still so does not count against the question.
    """
    request, passing = taken.request, isinstance(error, PassingError)
    outcome = Outcome.PASSING if passing else Outcome.LASTING
    _end(attempt, outcome=outcome, status=error.status, error=str(error)[:200])
    spared = taken.probing and passing
    tries = settings.AGENCY_TRIES if passing else 0
    parked = leases.postpone(
        request,
        error=str(error),
        most_tries=request.tries + 1 if spared else tries,
        wait=_wait(request, error),
    )
    if spared:
        rows = VerificationRequest.objects.filter(pk=request.pk)
        rows.update(tries=Greatest(F("tries") - 1, 0))
    level = logging.ERROR if parked else logging.WARNING
    logger.log(level, "request %s not sent (%s): %s", request.pk, request.tries, error)


def _wait(request: VerificationRequest, error: OutgoingError) -> timedelta:
    """Doubling with each try, and never before the agency said."""
    asked = error.retry_after or 0.0 if isinstance(error, PassingError) else 0.0
    own = breaker.wait(FIRST_WAIT, doublings=max(0, request.tries - 1))
    return max(own, timedelta(seconds=asked))
