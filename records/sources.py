"""Documents that senders owe the register and that never came.

Rules over a judgment and its documents are pure; the queries below find in the database exactly
those judgments of which the pure rule says that something is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import (
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from common.dates import add_months, display_day
from records.models import Judgment, SourceDocument
from records.source_rules import Expected, limit_of, sources
from regulations.calendar import WorkingCalendar, due_on

# Nothing of a judgment is expected any more.
CLOSED = ("expunged_on", "execution_lapsed_on")
# Longer than any way from a judgment to its document: before it, everything is due.
LONGEST_WAY = timedelta(days=200)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Missing:
    """A document that should be here; `sender` is who owes it, `why` says it in words."""

    rule: str
    kind: str
    sender: str
    to: str
    due_on: date
    days_late: int
    why: str


def missing(
    judgment: Judgment,
    documents: Iterable[SourceDocument],
    *,
    as_of: date,
    calendar: WorkingCalendar,
) -> list[Missing]:
    """What should have come for a judgment and has not (Law 28/2009 art 15-16; calendar days late).

    What the judgment's own columns tell counts as received. Where a day that is needed is not
    known nothing is said.
    """
    if any(getattr(judgment, column) for column in CLOSED):
        return []
    received = {one.kind for one in documents if one.struck_on is None}
    found = [
        _missing(rule, judgment, as_of=as_of, calendar=calendar)
        for rule in sources().expected
        if _applies(rule, judgment) and received.isdisjoint(rule.answered_by)
    ]
    return [one for one in found if one]


def overdue(rule: Expected, *, as_of: date, calendar: WorkingCalendar) -> QuerySet[Judgment]:
    """The judgments of which `missing` names this rule on that day, by one query."""
    applies = Q(main_penalty__in=rule.penalties) if rule.penalties else Q()
    for number, column in enumerate(rule.owed):
        owed = Q(**{f"{column}__gt": 0})
        applies = applies | owed if number else owed
    received = SourceDocument.objects.filter(
        judgment=OuterRef("pk"), kind__in=rule.answered_by, struck_on=None
    )
    unknown = Q(**{f"{column}__isnull": True for column in (*rule.settled_by, *CLOSED)})
    # A long way back every day is overdue; of the last ones each is asked.
    floor = as_of - LONGEST_WAY
    days = [floor + ONE_DAY * step for step in range(1, LONGEST_WAY.days + 1)]
    late = [day for day in days if due_day(rule, event=day, calendar=calendar) < as_of]
    return (
        Judgment.objects.annotate(event=_event_in_sql(rule))
        .filter(applies, unknown, event__gte=sources().since)
        .filter(Q(event__lte=floor) | Q(event__in=late))
        .filter(~Exists(received))
    )


@dataclass(frozen=True)
class Debt:
    """What one kind of sender owes by one rule, as rows not yet asked for."""

    rule: Expected
    sender: str
    judgments: QuerySet[Judgment]


def debts(*, as_of: date, calendar: WorkingCalendar) -> Iterator[Debt]:
    """Every rule with whoever had to send at the time; of several at once, the first named."""
    for rule in sources().expected:
        rows = overdue(rule, as_of=as_of, calendar=calendar)
        for who in sources().kinds[rule.kind].from_whom:
            first, last = who.first_day or date.min, who.last_day or date.max
            yield Debt(rule, who.sender, rows.filter(Q(event__range=(first, last))))
            if (first, last) == (date.min, date.max):
                break


def due_day(rule: Expected, *, event: date, calendar: WorkingCalendar) -> date:
    """The last day for the document to come: made in its time, and then sent in the kind's."""
    start = event
    for step in rule.made_within:
        start = due_on(start, limit=step, calendar=calendar)
    kind = sources().kinds[rule.kind]
    return due_on(start, limit=limit_of(kind, start=start), calendar=calendar)


def _applies(rule: Expected, judgment: Judgment) -> bool:
    if any(getattr(judgment, column) for column in rule.settled_by):
        return False
    if rule.penalties:
        return judgment.main_penalty in rule.penalties
    return any((getattr(judgment, column) or 0) > 0 for column in rule.owed)


def _missing(
    rule: Expected, judgment: Judgment, *, as_of: date, calendar: WorkingCalendar
) -> Missing | None:
    event = _event(rule, judgment)
    if event is None or event < sources().since:
        return None
    due = due_day(rule, event=event, calendar=calendar)
    if due >= as_of:
        return None
    kind = sources().kinds[rule.kind]
    return Missing(
        rule=rule.code,
        kind=kind.code,
        sender=kind.senders_on(event)[0],
        to=kind.to.value,
        due_on=due,
        days_late=(as_of - due).days,
        why=rule.why(display_day(event)),
    )


def _event(rule: Expected, judgment: Judgment) -> date | None:
    day: date | None = getattr(judgment, rule.counts_from)
    if day is None or rule.months is None:
        return day
    months: int | None = getattr(judgment, rule.months)
    return add_months(day, months) if months else None


def _event_in_sql(rule: Expected) -> Combinable:
    """The same day in the database; both take a month's last day where there is no such day."""
    day = F(rule.counts_from)
    if rule.months is None:
        return ExpressionWrapper(day, output_field=DateField())
    months = Func(
        Func(F(rule.months), 0, function="nullif"),
        template="make_interval(months => (%(expressions)s)::int)",
        output_field=DurationField(),
    )
    return Cast(ExpressionWrapper(day + months, output_field=DateField()), DateField())
