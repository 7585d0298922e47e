"""How an agency has answered of late: how much in time, and after how many days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import TruncDate

from common.dates import VIETNAM, add_months
from verification.models import Agency, VerificationRequest

MONTHS = 3


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Punctuality:
    """Of the last three months; None where nothing was answered."""

    answered: int = 0
    in_time: int = 0
    median_days: float | None = None
    waiting: int = 0
    late: int = 0

    @property
    def percent(self) -> int | None:
        return round(100 * self.in_time / self.answered) if self.answered else None


def of_all(*, on: date) -> dict[int, Punctuality]:
    """Each agency that has been asked, by its key."""
    return _counted(VerificationRequest.objects.all(), on)


def of(agency: Agency, *, on: date) -> Punctuality:
    found = _counted(VerificationRequest.objects.filter(agency=agency), on)
    return found.get(agency.pk, Punctuality())


def _counted(rows: QuerySet[VerificationRequest], on: date) -> dict[int, Punctuality]:
    since = datetime.combine(add_months(on, -MONTHS), time.min, tzinfo=VIETNAM)
    lately = Q(state=VerificationRequest.State.ANSWERED, answered_at__gte=since)
    open_ = Q(state__in=VerificationRequest.OPEN, sent_at__isnull=False)
    taken = ExpressionWrapper(F("answered_at") - F("sent_at"), output_field=DurationField())
    counted = (
        rows.annotate(answered_on=TruncDate("answered_at", tzinfo=VIETNAM), taken=taken)
        .order_by()
        .values("agency")
        .annotate(
            answered=Count("pk", filter=lately),
            in_time=Count("pk", filter=lately & Q(answered_on__lte=F("due_on"))),
            median=Median("taken", filter=lately),
            waiting=Count("pk", filter=open_),
            late=Count("pk", filter=open_ & Q(due_on__lt=on)),
        )
    )
    return {
        row["agency"]: Punctuality(
            answered=row["answered"],
            in_time=row["in_time"],
            median_days=round(row["median"].total_seconds() / 86_400, 1) if row["median"] else None,
            waiting=row["waiting"],
            late=row["late"],
        )
        for row in counted
    }
