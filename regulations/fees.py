"""Fees: what a request costs, which preference is best, and who gets which part."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from regulations.loading import law
from regulations.periods import in_force
from regulations.regimes import AUTO, regime_by_code
from regulations.shapes import FeeCategory, FeeTable, Waiver
from regulations.terms import FeeKey, Relation

CURRENCY = "VND"


class UnknownCategory(ValueError):
    """The fee table has no such category."""


@dataclass(frozen=True)
class Fee:
    """Whole đồng, with the category and the legal basis they rest on."""

    amount: int
    currency: str
    category: str
    basis: str


@dataclass(frozen=True)
class Split:
    """Where a fee goes, in đồng; `rest` stays with the office after what it pays to others."""

    national_centre: int
    budget: int
    kept: int
    police: int
    other_bodies: int
    rest: int


def fee_table(paid_on: date, *, regime_setting: str) -> FeeTable:
    """The table of the day of payment; a fixed regime fixes its table too (decision)."""
    if regime_setting != AUTO:
        return law().fee_tables[regime_by_code(regime_setting).fee_table]
    return next(one for one in law().fee_tables.values() if in_force(one, paid_on))


def _category(table: FeeTable, key: str) -> FeeCategory:
    found = next((one for one in table.category if one.key == key), None)
    if found is None:
        raise UnknownCategory(key)
    return found


def _waiver(
    table: FeeTable, *, paid_on: date, channel: str, digital_citizen: bool
) -> Waiver | None:
    """The waiver for digital citizens (NQ 66.22/2026), where it holds."""
    if not digital_citizen:
        return None
    return next(
        (
            one
            for one in law().waivers
            if in_force(one, paid_on) and table.code in one.tables and channel in one.channels
        ),
        None,
    )


def fee_for(
    *,
    category: str,
    copies: int,
    paid_on: date,
    regime_setting: str,
    relation: str = Relation.SELF,
    channel: str = "",
    digital_citizen: bool = False,
) -> Fee:
    """`base(category) + max(0, copies - included) * extra copy`, in đồng (TT 244/2016 art 4-5).

    Agencies pay nothing; an exemption does not cover extra copies (decision).
    """
    if copies < 1:
        raise ValueError("at least one copy")
    table = fee_table(paid_on, regime_setting=regime_setting)
    if relation == Relation.AGENCY:
        return Fee(0, CURRENCY, Relation.AGENCY.value, table.basis)
    chosen, basis = _category(table, category), table.basis
    waiver = _waiver(table, paid_on=paid_on, channel=channel, digital_citizen=digital_citizen)
    if waiver is not None and waiver.category.amount < chosen.amount:
        chosen, basis = waiver.category, waiver.basis
    extra = max(0, copies - table.copies_included) * table.extra_copy
    return Fee(chosen.amount + extra, CURRENCY, chosen.key, basis)


def fee_categories(*, paid_on: date, regime_setting: str) -> tuple[FeeCategory, ...]:
    """What a form offers, in the order of the law."""
    return fee_table(paid_on, regime_setting=regime_setting).category


def best_preference(categories: Iterable[str], *, paid_on: date, regime_setting: str) -> str:
    """Of several preferences the one that costs least (NQ 66.22/2026 art 5.2); none: standard."""
    table = fee_table(paid_on, regime_setting=regime_setting)
    held = {_category(table, key).key for key in categories} | {FeeKey.STANDARD}
    entitled = [one for one in table.category if one.key in held]
    return min(entitled, key=lambda one: one.amount).key


def split_fee(
    amount: int,
    *,
    table: FeeTable,
    police_verified: bool = True,
    other_bodies: int = 0,
    by_centre: bool = False,
) -> Split:
    """The parts of a paid fee in đồng (TT 244/2016 art 7); shares are rounded down.

    `other_bodies`: requests answered by others than the police. `by_centre`: the Centre issued.
    """
    shares = table.split
    if by_centre:
        budget = amount * shares.centre_budget // 100
        kept = amount - budget
        return Split(0, budget, kept, 0, 0, kept)
    to_centre = amount * shares.national_centre // 100
    budget = amount * shares.budget // 100
    kept = amount - to_centre - budget
    police = kept * shares.police_of_kept // 100 if police_verified else 0
    others = other_bodies * shares.other_body
    return Split(to_centre, budget, kept, police, others, kept - police - others)
