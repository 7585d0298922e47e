"""A person while a slice of rows is taken in: what is known of them, and what a row adds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from records.matching.identity import Identity
from records.names import name_key
from records.person_columns import PersonColumns

DATA_COLUMNS = (
    *("record_code", "full_name", "other_names", "sex", "date_of_birth", "other_birth_dates"),
    *("place_of_birth", "nationality", "father_name", "mother_name", "spouse_name"),
    *("province", "address", "source_document", "source_agency"),
)
LATEST_KNOWN = (
    *("sex", "place_of_birth", "nationality", "father_name", "mother_name", "spouse_name"),
    *("province", "address"),
)

# Court, number and date: what tells the judgments of one person apart.
Key = tuple[Any, ...]


class Standing(NamedTuple):
    """A judgment of the register; one that the slice adds has no primary key yet."""

    pk: int | None = None
    digest: str = ""


@dataclass(eq=False, slots=True)
class Holder:
    """A person as the slice sees them: in the register already, or added by one of its rows."""

    columns: dict[str, Any]
    order: int
    pk: int | None = None
    names: set[str] = field(default_factory=set)
    parents: tuple[str, str] = ("", "")
    numbers: dict[tuple[str, str], str] = field(default_factory=dict)  # (kind, key): as printed
    former: set[tuple[str, str]] = field(default_factory=set)
    judgments: dict[Key, Standing] = field(default_factory=dict)
    changed: bool = False

    @property
    def birth_dates(self) -> list[str]:
        return [self.columns["date_of_birth"], *self.columns["other_birth_dates"]]

    @property
    def identity(self) -> Identity:
        columns = self.columns
        return Identity(
            full_name=columns["full_name"],
            other_names=tuple(columns["other_names"]),
            sex=columns["sex"],
            date_of_birth=columns["date_of_birth"],
            other_birth_dates=tuple(columns["other_birth_dates"]),
            place_of_birth=columns["place_of_birth"],
            father_name=columns["father_name"],
            mother_name=columns["mother_name"],
            spouse_name=columns["spouse_name"],
            province=columns["province"],
            numbers=tuple(self._numbers_in_order()),
        )

    def _numbers_in_order(self) -> list[str]:
        """As the register lists them: those in use first, by kind, then the older before."""
        kept = sorted(self.numbers, key=lambda one: (one in self.former, one[0]))
        return [self.numbers[one] for one in kept]

    def set(self, column: str, value: Any) -> None:
        if self.columns[column] != value:
            self.columns[column] = value
            self.changed = True

    def bring_up_to(self, asked: PersonColumns) -> None:
        """Take over what a row knows. A name, number or birth date once known is never lost."""
        for column in LATEST_KNOWN:
            if value := getattr(asked, column):
                self.set(column, value)
        (father, mother), (own_father, own_mother) = asked.parent_keys, self.parents
        self.parents = (father or own_father, mother or own_mother)
        self._take_name(asked.full_name, asked.name_key)
        for name in asked.other_names:
            self._take_name(name, name_key(name))
        if asked.date_of_birth and asked.date_of_birth not in self.birth_dates:
            if self.columns["date_of_birth"]:
                others = [*self.columns["other_birth_dates"], asked.date_of_birth]
                self.set("other_birth_dates", others)
            else:
                self.set("date_of_birth", asked.date_of_birth)
        for kind, key in asked.number_keys.items():
            self._take_number(kind, key, asked.numbers[kind])

    def _take_name(self, name: str, key: str) -> None:
        if key not in self.names:
            self.names.add(key)
            self.set("other_names", [*self.columns["other_names"], name])

    def _take_number(self, kind: str, key: str, number: str) -> None:
        if (kind, key) not in self.numbers:
            self.former.update(known for known in self.numbers if known[0] == kind)
            self.numbers[kind, key] = number
            self.changed = True
