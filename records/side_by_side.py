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


Value = tuple[Piece, ...]


@dataclass(frozen=True)
class Field:
    """One line: what the applicant says, what the register says, and how alike they are."""

    label: Text
    asked: tuple[Value, ...]
    held: tuple[Value, ...]
    likeness: Likeness


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
    rows = [_field(key, asked, held) for key in LABELS]
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


def kinds_of_numbers(subject: Mapping[str, Any], person: Person) -> dict[str, Text]:
    """Under each number, what paper it stands on."""
    labels = dict(NumberKind.choices)
    asked = {str(one.get("number")): one.get("kind") for one in subject.get("documents") or []}
    held = {number.number: number.kind for number in person.numbers.all()}
    return {number: labels.get(str(kind), "") for number, kind in {**asked, **held}.items()}


def _field(key: str, asked: Mapping[str, list[str]], held: Mapping[str, list[str]]) -> Field:
    shared = SHARED.get(key, key)
    own, theirs = asked[key], held[key]
    # Its own field first, then where it might stand instead.
    pool = [*held[key], *(held[shared] if shared != key else [])]
    back = [*asked[key], *(asked[shared] if shared != key else [])]
    return Field(
        label=LABELS[key],
        asked=tuple(_marked(value, pool) for value in own),
        held=tuple(_marked(value, back) for value in theirs),
        likeness=_likeness([(own, pool), (theirs, back)]) if own and theirs else ONE_SIDED,
    )


def _marked(value: str, others: Sequence[str]) -> Value:
    """The value in pieces; with nothing on the other side nothing differs."""
    if not others:
        return (Piece(value, differs=False),)
    matched = max((_matcher(value, other) for other in others), key=SequenceMatcher.ratio)
    if matched.ratio() < LIKE:
        return (Piece(value, differs=True),)
    pieces = [
        Piece(value[start:end], differs=tag != "equal")
        for tag, start, end, _from, _to in matched.get_opcodes()
        if end > start
    ]
    return tuple(pieces)


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
