"""The generated register: always the same people, holes as in life, mistakes that are mistakes."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from benchmarks.register import holes, people
from benchmarks.register.corruptions import KINDS, Kind
from benchmarks.register.population import Population
from common.dates import PartialDate
from common.identity import cccd_doubts, read_cccd
from records.matching.identity import Identity

SEED = 5
MANY = 4000


@pytest.fixture(scope="module")
def crowd() -> list[tuple[people.Invented, holes.Written]]:
    return [holes.both(SEED, number) for number in range(MANY)]


def test_a_seed_and_a_number_always_give_the_same_person() -> None:
    assert [people.invent(SEED, number) for number in range(50)] == [
        people.invent(SEED, number) for number in range(50)
    ]
    assert people.invent(SEED, 7) != people.invent(SEED + 1, 7)


def test_the_record_is_of_the_person_invented_alone(crowd) -> None:
    assert all(crowd[number][0] == people.invent(SEED, number) for number in (0, 9, 777))


def test_a_question_reads_the_declared_subject(crowd) -> None:
    for person, _written in crowd[:200]:
        asked = person.identity(numbers=person.declared_numbers())
        assert Identity.of_subject(person.subject()) == asked


def test_a_personal_number_agrees_with_its_owner(crowd) -> None:
    for person, _written in crowd:
        if person.cccd:
            born = PartialDate.parse(person.date_of_birth)
            assert not cccd_doubts(person.cccd, date_of_birth=born, sex=person.sex)
            assert read_cccd(person.cccd).province == person.born_in.code


@pytest.mark.parametrize(
    ("share", "of"),
    [
        (0.22, lambda one: not one.identity.numbers),
        (0.48, lambda one: one.kinds == ("cmnd",)),
        (0.17, lambda one: not (one.identity.father_name and one.identity.mother_name)),
        (0.07, lambda one: len(one.identity.date_of_birth) == len("1990")),
        (0.30, lambda one: one.identity.full_name.startswith("Nguyễn ")),
    ],
)
def test_the_register_has_the_holes_of_the_study(crowd, share: float, of) -> None:
    assert sum(of(written) for _person, written in crowd) / MANY == pytest.approx(share, abs=0.03)


def test_most_children_bear_the_surname_of_the_father(crowd) -> None:
    kinh = [person for person, _written in crowd if person.ethnicity == "Kinh"]
    same = sum(one.full_name.split()[0] == one.father_name.split()[0] for one in kinh)
    assert 0.95 < same / len(kinh) < 1


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_mistake_changes_what_was_written_or_is_not_made(kind: Kind, crowd) -> None:
    made = 0
    for number, (_person, written) in enumerate(crowd[:300]):
        wrong = kind.corrupted(written.identity, Random(number))
        assert wrong is None or not kind.faults or wrong != written.identity
        assert wrong == kind.corrupted(written.identity, Random(number))
        made += wrong is not None
    assert made


def test_there_are_the_kinds_that_the_study_names() -> None:
    biographical = [kind for kind in KINDS if kind.faults == 1 and not kind.by_number]
    assert len(biographical) >= 45
    assert len([kind for kind in KINDS if kind.faults > 1]) >= 10
    assert len([kind for kind in KINDS if kind.by_number]) == 3
    assert len({kind.name for kind in KINDS}) == len(KINDS)


def test_with_a_number_alone_nothing_else_agrees(crowd) -> None:
    exact = next(kind for kind in KINDS if kind.name == "id_exact")
    identity = next(written.identity for _person, written in crowd if written.identity.numbers)
    other = exact.corrupted(identity, Random(1))
    assert other is not None
    assert other.numbers == identity.numbers[:1]
    assert replace(other, numbers=()) != replace(identity, numbers=())
    assert (other.full_name, other.mother_name) != (identity.full_name, identity.mother_name)


def test_each_kind_has_as_many_questions_on_both_sides() -> None:
    population = Population(3000, SEED)
    questions = list(population.questions())
    for kind in KINDS:
        own = [one for one in questions if one.kind == kind]
        assert sum(one.of_record for one in own) == population.pairs
        assert sum(not one.of_record for one in own) == population.pairs // 2
    assert questions == list(population.questions())


def test_strangers_are_not_in_the_register() -> None:
    population = Population(3000, SEED)
    inside = {population.person(number)[0].identity() for number in range(population.size)}
    assert not inside.intersection(one.identity() for one in population.strangers(500))


def test_a_sibling_has_the_parents_and_another_name() -> None:
    for one in Population(3000, SEED).siblings(20):
        assert one.father_name
        assert one.mother_name
    person = people.invent(SEED, 1)
    other = people.sibling(person, Random(1))
    assert (other.father_name, other.mother_name) == (person.father_name, person.mother_name)
    assert other.date_of_birth[:4] != person.date_of_birth[:4]
    assert other.cccd != person.cccd
