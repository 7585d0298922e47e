"""What one look-up costs beside one primary-key query on the same connection, in turns."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from itertools import chain, islice
from random import Random

from django.db import connection

from benchmarks.register.population import Population
from records.matching import search
from records.matching.identity import Identity

TIMES = 2000
WARM_UP = 300
BY_KEY = "SELECT * FROM records_person WHERE id = %s"


def measure(population: Population) -> list[tuple[str, float, str]]:
    """Half of the questions are of people in the register, half of others; numbers as declared."""
    dice = Random(population.seed)
    known = [question.asked for question in population.natural(WARM_UP + TIMES // 2)]
    unknown = [
        one.identity(numbers=one.declared_numbers())
        for one in population.strangers(WARM_UP + TIMES // 2)
    ]
    warm = chain(known[:WARM_UP], unknown[:WARM_UP])
    asked = list(chain(known[WARM_UP:], unknown[WARM_UP:]))
    dice.shuffle(asked)
    for identity in warm:
        _both(identity, dice.randrange(population.size) + 1)
    pairs = [
        _both(identity, dice.randrange(population.size) + 1) for identity in islice(asked, TIMES)
    ]
    floor = statistics.median(key for key, _found in pairs)
    times = sorted(found for _key, found in pairs)
    median, p95, p99 = (_at(times, share) for share in (0.5, 0.95, 0.99))
    return [
        ("primary-key query", floor * 1000, "ms, median"),
        ("look-up", median * 1000, "ms, median, score and all"),
        ("look-up, p95", p95 * 1000, "ms"),
        ("look-up, p99", p99 * 1000, "ms"),
        ("look-up against the primary-key query", median / floor, "times, medians"),
        ("its p95 against that median", p95 / floor, "times"),
    ]


def _both(identity: Identity, person_id: int) -> tuple[float, float]:
    return _timed(lambda: _by_key(person_id)), _timed(lambda: search.find(identity))


def _by_key(person_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BY_KEY, [person_id])
        cursor.fetchone()


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _at(times: Sequence[float], share: float) -> float:
    return times[int(share * (len(times) - 1))]
