"""Days of Viet Nam: partial birth dates, how they are typed and printed, months and ages."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
TYPED = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})", re.ASCII)
MONTHS_A_YEAR = 12
DECEMBER = 12


def now() -> datetime:
    """The moment, in Viet Nam's time."""
    return datetime.now(VIETNAM)


def today() -> date:
    """The day it is in Viet Nam, whatever the server's own zone."""
    return now().date()


@dataclass(frozen=True)
class PartialDate:
    """A date of which the day, or the month and the day, may be unknown (form 03, item 4)."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError("a day without a month")
        month = 1 if self.month is None else self.month
        date(self.year, month, 1 if self.day is None else self.day)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """`1990`, `1990-05` or `1990-05-17`; anything else is a ValueError."""
        match = ISO.fullmatch(text)
        if match is None:
            raise ValueError(f"not a date: {text!r}")
        year, month, day = match.groups()
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    @classmethod
    def parse_typed(cls, text: str) -> "PartialDate":
        """What a person types: `17/5/1990`, `05/1990`, `1990`, or one of the forms of `parse`."""
        stripped = text.strip()
        match = TYPED.fullmatch(stripped)
        if match is None:
            return cls.parse(stripped)
        day, month, year = match.groups()
        return cls(int(year), int(month) if month else None, int(day) if day else None)

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        return cls(day.year, day.month, day.day)

    def __str__(self) -> str:
        """The ISO form, as it is stored and sent."""
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def display(self) -> str:
        """As Vietnamese papers write it: 17/05/1990, 05/1990, 1990."""
        return "/".join(reversed(str(self).split("-")))

    @property
    def complete(self) -> bool:
        return self.day is not None

    @property
    def earliest(self) -> date:
        """The first day it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it can be."""
        month = self.month or DECEMBER
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def may_be(self, other: "PartialDate") -> bool:
        """Whether both can be the same day, as far as they are known."""
        return self.earliest <= other.latest and other.earliest <= self.latest

    def least_age_on(self, day: date) -> int:
        """The full years lived for sure."""
        return age_on(self.latest, day)

    def greatest_age_on(self, day: date) -> int:
        """The full years lived at most."""
        return age_on(self.earliest, day)


def add_months(day: date, months: int) -> date:
    """The same day some months on, or that month's last day where there is none (art 148)."""
    index = day.year * MONTHS_A_YEAR + day.month - 1 + months
    year, month = divmod(index, MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same date some years on; 29 February becomes the 28th in a common year."""
    return add_months(day, years * MONTHS_A_YEAR)


def age_on(born: date, day: date) -> int:
    """Full years on a day; never below nothing."""
    years = day.year - born.year
    return max(0, years if add_years(born, years) <= day else years - 1)


def fourteenth_birthday_month(born: PartialDate) -> PartialDate:
    """The month from which residences are declared; of a year alone, its last month."""
    return PartialDate(born.year + 14, born.month or DECEMBER)


def months_between(earlier: PartialDate | date, later: PartialDate | date) -> int:
    """Whole months from one month to another, days left aside: 2010-08 to 2010-09 is 1."""
    return _month_index(later) - _month_index(earlier)


def _month_index(value: PartialDate | date) -> int:
    return value.year * MONTHS_A_YEAR + (value.month or 1) - 1


def display_day(day: date) -> str:
    """17/05/1990."""
    return f"{day:%d/%m/%Y}"


def official_parts(day: date) -> dict[str, str]:
    """Day, month and year for official papers: days under 10 and months 1 and 2 take a zero
    (NĐ 30/2020, annex I)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return {"day": f"{day.day:02d}", "month": month, "year": str(day.year)}


def official_date(day: date) -> str:
    """ngày 03 tháng 6 năm 2024."""
    return "ngày {day} tháng {month} năm {year}".format(**official_parts(day))
