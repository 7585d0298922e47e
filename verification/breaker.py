"""Whether an agency's line may be called: the breaker, the pause it asked for, calls a minute.

After so many failures in a row the line opens and nothing goes out but one probe at a time, each
after a longer wait; any answer closes it. A message that the agency refuses for good says nothing
against its line. Every rule here works on a line whose row is locked, with the database's clock.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import cast

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, When
from django.db.models.functions import Now

from common.outgoing import OutgoingError, PassingError
from verification.models import AgencyLine

Breaker = AgencyLine.Breaker
# How long a sweep may be away: so much of a minute's calls may then be made up for at once.
BURST = timedelta(seconds=3)
LEASE = timedelta(seconds=90)  # of a question, and of a probe: far above the longest call
LONGEST_WAIT = 600.0  # seconds between two tries of anything
_JITTER = random.SystemRandom()


def held(agency_pk: int) -> AgencyLine:
    """The agency's line, locked, with the database's time in `now`; made when it is missing."""
    lines = AgencyLine.objects.select_for_update(of=("self",)).select_related("agency")
    line = lines.annotate(now=Now()).filter(pk=agency_pk).first()
    if line is None:
        AgencyLine.objects.get_or_create(pk=agency_pk)
        line = lines.annotate(now=Now()).get(pk=agency_pk)
    return line


def may_call(line: AgencyLine) -> bool:
    waits = line.next_call_at is not None and line.next_call_at > _now(line)
    return not waits and tokens(line) >= 1


def tokens(line: AgencyLine) -> float:
    """How many calls the agency would take now: they come back evenly, and pile up little."""
    rate = (line.agency.calls_a_minute or settings.AGENCY_CALLS_A_MINUTE) / 60
    most = max(1.0, rate * BURST.total_seconds())
    if line.tokens_at is None:
        return most
    passed = max(0.0, (_now(line) - line.tokens_at).total_seconds())
    return min(most, line.tokens + passed * rate)


def call(line: AgencyLine) -> bool:
    """Count one call; True when it is the probe of a line that is not closed."""
    line.tokens, line.tokens_at = tokens(line) - 1, _now(line)
    line.hinted_at = None
    probing = line.breaker != Breaker.CLOSED
    if probing:
        line.breaker, line.next_call_at = Breaker.HALF_OPEN, _now(line) + LEASE
    line.save(update_fields=["tokens", "tokens_at", "hinted_at", "breaker", "next_call_at"])
    return probing


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
    if not isinstance(error, PassingError):
        _refused(agency_pk, error, probing=probing)
        return
    with transaction.atomic():
        line = held(agency_pk)
        line.failures += 1
        line.faults += 1
        line.last_failure_at, line.last_error = _now(line), str(error)[:200]
        if probing or _fails_too_often(line):
            _open(line)
        if error.retry_after:
            _pause(line, timedelta(seconds=error.retry_after))
        line.save()


def not_called(agency_pk: int, *, probing: bool) -> None:
    """The probe did not come to a call: the next one may go at once."""
    if probing:
        AgencyLine.objects.filter(pk=agency_pk, breaker=Breaker.HALF_OPEN).update(
            breaker=Breaker.OPEN, next_call_at=Now()
        )


def let_probe(agency_pk: int) -> bool:
    """Wait no longer; False when nothing was waited for."""
    with transaction.atomic():
        line = held(agency_pk)
        if line.breaker == Breaker.CLOSED and line.next_call_at is None:
            return False
        line.next_call_at, line.openings = _now(line), 0
        line.save(update_fields=["next_call_at", "openings"])
    return True


def wait(first: float, *, doublings: int, longest: float = LONGEST_WAIT) -> timedelta:
    """Doubling up to the longest, with a jitter of half, so that nobody knocks in step."""
    seconds = min(longest, first * 2.0 ** min(doublings, 30))
    return timedelta(seconds=seconds * _JITTER.uniform(0.5, 1.0))


def _refused(agency_pk: int, error: OutgoingError, *, probing: bool) -> None:
    """A refusal is an answer too; a call that our own rules forbade is none."""
    if error.status is None:
        not_called(agency_pk, probing=probing)
    else:
        answered(agency_pk)


def _fails_too_often(line: AgencyLine) -> bool:
    return line.breaker == Breaker.CLOSED and line.failures >= settings.AGENCY_FAILURES


def _open(line: AgencyLine) -> None:
    """What was on the line when it opened and fails later too does not lengthen the wait."""
    longest = float(settings.AGENCY_PROBE_WAIT_MOST)
    pause = wait(settings.AGENCY_PROBE_WAIT, doublings=line.openings, longest=longest)
    line.breaker, line.openings = Breaker.OPEN, line.openings + 1
    line.opened_at = line.opened_at or _now(line)
    line.next_call_at = _now(line) + pause


def _pause(line: AgencyLine, asked: timedelta) -> None:
    until = _now(line) + asked
    line.next_call_at = max(until, line.next_call_at or until)


def _now(line: AgencyLine) -> datetime:
    return cast(datetime, line.now)  # type: ignore[attr-defined]
