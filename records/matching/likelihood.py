"""How likely a syllable stands in a Vietnamese name, and how a glued name comes apart.

Rough steps of frequency are enough: they tell `Văn Hải` from `Vanh Ai`, no more.
"""

from __future__ import annotations

import math
from itertools import accumulate, pairwise
from pathlib import Path

from records.matching.syllables import BARE_SYLLABLES, SYLLABLES, TONELESS, bare

FILE = Path(__file__).with_name("name_syllables.txt")
SHARE_OF = 100_000
AMONG_SYLLABLES = {"[surnames]": 0.32, "[names]": 0.68}  # of three, one is the surname
COMMON_SURNAME = 250  # of 100,000 surnames
UNLISTED = -6.0  # log10 of the share of a well-formed syllable that no list has
FOREIGN = -9.0  # of what is no syllable
LONGEST = 7  # letters: nghiêng
WAYS = 2  # to part a word
AS_GOOD = 0.7  # log10: ways of parting that near to the best are kept

# Without a tone, oo is an ô in Telex (Coong) far oftener than the oo of Voong.
WELL_FORMED = frozenset(word for word in SYLLABLES | TONELESS | BARE_SYLLABLES if "oo" not in word)


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
