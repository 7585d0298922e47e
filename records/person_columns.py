"""The columns that say who somebody is, the same in every table of the register."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from common.dates import today
from records.cells import SEXES, BadCell, Cells
from records.names import name_key, number_key
from records.terms import NumberKind

PERSON_COLUMNS = (
    "full_name",
    "other_names",
    "sex",
    "date_of_birth",
    "place_of_birth",
    "nationality",
    "cccd",
    "cmnd",
    "passport",
    "father_name",
    "mother_name",
    "spouse_name",
    "province",
    "address",
)


@dataclass(frozen=True)
class PersonColumns:
    """Who a row is about; what is not known is empty."""

    full_name: str
    other_names: list[str]
    sex: str
    date_of_birth: str
    place_of_birth: str
    nationality: str
    cccd: str
    cmnd: str
    passport: str
    father_name: str
    mother_name: str
    spouse_name: str
    province: str
    address: str

    @property
    def numbers(self) -> dict[str, str]:
        named = {"cccd": self.cccd, "cmnd": self.cmnd, "passport": self.passport}
        return {kind: number for kind, number in named.items() if number}

    @cached_property
    def name_key(self) -> str:
        return name_key(self.full_name)

    @cached_property
    def parent_keys(self) -> tuple[str, str]:
        return name_key(self.father_name), name_key(self.mother_name)

    @cached_property
    def number_keys(self) -> dict[str, str]:
        """The keys of the numbers by kind, without what is no number at all."""
        keys = {kind: number_key(number) for kind, number in self.numbers.items()}
        return {kind: key for kind, key in keys.items() if key}


def person_columns(cells: Cells) -> PersonColumns:
    return PersonColumns(
        full_name=cells.required("full_name"),
        other_names=cells.names("other_names"),
        sex=cells.one_of("sex", SEXES),
        date_of_birth=_birth_date(cells),
        place_of_birth=cells.text("place_of_birth", longest=300),
        nationality=cells.text("nationality", longest=60),
        cccd=cells.document(NumberKind.CCCD),
        cmnd=cells.document(NumberKind.CMND),
        passport=cells.document(NumberKind.PASSPORT),
        father_name=cells.text("father_name"),
        mother_name=cells.text("mother_name"),
        spouse_name=cells.text("spouse_name"),
        province=cells.text("province", longest=60),
        address=cells.text("address", longest=300),
    )


def _birth_date(cells: Cells) -> str:
    value = cells.partial_date("date_of_birth")
    # Of ISO forms the earliest day of a partial date is not before it as a text.
    if value and value > today().isoformat():
        raise BadCell("date_of_birth", _("ở tương lai"))
    return value
