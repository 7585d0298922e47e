"""How much it says, in bits, that two people have the same name: the rarer, the more."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from math import log2
from pathlib import Path

from records.matching.names import Name

THOUSAND = 1000.0
NO_MIDDLE = 4.5  # bits: one name in twenty has none


def rarity(name: Name) -> float:
    """Of the whole name, as if its parts were chosen one by one."""
    if not name.words:
        return 0.0
    return bits("surname", name.words[0]) + rarity_within_family(name)


def rarity_within_family(name: Name) -> float:
    """Of what the parents chose: father and child have the surname in common anyway."""
    if len(name.words) < 2:
        return 0.0
    middle = sum(bits("middle", word) for word in name.words[1:-1]) or NO_MIDDLE
    return middle + bits("given", name.words[-1])


def rarity_of_start(name: Name) -> float:
    """Of the surname and what follows it, without the given name."""
    if len(name.words) < 2:
        return 0.0
    return bits("surname", name.words[0]) + sum(bits("middle", one) for one in name.words[1:-1])


def rarity_of_ends(name: Name) -> float:
    """Of the surname and the given name alone."""
    if len(name.words) < 2:
        return 0.0
    return bits("surname", name.words[0]) + bits("given", name.words[-1])


@lru_cache(maxsize=16_384)
def bits(place: str, word: str) -> float:
    frequencies = _frequencies()[place]
    return -log2(frequencies.get(word, frequencies["rare"]) / THOUSAND)


@cache
def _frequencies() -> dict[str, dict[str, float]]:
    return tomllib.loads(Path(__file__).with_name("frequencies.toml").read_text("utf-8"))
