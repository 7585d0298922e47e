"""Words of a name that are no syllables: typed with no program, glued, or joined by signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice, product

from records.matching.keystrokes import VIQR_MARK, loosely_typed, typed
from records.matching.likelihood import WELL_FORMED, at_capitals, parted
from records.matching.reading import Reading
from records.matching.syllables import TONE_SLIPS, in_case_of, is_syllable, one_style

MOST = 4  # readings of one name
WAYS_OF_A_WORD = 2
KEYS = re.compile(r"[\w'`?~.^(+*]+")
SIGNS = re.compile(r"[-\u2010-\u2015_.,;:/·()\[\]\"“”‘’]+")
# Written so to show how it is said: Dzũng, Fương.
OTHER_ONSETS = {"dz": "d", "z": "d", "f": "ph"}
OTHER_ONSET = re.compile("dz|z|f")


def mended(whole: Reading) -> Iterator[Reading]:
    """The reading itself, and with its foreign words taken for typing or for glued syllables.

    Where words were parted there is a reading without that too: Sathi is a name, not only Sa Thi.
    """
    yield whole
    viqr = VIQR_MARK.search(whole.text) is not None
    meant = [_meant(word, viqr=viqr) for word in whole.words]
    yield from _ways(whole, meant)
    parts = [words or _parted(word) for word, words in zip(whole.words, meant, strict=True)]
    if parts != meant:
        yield from _ways(whole, parts, parted=True)


def _ways(
    whole: Reading, choices: list[list[tuple[str, ...]]], *, parted: bool = False
) -> Iterator[Reading]:
    some = [
        words[:WAYS_OF_A_WORD] or [(word,)]
        for word, words in zip(whole.words, choices, strict=True)
    ]
    for way in islice(product(*some), MOST):
        words = tuple(chain.from_iterable(way))
        if words != whole.words:
            yield Reading(words, guessed=True, parted=parted, decoded=whole.decoded)


def _meant(word: str, *, viqr: bool) -> list[tuple[str, ...]]:
    """The syllables that a word plainly stands for; nothing when it is one, or none is known."""
    small = word.lower()
    if small in WELL_FORMED:
        return []
    if small in TONE_SLIPS:
        return [(in_case_of(word, TONE_SLIPS[small]),)]
    parts = _between_capitals(word) if viqr else _between_signs(word) or _between_capitals(word)
    if parts:
        return [parts]
    if KEYS.fullmatch(word) is None:
        return []
    meant = typed(word, viqr=viqr) or _respelled(small)
    return [(in_case_of(word, syllable),) for syllable in meant]


def _parted(word: str) -> list[tuple[str, ...]]:
    """The syllables that may be glued in a word; or what was typed of a word of other peoples."""
    if word.lower() in WELL_FORMED or not word.isalnum():
        return []
    return [_named(word, parts) for parts in parted(word)] or [(loosely_typed(word),)]


def _between_signs(word: str) -> tuple[str, ...]:
    """Ngô-Đình-Diệm, (Tý)."""
    parts = [part for part in SIGNS.split(word) if part]
    if "".join(parts) == word or not all(part.lower() in WELL_FORMED for part in parts):
        return ()
    return tuple(map(one_style, parts))


def _between_capitals(word: str) -> tuple[str, ...]:
    """LýAVàng; also TrầnSươl, because one part of it is Vietnamese."""
    parts = at_capitals(word)
    if len(parts) == 1 or not word.isalpha():
        return ()
    return tuple(map(one_style, parts)) if any(p.lower() in WELL_FORMED for p in parts) else ()


def _respelled(small: str) -> list[str]:
    found = OTHER_ONSET.match(small)
    if found is None:
        return []
    syllable = OTHER_ONSETS[found[0]] + small[found.end() :]
    return [syllable] if is_syllable(syllable) else []


def _named(word: str, parts: list[str]) -> tuple[str, ...]:
    """Each part with a capital, where the glued word had one."""
    styled = tuple(map(one_style, parts))
    if word.isupper() or word.islower():
        return styled
    return tuple(part[:1].upper() + part[1:] for part in styled)
