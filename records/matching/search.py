"""Everyone in the register who could be the person asked for, best first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext_lazy as _

from common.refusals import Refusal
from records.matching.identity import Identity
from records.matching.index import hashed_text, record_of, unentered
from records.matching.keys import KEYS_VERSION, Traits, hashed, neighbours, question_keys
from records.matching.names import Name
from records.matching.rarity import rarity, rarity_of_ends, rarity_of_start
from records.matching.score import (
    Comparison,
    compare,
    ends_bits,
    relative_bits,
    sex_number,
    slip_bits,
    start_bits,
)
from records.matching.weights import weights
from records.models.match import KeyRules

SQL = """
    SELECT * FROM records_match_candidates(
        %s::smallint, %s::integer[], %s::integer[], %s,
        %s, %s, %s, %s, %s, %s::smallint, %s::smallint, %s::smallint,
        %s, %s, %s, %s, %s, %s::real[]
    )
"""


class Match(NamedTuple):
    """A person of the register, and how the question agrees with one of the entries."""

    person_id: int
    comparison: Comparison

    @property
    def bits(self) -> float:
        return self.comparison.bits


def find(identity: Identity, *, bar: float | None = None) -> list[Match]:
    """Those over the bar, or shown whatever the score; each person once, best first."""
    least = weights().bar if bar is None else bar
    question = Traits(identity)
    best: dict[int, Match] = {}
    for person_id, *values in _rows(question, bar=least):
        comparison = compare(record_of(values), question)
        if comparison.bits < least and not comparison.always:
            continue
        known = best.get(person_id)
        if known is None or known.bits < comparison.bits:
            best[person_id] = Match(person_id, comparison)
    return sorted(best.values(), key=lambda match: (-match.bits, match.person_id))


def check_rules() -> None:
    """Refuse to look up before every record has its rows under the present rules."""
    if KeyRules.objects.filter(version=KEYS_VERSION).exists():
        return
    if unentered().exists():
        raise Refusal(
            _("Cơ sở dữ liệu tra cứu đang được lập lại. Hãy thử lại sau ít phút."),
            code="register_rebuilding",
        )
    KeyRules.objects.get_or_create(version=KEYS_VERSION)


def _rows(question: Traits, *, bar: float) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(SQL, _arguments(question, bar=bar))
        rows: list[tuple[int, ...]] = cursor.fetchall()
        return rows


def _arguments(question: Traits, *, bar: float) -> list[Any]:
    name = question.names[0] if question.names else Name("")
    birth = question.births[0].number if question.births else 0
    father, mother = _first(question.fathers), _first(question.mothers)
    lists = (question.names, question.births, question.fathers, question.mothers, question.spouses)
    numbers = hashed(f"ID{one}" for number in question.numbers for one in neighbours(number))
    return [
        KEYS_VERSION,
        _array(question_keys(question)),
        _array(numbers),
        max(map(len, lists)) > 1,
        birth,
        hashed_text(name.chord),
        hashed_text(name.surname),
        hashed_text(name.given),
        name.letters,
        sex_number(question.identity.sex),
        question.birthplace,
        question.residence,
        hashed_text(father.chord),
        father.letters,
        hashed_text(mother.chord),
        mother.letters,
        hashed_text(_first(question.spouses).chord),
        _array(_bounds(question, name, father, mother, bar=bar)),
    ]


def _first(names: tuple[Name, ...]) -> Name:
    return names[0] if names else Name("")


def _bounds(question: Traits, name: Name, father: Name, mother: Name, *, bar: float) -> list[float]:
    """The weights in the order in which the function reads them: the most that a field can say."""
    table = weights()
    of_name, birth = table.name, table.birth
    spouse = _first(question.spouses)
    same_name = min(of_name["most"], max(of_name["least"], rarity(name)))
    slip, ends = slip_bits(rarity(name)), ends_bits(rarity_of_ends(name))
    return [
        bar,
        max(same_name, slip, ends),
        max(slip, of_name["slips"], of_name["initials"]),
        ends,
        max(of_name["initials"], of_name["slips"], of_name["given"]),
        of_name["other"],
        *(birth[one] for one in ("same", "swapped", "year_beside", "year_only", "part", "day")),
        *(birth[one] for one in ("near", "year", "other")),
        *(table.sex[one] for one in ("same", "other")),
        *(table.birthplace[one] for one in ("same", "other")),
        *(table.residence[one] for one in ("same", "other")),
        *(relative_bits(father, "father"), table.father["close"], table.father["other"]),
        *(relative_bits(mother, "mother"), table.mother["close"], table.mother["other"]),
        *(relative_bits(spouse, "spouse"), table.spouse["other"]),
        max(of_name["other"], start_bits(rarity_of_start(name))),
    ]


def _array(values: Iterable[float]) -> str:
    return "{" + ",".join(map(str, values)) + "}"
