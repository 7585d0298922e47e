"""What the look-up finds and shows in a loaded register, and what one costs.

Runs inside a portal's settings, as the web's role. Each question is asked under a bar so low that
the whole frontier of bars can be read from the scores; some are asked as a clerk does as well, and
must show the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks.register import latency, misses
from benchmarks.register.corruptions import KINDS, Kind
from benchmarks.register.people import Invented
from benchmarks.register.population import Population, Question
from records.matching import search
from records.matching.identity import Identity
from records.matching.weights import weights

BARS = (8.0, 9.0, 10.0, 11.0, 12.0, 13.0, 14.0, 16.0, 18.0, 20.0, 22.0, 24.0)
STRANGERS = 3000
NATURAL = 3000
SIBLINGS = 500
ASKED_AGAIN = 500
MILLION = 1_000_000
ALWAYS = 1000.0  # bits of a candidate that is shown whatever the score


class Asked(NamedTuple):
    """What one question brought: of the true person and of all the others."""

    question: Question
    bits: float | None  # of the true person, if seen at all
    rank: int  # among those shown; 0: not shown
    others: list[float]  # bits of everybody else

    def shown_at(self, bar: float) -> bool:
        return self.bits is not None and self.bits >= bar


def main(size: int, seed: int, into: str, pairs: int) -> None:
    population = Population(size, seed)
    kinds = [
        ask(question) for question in _told(population.questions(pairs), "questions of all kinds")
    ]
    again = Random(seed).sample(kinds, min(ASKED_AGAIN, len(kinds)))
    natural = [ask(question) for question in population.natural(NATURAL)]
    strangers = list(population.strangers(STRANGERS))
    in_vain = [others(_declared(one)) for one in strangers]
    in_vain_bare = [others(one.identity()) for one in strangers]
    siblings = [others(_declared(one)) for one in population.siblings(SIBLINGS)]
    cost = latency.measure(population)
    figures = [
        *_recalls(kinds),
        ("recall of applicants as they come, with their numbers", _recall(natural), "%"),
        ("of these the true record first", _first(natural), "%"),
        ("candidates shown for one who is not in the register", _shown(in_vain), "mean"),
        *_reckoned(_shown(in_vain), size),
        ("of these applicants, shown anybody", _any_shown(in_vain), "%"),
        ("candidates shown if they give no number", _shown(in_vain_bare), "mean"),
        ("candidates shown for a brother or sister of a record", _shown(siblings), "mean"),
        (
            "questions answered otherwise under the office's bar",
            answered_otherwise(again),
            f"of {len(again)}",
        ),
        *cost,
    ]
    details = [
        _by_kind(kinds),
        _frontier(kinds, natural, in_vain, in_vain_bare),
        misses.in_vain([_declared(one) for one in strangers]),
        *misses.explained([one for one in kinds if not one.rank], population),
    ]
    Path(into).write_text(json.dumps({"figures": figures, "details": details}))


def ask(question: Question) -> Asked:
    """Once under the low bar; who is shown at the office's follows from the bits."""
    found = [(match.person_id, _seen(match)) for match in search.find(question.asked, bar=BARS[0])]
    bits = dict(found).get(question.number + 1)
    shown = [person_id for person_id, seen in found if seen >= weights().bar]
    rank = shown.index(question.number + 1) + 1 if question.number + 1 in shown else 0
    others = [seen for person_id, seen in found if person_id != question.number + 1]
    return Asked(question, bits, rank, others)


def answered_otherwise(asked: list[Asked]) -> int:
    """How many the clerk's own look-up answers otherwise than the scores under the low bar."""
    differing = 0
    for one in asked:
        shown = [match.person_id for match in search.find(one.question.asked)]
        count = sum(bits >= weights().bar for bits in one.others) + (one.rank > 0)
        differing += len(shown) != count or (one.question.number + 1 in shown) != (one.rank > 0)
    return differing


def others(identity: Identity) -> list[float]:
    """The bits of everybody that the low bar lets through."""
    return [_seen(match) for match in search.find(identity, bar=BARS[0])]


