"""Letters that were replaced by `?` or the sign of replacement, filled in from common names.

A program that could not write a letter wrote a question mark, one for the letter or one for each of
its bytes. Only letters with marks are lost so.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import chain, zip_longest

from records.matching.likelihood import LOGARITHMS
from records.matching.syllables import bare, in_case_of

LOST = re.compile("[?\ufffd]+")
MOST_BYTES = 3  # of one letter
WAYS = 3


def filled(word: str) -> list[str]:
    """The likeliest name syllables that may stand there, one for each syllable without marks."""
    left = LOST.sub("", word)
    ways = [in_case_of(left, way) for way in _filled(word.lower())]
    if LOST.match(word) and not left.isupper():
        return [way[:1].upper() + way[1:] for way in ways]
    return ways


@cache
def _marked_syllables() -> tuple[str, ...]:
    """Those that could have lost a letter, the likeliest first."""
    marked = [word for word in LOGARITHMS if not word.isascii()]
    return tuple(sorted(marked, key=lambda word: (-LOGARITHMS[word], word)))


def _filled(word: str) -> list[str]:
    """A sign stands for a letter; if none fits so, a run of them for letters of several bytes."""
    parts = [re.escape(part) for part in LOST.split(word)]
    runs = [len(run) for run in LOST.findall(word)]
    return _of_shape(parts, [f"{{{run}}}" for run in runs]) or _of_shape(
        parts, [f"{{{-(-run // MOST_BYTES)},{run}}}" for run in runs]
    )


def _of_shape(parts: list[str], counts: list[str]) -> list[str]:
    lost = [f"[^a-z]{count}" for count in counts]
    shape = re.compile("".join(chain.from_iterable(zip_longest(parts, lost, fillvalue=""))))
    found: dict[str, str] = {}
    for syllable in _marked_syllables():
        if shape.fullmatch(syllable):
            found.setdefault(bare(syllable), syllable)
            if len(found) == WAYS:
                break
    return list(found.values())
