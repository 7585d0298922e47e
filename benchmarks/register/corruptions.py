"""The kinds of mistake by which a person and their record drift apart.

A kind takes one side, the record or the question, and gives it with the mistake made, or None
where there is nothing to make it on (no day and month to exchange, no đ to lose). The record's side
is the usual wrong one; the bench does both.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from benchmarks.register import holes, names_wrong, numbers_wrong, people, slips
from records.matching.identity import Identity

Change = Callable[[str, Random], str]
Act = Callable[[Identity, Random], Identity | None]


@dataclass(frozen=True)
class Kind:
    name: str
    act: Act
    faults: int = 1  # 0: none at all; 2: two at once
    by_number: bool = False  # only a number is left to find the person by
    with_numbers: bool = False  # the question keeps its numbers; elsewhere they are withheld

    def corrupted(self, identity: Identity, dice: Random) -> Identity | None:
        return self.act(identity, dice)


def in_name(change: Change) -> Act:
    """A slip in the name only."""
    return lambda one, dice: _changed(one, full_name=change(one.full_name, dice))


def in_birth(change: Change) -> Act:
    return lambda one, dice: _changed(one, date_of_birth=change(one.date_of_birth, dice))


def in_writing(change: Change) -> Act:
    """The whole record written in another manner: every name and place of it."""

    def act(one: Identity, dice: Random) -> Identity | None:
        way = dice.getrandbits(32)  # one manner of typing for all of it

        def written(text: str) -> str:
            return change(text, Random(way))

        new = _changed(one, full_name=written(one.full_name))
        return new and replace(
            new,
            other_names=tuple(written(name) for name in one.other_names),
            place_of_birth=written(one.place_of_birth),
            father_name=written(one.father_name),
            mother_name=written(one.mother_name),
            spouse_name=written(one.spouse_name),
        )

    return act


def both(first: Act, second: Act) -> Act:
    def act(one: Identity, dice: Random) -> Identity | None:
        once = first(one, dice)
        return once and second(once, dice)

    return act


def _changed(one: Identity, **changes: str) -> Identity | None:
    new = replace(one, **changes)  # type: ignore[arg-type]
    return None if new == one else new


def _plain_capitals(text: str, dice: Random) -> str:
    return slips.marks_lost(text, dice).upper()


def _decomposed(text: str, _dice: Random) -> str:
    return unicodedata.normalize("NFD", text)


def _in_tcvn3(text: str, _dice: Random) -> str:
    from records.matching import legacy

    return legacy.encode_tcvn3(text)


def _in_vni(text: str, _dice: Random) -> str:
    from records.matching import legacy

    return legacy.encode_vni(text)


def _in_latin1(text: str, _dice: Random) -> str:
    """UTF-8 read as cp1252, whose five empty places stay control signs, as browsers have it."""
    return "".join(
        bytes([byte]).decode("cp1252" if byte not in _EMPTY_IN_CP1252 else "latin-1")
        for byte in text.encode()
    )


_EMPTY_IN_CP1252 = frozenset((0x81, 0x8D, 0x8F, 0x90, 0x9D))


def _renamed_with_alias(one: Identity, dice: Random) -> Identity:
    new = names_wrong.renamed(one.full_name, dice)
    return replace(one, full_name=new, other_names=(*one.other_names, one.full_name))


def _renamed_silently(one: Identity, dice: Random) -> Identity:
    return replace(one, full_name=names_wrong.renamed(one.full_name, dice), other_names=())


def _other_sex(one: Identity, _dice: Random) -> Identity | None:
    other = {"male": "female", "female": "male"}
    return replace(one, sex=other[one.sex]) if one.sex else None


def _no_parents(one: Identity, _dice: Random) -> Identity | None:
    return _changed(one, father_name="", mother_name="")


def _one_parent(one: Identity, dice: Random) -> Identity | None:
    return _changed(one, **{dice.choice(("father_name", "mother_name")): ""})


def _wrong_parents(one: Identity, dice: Random) -> Identity | None:
    """A slip in one of them, or a wholly different one."""
    known = [name for name in ("father_name", "mother_name") if getattr(one, name)]
    if not known:
        return None
    parent = dice.choice(known)
    slip = dice.choice((slips.typo, slips.heard, names_wrong.renamed, names_wrong.middle_lost))
    return _changed(one, **{parent: slip(getattr(one, parent), dice)})


def _parents_exchanged(one: Identity, _dice: Random) -> Identity | None:
    return _changed(one, father_name=one.mother_name, mother_name=one.father_name)


def _born_elsewhere(one: Identity, dice: Random) -> Identity | None:
    if not one.place_of_birth:
        return None
    return replace(one, place_of_birth=holes.different_home(one, dice).full_name)


def _moved(one: Identity, dice: Random) -> Identity:
    return replace(one, province=holes.different_home(one, dice).today)


def _no_place(one: Identity, _dice: Random) -> Identity | None:
    return _changed(one, place_of_birth="", province="")


def _other_number(one: Identity, dice: Random) -> Identity | None:
    """Numbers of somebody else; all the rest is right."""
    if not one.numbers:
        return None
    return replace(one, numbers=tuple(_scrambled(number, dice) for number in one.numbers))


def _old_number(one: Identity, dice: Random) -> Identity:
    """Only a 9-digit number that the other side does not know of."""
    return replace(one, numbers=("".join(dice.choice("0123456789") for _digit in range(9)),))


def _scrambled(number: str, dice: Random) -> str:
    return number[:-5] + "".join(dice.choice("0123456789") for _digit in range(5))


def _stranger(change: Change) -> Act:
    """Another person in everything but the number."""

    def act(one: Identity, dice: Random) -> Identity | None:
        if not one.numbers:
            return None
        other = people.invented(dice.random).identity()
        number = change(one.numbers[0], dice)
        return replace(other, other_names=(), numbers=(number,))

    return act


def _as_it_is(number: str, _dice: Random) -> str:
    return number


_SINGLE: dict[str, Act] = {
    "no_diacritics": in_writing(slips.marks_lost),
    "upper": in_writing(lambda text, _dice: text.upper()),
    "upper_nodia": in_writing(_plain_capitals),
    "lower": in_writing(lambda text, _dice: text.lower()),
    "tone_style": in_name(slips.tone_moved),
    "nfd": in_writing(_decomposed),
    "i_y": in_name(slips.i_or_y),
    "d_stroke": in_name(slips.stroke_lost),
    "hoi_nga": in_name(slips.hook_for_tilde),
    "regional": in_name(slips.regional),
    "phonetic": in_name(slips.heard),
    "telex_raw": in_writing(slips.telex),
    "vni_raw": in_writing(slips.vni_keys),
    "tcvn3": in_writing(_in_tcvn3),
    "vni_mojibake": in_writing(_in_vni),
    "latin1_mojibake": in_writing(_in_latin1),
    "typo_any": in_name(slips.typo),
    "typo_given": in_name(names_wrong.typo_in_given),
    "typo2": in_name(names_wrong.two_typos),
    "name_order": in_name(names_wrong.words_exchanged),
    "miss_middle": in_name(names_wrong.middle_lost),
    "add_middle": in_name(names_wrong.middle_added),
    "no_space": in_name(names_wrong.glued),
    "abbrev": in_name(names_wrong.shortened),
    "given_changed": in_name(names_wrong.given_changed),
    "surname_changed": in_name(names_wrong.surname_changed),
    "renamed_alias": _renamed_with_alias,
    "renamed_silent": _renamed_silently,
    "dob_dm_swap": in_birth(numbers_wrong.day_and_month_exchanged),
    "dob_year_only": in_birth(numbers_wrong.only_the_year),
    "dob_0101": in_birth(numbers_wrong.first_of_january),
    "dob_year_off1": in_birth(numbers_wrong.year_one_off),
    "dob_year_off_n": in_birth(numbers_wrong.year_some_off),
    "dob_year_digits": in_birth(numbers_wrong.year_digits_exchanged),
    "dob_day_or_month": in_birth(numbers_wrong.day_or_month_wrong),
    "dob_days_off": in_birth(numbers_wrong.some_days_off),
    "dob_missing": in_birth(lambda _born, _dice: ""),
    "sex_wrong": _other_sex,
    "parents_missing": _no_parents,
    "parent_missing": _one_parent,
    "parents_corrupt": _wrong_parents,
    "parents_exchanged": _parents_exchanged,
    "pob_changed": _born_elsewhere,
    "pob_missing": _no_place,
    "moved": _moved,
}

# Numbers that disagree, beside a right name, birth date and parents.
_NUMBERS_ASIDE: dict[str, Act] = {
    "cmnd_for_cccd": _old_number,
    "number_of_another": _other_number,
}

_NUMBERS: dict[str, Act] = {
    "id_exact": _stranger(_as_it_is),
    "id_digit": _stranger(numbers_wrong.one_digit_wrong),
    "id_swap": _stranger(numbers_wrong.two_digits_exchanged),
}

# Two or three at once, by the names above.
_TOGETHER = (
    "no_diacritics+dob_year_only+parents_missing",
    "typo_given+dob_dm_swap",
    "typo_given+dob_year_only",
    "typo_given+dob_year_off_n",
    "typo_any+dob_day_or_month",
    "typo_any+parents_missing+dob_day_or_month",
    "regional+dob_year_off1",
    "miss_middle+dob_year_off1",
    "phonetic+dob_year_off1",
    "telex_raw+dob_year_only",
    "tcvn3+dob_dm_swap",
    "hoi_nga+dob_0101",
    "name_order+parents_missing",
    "surname_changed+dob_year_off1",
    "abbrev+dob_year_only",
    "no_space+dob_day_or_month",
    "given_changed+dob_day_or_month",
    "upper_nodia+typo_any",
    "renamed_alias+dob_dm_swap",
    "pob_changed+parents_corrupt",
    "add_middle+pob_changed",
    "i_y+parents_missing",
)


def _of_several(name: str) -> Kind:
    acts = [_SINGLE[part] for part in name.split("+")]
    act = acts[0]
    for other in acts[1:]:
        act = both(act, other)
    return Kind(name, act, faults=len(acts))


KINDS: tuple[Kind, ...] = (
    Kind("clean", lambda one, _dice: one, faults=0),
    *(Kind(name, act) for name, act in _SINGLE.items()),
    *(_of_several(name) for name in _TOGETHER),
    *(Kind(name, act, with_numbers=True) for name, act in _NUMBERS_ASIDE.items()),
    *(Kind(name, act, by_number=True, with_numbers=True) for name, act in _NUMBERS.items()),
)
