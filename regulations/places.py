"""Questions about provinces, countries and the other closed lists.

A residence keeps the code of its own time; the merger of 1/7/2025 (Resolution 202/2025/QH15) made
63 provinces 34 and gave some codes another name, so a name needs a day.
"""

from collections.abc import Iterable
from datetime import date

from regulations.lists import Country, EthnicGroup, Province, Purpose
from regulations.loading import law
from regulations.periods import in_force


class UnknownProvince(ValueError):
    """No province ever had this code."""


def every_province() -> tuple[Province, ...]:
    """All there ever were, each for the days it was in force."""
    return law().provinces.province


def provinces_on(day: date) -> tuple[Province, ...]:
    """The provinces in force on a day: 63 before 1/7/2025, 34 from then on."""
    return tuple(one for one in every_province() if in_force(one, day))


def province_on(code: str, day: date) -> Province | None:
    """The province that had this code on that day, if there was one."""
    return next((one for one in provinces_on(day) if one.code == code), None)


def province_known(code: str) -> bool:
    """Old or new, a province has or had this code."""
    return any(one.code == code for one in every_province())


def _nearest(code: str, day: date | None) -> Province:
    """The province of that day, else the last that had the code."""
    named = [one for one in every_province() if one.code == code]
    if not named:
        raise UnknownProvince(code)
    of_that_day = [one for one in named if day is not None and in_force(one, day)]
    return (of_that_day or named)[-1]


def province_name(code: str, day: date | None = None, *, full: bool = False) -> str:
    """The name on that day, with its kind if `full`; a code out of force keeps its last name."""
    province = _nearest(code, day)
    return province.full_name if full else province.name


def merge_province(code: str, *, on: date = date.max) -> str:
    """The code of the province in which the place lies on a day (Resolution 202/2025/QH15).

    Without a day, the province of today's map: Bình Dương (74) is 79, Yên Bái (15) is 15.
    """
    province = _nearest(code, on)
    while not in_force(province, on) and province.merged_into is not None:
        if province.first_day is not None and on < province.first_day:
            break
        province = _nearest(province.merged_into, on)
    return province.code


def one_province(codes: Iterable[str], *, on: date) -> bool:
    """Whether all places lie in one province of that day's map (decision: the day of receipt)."""
    return len({merge_province(code, on=on) for code in codes}) == 1


def countries() -> tuple[Country, ...]:
    return law().countries.country


def country_name(code: str) -> str:
    """In the reader's language; an unknown code is shown as it stands."""
    return next((str(one) for one in countries() if one.code == code), code)


def ethnic_groups() -> tuple[EthnicGroup, ...]:
    return law().ethnic_groups.ethnic_group


def purposes() -> tuple[Purpose, ...]:
    return law().purposes.purpose
