"""Levels of comparison of pairs that are one person, and of pairs by chance: to set weights by.

A line for each field and level, with how often it is seen of both and the bits that follow
(log2 of m over u); then each true pair with its levels, so that a calibration can look further.
"""

from __future__ import annotations

import json
from collections import Counter
from math import log2
from pathlib import Path

from benchmarks.register.population import Population
from records.matching import index
from records.matching.identity import Identity
from records.matching.keys import Traits
from records.matching.score import Comparison, Record, compare

TRUE_PAIRS = 6000
ASKED, OTHERS = 400, 1000  # each of the first against each of the second
SEEN_ONCE = 0.5  # in place of a level that chance never brought

Levels = Counter[tuple[str, str]]


def main(size: int, seed: int, into: str) -> None:
    population = Population(size, seed)
    pairs = []
    of_one_person: Levels = Counter()
    for question in population.natural(TRUE_PAIRS):
        _person, written = population.person(question.number)
        comparison = best(records(written.identity), Traits(question.asked))
        _count(of_one_person, comparison)
        levels = {field: level.name for field, level in comparison.levels.items()}
        pairs.append({"kind": question.kind.name, "bits": comparison.bits, **levels})
    summary = _table(of_one_person, _by_chance(population))
    text = json.dumps({"levels": summary, "pairs": pairs}, ensure_ascii=False, indent=1)
    Path(into).write_text(text)
    for row in summary:
        print(*row.values(), sep="\t")


def records(identity: Identity) -> list[Record]:
    return [
        index.record_of(
            (row.birth, row.is_alias, row.sex, row.birthplace, row.residence, row.texts)
        )
        for row in index.entries(identity)
    ]


def best(rows: list[Record], question: Traits) -> Comparison:
    comparisons = [compare(record, question) for record in rows]
    return max(comparisons, key=lambda comparison: comparison.bits)


def _by_chance(population: Population) -> Levels:
    strangers = population.strangers(ASKED)
    asked = [Traits(one.identity(numbers=one.declared_numbers())) for one in strangers]
    step = max(1, population.size // OTHERS)
    levels: Levels = Counter()
    for number in range(population.slots, population.size, step):
        _person, written = population.person(number)
        rows = records(written.identity)
        for question in asked:
            _count(levels, best(rows, question))
    return levels


def _count(levels: Levels, comparison: Comparison) -> None:
    levels.update((field, level.name) for field, level in comparison.levels.items() if level.name)


def _table(of_one: Levels, by_chance: Levels) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for field, level in sorted(of_one.keys() | by_chance.keys()):
        m = _share(of_one, field, level)
        u = _share(by_chance, field, level)
        rows.append({"field": field, "level": level, "m": m, "u": u, "bits": round(log2(m / u), 2)})
    return rows


def _share(levels: Levels, field: str, level: str) -> float:
    """Of the pairs in which the field is known on both sides."""
    known = sum(times for (other, _level), times in levels.items() if other == field)
    return max(levels[field, level], SEEN_ONCE) / max(1, known)
