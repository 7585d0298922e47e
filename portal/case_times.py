"""The ledger of real cases: read from the trail and the questions, and kept in sums once answered.

`of` reads one case as it stands at this moment; `count` writes the sums of cases that are answered
or over. The sums can be made again at any time (`manage.py count_time`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q

from applications.models import ANSWERED, Application, Channel, Event, State
from common.dates import VIETNAM, now
from portal.lateness import Lateness, Part, lateness, parts
from portal.ledger import Asked, Change, History, Segment, segments
from portal.models import CaseLedger, CaseTime
from regulations.calendar import working_days_between
from regulations.loading import law
from regulations.models import office_calendar
from regulations.working_time import WorkingTime, end_of_day, working_time
from verification.models import Agency, PaperReply, Reply, VerificationRequest

# Steps that start the clock of the law; where a post office took the dossier in, only the latter.
FILED_AT_ONCE = frozenset({"submit", "pay"})
FILED = frozenset({"start_clock", "supplement"})
SLICE = 1000  # cases at a time when all are counted


@dataclass(frozen=True)
class CaseTimes:
    """One case: its segments, what each party used, and whose lateness it was."""

    segments: tuple[Segment, ...]
    parts: tuple[Part, ...]
    late: Lateness | None
    ready_at: datetime | None
    days: int | None  # working days from the filing to the result

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.parts)


@dataclass(frozen=True)
class Row:
    """One line of the trail, as far as the ledger looks at it."""

    step: str
    state: str
    at: datetime


def now_working() -> WorkingTime:
    """The office's hours on its calendar, as both stand now."""
    return working_time(office_calendar())


def agency_names() -> dict[str, str]:
    """What the codes of the ledger's agencies stand for."""
    return dict(Agency.objects.values_list("code", "name"))


def of(application: Application, *, until: datetime | None = None) -> CaseTimes:
    """The case as it stands."""
    [times] = several([application], time=now_working(), until=until or now())
    return times


def several(
    applications: Sequence[Application], *, time: WorkingTime, until: datetime
) -> list[CaseTimes]:
    """The same of many, with three queries for all."""
    pks = [one.pk for one in applications]
    trails, asked = _trails(pks), _asked(pks)
    return [
        _times(one, trails.get(one.pk, []), asked.get(one.pk, []), time=time, until=until)
        for one in applications
    ]


def keep(event: Event) -> None:
    """After a result is ready or a case is over: write down whose time it was."""
    count([event.application_id])


def count(pks: Iterable[int]) -> int:
    """Write the sums of those that are answered or over, in place of what stood there."""
    with transaction.atomic():
        locked = Application.objects.select_for_update(of=("self",)).filter(pk__in=list(pks))
        answered = locked.filter(state__in=ANSWERED, submitted_at__isnull=False)
        chosen = list(answered.order_by("pk"))
        told = several(chosen, time=now_working(), until=now())
        _write(chosen, told)
    return len(chosen)


def count_all(*, missing_only: bool, most: int | None = None) -> int:
    """All of them, or those that have no sums yet, newest first and in slices; how many."""
    rows = Application.objects.filter(state__in=ANSWERED, submitted_at__isnull=False)
    if missing_only:
        rows = rows.filter(time_ledger=None)
    pks = list(rows.order_by("-pk").values_list("pk", flat=True)[:most])
    return sum(count(pks[start : start + SLICE]) for start in range(0, len(pks), SLICE))


def _trails(pks: Sequence[int]) -> dict[int, list[Row]]:
    moves = Q(step="start_clock") | ~Q(from_state=F("to_state"))
    events = Event.objects.filter(moves, application__in=pks).order_by("application", "number")
    found: dict[int, list[Row]] = {}
    for pk, step, state, at in events.values_list("application", "step", "to_state", "at"):
        found.setdefault(pk, []).append(Row(step, state, at))
    return found


def _asked(pks: Sequence[int]) -> dict[int, list[Asked]]:
    rows = VerificationRequest.objects.filter(application__in=pks).order_by("pk")
    columns = ("due_on", "prepared_at", "sent_at", "withdrawn_at", "answered_at")
    found: dict[int, list[Asked]] = {}
    arrived = _arrived(pks)
    for key, pk, *row, answered_at in rows.values_list(
        "pk", "application", "agency__code", *columns
    ):
        came = [moment for moment in (answered_at, arrived.get(key)) if moment is not None]
        code, due_on, prepared_at, sent_at, withdrawn_at = row
        asked = Asked(code, due_on, prepared_at, sent_at, min(came, default=None), withdrawn_at)
        found.setdefault(pk, []).append(asked)
    return found


