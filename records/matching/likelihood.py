"""How likely a syllable stands in a Vietnamese name, and how a glued name comes apart.

Rough steps of frequency are enough: they tell `Văn Hải` from `Vanh Ai`, no more.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

from records.matching.syllables import BARE_SYLLABLES, SYLLABLES, TONELESS, bare

FILE = Path(__file__).with_name("name_syllables.txt")
SHARE_OF = 100_000
AMONG_SYLLABLES = {"[surnames]": 0.32, "[names]": 0.68}  # of three, one is the surname
COMMON_SURNAME = 250  # of 100,000 surnames
UNLISTED = -6.0  # log10 of the share of a well-formed syllable that no list has
MOST_UNLISTED = 0.75  # how near to that a glued name may come on the average
FOREIGN = -9.0  # of what is no syllable
LONGEST = 7  # letters: nghiêng
AS_GOOD = 0.7  # log10: ways of parting that near to the best are kept

WELL_FORMED = SYLLABLES | TONELESS | BARE_SYLLABLES
SMALL_THEN_CAPITAL = re.compile(r"(?<=[^\W\d_A-ZĐ])(?=[A-ZĐÀ-ÖØ-Þ])")


def read_shares() -> tuple[dict[str, float], frozenset[str]]:
    """The share of each syllable, marked and bare, among those of all names; common surnames."""
    shares: dict[str, float] = {}
    surnames: set[str] = set()
    part, surnames_now = 0.0, False
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            part = AMONG_SYLLABLES[line]
            surnames_now = line == "[surnames]"
        elif line and not line.startswith("#"):
            weight, words = line.split(": ")
            for word in words.split():
                share = int(weight) * part / SHARE_OF
                for form in {word, bare(word)}:
                    shares[form] = shares.get(form, 0.0) + share
                if surnames_now and int(weight) >= COMMON_SURNAME:
                    surnames.update((word, bare(word)))
    return shares, frozenset(surnames)


SHARES, SURNAMES = read_shares()
LOGARITHMS = {word: math.log10(share) for word, share in SHARES.items()}


def likelihood(words: list[str]) -> float:
    """The logarithm of the chance of these (lower-case) words."""
    return sum(LOGARITHMS.get(word, UNLISTED if word in WELL_FORMED else FOREIGN) for word in words)


def parted(word: str) -> list[list[str]]:
    """A glued word's syllables, the likeliest way first; none when it is not made of syllables."""
    capitals = SMALL_THEN_CAPITAL.split(word)
    if len(capitals) > 1 and all(part.lower() in WELL_FORMED for part in capitals):
        return [capitals]
    ways = _ways(word.lower())
    return [_cut(word, lengths) for score, lengths in ways if score > ways[0][0] - AS_GOOD]


def _cut(word: str, lengths: tuple[int, ...]) -> list[str]:
    parts, at = [], 0
    for length in lengths:
        parts.append(word[at : at + length])
        at += length
    return parts


def _ways(word: str) -> list[tuple[float, tuple[int, ...]]]:
    """The two likeliest ways to part the word, as lengths of their syllables."""
    best: list[list[tuple[float, tuple[int, ...]]]] = [[(0.0, ())]]
    for end in range(1, len(word) + 1):
        ways = []
        for start in range(max(0, end - LONGEST), end):
            score = _piece(word[start:end]) if best[start] else None
            if score is not None:
                ways += [(before + score, (*cut, end - start)) for before, cut in best[start]]
        best.append(sorted(ways, reverse=True)[:2])
    return [
        (score, cut)
        for score, cut in best[-1]
        if len(cut) > 1 and score > UNLISTED * len(cut) * 0.75
    ]


def _piece(piece: str) -> float | None:
    listed = LOGARITHMS.get(piece)
    if listed is None and len(piece) > 1 and piece in WELL_FORMED:
        return UNLISTED
    return listed
