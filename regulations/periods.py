"""Things in force from their first to their last day, and tables of them without gap or overlap."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol

from regulations.strict import DataError


class Dated(Protocol):
    """Something in force from its first to its last day; None is open."""

    @property
    def first_day(self) -> date | None: ...
    @property
    def last_day(self) -> date | None: ...


def in_force(dated: Dated, day: date) -> bool:
    """Both the first and the last day count."""
    started = dated.first_day is None or dated.first_day <= day
    return started and (dated.last_day is None or day <= dated.last_day)


def check_follow_on(dated: Iterable[tuple[str, Dated]], *, where: str) -> None:
    """Dated tables cover every day once: no gap, no overlap, open at both ends."""
    ordered = sorted(dated, key=lambda one: one[1].first_day or date.min)
    if not ordered:
        raise DataError(where, "there is no table")
    if ordered[0][1].first_day is not None:
        raise DataError(where, f"{ordered[0][0]}: the earliest has no `from`")
    for (code, earlier), (next_code, later) in pairwise(ordered):
        if (
            earlier.last_day is None
            or later.first_day is None
            or later.first_day <= earlier.last_day
        ):
            raise DataError(where, f"{code} and {next_code} overlap")
        if later.first_day - earlier.last_day != timedelta(days=1):
            raise DataError(where, f"there is a gap between {code} and {next_code}")
    if ordered[-1][1].last_day is not None:
        raise DataError(where, f"{ordered[-1][0]}: the latest has no `to`")
