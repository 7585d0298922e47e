"""The money of the counter: what a set of slips brought in, by how it was paid. Whole đồng."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from applications.models import Payment
from postal.models import SlipQuerySet


@dataclass(frozen=True)
class Takings:
    slips: int
    cash_fees: int
    transferred_fees: int
    postage: int

    @property
    def cash(self) -> int:
        """What must lie in the till: fees paid in cash, and the postage."""
        return self.cash_fees + self.postage


def takings(slips: SlipQuerySet) -> Takings:
    in_cash = Q(fee_method=Payment.Method.CASH)
    sums = slips.aggregate(
        count=Count("pk"),
        cash_fees=Sum("fee", filter=in_cash, default=0),
        transferred_fees=Sum("fee", filter=~in_cash, default=0),
        postage=Sum("postage", default=0),
    )
    return Takings(sums["count"], sums["cash_fees"], sums["transferred_fees"], sums["postage"])
