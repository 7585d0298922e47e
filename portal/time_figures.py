"""How long cases take, by party and by route, who made them late, and which promises came true.

Counted by query over the kept sums (`portal.models.CaseTime`), so a hundred thousand cases take a
moment; what runs late at this hour is read from the cases themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, ExtractYear, TruncDate, TruncMonth

from accounts.models import Office
from applications.models import ANSWERED, Application
from common.dates import now, today
from portal import case_times
from portal.ledger import Owner
from portal.models import CaseLedger, CaseTime, Promise
from portal.statistics import ROUTES

MEDIAN, NINTH = 0.5, 0.9
TENTH = Decimal("0.1")
MOST_RUNNING = 1_000  # late cases that are read one by one for the page


class Percentile(Aggregate):
    """PostgreSQL's percentile_cont: the value under which this part of the rows lies."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(part)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, expression: str, *, part: float) -> None:
        super().__init__(expression, part=part, output_field=FloatField())


@dataclass(frozen=True)
class Spread:
    """How long something took in a year's cases: the middle one and the ninth of ten, in days."""

    year: int
    party: str  # empty where a route is told
    name: str  # of the agency, or the route's code
    cases: int
    median: Decimal
    ninth: Decimal


@dataclass(frozen=True)
class Blame:
    """Of a year's late cases, those that one party made late; no year: of those late just now."""

    year: int | None
    party: str
    name: str
    cases: int
    of: int


@dataclass(frozen=True)
class Told:
    """The promises whose day lay in a month, and those that came true; `bare`: only the limit."""

    month: date
    promises: int
    kept: int
    bare: int


def by_party(*, office: Office | None = None, years: range) -> list[Spread]:
    """The working days that each party had of the cases in which it had any."""
    day = case_times.now_working().minutes_a_day(today())
    rows = CaseTime.objects.filter(ledger__in=_answered(office), minutes__gt=0)
    counted = (
        rows.annotate(
            year=ExtractYear("ledger__ready_at"), name=Coalesce("agency__name", Value(""))
        )
        .filter(year__in=years)
        .values("year", "party", "name")
        .annotate(cases=Count("pk"), median=_at(MEDIAN, "minutes"), ninth=_at(NINTH, "minutes"))
        .order_by("year", "party", "name")
    )
    return [_spread(row, party=row["party"], name=row["name"], unit=day) for row in counted]


def by_route(*, office: Office | None = None, years: range) -> list[Spread]:
    """The working days from the filing to the result."""
    counted = (
        _answered(office)
        .filter(days__isnull=False)
        .annotate(year=ExtractYear("ready_at"), name=F("application__route"))
        .filter(year__in=years)
        .values("year", "name")
        .annotate(cases=Count("pk"), median=_at(MEDIAN, "days"), ninth=_at(NINTH, "days"))
        .order_by("year")
    )
    order = list(ROUTES)
    spreads = [_spread(row, party="", name=row["name"], unit=1) for row in counted]
    return sorted(spreads, key=lambda one: (one.year, order.index(one.name)))


def late_through(*, office: Office | None = None, years: range) -> list[Blame]:
    """Who made the late cases of each year late; of this moment's at the end."""
    rows = (
        _answered(office)
        .exclude(late_party="")
        .annotate(year=ExtractYear("ready_at"), name=Coalesce("late_agency__name", Value("")))
        .filter(year__in=years)
        .values_list("year", "late_party", "name")
        .annotate(cases=Count("pk"))
        .order_by("year", "-cases")
    )
    found = list(rows)
    late: Counter[int] = Counter()
    for year, _party, _name, cases in found:
        late[year] += cases
    past = [Blame(year, party, name, cases, late[year]) for year, party, name, cases in found]
    return past + _late_now(office)


def promises_by_month(*, office: Office | None = None, years: range) -> list[Told]:
    """Judged by the month of the day that was told, when all of them can be judged.

    Not counted: a filing that a supplement replaced, and what was refused or withdrawn.
    """
    ready_on = TruncDate("application__time_ledger__ready_at")
    over_without = Q(application__state__in=["refused", "withdrawn"])
    rows = Promise.objects.filter(
        expected_on__lt=today(),
        expected_on__year__in=years,
        filed_on=F("application__filed_on"),
    ).exclude(over_without)
    if office is not None:
        rows = rows.filter(application__office=office)
    told = ~Q(basis=Promise.Basis.LIMIT)
    counted = (
        rows.annotate(month=TruncMonth("expected_on"), ready_on=ready_on)
        .values("month")
        .annotate(
            promises=Count("pk", filter=told),
            kept=Count("pk", filter=told & Q(ready_on__lte=F("expected_on"))),
            bare=Count("pk", filter=~told),
        )
        .order_by("month")
    )
    return [Told(**row) for row in counted]


def _answered(office: Office | None) -> QuerySet[CaseLedger]:
    rows = CaseLedger.objects.filter(ready_at__isnull=False).order_by()
    return rows if office is None else rows.filter(application__office=office)


def _late_now(office: Office | None) -> list[Blame]:
    """The same of cases that are past their day and have no answer, read one by one."""
    counted = Exists(CaseLedger.objects.filter(pk=OuterRef("pk"), ready_at__isnull=False))
    rows = Application.objects.filter(~counted, due_on__lt=today(), filed_on__isnull=False)
    rows = rows.exclude(state__in=ANSWERED).order_by("due_on")
    if office is not None:
        rows = rows.filter(office=office)
    chosen = list(rows[:MOST_RUNNING])
    told = case_times.several(chosen, time=case_times.now_working(), until=now())
    owners = Counter(one.late.owner for one in told if one.late)
    names = case_times.agency_names()
    return [
        Blame(None, owner.party, _name(owner, names), cases, owners.total())
        for owner, cases in owners.most_common()
    ]


def _name(owner: Owner, names: dict[str, str]) -> str:
    return names.get(owner.agency, owner.agency)


def _at(part: float, column: str) -> Percentile:
    return Percentile(column, part=part)


def _spread(row: Mapping[str, Any], *, party: str, name: str, unit: int) -> Spread:
    median, ninth = ((Decimal(row[key]) / unit).quantize(TENTH) for key in ("median", "ninth"))
    return Spread(row["year"], party, name, row["cases"], median, ninth)
