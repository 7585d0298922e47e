"""Two identities beside each other, field by field, with the letters marked in which they differ.

For a person's eyes only: nothing is decided here. Letters are compared without regard to case, and
each value against the one on the other side that is most like it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.dates import PartialDate
from records.models import Person
from records.terms import NumberKind, Sex
from regulations import places

Text = str | Promise
# What stands alone under this likeness is shown as wholly other: marks on every letter but three
# would only look like a pattern.
LIKE = 0.5
MOST_PLACES = 4


class Likeness(StrEnum):
    EQUAL = "equal"
    NEAR = "near"
    OTHER = "other"
    ONE_SIDED = "one_sided"  # known on one side, or on none

    @property
    def label(self) -> Text:
        return _LABELS[self]


ONE_SIDED = Likeness.ONE_SIDED
_LABELS: dict[Likeness, Text] = {
    Likeness.EQUAL: _("Giống"),
    Likeness.NEAR: _("Gần giống"),
    Likeness.OTHER: _("Khác"),
    Likeness.ONE_SIDED: _("Thiếu dữ liệu"),
}


@dataclass(frozen=True)
class Piece:
    """Some letters of a value, and whether the other side has other letters in their place."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Value:
    """One value in pieces, and on what paper it stands, where that is a number."""

    pieces: tuple[Piece, ...]
    paper: Text = ""


@dataclass(frozen=True)
class Field:
    """One line: what the applicant says, what the register says, and how alike they are."""

    key: str
    label: Text
    asked: tuple[Value, ...]
    held: tuple[Value, ...]
    likeness: Likeness

    @property
    def other_letters(self) -> tuple[str, str]:
        """What is marked on each side, to be read aloud."""
        return _marks_of(self.asked), _marks_of(self.held)


Papers = tuple[Mapping[str, Text], Mapping[str, Text]]
LABELS: dict[str, Text] = {
    "full_name": _("Họ và tên"),
    "other_names": _("Tên gọi khác, tên cũ"),
    "date_of_birth": _("Ngày sinh"),
    "sex": _("Giới tính"),
    "numbers": _("Số giấy tờ"),
    "father": _("Họ và tên cha"),
    "mother": _("Họ và tên mẹ"),
    "spouse": _("Họ và tên vợ, chồng"),
    "place_of_birth": _("Nơi sinh"),
    "residence": _("Nơi cư trú"),
    "nationality": _("Quốc tịch"),
}
# A present name may be the other's former one, and the other way round.
SHARED = {"full_name": "other_names", "other_names": "full_name"}


def side_by_side(subject: Mapping[str, Any], person: Person) -> list[Field]:
    """The applicant of a dossier (contracts section 2) beside somebody of the register."""
    asked, held = asked_values(subject), held_values(person)
    papers = _papers(subject, person)
    rows = [_field(key, asked, held, papers) for key in LABELS]
    return [row for row in rows if row.asked or row.held]