def _arrived(pks: Sequence[int]) -> dict[int, datetime]:
    """When the answer of a question came in by letter: with its day over at the latest, whenever
    it was scanned. Its typing is the department's time, not the agency's."""
    typed = Q(state__in=PaperReply.OPEN) | Q(reply__disposition=Reply.Disposition.APPLIED)
    rows = PaperReply.objects.filter(typed, request__application__in=pks)
    found: dict[int, datetime] = {}
    for asked, day, scanned_at in rows.values_list("request", "arrived_on", "scanned_at"):
        came = min(end_of_day(day), scanned_at)
        found[asked] = min(came, found.get(asked, came))
    return found


def _times(
    application: Application,
    trail: Sequence[Row],
    asked: Sequence[Asked],
    *,
    time: WorkingTime,
    until: datetime,
) -> CaseTimes:
    limits = law().time.own_limits
    found = segments(_history(application, trail, asked), until=until)
    filed = _filed(application, trail)
    ready_at = _ready(trail[filed:]) if filed else None
    return CaseTimes(
        segments=found,
        parts=parts(found, time=time, limits=limits),
        late=_late(application, found, trail[filed - 1].at, ready_at or until, time)
        if filed and (ready_at or application.state not in ANSWERED)
        else None,
        ready_at=ready_at,
        days=_days(application.filed_on, ready_at, time),
    )


def _history(application: Application, trail: Sequence[Row], asked: Sequence[Asked]) -> History:
    handed_over = [row.at for row in trail if row.step == "start_clock"]
    moved = (row for row in trail if row.step != "start_clock")
    return History(
        changes=tuple(Change(row.at, row.state) for row in moved),
        asked=tuple(asked),
        by_post=_by_post(application),
        handed_over_at=handed_over[0] if handed_over else None,
        to_be_sent=application.delivery.get("method") == "post",
    )


def _by_post(application: Application) -> bool:
    return application.channel == Channel.POST_OFFICE and bool(application.received_office_id)


def _filed(application: Application, trail: Sequence[Row]) -> int:
    """How many lines of the trail lead up to the clock's last start; 0 where it has not started."""
    at_once = frozenset() if _by_post(application) else FILED_AT_ONCE
    starts = [
        place
        for place, row in enumerate(trail, start=1)
        if row.step in FILED or (row.step in at_once and row.state == State.SUBMITTED)
    ]
    return max(starts, default=0)


def _ready(trail: Iterable[Row]) -> datetime | None:
    """When the result was there for the first time."""
    reached = (row.at for row in trail if row.state in {State.READY, State.DELIVERED})
    return next(reached, None)


def _late(
    application: Application,
    found: tuple[Segment, ...],
    since: datetime,
    answered_at: datetime,
    time: WorkingTime,
) -> Lateness | None:
    if application.due_on is None:
        return None
    return lateness(
        found,
        due_on=application.due_on,
        answered_on=answered_at.astimezone(VIETNAM).date(),
        since=since,
        until=answered_at,
        time=time,
        limits=law().time.own_limits,
    )


def _days(filed_on: date | None, ready_at: datetime | None, time: WorkingTime) -> int | None:
    if filed_on is None or ready_at is None:
        return None
    ready_on = ready_at.astimezone(VIETNAM).date()
    return working_days_between(filed_on, ready_on, calendar=time.calendar)


def _write(chosen: Sequence[Application], told: Sequence[CaseTimes]) -> None:
    agencies = dict(Agency.objects.values_list("code", "pk"))
    CaseTime.objects.filter(ledger__in=[one.pk for one in chosen]).delete()
    CaseLedger.objects.filter(pk__in=[one.pk for one in chosen]).delete()
    pairs = list(zip(chosen, told, strict=True))
    CaseLedger.objects.bulk_create(_ledger(one, times, agencies) for one, times in pairs)
    CaseTime.objects.bulk_create(
        CaseTime(
            ledger_id=one.pk,
            party=part.owner.party,
            agency_id=agencies.get(part.owner.agency),
            minutes=part.minutes,
            late_minutes=part.late,
        )
        for one, times in pairs
        for part in times.parts
    )


def _ledger(application: Application, times: CaseTimes, agencies: dict[str, int]) -> CaseLedger:
    late = times.late
    return CaseLedger(
        application=application,
        filed_on=application.filed_on,
        due_on=application.due_on,
        ready_at=times.ready_at,
        days=times.days,
        minutes=times.minutes,
        late_days=late.days if late else 0,
        late_party=late.owner.party if late else "",
        late_agency_id=agencies.get(late.owner.agency) if late else None,
    )
