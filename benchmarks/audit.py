"""`make audit`: a Splink model beside our score, on the same people of a generated register.

Splink learns the weights by itself, without being told who is who. Where its weights and ours part,
a person should look (docs/records-audit.md). Nothing is read from a database or from the network.

python -m benchmarks.audit [--persons 20000] [--questions 2000] [--strangers 1000] [--seed 1]
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from benchmarks import audit_ours, audit_rows, audit_splink, audit_tables, table
from benchmarks.audit_rows import AS_THEY_COME, STRANGERS, Asked, Row, first, whose
from benchmarks.audit_tables import Pair, Verdict
from benchmarks.register.population import Population
from records.matching.keys import Traits

NATURAL = (AS_THEY_COME, STRANGERS)  # what Splink learns from


class Compared(NamedTuple):
    """One reading of the register: its rows and names, and our score of all that share a key."""

    records: list[Row]
    names: list[str]
    pairs: audit_ours.Pairs
    true: audit_ours.Pairs  # as applicants come, found or not


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.audit", description=__doc__)
    parser.add_argument("--persons", type=int, default=20_000, help="in the register")
    parser.add_argument("--questions", type=int, default=2000, help="of each of the two mixtures")
    parser.add_argument("--strangers", type=int, default=1000, help="who are not in the register")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    population = Population(wanted.persons, wanted.seed)
    result = measure(population, questions=wanted.questions, strangers=wanted.strangers)
    table.show(result)
    table.keep(result)
    return 0


def measure(population: Population, *, questions: int, strangers: int) -> table.Result:
    before, took = table.load(), dict[str, float]()
    asked = audit_rows.questions(population, of_each=questions, strangers=strangers)
    rows = [
        row for at, one in enumerate(asked) for row in audit_rows.rows(at, Traits(one.identity))
    ]
    with _timed("rows, our keys and score", took):
        ours = compared(population, asked)
    with _timed("Splink learns", took):
        learnt = audit_splink.learn(
            [row for row in ours.records if first(row)],
            [row for row in rows if first(row) and asked[whose(row)].group in NATURAL],
        )
    with _timed("Splink pairs and weighs", took):
        weighed = audit_splink.weigh(ours.records, rows, learnt)
    figures = [
        table.Figure("asked for", len(asked), "people"),
        table.Figure("compared by us", len(ours.pairs), "pairs"),
        table.Figure("compared by Splink", len(weighed), "pairs"),
        *(table.Figure(what, seconds, "s") for what, seconds in took.items()),
    ]
    return table.Result(
        name="audit",
        title=f"Splink beside our score, among {population.size:,}",
        figures=figures,
        load_before=before,
        details=_details(asked, ours, learnt, weighed),
    )


def compared(population: Population, asked: list[Asked]) -> Compared:
    questions = audit_ours.Questions(asked)
    of_record: dict[int, list[int]] = {}
    for at, number in audit_tables.true_pairs(asked, AS_THEY_COME):
        of_record.setdefault(number, []).append(at)
    found = Compared([], [], {}, {})
    for number in range(population.size):
        _person, written = population.person(number)
        traits = Traits(written.identity)
        found.records.extend(audit_rows.rows(number, traits))
        found.names.append(written.identity.full_name)
        for at, comparison in questions.compared(traits, questions.meeting(traits)):
            found.pairs[at, number] = comparison
        for at, comparison in questions.compared(traits, of_record.get(number, ())):
            found.true[at, number] = comparison
    return found


def _details(
    asked: list[Asked],
    ours: Compared,
    learnt: audit_splink.Learnt,
    weighed: dict[Pair, audit_splink.Weighed],
) -> list[table.Detail]:
    systems = {
        "ours": {pair: one.bits for pair, one in ours.pairs.items()},
        "ours, always shown": {
            pair: math.inf if one.always else one.bits for pair, one in ours.pairs.items()
        },
        "Splink": {pair: one.bits for pair, one in weighed.items()},
    }
    return [
        audit_tables.recalls(systems, asked),
        audit_tables.weights_beside(ours.true, learnt.bits, learnt.by_chance),
        audit_tables.disagreements(_verdicts(asked, ours, weighed, systems)),
    ]


def _verdicts(
    asked: list[Asked],
    ours: Compared,
    weighed: dict[Pair, audit_splink.Weighed],
    systems: dict[str, dict[Pair, float]],
) -> Iterator[Verdict]:
    """Of every pair that both compared."""
    bars = {}
    for group, strangers in audit_tables.MIXTURES:
        bars[group] = bars[strangers] = [
            audit_tables.bars(systems[name], asked, strangers)[audit_tables.AT]
            for name in ("ours", "Splink")
        ]
    for pair in sorted(ours.pairs.keys() & weighed.keys()):
        one, other = ours.pairs[pair], weighed[pair]
        question, number = asked[pair[0]], pair[1]
        same = question.number == number
        yield Verdict(
            pair=pair,
            who=question.kind if same else "another person",
            same_person=same,
            names=f"{question.identity.full_name} / {ours.names[number]}",
            ours={field: (level.name, level.bits) for field, level in one.levels.items()},
            theirs=other.levels,
            over_ours=one.bits - bars[question.group][0],
            over_theirs=other.bits - bars[question.group][1],
        )


@contextmanager
def _timed(what: str, took: dict[str, float]) -> Iterator[None]:
    started = time.monotonic()
    yield
    took[what] = time.monotonic() - started


if __name__ == "__main__":
    sys.exit(main())
