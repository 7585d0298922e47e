"""What decides whom to ask: the facts of a case, as pure values.

They come from the declaration, from the own register and from answers that are in. They do not
look at who applies, so the same person is treated alike whoever files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from applications import whereabouts
from regulations import places
from regulations.terms import TriageFact


@dataclass(frozen=True)
class Province:
    """A declared province and the one in which that place lies on the day of receipt."""

    declared: str
    in_force: str


@dataclass(frozen=True)
class Known:
    """What the office knows beside the declaration."""

    earlier_certificate: str = ""  # the number of a clean one, issued since 1/7/2010
    records: tuple[str, ...] = ()  # codes in the own register that are surely this person
    record_open: bool = False
    hit: bool = False  # somebody who was asked about the person answered with a record
    answer_unclear: bool = False  # or could not say
    courts: tuple[str, ...] = ()  # of the judgments that were named or are open, as written there
    expungement_unproved: bool = False
    police_unclear: bool = False  # of cases that were classified by the first rules only


@dataclass(frozen=True)
class Facts:
    """The inputs of a classification; stored, so that it can be made again."""

    on: date
    provinces: tuple[Province, ...]
    abroad: bool
    foreigner: bool
    residence_unknown: bool
    foreigner_left: bool
    former_military: bool
    known: Known = Known()

    @property
    def provinces_in_force(self) -> frozenset[str]:
        return frozenset(province.in_force for province in self.provinces)

    def holds(self, fact: TriageFact) -> bool:
        """Whether one condition of the rules is met."""
        return {
            TriageFact.RESIDENCE_UNKNOWN: self.residence_unknown,
            TriageFact.FOREIGNER: self.foreigner,
            TriageFact.FOREIGNER_LEFT: self.foreigner_left,
            TriageFact.ONE_PROVINCE: len(self.provinces_in_force) == 1,
            TriageFact.SEVERAL_PROVINCES: len(self.provinces_in_force) > 1,
            TriageFact.ABROAD: self.abroad,
            TriageFact.CERTIFIED_BEFORE: bool(self.known.earlier_certificate),
            TriageFact.FORMER_MILITARY: self.former_military,
            TriageFact.RECORD_OPEN: self.known.record_open,
            TriageFact.HIT: self.known.hit,
            TriageFact.ANSWER_UNCLEAR: self.known.answer_unclear,
            TriageFact.POLICE_UNCLEAR: self.known.police_unclear,
            TriageFact.EXPUNGEMENT_UNPROVED: self.known.expungement_unproved,
        }[fact]

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "on": self.on.isoformat()}


def facts_of(declaration: Mapping[str, Any], *, on: date, known: Known | None = None) -> Facts:
    """The facts of a declaration, whole or in part, received on that day.

    Decision: "one province" is judged on the provinces in force on the day of receipt.
    """
    rows = declaration.get("residences") or []
    return Facts(
        on=on,
        provinces=_provinces(declaration, on=on),
        abroad=any(_is_abroad(row) for row in rows),
        foreigner=whereabouts.is_foreigner(declaration),
        residence_unknown=whereabouts.residence_unknown(declaration),
        foreigner_left=whereabouts.foreigner_left(declaration),
        former_military=any(row.get("military") for row in rows),
        known=known or Known(),
    )


def facts_from(inputs: Mapping[str, Any]) -> Facts:
    """The facts again, from what a classification stored.

    A fact that was not asked for at the time did not hold; one that is asked no more is passed
    over.
    """
    known = _of(Known, inputs.get("known") or {})
    known |= {name: tuple(known[name]) for name in ("records", "courts") if name in known}
    stored: dict[str, Any] = dict.fromkeys(_WAS_FALSE, False)
    stored |= _of(Facts, inputs)
    stored |= {
        "on": date.fromisoformat(inputs["on"]),
        "provinces": tuple(Province(**one) for one in inputs["provinces"]),
        "known": Known(**known),
    }
    return Facts(**stored)


_WAS_FALSE = ("abroad", "foreigner", "residence_unknown", "foreigner_left", "former_military")


def _of(shape: type, stored: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored under the names that the shape has today."""
    names = {field.name for field in fields(shape)}
    return {name: value for name, value in stored.items() if name in names}


def _provinces(declaration: Mapping[str, Any], *, on: date) -> tuple[Province, ...]:
    """Those of the history since 14; of the present homes where no history is declared."""
    declared = [_province(row.get("place")) for row in declaration.get("residences") or []]
    if not any(declared):
        subject = declaration.get("subject") or {}
        declared = [
            _province(subject.get("permanent_address")),
            _province(subject.get("temporary_address")),
        ]
    codes = dict.fromkeys(code for code in declared if places.province_known(code))
    return tuple(Province(code, places.merge_province(code, on=on)) for code in codes)


def _province(place: Mapping[str, Any] | None) -> str:
    at_home = place and place.get("country", whereabouts.HOME) == whereabouts.HOME
    return str(place.get("province") or "") if place and at_home else ""


def _is_abroad(row: Mapping[str, Any]) -> bool:
    place = row.get("place") or {}
    return row.get("kind") == "abroad" or place.get("country", whereabouts.HOME) != whereabouts.HOME
