"""How likely a syllable stands in a Vietnamese name, and how a glued name comes apart.

Rough steps of frequency are enough: they tell `Văn Hải` from `Vanh Ai`, no more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise
from pathlib import Path

from records.matching.syllables import BARE_SYLLABLES, SYLLABLES, TONELESS, bare

FILE = Path(__file__).with_name("name_syllables.txt")
SHARE_OF = 100_000
SURNAME, REST = "[surnames]", "[names]"
ONE_IN_THREE = 0.32  # of the syllables of names are surnames
MOSTLY = 0.9  # of first syllables
COMMON_SURNAME = 0.0025  # of surnames
UNLISTED = -6.0  # log10 of the share of a well-formed syllable that no list has
FOREIGN = -9.0  # of what is no syllable
LONGEST = 7  # letters: nghiêng
WAYS = 2  # to part a word
AS_GOOD = 0.7  # log10: ways of parting that near to the best are kept

# Without a tone, oo is an ô in Telex (Coong) far oftener than the oo of Voong.
WELL_FORMED = frozenset(word for word in SYLLABLES | TONELESS | BARE_SYLLABLES if "oo" not in word)


def read_shares() -> dict[str, dict[str, float]]:
    """How often each syllable, with marks and bare, is a surname and another part of a name."""
    shares: dict[str, dict[str, float]] = {SURNAME: {}, REST: {}}
    part = shares[REST]
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            part = shares[line]
        elif line and not line.startswith("#"):
            weight, words = line.split(": ")
            for form in (form for word in words.split() for form in {word, bare(word)}):
                part[form] = part.get(form, 0.0) + int(weight) / SHARE_OF
    return shares


def _logarithms(surname: float) -> dict[str, float]:
    """Of the share of each syllable, where so many of the syllables are surnames."""
    ofs = {SURNAME: surname, REST: 1 - surname}
    words = {word for part in PARTS.values() for word in part}
    return {word: math.log10(sum(ofs[p] * PARTS[p].get(word, 0.0) for p in ofs)) for word in words}


PARTS = read_shares()
SURNAMES = frozenset(word for word, share in PARTS[SURNAME].items() if share >= COMMON_SURNAME)
LOGARITHMS = _logarithms(ONE_IN_THREE)
LOGARITHMS_OF_FIRST = _logarithms(MOSTLY)


def likelihood(words: Sequence[str]) -> float:
    """The logarithm of the chance of a name of these (lower-case) words, the surname first."""
    return sum(map(chance_of_first, words[:1])) + sum(map(chance, words[1:]))


def chance(word: str) -> float:
    """The logarithm of the share of one (lower-case) syllable, wherever it stands."""
    return LOGARITHMS.get(word, UNLISTED if word in WELL_FORMED else FOREIGN)


def chance_of_first(word: str) -> float:
    """The same of a name's first syllable, mostly the surname."""
    return LOGARITHMS_OF_FIRST.get(word, UNLISTED if word in WELL_FORMED else FOREIGN)


def parted(word: str) -> list[list[str]]:
    """A glued word's syllables, the likeliest way first; none when it is not made of syllables."""
    ways = _ways(word.lower())
    return [_cut(word, lengths) for score, lengths in ways if score > ways[0][0] - AS_GOOD]


def at_capitals(word: str) -> list[str]:
    """A glued word's parts where its capitals tell them: LýAVàng, TrầnSươl."""
    starts = [
        at
        for at in range(1, len(word))
        if word[at].isupper() and (word[at - 1].islower() or word[at + 1 : at + 2].islower())
    ]
    return [word[start:end] for start, end in pairwise([0, *starts, len(word)])]


def _cut(word: str, lengths: tuple[int, ...]) -> list[str]:
    return [
        word[end - length : end] for length, end in zip(lengths, accumulate(lengths), strict=True)
    ]


def _ways(word: str) -> list[tuple[float, tuple[int, ...]]]:
    """The two likeliest ways to part the word, as lengths of their syllables.

    A syllable that no name is known to have may be among them after a common surname, or where the
    marks show the word to be Vietnamese: YangLei is not Y Ang Lei.
    """
    best: list[list[tuple[float, tuple[int, ...]]]] = [[(0.0, ())]]
    for end in range(1, len(word) + 1):
        ways = []
        for start in range(max(0, end - LONGEST), end):
            score = _piece(word[start:end]) if best[start] else None
            if score is not None:
                ways += [(before + score, (*cut, end - start)) for before, cut in best[start]]
        best.append(sorted(ways, reverse=True)[:WAYS])
    return [(score, cut) for score, cut in best[-1] if len(cut) > 1 and _credible(word, cut)]


def _credible(word: str, lengths: tuple[int, ...]) -> bool:
    parts = _cut(word, lengths)
    unlisted = sum(part not in LOGARITHMS for part in parts)
    return not unlisted or (unlisted < len(parts) and (not word.isascii() or parts[0] in SURNAMES))


def _piece(piece: str) -> float | None:
    listed = LOGARITHMS.get(piece)
    if listed is None and len(piece) > 1 and piece in WELL_FORMED:
        return UNLISTED
    return listed
