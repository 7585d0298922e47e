"""The day told to an applicant: by when nine in ten of the cases like theirs were ready.

Cases are alike by what was declared and by whom that makes the office ask, never by what was found:
a longer expectation must not tell of a record. What may be told is reckoned once a day and kept;
what was told to a case is kept with it and never moved, so that it can be judged whether it came
true.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F

from applications.models import ANSWERED, Application, State
from common.dates import VIETNAM, today
from portal.models import CaseLedger, Expectation, Promise
from regulations.calendar import add_working_days
from regulations.hours import OF_TEN, ExpectationRule
from regulations.loading import law
from regulations.models import office_calendar
from verification.triage import Outcome

Days = Mapping[int, int]  # how many cases took so many working days
PART = "/"  # between the route, which is the wider group, and whom it asks


def group_of(outcome: Outcome) -> str:
    """`national_centre/national_centre+police`: the route as declared, and the kinds it asks."""
    kinds = sorted({ask.agency_kind for ask in outcome.asks})
    return f"{outcome.route}{PART}{'+'.join(kinds)}"


def wider(group: str) -> str:
    """The group without the kinds that are asked."""
    return group.partition(PART)[0]


def within(days: Days, *, rule: ExpectationRule) -> int | None:
    """The working days within which the next case is ready, with a chance of nine in ten at least.

    The order statistic number ceil(0.9 (n + 1)) of n cases: if the next one is like them, it is as
    likely to come at each place among them (split conformal prediction). None: too few to say.
    """
    cases = sum(days.values())
    place = -(-rule.of_ten * (cases + 1) // OF_TEN)
    if cases < rule.least_cases or place > cases:
        return None
    passed = 0
    for number in sorted(days):
        passed += days[number]
        if passed >= place:
            break
    return number


def make(day: date) -> int:
    """Write down what may be told from this day on; a second time changes nothing. How many."""
    rule = law().time.expectation
    made = [
        Expectation(
            office_id=office,
            day=day,
            group=group,
            cases=sum(days.values()),
            days=within(days, rule=rule),
        )
        for (office, group), days in _lately(day, rule).items()
    ]
    return len(Expectation.objects.bulk_create(made, ignore_conflicts=True))


def keep(application: Application, outcome: Outcome, *, due_on: date) -> Promise:
    """The day for this filing, told once: a second call finds the first one's."""
    filed_on, group = application.filed_on, group_of(outcome)
    assert filed_on is not None  # noqa: S101 - nothing is promised before the clock has started
    known = Promise.objects.filter(application=application, filed_on=filed_on).first()
    if known is not None:
        return known
    found, basis = _newest(application, group)
    expected_on = due_on
    if found is not None and found.days is not None:
        expected_on = add_working_days(filed_on, found.days, calendar=office_calendar())
    if found is None or expected_on > due_on:
        expected_on, basis = due_on, Promise.Basis.LIMIT
    promise, _made = Promise.objects.get_or_create(
        application=application,
        filed_on=filed_on,
        defaults={
            "due_on": due_on,
            "expected_on": expected_on,
            "group": group,
            "basis": basis,
            "expectation": found,
        },
    )
    return promise


def told_to(application: Application) -> Promise | None:
    """What the applicant reads while the answer is not there; None where only the limit holds."""
    if application.filed_on is None or application.state in ANSWERED | {State.SUPPLEMENT_REQUESTED}:
        return None
    if CaseLedger.objects.filter(pk=application.pk, ready_at__isnull=False).exists():
        return None  # there was an answer once; a certificate issued anew has no such day
    made = Promise.objects.filter(application=application, filed_on=application.filed_on)
    return made.exclude(basis=Promise.Basis.LIMIT).first()


def on_the_page(application: Application) -> dict[str, object] | None:
    """The day and whether it has passed: then this case takes longer than nine in ten."""
    promise = told_to(application)
    if promise is None:
        return None
    return {"day": promise.expected_on, "is_past": promise.expected_on < today()}


def _newest(application: Application, group: str) -> tuple[Expectation | None, str]:
    """The newest day's row of the group, or of the wider one where the group has too few."""
    rows = Expectation.objects.filter(office=application.office_id, day__lte=today())
    for name, basis in ((group, Promise.Basis.GROUP), (wider(group), Promise.Basis.ROUTE)):
        newest = rows.filter(group=name).order_by("-day").first()
        if newest is not None and newest.days is not None:
            return newest, basis
    return None, Promise.Basis.LIMIT


def _lately(day: date, rule: ExpectationRule) -> dict[tuple[int, str], Counter[int]]:
    """The cases that became ready in the days before, by office and group, wide and narrow."""
    start, end = (
        datetime.combine(one, time(), tzinfo=VIETNAM)
        for one in (day - timedelta(days=rule.window_days), day)
    )
    rows = (
        Promise.objects.filter(
            application__time_ledger__ready_at__gte=start,
            application__time_ledger__ready_at__lt=end,
            application__time_ledger__filed_on=F("filed_on"),
        )
        .order_by()
        .values_list("application__office", "group", "application__time_ledger__days")
        .annotate(Count("pk"))
    )
    found: dict[tuple[int, str], Counter[int]] = {}
    for office, group, days, cases in rows:
        for name in (group, wider(group)):
            found.setdefault((office, name), Counter())[days] += cases
    return found
