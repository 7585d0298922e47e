"""Every mistake that people make in writing, tried on a register of invented people."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.register.corruptions import KINDS, Kind
from benchmarks.register.holes import both
from records.matching import index
from records.matching.identity import Identity
from records.matching.keys import Traits, question_keys, record_keys
from records.matching.score import compare
from tests.records.matching.conftest import PEOPLE, SEED, found

SINGLE = [kind for kind in KINDS if kind.faults <= 1 and not kind.by_number]
SLOW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("kind", SINGLE, ids=lambda kind: kind.name)
@given(number=st.integers(0, PEOPLE - 1), luck=st.integers(0, 10**6))
@SLOW
def test_a_registers_own_row_with_any_one_mistake_in_it_is_found(
    db: None, register: dict[int, int], kind: Kind, number: int, luck: int
) -> None:
    """What is on record about the person is asked again with one thing wrong, all else known."""
    whole = both(SEED, number)[0].identity()
    asked = kind.corrupted(whole, Random(luck))
    record = both(SEED, number)[1].identity
    if asked is None or _says_too_little(record):
        return
    assert register[number] in found(asked)


def _says_too_little(record: Identity) -> bool:
    """Too many holes for one thing more to be wrong: docs/records-lookup.md tells how many."""
    known = [
        len(record.date_of_birth) == len("1970-03-08"),
        bool(record.father_name),
        bool(record.mother_name),
        bool(record.place_of_birth),
    ]
    return sum(known) < 3


@given(number=st.integers(0, PEOPLE - 1), luck=st.integers(0, 10**6), bar=st.integers(-10, 25))
@SLOW
def test_the_database_throws_out_nobody_who_reaches_the_bar(
    db: None, register: dict[int, int], number: int, luck: int, bar: int
) -> None:
    """Its bound is over the sum, for all levels; held against a comparison with everybody."""
    dice = Random(luck)
    invented = both(SEED, number)[0]
    person = invented.identity(numbers=dice.choice([(), invented.all_numbers()]))
    asked = dice.choice(KINDS).corrupted(person, dice) or person
    question = Traits(asked)
    probes = question_keys(question)
    expected = set()
    for other, key in register.items():
        record = both(SEED, other)[1].identity
        if probes.isdisjoint(record_keys(Traits(record))):
            continue
        held = [compare(index.record_of(_stored(row)), question) for row in index.entries(record)]
        if any(one.always or one.bits >= bar for one in held):
            expected.add(key)
    assert set(found(asked, bar=bar)) == expected


def _stored(row: index.Entry) -> tuple[object, ...]:
    return (row.birth, row.is_alias, row.sex, row.birthplace, row.residence, row.texts)
