"""What an answer and a failure mean for an agency's line: the breaker, and the pauses.

After so many failures in a row the line opens and nothing goes out but one probe at a time, each
after a longer wait; any answer closes it. A message that the agency refuses for good says nothing
against its line. Each change is one statement under the row's lock, with the database's clock.
"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Case, F, When
from django.db.models.functions import Now

from common.outgoing import OutgoingError, PassingError
from verification.models import AgencyLine

Breaker = AgencyLine.Breaker
LEASE = timedelta(seconds=90)  # of a question, and of a probe: far above the longest call
LONGEST_WAIT = 600.0  # seconds between two tries of anything
_JITTER = random.SystemRandom()
# In one statement, so that the row is held no longer than that. What was on the line when it
# opened and fails later does not lengthen the wait; a pause that was asked for is kept to.
_FAILED = """
UPDATE verification_agencyline line
SET failures = line.failures + 1, faults = line.faults + 1,
    last_failure_at = statement_timestamp(), last_error = %(error)s,
    breaker = CASE WHEN opens THEN 'open' ELSE line.breaker END,
    openings = line.openings + opens::int,
    opened_at = CASE WHEN opens THEN coalesce(line.opened_at, statement_timestamp())
        ELSE line.opened_at END,
    next_call_at = greatest(
        CASE WHEN opens THEN statement_timestamp() + %(jitter)s * interval '1 second'
            * least(%(longest)s, %(first)s * power(2, least(line.openings, 30)))
            ELSE line.next_call_at END,
        statement_timestamp() + %(asked)s * interval '1 second'
    )
FROM (
    SELECT agency_id, %(probing)s OR (breaker = 'closed' AND failures + 1 >= %(failures)s) AS opens
    FROM verification_agencyline WHERE agency_id = %(agency)s FOR UPDATE
) locked
WHERE line.agency_id = locked.agency_id
"""


def answered(agency_pk: int) -> None:
    """The agency answered: the line is closed. A pause that it asked for stands."""
    AgencyLine.objects.filter(pk=agency_pk).update(
        next_call_at=Case(When(breaker=Breaker.CLOSED, then=F("next_call_at")), default=None),
        breaker=Breaker.CLOSED,
        failures=0,
        openings=0,
        opened_at=None,
        last_success_at=Now(),
        successes=F("successes") + 1,
    )


def failed(agency_pk: int, error: OutgoingError, *, probing: bool) -> None:
    """The call went wrong: whose fault it is, and how long the line rests for it."""
    if isinstance(error, PassingError):
        values: dict[str, Any] = {
            "agency": agency_pk,
            "error": str(error)[:200],
            "probing": probing,
            "failures": settings.AGENCY_FAILURES,
            "first": settings.AGENCY_PROBE_WAIT,
            "longest": settings.AGENCY_PROBE_WAIT_MOST,
            "jitter": _JITTER.uniform(0.5, 1.0),
            "asked": error.retry_after or None,
        }
        with connection.cursor() as cursor:
            cursor.execute(_FAILED, values)
    elif error.status is None:  # a call that our own rules forbade
        not_called(agency_pk, probing=probing)
    else:  # a refusal is an answer too
        answered(agency_pk)


def not_called(agency_pk: int, *, probing: bool) -> None:
    """The probe did not come to a call: the next one may go at once."""
    if probing:
        AgencyLine.objects.filter(pk=agency_pk, breaker=Breaker.HALF_OPEN).update(
            breaker=Breaker.OPEN, next_call_at=Now()
        )


def let_probe(agency_pk: int) -> bool:
    """Wait no longer; False when nothing was waited for."""
    waiting = AgencyLine.objects.filter(pk=agency_pk).exclude(
        breaker=Breaker.CLOSED, next_call_at=None
    )
    return bool(waiting.update(next_call_at=Now(), openings=0))


def wait(first: float, *, doublings: int, longest: float = LONGEST_WAIT) -> timedelta:
    """Doubling up to the longest, with a jitter of half, so that nobody knocks in step."""
    seconds = min(longest, first * 2.0 ** min(doublings, 30))
    return timedelta(seconds=seconds * _JITTER.uniform(0.5, 1.0))
