"""How the lines to the agencies stand, for those who watch them: numbers only, of nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.db.models.functions import Now

from verification.models import Agency, AgencyLine, Attempt, VerificationRequest

ZERO = {"waiting": 0, "on_the_line": 0, "parked": 0}


@dataclass(frozen=True)
class LineFigures:
    line: AgencyLine
    waiting: int  # questions that are to go out
    on_the_line: int  # that workers hold now
    parked: int  # that need a person
    calls: int  # of the last minute

    @property
    def is_wired(self) -> bool:
        """Whether anything is called at all: a desk and a letter have no line that could fail."""
        return self.line.agency.channel in {Agency.Channel.SIGNED_HTTP, Agency.Channel.GATEWAY}

    @property
    def rests(self) -> bool:
        return self.line.breaker != AgencyLine.Breaker.CLOSED


def overview() -> list[LineFigures]:
    """Every agency that is asked; those whose line rests first, then those with most to do."""
    lines = AgencyLine.objects.filter(agency__active=True).select_related("agency")
    numbers, calls = _numbers(), _calls()
    found = [_figures(line, numbers.get(line.pk, {}), calls.get(line.pk, 0)) for line in lines]
    return sorted(found, key=lambda one: (not one.rests, -one.waiting, one.line.agency.name))


def _figures(line: AgencyLine, numbers: dict[str, int], calls: int) -> LineFigures:
    return LineFigures(line=line, calls=calls, **{**ZERO, **numbers})


def _numbers() -> dict[int, dict[str, int]]:
    prepared = VerificationRequest.objects.filter(
        state=VerificationRequest.State.PREPARED, done_at=None
    )
    held, parked = Q(lease_until__gt=Now()), Q(parked_at__isnull=False)
    rows = (
        prepared.order_by()
        .values("agency")
        .annotate(
            waiting=Count("pk", filter=~parked & (Q(lease_until=None) | ~held)),
            on_the_line=Count("pk", filter=held),
            parked=Count("pk", filter=parked),
        )
    )
    listed = rows.values_list("agency", *ZERO)
    return {agency: dict(zip(ZERO, counts, strict=True)) for agency, *counts in listed}


def _calls() -> dict[int, int]:
    lately = Attempt.objects.filter(started_at__gt=Now() - timedelta(minutes=1))
    rows = lately.order_by().values("agency").annotate(calls=Count("pk"))
    return {row["agency"]: row["calls"] for row in rows}
