"""The ledger of time: every working minute of a case belongs to exactly one party."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from applications.models import State
from common.dates import VIETNAM
from portal.lateness import Lateness, lateness, parts
from portal.ledger import (
    APPLICANT,
    DEPARTMENT,
    POST,
    Asked,
    Change,
    History,
    Owner,
    Party,
    Segment,
    segments,
)
from regulations.calendar import WorkingCalendar
from regulations.hours import OwnLimits
from regulations.loading import law
from regulations.working_time import MINUTE, WorkingTime

POLICE, CENTRE = Owner(Party.AGENCY, "CA92"), Owner(Party.AGENCY, "TTLLTPQG")
LIMITS = OwnLimits(department=2, post=4)
TIME = WorkingTime(WorkingCalendar(), law().time.hours)
DAY = 7 * 60 + 30  # minutes of a working day as shipped
OVER = {State.DELIVERED, State.REFUSED, State.WITHDRAWN}


def at(day: int, clock: str = "07:30") -> datetime:
    """A moment of June 2024, in which the 3rd is a Monday."""
    hour, minute = clock.split(":")
    return datetime(2024, 6, day, int(hour), int(minute), tzinfo=VIETNAM)


def history(*changes: tuple[datetime, str], **more: Any) -> History:
    return History(tuple(Change(*one) for one in changes), **more)


def used(found: tuple[Segment, ...]) -> dict[Owner, int]:
    return {one.owner: one.minutes for one in parts(found, time=TIME, limits=LIMITS)}


def verifying(*asked: Asked, since: int = 3, until: int = 21) -> tuple[Segment, ...]:
    case = history((at(since), State.VERIFYING), asked=asked)
    return segments(case, until=at(until))


def question(agency: Owner = POLICE, *, due: int = 12, asked: int = 3, **more: Any) -> Asked:
    sent = more.pop("sent_at", at(asked))
    return Asked(agency.agency, date(2024, 6, due), at(asked), sent, **more)


# Whose turn it is


@pytest.mark.parametrize(
    ("state", "more", "owner"),
    [
        (State.SUBMITTED, {}, DEPARTMENT),
        (State.SUBMITTED, {"by_post": True}, POST),
        (State.SUPPLEMENT_REQUESTED, {}, APPLICANT),
        (State.ACCEPTED, {}, DEPARTMENT),
        (State.CONCLUDING, {}, DEPARTMENT),
        (State.DRAFTED, {}, DEPARTMENT),
        (State.SIGNED, {}, DEPARTMENT),
        (State.READY, {}, APPLICANT),
        (State.READY, {"to_be_sent": True}, DEPARTMENT),
        (State.IN_POST, {}, POST),
        (State.RETURNED_MAIL, {}, DEPARTMENT),
    ],
)
def test_a_minute_is_of_whoever_can_take_the_next_step(
    state: str, more: dict[str, Any], owner: Owner
) -> None:
    found = segments(history((at(3), state), **more), until=at(4))
    assert [one.owner for one in found] == [owner]


def test_the_posts_time_ends_with_the_hand_over() -> None:
    case = history((at(3), State.SUBMITTED), by_post=True, handed_over_at=at(4))
    assert used(segments(case, until=at(5))) == {POST: DAY, DEPARTMENT: DAY}


def test_nothing_is_counted_before_the_filing_and_after_the_end() -> None:
    case = history(
        (at(3), State.DRAFT), (at(4), State.AWAITING_PAYMENT), (at(5), State.SUBMITTED),
        (at(6), State.REFUSED),
    )  # fmt: skip
    assert used(segments(case, until=at(20))) == {DEPARTMENT: DAY}


def test_a_case_opened_again_has_nobodys_days_between() -> None:
    case = history((at(3), State.SIGNED), (at(4), State.DELIVERED), (at(10), State.CONCLUDING))
    first, second = segments(case, until=at(11))
    assert (first.end, second.start) == (at(4), at(10))


# While agencies are asked


def test_a_question_that_has_not_left_us_is_ours() -> None:
    found = verifying(question(sent_at=at(5)), until=6)
    assert used(found) == {DEPARTMENT: 2 * DAY, POLICE: DAY}


def test_a_letter_that_was_never_posted_stays_ours() -> None:
    assert used(verifying(question(sent_at=None), until=6)) == {DEPARTMENT: 3 * DAY}


def test_the_agency_given_the_most_time_has_the_minutes_while_nobody_is_late() -> None:
    found = verifying(question(due=12), question(CENTRE, due=13), until=6)
    assert used(found) == {CENTRE: 3 * DAY}


def test_who_is_beyond_their_day_has_them_before_who_is_not() -> None:
    found = verifying(question(due=5), question(CENTRE, due=13), until=11)
    assert used(found) == {CENTRE: 3 * DAY, POLICE: 3 * DAY}
    assert [one.late for one in found] == [False, True]


def test_an_answer_ends_an_agencys_time_at_once() -> None:
    found = verifying(question(due=5, answered_at=at(10)), question(CENTRE, due=6), until=11)
    assert used(found) == {CENTRE: 4 * DAY, POLICE: 2 * DAY}


def test_a_question_taken_back_keeps_its_past_and_has_no_more() -> None:
    found = verifying(question(withdrawn_at=at(5)), until=6)
    assert used(found) == {POLICE: 2 * DAY, DEPARTMENT: DAY}


def test_when_all_have_answered_it_is_our_turn() -> None:
    found = verifying(question(answered_at=at(4)), until=5)
    assert used(found) == {POLICE: DAY, DEPARTMENT: DAY}


def test_only_office_hours_of_working_days_count() -> None:
    found = verifying(question(), until=10)  # Monday to Monday
    assert used(found) == {POLICE: 5 * DAY}
    lunch = segments(history((at(3, "11:00"), State.ACCEPTED)), until=at(3, "14:00"))
    assert used(lunch) == {DEPARTMENT: 60}


# Whose lateness


def late_case(*asked: Asked, due: int, answered: int, verified: int) -> Lateness | None:
    case = history(
        (at(3), State.SUBMITTED), (at(3), State.VERIFYING), (at(verified), State.CONCLUDING),
        (at(answered), State.READY), asked=asked,
    )  # fmt: skip
    return lateness(
        segments(case, until=at(28)),
        due_on=date(2024, 6, due),
        answered_on=date(2024, 6, answered),
        since=at(3),
        until=at(answered),
        time=TIME,
        limits=LIMITS,
    )


def test_a_case_in_time_is_nobodys_lateness() -> None:
    assert late_case(question(due=5, answered_at=at(10)), due=11, answered=11, verified=10) is None


def test_an_agency_beyond_its_day_made_it_late() -> None:
    told = late_case(question(due=10, answered_at=at(14)), due=13, answered=17, verified=14)
    assert told == Lateness(days=2, owner=POLICE, over=3 * DAY)


def test_the_department_beyond_its_share_made_it_late() -> None:
    told = late_case(question(due=12, answered_at=at(6)), due=13, answered=17, verified=6)
    assert told == Lateness(days=2, owner=DEPARTMENT, over=7 * DAY - 2 * DAY)


def test_where_nobody_went_beyond_their_own_limit_the_whole_is_the_departments() -> None:
    told = late_case(question(due=17, answered_at=at(17)), due=13, answered=17, verified=17)
    assert told == Lateness(days=2, owner=DEPARTMENT, over=0)


# For every history


MOMENTS = st.integers(0, 40 * 24 * 60).map(lambda minutes: at(1, "00:00") + minutes * MINUTE)
MAYBE = st.none() | MOMENTS


@st.composite
def questions(draw: Any) -> Asked:
    """Any order of times, as clocks and people may give them."""
    return Asked(
        draw(st.sampled_from(["CA92", "TTLLTPQG", "TAQS"])),
        date(2024, 6, 1) + timedelta(days=draw(st.integers(0, 40))),
        draw(MOMENTS),
        draw(MAYBE),
        draw(MAYBE),
        draw(MAYBE),
    )


@st.composite
def histories(draw: Any) -> History:
    steps = draw(st.lists(st.tuples(MOMENTS, st.sampled_from(State.values)), max_size=12))
    steps.sort(key=lambda step: step[0])
    return History(
        tuple(Change(*step) for step in steps),
        tuple(draw(st.lists(questions(), max_size=5))),
        by_post=draw(st.booleans()),
        handed_over_at=draw(MAYBE),
        to_be_sent=draw(st.booleans()),
    )


def open_minutes(case: History, until: datetime) -> int:
    """The whole, counted another way: minute by minute what state the case stands in."""
    filed, total = False, 0
    ends = [*(change.at for change in case.changes[1:]), until]
    for change, end in zip(case.changes, ends, strict=False):
        filed = filed or change.state not in {State.DRAFT, State.AWAITING_PAYMENT}
        if filed and change.state not in OVER:
            total += TIME.minutes(change.at, min(end, max(until, change.at)))
    return total


@settings(max_examples=300, deadline=None)
@given(histories(), MOMENTS)
def test_the_parts_make_the_whole(case: History, until: datetime) -> None:
    until = max([until, *(change.at for change in case.changes)])
    found = segments(case, until=until)
    assert all(one.start < one.end for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    told = parts(found, time=TIME, limits=LIMITS)
    assert len({one.owner for one in told}) == len(told)
    assert all(0 <= one.late <= one.minutes for one in told)
    assert sum(one.minutes for one in told) == open_minutes(case, until)


@settings(max_examples=200, deadline=None)
@given(histories(), MOMENTS)
def test_waiting_longer_adds_to_one_party_and_takes_from_none(
    case: History, until: datetime
) -> None:
    until = max([until, *(change.at for change in case.changes)])
    before, after = (used(segments(case, until=end)) for end in (until, until + MINUTE))
    gained = {owner: after[owner] - before.get(owner, 0) for owner in after}
    assert set(before) <= set(after)
    assert sorted(gained.values())[:-1] == [0] * (len(gained) - 1)
    assert max(gained.values(), default=0) in (0, 1)


@settings(max_examples=200, deadline=None)
@given(histories(), MOMENTS)
def test_what_happens_later_leaves_a_past_minute_where_it_was(case: History, cut: datetime) -> None:
    """As the case was known at `cut`: what came later was not there."""

    def so_far(moment: datetime | None) -> datetime | None:
        return moment if moment is not None and moment <= cut else None

    known = replace(
        case,
        changes=tuple(change for change in case.changes if change.at <= cut),
        asked=tuple(
            replace(
                one,
                sent_at=so_far(one.sent_at),
                answered_at=so_far(one.answered_at),
                withdrawn_at=so_far(one.withdrawn_at),
            )
            for one in case.asked
            if one.prepared_at <= cut
        ),
        handed_over_at=so_far(case.handed_over_at),
    )
    later = segments(case, until=at(1) + timedelta(days=60))
    past = [replace(one, end=min(one.end, cut)) for one in later if one.start < cut]
    assert list(segments(known, until=cut)) == past
