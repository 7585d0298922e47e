"""The days that an office edits for itself."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from regulations.calendar import due_on
from regulations.models import CalendarException, office_calendar
from regulations.shapes import Limit
from regulations.terms import Unit

pytestmark = pytest.mark.django_db

THURSDAY = date(2024, 6, 13)


def test_a_day_off_of_the_office_moves_the_last_day():
    limit = Limit(10, Unit.CALENDAR_DAYS)
    before = due_on(date(2024, 6, 3), limit=limit, calendar=office_calendar())
    CalendarException.objects.create(day=THURSDAY, kind="day_off", note="mất điện")
    after = due_on(date(2024, 6, 3), limit=limit, calendar=office_calendar())
    assert (before, after) == (THURSDAY, date(2024, 6, 14))


def test_a_saturday_of_the_office_is_worked():
    saturday = date(2024, 6, 8)
    CalendarException.objects.create(day=saturday, kind="working_day")
    assert office_calendar().is_working(saturday)


@pytest.mark.parametrize(
    ("day", "kind"), [(date(2024, 6, 14), "half_day"), (THURSDAY, "working_day")]
)
def test_the_database_keeps_one_known_kind_a_day(day, kind):
    CalendarException.objects.create(day=THURSDAY, kind="day_off")
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarException.objects.create(day=day, kind=kind)
    assert CalendarException.objects.get().kind == "day_off"
