"""What a name that was written down may have been meant to say.

Clean names, nearly all there are, cost a look in a set. A damaged one is read in every way that
damage is known to happen, and the readings with the fewest words that are no Vietnamese syllables
are kept. A foreign name stays as it is: nothing is ever forced into Vietnamese.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import product

from records.matching.decoding import from_mojibake, from_tcvn3
from records.matching.filling import LOST, filled
from records.matching.legacy_letters import (
    decode_cp1258,
    decode_vni,
    encode_tcvn3,
    encode_vni,
)
from records.matching.likelihood import (
    LOGARITHMS,
    UNLISTED,
    WELL_FORMED,
    chance,
    chance_of_first,
)
from records.matching.lookalikes import confusables
from records.matching.mending import MOST, mended
from records.matching.reading import SOFT_HYPHEN, Reading
from records.matching.syllables import OTHER_STYLE, is_syllable, one_style

__all__ = ["confusables", "is_syllable", "one_style", "readings"]

UNICODE = re.compile("[ăđĩũơưạ-ỹ]", re.IGNORECASE)  # letters no Western table has
VNI_HAT = re.compile("[aeo]â|aê|[aeo][àáåãä](?![aeiouy])", re.IGNORECASE)
RARER = 0.7  # log10: a syllable so much rarer than another is suspected of being it
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
KEYED_DIGIT = re.compile(r"[^\W\d_]\d")  # no name has one
DECODERS: tuple[Callable[[str], str], ...] = (
    from_tcvn3,
    decode_vni,
    decode_cp1258,
)


def readings(text: str) -> tuple[str, ...]:
    """The name as it was meant, composed and with single spaces; the best reading first.

    There is always at least one, and for a clean name exactly one.
    """
    if CLEAN.issuperset(text.lower().split()):
        return (" ".join(text.split()),)
    return _repaired(text)


def _repaired(text: str) -> tuple[str, ...]:
    as_written = Reading.of(text)
    clean = CLEAN.issuperset(as_written.text.lower().split())
    if clean and not _in_vni_perhaps(text.lower().split()):
        return (as_written.text,)
    found = list(_decoded(text))
    if all(way.foreign for way in found):
        found = [way for whole in found for way in mended(whole)]
    least = min(way.damage for way in found)
    if least < as_written.damage:
        best = [way for way in found if way.damage == least]
        best = [way for way in best if not way.guessed] or best
        best.sort(key=_likeliest_first)
        if best[0].parted and len(as_written.words) > 1:
            best += _unparted(found, least)
        best = _with_the_written(as_written, best)
    else:
        best = [as_written, *_suspected(as_written, found)]
    return tuple(dict.fromkeys(way.text.replace(SOFT_HYPHEN, "") for way in best))[:MOST]


def _likeliest_first(way: Reading) -> tuple[float, str]:
    return -way.likelihood, way.text


def _unparted(found: list[Reading], least: tuple[int, int]) -> list[Reading]:
    """With one word more left as it is, as long as no damage remains in it."""
    allowed = (least[0] + 1, least[1])
    return sorted(
        (way for way in found if way.damage == allowed and not way.parted), key=_likeliest_first
    )


def _with_the_written(as_written: Reading, best: list[Reading]) -> list[Reading]:
    """What was written stays beside a doubtful reading, and before an unlikely one.

    It goes where signs that no name has were read, or more than one word, or all there were.
    """
    first = best[0]
    parts = len(first.words) > len(as_written.words) and not as_written.text.isascii()
    typed_digits = KEYED_DIGIT.search(as_written.text) is not None
    if first.guessed and not (first.decoded or first.believable or parts or typed_digits):
        return [as_written, *best]
    words, signs = as_written.damage
    if signs > first.damage[1] or words - first.damage[0] > 1 or words == len(as_written.words):
        return best
    return [*best[: MOST - 1], as_written]


def _suspected(as_written: Reading, found: list[Reading]) -> Iterator[Reading]:
    """Readings of a name that no way makes more Vietnamese: one of well-formed syllables that no
    name has, a people's of the highlands, or one with letters lost."""
    words = as_written.words
    if not as_written.foreign:
        likely = [way for way in found if way.decoded and not way.foreign]
        yield from (way for way in likely if way.likelihood > as_written.likelihood)
    if LOST.search(as_written.text):
        choices = [(filled(word) if LOST.search(word) else []) or [word] for word in words]
        ways = map(Reading, product(*choices))
        yield from sorted(ways, key=_likeliest_first)
    yield from (way for way in found if way.guessed)
    if VNI_HAT.search(as_written.text):
        yield Reading.of(decode_vni(as_written.text))


def _decoded(text: str) -> Iterator[Reading]:
    """The name as it is, and out of every writing in which it may have come."""
    if "&" in text:
        text = html.unescape(text)
    text = ESCAPED.sub(lambda code: chr(int(code[1], 16)), text)
    yield Reading.of(text)
    if text.isascii():
        return
    composed = unicodedata.normalize("NFC", text)
    unicode = from_mojibake(composed)
    if unicode != composed:
        yield Reading.of(unicode, decoded=True)
    for western in dict.fromkeys((composed, unicode)):
        if UNICODE.search(western) is None:
            yield from _out_of_old_writing(western, misread=western != composed)


def _out_of_old_writing(text: str, *, misread: bool) -> Iterator[Reading]:
    """Only where it reads better (João is not Joóo), or as well and it was not misread first."""
    as_written = Reading.of(text)
    for decode in DECODERS:
        decoded = Reading.of(decode(text), decoded=True)
        if decoded.damage < as_written.damage or not (decoded.foreign or misread):
            yield decoded


def _suspects() -> Iterator[str]:
    """Well-formed syllables that hardly a name has, and that are how old writing writes one of a
    name: Vò is Vũ in TCVN3, Thò is Thị in VNI."""
    for word in LOGARITHMS:
        for written in (encode_tcvn3(word), encode_vni(word)):
            small = written.lower()
            rarer = LOGARITHMS.get(small, UNLISTED) < LOGARITHMS[word] - RARER
            if small != word and small in WELL_FORMED and rarer:
                yield small


def _in_vni_perhaps(words: list[str]) -> bool:
    """Hoà Minh, in the new style of tones, is how VNI writes Hồ Minh."""
    return not UNSURE.isdisjoint(words) or words[0] in UNSURE_FIRST


CLEAN = WELL_FORMED - set(_suspects())
UNSURE_FIRST, UNSURE = (
    {written for written, word in OTHER_STYLE.items() if log(decode_vni(written)) > log(word)}
    for log in (chance_of_first, chance)
)
