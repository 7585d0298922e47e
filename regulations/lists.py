"""Closed lists: provinces, countries, ethnic groups, purposes, the nation's calendar exceptions,
the stages of reminding."""

from dataclasses import dataclass, field
from datetime import date

from regulations.periods import in_force
from regulations.shapes import Worded
from regulations.terms import ExceptionKind


@dataclass(frozen=True)
class Province:
    """A province for the days it was in force; None is open."""

    code: str
    name: str
    kind: str
    first_day: date | None = field(default=None, metadata={"key": "from"})
    last_day: date | None = field(default=None, metadata={"key": "to"})
    merged_into: str | None = None

    @property
    def full_name(self) -> str:
        """The name with its kind, as an address has it: "tỉnh Nghệ An"."""
        return f"{self.kind} {self.name}"


@dataclass(frozen=True)
class Provinces:
    province: tuple[Province, ...]

    def __post_init__(self) -> None:
        codes = {one.code for one in self.province}
        for one in self.province:
            if one.kind not in ("tỉnh", "thành phố"):
                raise ValueError(f"province {one.code}: kind {one.kind!r}")
            if one.merged_into is not None and one.merged_into not in codes:
                raise ValueError(f"province {one.code}: merged into unknown {one.merged_into!r}")
            if one.merged_into is not None and one.last_day is None:
                raise ValueError(f"province {one.code}: merged, but without a last day")
        self._check_days()

    def _check_days(self) -> None:
        """A code means one province on a day."""
        for one in self.province:
            for other in self.province:
                if one is other or one.code != other.code:
                    continue
                start = max(one.first_day or date.min, other.first_day or date.min)
                if in_force(one, start) and in_force(other, start):
                    raise ValueError(f"province {one.code}: two names on {start}")


@dataclass(frozen=True)
class Country(Worded):
    code: str


@dataclass(frozen=True)
class Countries:
    country: tuple[Country, ...]


@dataclass(frozen=True)
class EthnicGroup:
    code: str
    name: str
    other_names: tuple[str, ...]


@dataclass(frozen=True)
class EthnicGroups:
    ethnic_group: tuple[EthnicGroup, ...]


@dataclass(frozen=True)
class Purpose(Worded):
    key: str


@dataclass(frozen=True)
class Purposes:
    purpose: tuple[Purpose, ...]


@dataclass(frozen=True)
class NationalException:
    """A day off or a make-up working day of the whole country."""

    day: date
    kind: ExceptionKind
    note: str


@dataclass(frozen=True)
class NationalExceptions:
    exception: tuple[NationalException, ...]


@dataclass(frozen=True)
class Reminding:
    """When an agency is reminded, in its working days; see the data file."""

    before: tuple[int, ...]
    after: int
    again_every: int
    escalate_after: int
    link_days: int
    first_day: date | None = field(default=None, metadata={"key": "from"})
    last_day: date | None = field(default=None, metadata={"key": "to"})

    def __post_init__(self) -> None:
        numbers = (*self.before, self.after, self.again_every, self.escalate_after, self.link_days)
        if min(numbers) < 1:
            raise ValueError("every number of working days is 1 or more")
        if sorted(set(self.before), reverse=True) != list(self.before):
            raise ValueError("`before` goes from the earliest stage to the latest, each once")


@dataclass(frozen=True)
class Reminders:
    reminding: tuple[Reminding, ...]