def _seen(match: search.Match) -> float:
    return ALWAYS if match.comparison.always else match.bits


def _reckoned(shown: float, size: int) -> list[tuple[str, float, str]]:
    """Those shown in vain grow with the register: what a small one stands for."""
    if size >= MILLION:
        return []
    return [("the same, reckoned for a million persons", shown * MILLION / size, "mean")]


def _declared(person: Invented) -> Identity:
    return person.identity(numbers=person.declared_numbers())


def _recalls(asked: list[Asked]) -> list[tuple[str, float, str]]:
    single = [one for one in asked if one.question.kind.faults == 1]
    several = [one for one in asked if one.question.kind.faults > 1]
    return [
        ("recall, clean", _recall([one for one in asked if not one.question.kind.faults]), "%"),
        ("recall, one fault", _recall(single), f"%, {len(single):,} pairs, numbers withheld"),
        ("recall, two or three faults", _recall(several), f"%, {len(several):,} pairs"),
        ("recall, all kinds", _recall(asked), f"%, {len(asked):,} pairs, {len(KINDS)} kinds"),
        ("the true record first, all kinds", _first(asked), "% of those found"),
    ]


def _recall(asked: list[Asked]) -> float:
    return 100 * sum(one.rank > 0 for one in asked) / max(1, len(asked))


def _first(asked: list[Asked]) -> float:
    found = [one for one in asked if one.rank]
    return 100 * sum(one.rank == 1 for one in found) / max(1, len(found))


def _shown(in_vain: list[list[float]], bar: float | None = None) -> float:
    least = weights().bar if bar is None else bar
    return sum(bits >= least for one in in_vain for bits in one) / max(1, len(in_vain))


def _any_shown(in_vain: list[list[float]]) -> float:
    least = weights().bar
    return 100 * sum(any(bits >= least for bits in one) for one in in_vain) / max(1, len(in_vain))


def _by_kind(asked: list[Asked]) -> dict[str, object]:
    columns = ["kind", "pairs", "recall %", "of records %", "of questions %", "first %", "others"]
    return {
        "title": "Recall of each kind of mistake, by the bar of the office",
        "columns": columns,
        "rows": [_kind_row(kind, asked) for kind in KINDS],
    }


def _kind_row(kind: Kind, asked: list[Asked]) -> list[str]:
    own = [one for one in asked if one.question.kind.name == kind.name]
    of_record = [one for one in own if one.question.of_record]
    of_question = [one for one in own if not one.question.of_record]
    shares = [_recall(own), _recall(of_record), _recall(of_question), _first(own)]
    others_shown = _shown([one.others for one in own])
    return [kind.name, str(len(own)), *(f"{share:.1f}" for share in shares), f"{others_shown:.2f}"]


def _frontier(
    kinds: list[Asked],
    natural: list[Asked],
    in_vain: list[list[float]],
    in_vain_bare: list[list[float]],
) -> dict[str, object]:
    rows = []
    for bar in sorted({*BARS, weights().bar}):
        single = [one for one in kinds if one.question.kind.faults == 1]
        recalls = [
            100 * sum(one.shown_at(bar) for one in group) / max(1, len(group))
            for group in (natural, single, kinds)
        ]
        shown = [_shown(in_vain, bar), _shown(in_vain_bare, bar)]
        own = " (ours)" if bar == weights().bar else ""
        cells = [f"{recall:.2f}" for recall in recalls] + [f"{mean:.3f}" for mean in shown]
        rows.append([f"{bar:g}{own}", *cells])
    return {
        "title": "The frontier: recall against candidates shown in vain",
        "columns": [
            *("bar (bits)", "recall as they come %", "one fault %", "all kinds %"),
            *("shown in vain", "shown in vain, no numbers"),
        ],
        "rows": rows,
    }


def _told(questions: Iterable[Question], what: str) -> Iterator[Question]:
    rest, done = iter(questions), 0
    while some := list(islice(rest, 1000)):
        yield from some
        done += len(some)
        print(f"\r{done:,} {what}", end="", flush=True)
    print(flush=True)
