"""The line to each agency: who is next on it, and one worker that serves it for a while.

A question waits for its agency alone: no more than the agency's cap are on its line at a time, no
more than its calls a minute go out, and none while its breaker is open. So an agency that hangs
holds up itself.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from common import leases
from common.refusals import Refusal
from verification import breaker, sending
from verification.models import Agency, AgencyLine, VerificationRequest
from verification.sending import Taken

logger = logging.getLogger(__name__)

TURN = 20.0  # seconds that a worker stays with one agency before it looks around
# How long a sweep may be away: so much of a minute's calls may then be made up for at once.
BURST = timedelta(seconds=3)
# Many workers want the line's row: it is held for one round trip only. The first statement waits
# for it, so that the second sees what the worker before has taken; a line that came into being
# between the two is not held, and so not used. Calls of a minute come back evenly; the call of a
# line that is not closed is its probe, and has a lease as the question has.
_TAKE = """
SELECT set_config('portal.line', agency_id::text, true)
FROM verification_agencyline WHERE agency_id = %(agency)s FOR UPDATE;
WITH state AS (
    SELECT line.breaker <> 'closed' AS probing,
        CASE WHEN line.tokens_at IS NULL THEN allowed.most ELSE least(
            allowed.most,
            line.tokens + allowed.a_second
                * greatest(0, extract(epoch FROM statement_timestamp() - line.tokens_at))
        ) END AS tokens,
        (line.next_call_at IS NULL OR line.next_call_at <= statement_timestamp()) AS may_call,
        coalesce(agency.in_flight, %(in_flight)s) > (
            SELECT count(*) FROM verification_verificationrequest held
            WHERE held.agency_id = %(agency)s AND held.done_at IS NULL
                AND held.lease_until > statement_timestamp()
        ) AS has_room
    FROM verification_agencyline line
    JOIN verification_agency agency ON agency.office_ptr_id = line.agency_id
    CROSS JOIN LATERAL (
        SELECT coalesce(agency.calls_a_minute, %(calls)s) / 60.0 AS a_second,
            greatest(1, coalesce(agency.calls_a_minute, %(calls)s) / 60.0 * %(burst)s) AS most
    ) allowed
    WHERE line.agency_id = %(agency)s
        AND current_setting('portal.line', true) = %(agency)s::text
), chosen AS (
    SELECT id, lease_until IS NOT NULL AS holder_died FROM verification_verificationrequest
    WHERE agency_id = %(agency)s AND state = 'prepared'
        AND done_at IS NULL AND parked_at IS NULL AND due_at <= statement_timestamp()
        AND (lease_until IS NULL OR lease_until < statement_timestamp())
        AND (%(only)s::bigint IS NULL OR id = %(only)s::bigint)
        AND (SELECT may_call AND has_room AND tokens >= 1 FROM state)
    ORDER BY due_on, due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE verification_verificationrequest request
    SET lease_until = statement_timestamp() + %(lease)s, tries = request.tries + 1,
        deaths = request.deaths + chosen.holder_died::int
    FROM chosen WHERE request.id = chosen.id
), counted AS (
    UPDATE verification_agencyline line
    SET tokens = state.tokens - (SELECT count(*) FROM chosen), hinted_at = NULL,
        tokens_at = statement_timestamp(),
        breaker = CASE WHEN state.probing AND EXISTS (SELECT FROM chosen)
            THEN 'half_open' ELSE line.breaker END,
        next_call_at = CASE WHEN state.probing AND EXISTS (SELECT FROM chosen)
            THEN statement_timestamp() + %(lease)s ELSE line.next_call_at END
    FROM state
    WHERE line.agency_id = %(agency)s
        AND (line.hinted_at IS NOT NULL OR EXISTS (SELECT FROM chosen))
)
SELECT (SELECT id FROM chosen), probing FROM state
"""


def serve(
    agency_pk: int,
    *,
    call_help: Callable[[int], None] | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Send what is due to this agency, one after another; how many went out.

    `call_help` tells another worker that there is more to do than one can: after the first
    question when a second is free, and at the end of a turn.
    """
    end = time.monotonic() + TURN
    sent = 0
    while (taken := take(agency_pk)) is not None:
        if sent == 0 and call_help and due(agency_pk).exists():
            call_help(agency_pk)
        sending.send(taken)
        sent += 1
        if stopping() or time.monotonic() > end:
            if call_help:
                call_help(agency_pk)
            break
    return sent


def take(agency_pk: int, *, only: int | None = None) -> Taken | None:
    """The next question on the line, claimed; None while there is none or the line is not free.

    The one whose answer is due first goes first, which an urgent one is; then who waits longest.
    """
    found = _taken(agency_pk, only)
    if found is None:
        AgencyLine.objects.get_or_create(pk=agency_pk)
        found = _taken(agency_pk, only)
    pk, probing = found or (None, False)
    if pk is None:
        return None
    rows = VerificationRequest.objects.select_related("agency", "application")
    return Taken(rows.get(pk=pk), probing=probing)


def _taken(agency_pk: int, only: int | None) -> tuple[int | None, bool] | None:
    values: dict[str, Any] = {
        "agency": agency_pk,
        "only": only,
        "lease": breaker.LEASE,
        "burst": BURST.total_seconds(),
        "in_flight": settings.AGENCY_IN_FLIGHT,
        "calls": settings.AGENCY_CALLS_A_MINUTE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        row: tuple[int | None, bool] | None = cursor.fetchone()
    return row


def probe_now(line: AgencyLine, *, by: User) -> None:
    """Somebody knows that the agency is back: the next question goes out at once, as a probe."""
    if not by.has_role(Role.VERIFIER, Role.ADMINISTRATOR):
        raise Refusal(_("Bạn không có quyền gửi thử."), code="not_allowed")
    if not breaker.let_probe(line.pk):
        raise Refusal(_("Đường dây này đang thông suốt."), code="line_is_free")
    logger.info("line %s is probed on demand of user %s", line.pk, by.pk)


def due(agency_pk: int) -> QuerySet[VerificationRequest]:
    """What could go out to this agency now."""
    return _due().filter(agency=agency_pk)


def to_hint(*, most: int, again_after: timedelta) -> list[int]:
    """Mark and name the agencies that a worker should serve: something is due, and they may be
    called. Whether the line has room, the worker sees.

    Runs in the caller's transaction, as `leases.to_hint` does.
    """
    _make_missing()
    unhinted = Q(hinted_at__isnull=True) | Q(hinted_at__lt=Now() - again_after)
    may_call = Q(next_call_at__isnull=True) | Q(next_call_at__lte=Now())
    waiting = Exists(_due().filter(agency=OuterRef("pk")))
    lines = AgencyLine.objects.select_for_update(skip_locked=True, of=("self",))
    found = lines.filter(unhinted & may_call & Q(waiting)).order_by("hinted_at", "pk")
    ids = list(found.values_list("pk", flat=True)[:most])
    AgencyLine.objects.filter(pk__in=ids).update(hinted_at=Now())
    return ids


def _due() -> QuerySet[VerificationRequest]:
    return VerificationRequest.objects.filter(
        leases.free(), state=VerificationRequest.State.PREPARED
    )


def _make_missing() -> None:
    missing = Agency.objects.filter(line=None).values_list("pk", flat=True)
    AgencyLine.objects.bulk_create([AgencyLine(pk=pk) for pk in missing], ignore_conflicts=True)
