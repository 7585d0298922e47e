"""What two scores of the same pairs have in common and where they part, as tables."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from statistics import fmean
from typing import NamedTuple

from benchmarks.audit_levels import FIELDS
from benchmarks.audit_ours import Pairs
from benchmarks.audit_rows import ALL_KINDS, AS_THEY_COME, STRANGERS, STRANGERS_BARE, Asked
from benchmarks.table import Detail
from records.matching.weights import weights

SHOWN = (1.0, 0.25, 0.1, 0.05)
MIXTURES = ((AS_THEY_COME, STRANGERS), (ALL_KINDS, STRANGERS_BARE))
AT = 0.1  # shown in vain, for the list of disagreements
MOST_DISAGREEMENTS = 20
FEW = 10  # pairs of a level, under which a count says little

Pair = tuple[int, int]  # who is asked for, who is on record
Scores = Mapping[Pair, float]
Level = tuple[str, str]  # field and level
Levels = dict[str, tuple[str, float]]  # by field: level and bits


class Verdict(NamedTuple):
    """One pair as both see it: levels and bits of the fields, and how far over their bars."""

    pair: Pair
    who: str  # the kind of mistake, or that they are two people
    same_person: bool
    names: str
    ours: Levels
    theirs: Levels
    over_ours: float
    over_theirs: float

    @property
    def apart(self) -> float:
        return abs(self.over_ours - self.over_theirs)

    @property
    def shown_by(self) -> str:
        shown = {(True, True): "both", (True, False): "ours", (False, True): "Splink"}
        return shown.get((self.over_ours >= 0, self.over_theirs >= 0), "")

    @property
    def missed(self) -> bool:
        """Whether one of the two would not show the person they are."""
        return self.same_person and self.shown_by in ("ours", "Splink")

    @property
    def parted_by(self) -> Level:
        """The field that parts them most, and its level."""
        field = max(self.ours, key=lambda name: abs(self.ours[name][1] - self.theirs[name][1]))
        return field, self.ours[field][0]


def bar_at(shown: float, bits: Sequence[float], strangers: int) -> float:
    """The lowest bar that shows no more than so many on average to an applicant without a record.

    `bits` are those of every pair of one of `strangers` and somebody in the register.
    """
    allowed = math.floor(shown * strangers)
    best = sorted(bits, reverse=True)
    if len(best) <= allowed:
        return -math.inf
    return math.nextafter(best[allowed], math.inf)


def of_group(asked: Sequence[Asked], group: str) -> set[int]:
    return {at for at, one in enumerate(asked) if one.group == group}


def true_pairs(asked: Sequence[Asked], group: str) -> list[Pair]:
    return [
        (at, one.number)
        for at, one in enumerate(asked)
        if one.group == group and one.number is not None
    ]


def recall(scores: Scores, pairs: Collection[Pair], bar: float) -> float:
    found = sum(pair in scores and scores[pair] >= bar for pair in pairs)
    return 100 * found / max(1, len(pairs))


def bars(scores: Scores, asked: Sequence[Asked], strangers: str) -> dict[float, float]:
    """For each number shown in vain, the bar of this score."""
    who = of_group(asked, strangers)
    in_vain = [bits for (question, _record), bits in scores.items() if question in who]
    return {shown: bar_at(shown, in_vain, len(who)) for shown in SHOWN}


def recalls(systems: Mapping[str, Scores], asked: Sequence[Asked]) -> Detail:
    """The recall of each score, with nobody dropped and at equal numbers shown in vain."""
    rows = []
    for group, strangers in MIXTURES:
        pairs, who = true_pairs(asked, group), of_group(asked, strangers)
        found = [f"{recall(scores, pairs, -math.inf):.2f}" for scores in systems.values()]
        each = [sum(one in who for one, _ in scores) / len(who) for scores in systems.values()]
        rows.append([f"{group}: compared at all", *found])
        rows.append([f"{strangers}: compared, each", *(f"{one:.1f}" for one in each)])
        at = {name: bars(scores, asked, strangers) for name, scores in systems.items()}
        for shown in SHOWN:
            cells = [
                f"{recall(scores, pairs, at[name][shown]):.2f} ({at[name][shown]:.1f})"
                for name, scores in systems.items()
            ]
            rows.append([f"{group}: {shown:g} shown in vain", *cells])
    return Detail(
        title="Recall in % at equal numbers shown to an applicant without a record (bar in bits)",
        columns=["", *systems],
        rows=rows,
    )


def weights_beside(
    true: Pairs, learnt: Mapping[Level, float], by_chance: Mapping[Level, float]
) -> Detail:
    """Each level: our bits, what Splink learnt, what the known truth counts, and of how many."""
    own: dict[Level, list[float]] = defaultdict(list)
    for comparison in true.values():
        for field, level in comparison.levels.items():
            own[field, level.name].append(level.bits)
    rows = []
    for field, known in FIELDS.items():
        of_field = sum(len(own[field, name]) for name in known.names)
        for name in known.names:
            level_of = (field, name)
            times, chance = len(own[level_of]), by_chance[level_of]
            share = times / max(1, of_field)
            counted = f"{math.log2(share / chance):.1f}" if times >= FEW else "-"
            ours = _as_one(own[level_of]) if times else _set(level_of)
            bits = [f"{ours:.1f}", f"{learnt[level_of]:.1f}", counted]
            rows.append([f"{field} {name}", *bits, str(times), f"{share:.4f}", f"{chance:.2g}"])
    return Detail(
        title="Bits of each level, of applicants as they come",
        columns=["", "ours", "Splink", "counted", "pairs", "share of one", "of two"],
        rows=rows,
    )


def disagreements(verdicts: Iterable[Verdict]) -> Detail:
    """The people whom one of the scores would miss, then the pairs on which they part most.

    One row for each level that parts them most, with the pair for which it does so furthest.
    """
    alike: dict[tuple[bool, str, str, str], list[Verdict]] = defaultdict(list)
    for one in sorted(verdicts, key=lambda one: (not one.missed, -one.apart, one.pair)):
        if one.shown_by:
            alike[one.same_person, one.shown_by, *one.parted_by].append(one)
    rows = []
    for group in list(alike.values())[:MOST_DISAGREEMENTS]:
        one = group[0]
        over = [f"{one.over_ours:+.1f}", f"{one.over_theirs:+.1f}"]
        by = " ".join(one.parted_by)
        rows.append([one.who, one.shown_by, *over, by, str(len(group)), _fields(one)])
    return Detail(
        title=f"Where they part: bits over the bar of {AT} shown in vain",
        columns=["pair", "shown by", "ours", "Splink", "for", "alike", "names: bits ours / Splink"],
        rows=rows,
    )


def _as_one(bits: Sequence[float]) -> float:
    """What weights by rarity amount to: the one weight that foretells as many chance pairs."""
    return -math.log2(fmean(2.0**-one for one in bits))


def _set(level: Level) -> float:
    """As weights.toml has it; a level that counts by rarity has its least there."""
    table: dict[str, float] = getattr(weights(), level[0])
    return table.get(level[1], table.get("least", 0.0))


def _fields(one: Verdict) -> str:
    told = []
    for field, (level, bits) in one.ours.items():
        other, others_bits = one.theirs[field]
        name = level if level == other else f"{level or '?'}|{other or '?'}"
        if level or other:
            told.append(f"{field} {name} {bits:.1f} / {others_bits:.1f}")
    return f"{one.names}: {'; '.join(told)}"