def asked_values(subject: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the applicant says of each field, as shown."""
    documents = subject.get("documents") or []
    address = subject.get("permanent_address") or subject.get("temporary_address") or {}
    return {
        "full_name": _known([subject.get("full_name")]),
        "other_names": _known(subject.get("other_names") or []),
        "date_of_birth": _days([subject.get("date_of_birth")]),
        "sex": _known([_sex(subject.get("sex"))]),
        "numbers": _known(one.get("number") for one in documents),
        "father": _known([_relative(subject, "father")]),
        "mother": _known([_relative(subject, "mother")]),
        "spouse": _known([_relative(subject, "spouse")]),
        "place_of_birth": _known([subject.get("place_of_birth")]),
        "residence": _known([_place(address.get("line"), address.get("province"))]),
        "nationality": _known([_country(subject.get("nationality"))]),
    }


def held_values(person: Person) -> dict[str, list[str]]:
    """What the register says of each field, as shown; `numbers` should be prefetched."""
    return {
        "full_name": _known([person.full_name]),
        "other_names": _known(person.other_names),
        "date_of_birth": _days(person.birth_dates),
        "sex": _known([_sex(person.sex)]),
        "numbers": _known(number.number for number in person.numbers.all()),
        "father": _known([person.father_name]),
        "mother": _known([person.mother_name]),
        "spouse": _known([person.spouse_name]),
        "place_of_birth": _known([person.place_of_birth]),
        "residence": _known([_place(person.address, person.province)]),
        "nationality": _known([_country(person.nationality)]),
    }


def _field(
    key: str, asked: Mapping[str, list[str]], held: Mapping[str, list[str]], papers: Papers
) -> Field:
    other = SHARED.get(key)
    # Its own field first, then where it might stand instead.
    pool = [*held[key], *(held[other] if other else [])]
    back = [*asked[key], *(asked[other] if other else [])]
    known = asked[key] and held[key]
    return Field(
        key=key,
        label=LABELS[key],
        asked=tuple(_marked(value, pool, papers[0]) for value in asked[key]),
        held=tuple(_marked(value, back, papers[1]) for value in held[key]),
        likeness=_likeness([(asked[key], pool), (held[key], back)]) if known else ONE_SIDED,
    )


def _papers(subject: Mapping[str, Any], person: Person) -> Papers:
    """On what paper each number stands, on either side."""
    labels = dict(NumberKind.choices)
    documents = subject.get("documents") or []
    asked = {str(one.get("number")): labels.get(str(one.get("kind")), "") for one in documents}
    return asked, {one.number: labels.get(one.kind, "") for one in person.numbers.all()}


def _marked(value: str, others: Sequence[str], papers: Mapping[str, Text]) -> Value:
    return Value(_pieces(value, others), papers.get(value, ""))


def _pieces(value: str, others: Sequence[str]) -> tuple[Piece, ...]:
    """The value in pieces; with nothing on the other side nothing differs."""
    if not others:
        return (Piece(value, differs=False),)
    other = max(others, key=lambda one: _matcher(value, one).ratio())
    matched = _matcher(value, other)
    if matched.ratio() < LIKE:
        return (Piece(value, differs=True),)
    if placed := _place_by_place(value, other):
        return placed
    return tuple(
        Piece(value[start:end], differs=tag != "equal")
        for tag, start, end, _from, _to in matched.get_opcodes()
        if end > start
    )


def _place_by_place(value: str, other: str) -> tuple[Piece, ...]:
    """As a clerk reads two numbers or dates of one length: 12[34] and 12[43]; empty where too many
    places differ for that to be how they came to differ."""
    if len(value) != len(other):
        return ()
    differing = [one != two for one, two in zip(_plain(value), _plain(other), strict=True)]
    if sum(differing) > MOST_PLACES:
        return ()
    runs = groupby(zip(value, differing, strict=True), key=itemgetter(1))
    return tuple(
        Piece("".join(letter for letter, _differs in run), differs=differs) for differs, run in runs
    )


def _marks_of(values: Iterable[Value]) -> str:
    pieces = (piece for value in values for piece in value.pieces if piece.differs)
    return ", ".join(text for piece in pieces if (text := piece.text.strip()))


def _likeness(pairs: Iterable[tuple[Sequence[str], Sequence[str]]]) -> Likeness:
    best = max(
        _matcher(one, other).ratio()
        for values, others in pairs
        for one in values
        for other in others
    )
    if best == 1:
        return Likeness.EQUAL
    return Likeness.NEAR if best >= LIKE else Likeness.OTHER


def _matcher(value: str, other: str) -> SequenceMatcher[str]:
    return SequenceMatcher(None, _plain(value), _plain(other), autojunk=False)


def _plain(text: str) -> str:
    """Without regard to case, letter for letter as long as the text."""
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


def _known(values: Iterable[object]) -> list[str]:
    """Composed letters, so that a tone mark is part of its letter and not a letter by itself."""
    texts = (unicodedata.normalize("NFC", str(value or "")).strip() for value in values)
    return list(dict.fromkeys(text for text in texts if text))


def _days(values: Iterable[object]) -> list[str]:
    return [_day(text) for text in _known(values)]


def _day(text: str) -> str:
    try:
        return PartialDate.parse(text).display()
    except ValueError:
        return text


def _sex(value: object) -> Text:
    return dict(Sex.choices).get(str(value or ""), "")


def _relative(subject: Mapping[str, Any], relative: str) -> str:
    return str((subject.get(relative) or {}).get("full_name") or "")


def _country(code: object) -> str:
    text = str(code or "")
    return places.country_name(text) if len(text) == len("VN") else text


def _place(line: object, province: object) -> str:
    code = str(province or "")
    name = places.province_name(code) if places.province_known(code) else code
    return ", ".join(str(part) for part in (line, name) if part)
