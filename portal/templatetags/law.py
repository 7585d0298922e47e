"""What the public pages say about fees and limits, read from the dated tables of the law."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from regulations.fees import fee_table
from regulations.regimes import regime_for
from regulations.shapes import FeeCategory, FeeTable, Limit
from regulations.terms import LimitClass, Unit

register = template.Library()


@dataclass(frozen=True)
class PublishedLaw:
    """The terms in force today: the fee table, dearest first, and the two limits for people."""

    table: FeeTable
    fees: list[tuple[int, list[FeeCategory]]]
    base: Limit
    extended: Limit


@register.simple_tag
def law_today() -> PublishedLaw:
    """The terms for a dossier that is filed and paid today."""
    today = timezone.localdate()
    table = fee_table(today, regime_setting=settings.REGIME)
    limits = regime_for(today, setting=settings.REGIME).limits
    return PublishedLaw(
        table=table,
        fees=by_amount(table.category),
        base=limits[LimitClass.BASE],
        extended=limits[LimitClass.EXTENDED],
    )


@register.filter
def limit(value: Limit) -> str:
    """A limit in words: 10 ngày, 10 ngày làm việc, 24 giờ."""
    words = {
        Unit.CALENDAR_DAYS: _("%(amount)s ngày"),
        Unit.WORKING_DAYS: _("%(amount)s ngày làm việc"),
        Unit.HOURS: _("%(amount)s giờ"),
    }
    return words[Unit(value.unit)] % {"amount": value.amount}


def by_amount(categories: Iterable[FeeCategory]) -> list[tuple[int, list[FeeCategory]]]:
    """Categories that pay the same stand together, the highest amount first."""
    amounts: dict[int, list[FeeCategory]] = {}
    for category in categories:
        amounts.setdefault(category.amount, []).append(category)
    return sorted(amounts.items(), reverse=True)
