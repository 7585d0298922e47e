"""Who somebody is, as written down: the one shape in which records and questions are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from records.models import Person


@dataclass(frozen=True, slots=True)
class Identity:
    """Texts as they were written, dates as partial ISO dates; empty for what is not known."""

    full_name: str
    other_names: tuple[str, ...] = ()
    sex: str = ""  # male, female
    date_of_birth: str = ""
    other_birth_dates: tuple[str, ...] = ()
    place_of_birth: str = ""
    father_name: str = ""
    mother_name: str = ""
    spouse_name: str = ""
    province: str = ""
    numbers: tuple[str, ...] = ()  # present and former, of any kind

    @classmethod
    def of_subject(cls, subject: Mapping[str, Any]) -> Identity:
        """Out of a dossier's subject (contracts section 2)."""
        address = subject.get("permanent_address") or subject.get("temporary_address") or {}
        return cls(
            full_name=_text(subject.get("full_name")),
            other_names=_texts(subject.get("other_names")),
            sex=_text(subject.get("sex")),
            date_of_birth=_text(subject.get("date_of_birth")),
            place_of_birth=_text(subject.get("place_of_birth")),
            father_name=_relative(subject, "father"),
            mother_name=_relative(subject, "mother"),
            spouse_name=_relative(subject, "spouse"),
            province=_text(address.get("province")),
            numbers=_texts(one.get("number") for one in subject.get("documents") or []),
        )

    @classmethod
    def of_person(cls, person: Person) -> Identity:
        """Out of the register; `numbers` should be prefetched."""
        return cls(
            full_name=person.full_name,
            other_names=tuple(person.other_names),
            sex=person.sex,
            date_of_birth=person.date_of_birth,
            other_birth_dates=tuple(person.other_birth_dates),
            place_of_birth=person.place_of_birth,
            father_name=person.father_name,
            mother_name=person.mother_name,
            spouse_name=person.spouse_name,
            province=person.province,
            numbers=tuple(number.number for number in person.numbers.all()),
        )


def _text(value: object) -> str:
    return str(value or "")


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(str(value) for value in values or () if value)


def _relative(subject: Mapping[str, Any], relative: str) -> str:
    return _text((subject.get(relative) or {}).get("full_name"))
