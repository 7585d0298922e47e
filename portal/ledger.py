"""Whose each minute of a case was: the applicant's, the department's, one agency's, or the post's.

From the moment a dossier leaves the applicant's hands until its case is over, every minute belongs
to exactly one party: to whoever could take the next step. Everything here is a pure function over
values. What is decided of a minute rests on what was known at that minute, so no later event gives
it to somebody else. The rules and their reasons: docs/time.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise

from applications.models.states import OVER, State
from regulations.working_time import end_of_day, whole_minute

S = State


class Party(StrEnum):
    APPLICANT = "applicant"
    DEPARTMENT = "department"
    AGENCY = "agency"
    POST = "post"


class Why(StrEnum):
    """What the case waited for."""

    HAND_OVER = "hand_over"  # the post office's, on the way in
    INTAKE = "intake"
    SUPPLEMENT = "supplement"
    CLASSIFYING = "classifying"
    SENDING = "sending"  # a question that is not on its way yet
    ANSWER = "answer"
    CONCLUDING = "concluding"
    MAKING = "making"
    SENDING_RESULT = "sending_result"
    FETCHING = "fetching"
    DELIVERY = "delivery"
    RETURNED = "returned"
    DECLARING = "declaring"


@dataclass(frozen=True, order=True)
class Owner:
    """A party; of the agencies, the one with this code."""

    party: Party
    agency: str = ""


@dataclass(frozen=True)
class Change:
    """From this moment the case stands in this state."""

    at: datetime
    state: str


@dataclass(frozen=True)
class Asked:
    """One question to one agency; None is not yet."""

    agency: str
    due_on: date
    prepared_at: datetime
    sent_at: datetime | None = None
    answered_at: datetime | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class History:
    """What the ledger is made from."""

    changes: tuple[Change, ...]
    asked: tuple[Asked, ...] = ()
    by_post: bool = False  # a post office took the dossier in
    handed_over_at: datetime | None = None  # by it to the department
    to_be_sent: bool = False  # the result goes by post


@dataclass(frozen=True)
class Segment:
    """A stretch of time of one owner; `late` where it lies beyond the day an agency was given."""

    start: datetime
    end: datetime
    owner: Owner
    why: Why
    late: bool = False


APPLICANT = Owner(Party.APPLICANT)
DEPARTMENT = Owner(Party.DEPARTMENT)
POST = Owner(Party.POST)

# Whose turn it is in each state; what needs a look at more than the state is decided below.
_TURN: dict[str, tuple[Owner, Why]] = {
    S.DRAFT: (APPLICANT, Why.DECLARING),
    S.AWAITING_PAYMENT: (APPLICANT, Why.DECLARING),
    S.SUBMITTED: (DEPARTMENT, Why.INTAKE),
    S.SUPPLEMENT_REQUESTED: (APPLICANT, Why.SUPPLEMENT),
    S.ACCEPTED: (DEPARTMENT, Why.CLASSIFYING),
    S.CONCLUDING: (DEPARTMENT, Why.CONCLUDING),
    S.DRAFTED: (DEPARTMENT, Why.MAKING),
    S.APPROVED: (DEPARTMENT, Why.MAKING),
    S.SIGNED: (DEPARTMENT, Why.MAKING),
    S.IN_POST: (POST, Why.DELIVERY),
    S.RETURNED_MAIL: (DEPARTMENT, Why.RETURNED),
}


def segments(history: History, *, until: datetime) -> tuple[Segment, ...]:
    """The case's time from its filing on, in order, without gap or overlap while it is open.

    A case that is over and opened again (`reissue`) has a gap: those days were nobody's.
    """
    found: list[Segment] = []
    for start, end, state in _spans(history.changes, until=whole_minute(until)):
        if state not in OVER:
            found += _owned(history, start, end, state)
    return tuple(_joined(found))


def _spans(
    changes: Sequence[Change], *, until: datetime
) -> Iterator[tuple[datetime, datetime, str]]:
    """Each state with its stretch, from the filing on; a clock set back moves nothing back."""
    known: list[tuple[datetime, str]] = []
    for change in changes:
        if not known and change.state in {S.DRAFT, S.AWAITING_PAYMENT}:
            continue
        at = whole_minute(change.at)
        known.append((max(at, known[-1][0]) if known else at, change.state))
    if known:
        known.append((max(until, known[-1][0]), ""))
    for (start, state), (end, _next) in pairwise(known):
        if start < end:
            yield start, end, state


def _owned(history: History, start: datetime, end: datetime, state: str) -> Iterator[Segment]:
    if state == S.VERIFYING:
        yield from _verifying(history.asked, start, end)
    elif state == S.SUBMITTED and history.by_post:
        yield from _submitted_at_the_post(history, start, end)
    elif state == S.READY:
        turn = (DEPARTMENT, Why.SENDING_RESULT) if history.to_be_sent else (APPLICANT, Why.FETCHING)
        yield Segment(start, end, *turn)
    else:
        yield Segment(start, end, *_TURN[state])


def _submitted_at_the_post(history: History, start: datetime, end: datetime) -> Iterator[Segment]:
    """The post's until it hands the dossier over, the department's from then on."""
    handed = whole_minute(history.handed_over_at) if history.handed_over_at else end
    middle = min(max(handed, start), end)
    yield Segment(start, middle, POST, Why.HAND_OVER)
    yield Segment(middle, end, *_TURN[S.SUBMITTED])


def _verifying(asked: Sequence[Asked], start: datetime, end: datetime) -> Iterator[Segment]:
    """Between two moments at which anything changes, one question decides."""
    moments = {moment for one in asked for moment in _moments(one) if start < moment < end}
    for first, last in pairwise(sorted({start, end, *moments})):
        yield Segment(first, last, *_waited_for(asked, first))


def _moments(one: Asked) -> Iterator[datetime]:
    for moment in (one.prepared_at, one.sent_at, one.answered_at, one.withdrawn_at):
        if moment is not None:
            yield whole_minute(moment)
    yield end_of_day(one.due_on)


def _waited_for(asked: Sequence[Asked], moment: datetime) -> tuple[Owner, Why, bool]:
    """Whom the case waits for at this moment, by what is known at this moment.

    The department, while nothing is open or a question has not left it. Then the agency that is
    beyond its day, of several the one longest so. While none is, the one whose day is the furthest,
    for whom the case waits in any event. What stands equal: who was asked first, then the code.
    """
    open_now = [one for one in asked if _is_open(one, moment)]
    if not open_now:
        return DEPARTMENT, Why.CONCLUDING, False
    if any(one.sent_at is None or whole_minute(one.sent_at) > moment for one in open_now):
        return DEPARTMENT, Why.SENDING, False
    late = [one for one in open_now if end_of_day(one.due_on) <= moment]
    first = min(late or open_now, key=_longest_late if late else _furthest_day)
    return Owner(Party.AGENCY, first.agency), Why.ANSWER, bool(late)


def _is_open(one: Asked, moment: datetime) -> bool:
    """Asked and neither answered nor taken back, at this moment."""
    ends = [whole_minute(at) for at in (one.answered_at, one.withdrawn_at) if at is not None]
    return whole_minute(one.prepared_at) <= moment and all(moment < at for at in ends)


def _longest_late(one: Asked) -> tuple[date, datetime, str]:
    return one.due_on, whole_minute(one.prepared_at), one.agency


def _furthest_day(one: Asked) -> tuple[int, datetime, str]:
    return -one.due_on.toordinal(), whole_minute(one.prepared_at), one.agency


def _joined(found: Iterable[Segment]) -> list[Segment]:
    """Neighbours of one owner, for one reason, are one segment; what has no length is none."""
    joined: list[Segment] = []
    for one in found:
        before = joined[-1] if joined else None
        if before is not None and one == replace(before, start=before.end, end=one.end):
            joined[-1] = replace(before, end=one.end)
        elif one.start < one.end:
            joined.append(one)
    return joined
