"""Working days, and the last day of a limit (Civil Code 2015 art 147-148)."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.dates import VIETNAM
from regulations.calendar import (
    WorkingCalendar,
    add_working_days,
    due_at,
    due_on,
    forwarded_on,
    working_days_between,
)
from regulations.regimes import regime_by_code
from regulations.shapes import Limit
from regulations.terms import LimitClass, Unit

CALENDAR = WorkingCalendar()
DAYS = st.dates(date(2011, 1, 1), date(2027, 1, 1))


def days(amount):
    return Limit(amount, Unit.CALENDAR_DAYS)


def working(amount):
    return Limit(amount, Unit.WORKING_DAYS)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 6, 3), True),  # a Monday
        (date(2024, 6, 8), False),  # a Saturday
        (date(2024, 6, 9), False),  # a Sunday
        (date(2024, 2, 8), False),  # Tết 2024, from the 29th of the last lunar month
        (date(2024, 2, 14), False),  # its last day
        (date(2024, 2, 15), True),
        (date(2024, 4, 18), False),  # Giỗ Tổ
        (date(2024, 4, 29), False),  # exchanged for Saturday 4 May
        (date(2024, 4, 30), False),
        (date(2024, 5, 1), False),
        (date(2024, 5, 4), True),  # the Saturday worked instead
        (date(2024, 9, 3), False),
        (date(2025, 5, 2), False),
        (date(2025, 4, 26), True),
        (date(2026, 1, 2), False),  # calendar.toml
        (date(2026, 1, 10), True),
        (date(2026, 8, 22), True),
        (date(2026, 8, 31), False),
        (date(2014, 12, 27), True),  # worked for 2 January of the next year
    ],
)
def test_the_working_days_of_the_nation(day, worked):
    assert CALENDAR.is_working(day) is worked


def test_an_office_closes_and_opens_on_days_of_its_own():
    monday, saturday, new_year = date(2024, 6, 3), date(2024, 6, 8), date(2024, 1, 1)
    office = WorkingCalendar.with_exceptions(
        [(monday, "day_off"), (saturday, "working_day"), (new_year, "working_day")]
    )
    assert not office.is_working(monday)
    assert office.is_working(saturday)
    assert office.is_working(new_year)


@pytest.mark.parametrize(
    ("filed", "limit", "due"),
    [
        # Monday 3/6/2024 and ten days is Thursday the 13th.
        (date(2024, 6, 3), days(10), date(2024, 6, 13)),
        # Wednesday 12/6/2024 and ten days is a Saturday, so Monday the 24th.
        (date(2024, 6, 12), days(10), date(2024, 6, 24)),
        # Ten working days over 30 April, with the make-up Saturday.
        (date(2024, 4, 26), working(10), date(2024, 5, 14)),
        # A last day in Tết moves behind it.
        (date(2024, 1, 30), days(10), date(2024, 2, 15)),
        # A make-up Saturday may be a last day.
        (date(2024, 4, 24), days(10), date(2024, 5, 4)),
        (date(2024, 6, 8), days(15), date(2024, 6, 24)),
        (date(2024, 6, 3), days(15), date(2024, 6, 18)),
        (date(2024, 6, 7), working(1), date(2024, 6, 10)),
        (date(2024, 6, 7), working(0), date(2024, 6, 7)),
        (date(2024, 6, 8), working(0), date(2024, 6, 10)),
        # Hours run over days off.
        (date(2024, 6, 7), Limit(24, Unit.HOURS), date(2024, 6, 8)),
        (date(2024, 12, 26), days(10), date(2025, 1, 6)),
    ],
)
def test_the_last_day_of_a_limit(filed, limit, due):
    assert due_on(filed, limit=limit, calendar=CALENDAR) == due


def test_hours_run_from_the_very_moment():
    asked = datetime(2024, 6, 7, 16, 30, tzinfo=VIETNAM)
    end = due_at(asked, limit=Limit(24, Unit.HOURS), calendar=CALENDAR)
    assert end == datetime(2024, 6, 8, 16, 30, tzinfo=VIETNAM)


def test_days_end_with_their_last_second():
    filed = datetime(2024, 6, 3, 16, 30, tzinfo=VIETNAM)
    end = due_at(filed, limit=days(10), calendar=CALENDAR)
    assert end == datetime(2024, 6, 13, 23, 59, 59, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("received", "forwarded"),
    [
        (datetime(2024, 6, 3, 15, 0, tzinfo=VIETNAM), date(2024, 6, 3)),
        (datetime(2024, 6, 3, 15, 1, tzinfo=VIETNAM), date(2024, 6, 4)),
        (datetime(2024, 6, 7, 16, 0, tzinfo=VIETNAM), date(2024, 6, 10)),
        (datetime(2024, 6, 8, 9, 0, tzinfo=VIETNAM), date(2024, 6, 10)),
    ],
)
def test_what_comes_after_three_o_clock_may_go_on_the_next_working_day(received, forwarded):
    steps = regime_by_code("R1c").steps
    assert steps.forward_until == time(15)
    assert forwarded_on(received, steps=steps, calendar=CALENDAR) == forwarded


@given(DAYS, st.integers(0, 40))
def test_a_limit_of_days_ends_on_a_working_day_not_before_them(filed, amount):
    due = due_on(filed, limit=days(amount), calendar=CALENDAR)
    assert CALENDAR.is_working(due)
    assert due >= filed + timedelta(days=amount)


@given(DAYS, st.integers(1, 30))
def test_working_days_added_are_working_days_between(start, amount):
    end = add_working_days(start, amount, calendar=CALENDAR)
    assert working_days_between(start, end, calendar=CALENDAR) == amount
    assert CALENDAR.is_working(end)


def test_working_days_are_not_counted_backwards():
    with pytest.raises(ValueError):
        add_working_days(date(2024, 6, 3), -1, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("regime", "limit", "expected"),
    [
        ("R0", "base", working(17)),
        ("R1a", "base", days(10)),
        ("R1c", "base", days(10)),
        ("R1c", "extended", days(15)),
        ("R1c", "urgent", Limit(24, Unit.HOURS)),
        ("R2", "extended", days(15)),
        ("R3", "base", days(5)),
        ("R3", "extended", days(15)),
    ],
)
def test_each_regime_has_its_limits_with_their_unit(regime, limit, expected):
    assert regime_by_code(regime).limits[LimitClass(limit)] == expected
