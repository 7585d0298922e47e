"""Partial dates, months and ages."""

from datetime import date

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from common import dates
from common.dates import PartialDate


@pytest.mark.parametrize("text", ["1990", "1990-05", "1990-05-17", "2000-02-29"])
def test_a_partial_date_is_stored_as_it_was_sent(text):
    assert str(PartialDate.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "90",
        "1990-5",
        "1990-13",
        "1990-02-30",
        "0000",
        "1990-00",
        "17-05-1990x",
        "١٩٩٠",
        "1990\n",
    ],
)
def test_what_is_not_a_date_is_refused(text):
    with pytest.raises(ValueError):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("17/5/1990", "1990-05-17", "17/05/1990"),
        ("17-05-1990", "1990-05-17", "17/05/1990"),
        ("17.05.1990", "1990-05-17", "17/05/1990"),
        (" 05/1990 ", "1990-05", "05/1990"),
        ("1990", "1990", "1990"),
        ("1990-05-17", "1990-05-17", "17/05/1990"),
    ],
)
def test_vietnamese_ways_of_typing_are_understood(typed, stored, shown):
    read = PartialDate.parse_typed(typed)
    assert (str(read), read.display()) == (stored, shown)


@pytest.mark.parametrize("typed", ["31/02/1990", "05/17/1990", "1/2/90", "hôm qua", "/1990"])
def test_typing_that_cannot_be_a_day_is_refused(typed):
    with pytest.raises(ValueError):
        PartialDate.parse_typed(typed)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("1990", date(1990, 1, 1), date(1990, 12, 31)),
        ("2000-02", date(2000, 2, 1), date(2000, 2, 29)),
        ("1990-05-17", date(1990, 5, 17), date(1990, 5, 17)),
    ],
)
def test_a_partial_date_spans_the_days_it_can_be(text, earliest, latest):
    read = PartialDate.parse(text)
    assert (read.earliest, read.latest) == (earliest, latest)


@pytest.mark.parametrize(
    ("one", "other", "possible"),
    [
        ("1990", "1990-05-17", True),
        ("1990-05", "1990", True),
        ("1990-05", "1990-06", False),
        ("1990", "1991", False),
    ],
)
def test_two_partial_dates_may_be_the_same_day(one, other, possible):
    assert PartialDate.parse(one).may_be(PartialDate.parse(other)) is possible
    assert PartialDate.parse(other).may_be(PartialDate.parse(one)) is possible


@pytest.mark.parametrize(
    ("born", "day", "least", "greatest"),
    [
        ("2008-06-03", date(2024, 6, 2), 15, 15),
        ("2008-06-03", date(2024, 6, 3), 16, 16),
        ("2008-06", date(2024, 6, 15), 15, 16),
        ("2008", date(2024, 6, 15), 15, 16),
        ("2004-02-29", date(2022, 2, 28), 18, 18),
        ("2030", date(2024, 6, 3), 0, 0),
    ],
)
def test_an_age_is_known_as_far_as_the_birth_date_is(born, day, least, greatest):
    read = PartialDate.parse(born)
    assert (read.least_age_on(day), read.greatest_age_on(day)) == (least, greatest)


@pytest.mark.parametrize(
    ("born", "month"), [("1990-05-17", "2004-05"), ("1990-05", "2004-05"), ("1990", "2004-12")]
)
def test_residences_are_declared_from_the_month_of_the_fourteenth_birthday(born, month):
    assert str(dates.fourteenth_birthday_month(PartialDate.parse(born))) == month


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        ("2010-08", "2010-09", 1),
        ("2010-12", "2011-01", 1),
        ("2010-08", "2010-08", 0),
        ("2010-09", "2010-08", -1),
        ("2004-05", "2010-05", 72),
    ],
)
def test_months_between_two_months(earlier, later, months):
    assert dates.months_between(PartialDate.parse(earlier), PartialDate.parse(later)) == months


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2021, 1, 31), 1, date(2021, 2, 28)),
        (date(2020, 3, 15), 24, date(2022, 3, 15)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(2020, 3, 31), -1, date(2020, 2, 29)),
        (date(2020, 12, 1), 1, date(2021, 1, 1)),
    ],
)
def test_a_period_of_months_ends_on_the_same_day_or_the_last_of_the_month(day, months, end):
    assert dates.add_months(day, months) == end


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 600))
def test_months_added_are_months_between(day, months):
    later = dates.add_months(day, months)
    assert dates.months_between(day, later) == months
    assert later.day <= day.day


@time_machine.travel("2024-06-02T17:30:00+00:00", tick=False)
def test_today_is_the_day_in_viet_nam():
    assert dates.today() == date(2024, 6, 3)


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (date(2024, 6, 3), "ngày 03 tháng 6 năm 2024"),
        (date(2024, 2, 20), "ngày 20 tháng 02 năm 2024"),
        (date(2024, 12, 31), "ngày 31 tháng 12 năm 2024"),
    ],
)
def test_official_papers_write_small_days_and_months_with_a_zero(day, printed):
    assert dates.official_date(day) == printed
