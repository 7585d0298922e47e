"""Why a person was lost who should have been shown, and why another was shown in vain."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db import connection

from benchmarks.register.population import Population
from records.matching import search
from records.matching.identity import Identity
from records.matching.keys import Traits, question_keys
from records.matching.weights import weights

if TYPE_CHECKING:
    from benchmarks.register.measure import Asked

NO_BAR = -1000.0
SHARED = """
    SELECT coalesce(bool_or(keys && %s::integer[]), false)
    FROM records_matchentry WHERE person_id = %s
"""
EXAMPLES = 30
PATTERNS = 25


def explained(missed: list[Asked], population: Population) -> list[dict[str, object]]:
    """How many each stage lost of each kind, and some of them in full."""
    stages = [(one, *stage(one)) for one in missed]
    counted = Counter((one.question.kind.name, lost_by) for one, lost_by, _bits in stages)
    return [
        {
            "title": f"Those not shown, by the stage that lost them ({len(missed)})",
            "columns": ["kind", "lost by", "times"],
            "rows": [[kind, by, str(times)] for (kind, by), times in counted.most_common()],
        },
        {
            "title": f"The first {EXAMPLES} of them: name; birth; father; mother; place; numbers",
            "columns": ["kind", "lost by", "bits", "asked", "record"],
            "rows": [
                [one.question.kind.name, lost_by, f"{bits:.1f}", *_both(one, population)]
                for one, lost_by, bits in stages[:: max(1, len(stages) // EXAMPLES)]
            ],
        },
    ]


def in_vain(strangers: list[Identity]) -> dict[str, object]:
    """What agreed where somebody was shown who is another person."""
    patterns: Counter[str] = Counter()
    for identity in strangers:
        for match in search.find(identity):
            levels = match.comparison.levels.items()
            agreed = [f"{field} {level.name}" for field, level in levels if level.bits > 0]
            patterns["always: " * match.comparison.always + ", ".join(agreed)] += 1
    return {
        "title": f"Shown in vain for {len(strangers):,} people, by what agreed",
        "columns": ["agreed", "times"],
        "rows": [[what, str(times)] for what, times in patterns.most_common(PATTERNS)],
    }


def stage(missed: Asked) -> tuple[str, float]:
    """The stage, and the bits where there are any."""
    question = missed.question
    with connection.cursor() as cursor:
        keys = list(question_keys(Traits(question.asked)))
        cursor.execute(SHARED, [keys, question.number + 1])
        if not cursor.fetchone()[0]:
            return "no key in common", 0.0
    for match in search.find(question.asked, bar=NO_BAR):
        if match.person_id == question.number + 1:
            return ("score" if match.bits < weights().bar else "bound"), match.bits
    return "bound", 0.0


def _both(missed: Asked, population: Population) -> list[str]:
    asked = missed.question.asked
    _person, written = population.person(missed.question.number)
    return [
        "; ".join(
            (
                one.full_name,
                one.date_of_birth,
                one.father_name,
                one.mother_name,
                one.place_of_birth,
                " ".join(one.numbers),
            )
        )
        for one in (asked, written.identity)
    ]
