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

from django.conf import settings
from django.db import transaction
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
    with transaction.atomic():
        line = breaker.held(agency_pk)
        if not breaker.may_call(line) or not _has_room(line.agency):
            return None
        rows = due(agency_pk).select_related("agency", "application")
        rows = rows if only is None else rows.filter(pk=only)
        ordered = rows.order_by("due_on", "due_at", "pk")
        request = leases.claim_first(ordered, lease=breaker.LEASE)
        if request is None:
            return None
        return Taken(request, probing=breaker.call(line))


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
    """Mark and name the agencies that a worker should serve: something is due, and the line free.

    Runs in the caller's transaction, as `leases.to_hint` does.
    """
    _make_missing()
    unhinted = Q(hinted_at__isnull=True) | Q(hinted_at__lt=Now() - again_after)
    callable_ = Q(next_call_at__isnull=True) | Q(next_call_at__lte=Now())
    waiting = Exists(_due().filter(agency=OuterRef("pk")))
    lines = AgencyLine.objects.select_for_update(skip_locked=True, of=("self",))
    lines = lines.select_related("agency").annotate(now=Now()).order_by("hinted_at", "pk")
    found = lines.filter(unhinted & callable_ & Q(waiting))[:most]
    ids = [line.pk for line in found if breaker.may_call(line) and _has_room(line.agency)]
    AgencyLine.objects.filter(pk__in=ids).update(hinted_at=Now())
    return ids


def _due() -> QuerySet[VerificationRequest]:
    return VerificationRequest.objects.filter(
        leases.free(), state=VerificationRequest.State.PREPARED
    )


def on_the_line(agency_pk: int) -> int:
    """How many questions workers hold for this agency."""
    held = VerificationRequest.objects.filter(lease_until__gt=Now(), done_at=None)
    return held.filter(agency=agency_pk).count()


def _has_room(agency: Agency) -> bool:
    return on_the_line(agency.pk) < (agency.in_flight or settings.AGENCY_IN_FLIGHT)


def _make_missing() -> None:
    missing = Agency.objects.filter(line=None).values_list("pk", flat=True)
    AgencyLine.objects.bulk_create([AgencyLine(pk=pk) for pk in missing], ignore_conflicts=True)
