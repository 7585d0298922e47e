"""Office hours: which minutes an office is at work, and what a timetable may not say."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.dates import VIETNAM
from regulations.calendar import WorkingCalendar
from regulations.hours import Hours, Session
from regulations.loading import law
from regulations.strict import DataError, build
from regulations.working_time import MINUTE, WorkingTime

MORNING, AFTERNOON = Session(time(7, 30), time(11, 30)), Session(time(13, 30), time(17))
TIME = WorkingTime(WorkingCalendar(), [Hours((MORNING, AFTERNOON))])


def at(day: int, clock: str = "07:30") -> datetime:
    """A moment of April 2024: the 18th was a holiday, the 29th was exchanged for 4 May."""
    return datetime.fromisoformat(f"2024-04-{day:02}T{clock}").replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (at(1), at(1, "17:00"), 450),
        (at(1, "11:00"), at(1, "14:00"), 60),
        (at(1, "11:30"), at(1, "13:30"), 0),
        (at(1), at(2), 450),
        (at(5), at(8), 450),  # over a week-end
        (at(17), at(19), 450),  # over a holiday
        (at(1, "07:30"), at(1, "07:30"), 0),
        (at(2), at(1), 0),
    ],
)
def test_minutes_are_those_of_the_sessions(start: datetime, end: datetime, minutes: int) -> None:
    assert TIME.minutes(start, end) == minutes


def test_a_make_up_saturday_has_the_usual_hours() -> None:
    saturday = datetime(2024, 5, 4, tzinfo=VIETNAM)
    assert TIME.minutes(saturday, saturday.replace(hour=20)) == 450


def test_seconds_are_those_of_their_minute() -> None:
    assert TIME.minutes(at(1, "08:00").replace(second=59), at(1, "08:01").replace(second=1)) == 1


def test_a_day_that_has_passed_keeps_its_hours() -> None:
    short = Hours((MORNING,), first_day=date(2024, 4, 2))
    changed = WorkingTime(
        WorkingCalendar(), [Hours((MORNING, AFTERNOON), last_day=date(2024, 4, 1)), short]
    )
    assert changed.minutes(at(1), at(3)) == 450 + 240


MOMENTS = st.integers(0, 29 * 24 * 60).map(lambda minutes: at(1, "00:00") + minutes * MINUTE)


@given(MOMENTS, MOMENTS, MOMENTS)
def test_stretches_that_meet_have_the_minutes_of_the_whole(
    one: datetime, other: datetime, third: datetime
) -> None:
    start, middle, end = sorted([one, other, third])
    whole = TIME.minutes(start, end)
    assert TIME.minutes(start, middle) + TIME.minutes(middle, end) == whole


@pytest.mark.parametrize(
    "table",
    [
        {"session": []},
        {"session": [{"start": time(8), "end": time(8)}]},
        {"session": [{"start": time(8, 0, 1), "end": time(9)}]},
        {"session": [{"start": time(8), "end": time(10)}, {"start": time(9), "end": time(11)}]},
        {"session": [{"start": time(8), "end": time(10), "room": 5}]},
    ],
)
def test_a_timetable_that_cannot_be_stops_the_start(table: dict[str, object]) -> None:
    with pytest.raises(DataError):
        build(Hours, table, where="time.toml")


def test_the_hours_as_shipped_make_a_day_of_seven_and_a_half() -> None:
    assert WorkingTime(WorkingCalendar(), law().time.hours).minutes_a_day(date(2024, 6, 3)) == 450
