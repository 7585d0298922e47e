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
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from records.matching.decoding import from_mojibake, from_tcvn3
from records.matching.filling import LOST, filled
from records.matching.keystrokes import VIQR_MARK, loosely_typed, typed
from records.matching.legacy_letters import (
    decode_cp1258,
    decode_vni,
    encode_tcvn3,
    encode_vni,
    western_bytes,
)
from records.matching.likelihood import (
    LOGARITHMS,
    SURNAMES,
    UNLISTED,
    WELL_FORMED,
    at_capitals,
    chance,
    chance_of_first,
    likelihood,
    parted,
)
from records.matching.lookalikes import confusables, to_vietnamese
from records.matching.syllables import OTHER_STYLE, TONE_SLIPS, in_case_of, is_syllable, one_style

__all__ = ["confusables", "is_syllable", "one_style", "readings"]

# Signs that the letters of old writing are read as, and that no name is written with.
NO_LETTER = re.compile("[\u0080-\u00bf×÷ƒ†‡ˆ‰‹›€™š›œžŸ‘’“”•–—˜…„‚]")
VNI_HAT = re.compile("[aeo]â|aê|[aeo][àáåãä](?![aeiouy])", re.IGNORECASE)
RARER = 0.7  # log10: a syllable so much rarer than another is suspected of being it
MOST = 4  # readings of one name
WAYS_OF_A_WORD = 2
SOFT_HYPHEN = "\u00ad"  # the ư of TCVN3, and half of many a letter misread
KEYED_DIGIT = re.compile(r"[^\W\d_]\d")  # no name has one
KEYS = re.compile(r"[\w'`?~.^(+*]+")
DECODERS: tuple[Callable[[str], str], ...] = (
    from_tcvn3,
    decode_vni,
    decode_cp1258,
)


@dataclass(frozen=True)
class Reading:
    """One way to read a name: its words, and how it was come to."""

    words: tuple[str, ...]
    guessed: bool = False  # typing undone or words parted: a foreign name could look so too
    decoded: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @cached_property
    def foreign(self) -> list[str]:
        """The words that are no Vietnamese syllables."""
        return [word for word in self.words if word.lower() not in WELL_FORMED]

    @cached_property
    def damage(self) -> tuple[int, int]:
        """How many words are foreign, and how many have signs that no name has."""
        return len(self.foreign), sum(NO_LETTER.search(word) is not None for word in self.foreign)

    @property
    def likelihood(self) -> float:
        return likelihood([word.lower() for word in self.words])

    @property
    def believable(self) -> bool:
        """Common enough to be believed although it was guessed: Hans Max is not Hán Mã."""
        small = [word.lower() for word in self.words]
        return small[0] in SURNAMES and all(word in LOGARITHMS for word in small)


def readings(text: str) -> tuple[str, ...]:
    """The name as it was meant, composed and with single spaces; the best reading first.

    There is always at least one, and for a clean name exactly one.
    """
    if CLEAN.issuperset(text.lower().split()):
        return (" ".join(text.split()),)
    return _repaired(text)


def _repaired(text: str) -> tuple[str, ...]:
    as_written = Reading(tuple(tidy(text).split()))
    clean = CLEAN.issuperset(as_written.text.lower().split())
    if clean and not _in_vni_perhaps(text.lower().split()):
        return (as_written.text,)
    found = list(_decoded(text))
    if all(way.foreign for way in found):
        found = [way for whole in found for way in _mended(whole)]
    least = min(way.damage for way in found)
    if least < as_written.damage:
        best = [way for way in found if way.damage == least]
        best = [way for way in best if not way.guessed] or best
        best.sort(key=lambda way: (-way.likelihood, way.text))
        best = _with_the_written(as_written, best)
    else:
        best = [as_written, *_suspected(as_written, found)]
    return tuple(dict.fromkeys(way.text.replace(SOFT_HYPHEN, "") for way in best))[:MOST]


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
        yield from sorted(ways, key=lambda way: (-way.likelihood, way.text))
    yield from (way for way in found if way.guessed)
    if VNI_HAT.search(as_written.text):
        yield Reading(tuple(decode_vni(as_written.text).split()))


def tidy(text: str) -> str:
    """Composed letters of the Vietnamese alphabet, single spaces, one style of placing tones."""
    if not text.isascii():
        text = to_vietnamese(text)
    if not text.isprintable():
        text = "".join(" " if sign.isspace() else sign for sign in text if not _unseen(sign))
    return " ".join([one_style(word) for word in text.split()])


def _unseen(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf" and sign != SOFT_HYPHEN


def _decoded(text: str) -> Iterator[Reading]:
    """The name as it is, and out of every writing in which it may have come."""
    if "&" in text:
        text = html.unescape(text)
    yield Reading(tuple(tidy(text).split()))
    if text.isascii():
        return
    composed = unicodedata.normalize("NFC", text)
    unicode = from_mojibake(composed)
    if unicode != composed:
        yield Reading(tuple(tidy(unicode).split()), decoded=True)
    for western in dict.fromkeys((composed, unicode)):
        if western_bytes(western) is not None:
            yield from _out_of_old_writing(western, misread=western != composed)


def _out_of_old_writing(text: str, *, misread: bool) -> Iterator[Reading]:
    """Only where it reads better (João is not Joóo), or as well and it was not misread first."""
    as_written = Reading(tuple(tidy(text).split()))
    for decode in DECODERS:
        decoded = Reading(tuple(tidy(decode(text)).split()), decoded=True)
        if decoded.damage < as_written.damage or not (decoded.foreign or misread):
            yield decoded


def _mended(whole: Reading) -> Iterator[Reading]:
    """The reading itself, and with its foreign words taken for typing or for glued syllables."""
    yield whole
    viqr = VIQR_MARK.search(whole.text) is not None
    ways: list[tuple[str, ...]] = [()]
    for word in whole.words:
        choices = _choices(word, viqr=viqr)[:WAYS_OF_A_WORD]
        ways = [(*way, *choice) for way in ways for choice in choices][:MOST]
    for way in ways:
        if way != whole.words:
            yield Reading(way, guessed=True, decoded=whole.decoded)


def _choices(word: str, *, viqr: bool) -> list[tuple[str, ...]]:
    """What a word may stand for; itself when it is a syllable or nothing better is known."""
    small = word.lower()
    if small in WELL_FORMED or KEYS.fullmatch(word) is None:
        return [(word,)]
    if small in TONE_SLIPS:
        return [(in_case_of(word, TONE_SLIPS[small]),)]
    capitals = at_capitals(word)
    if len(capitals) > 1 and word.isalpha() and any(p.lower() in WELL_FORMED for p in capitals):
        return [tuple(map(one_style, capitals))]
    meant = [in_case_of(word, syllable) for syllable in typed(word, viqr=viqr)]
    if meant:
        return [(syllable,) for syllable in meant]
    ways = [tuple(_named(word, parts)) for parts in parted(word)]
    return ways or [(loosely_typed(word),)]


def _named(word: str, parts: list[str]) -> list[str]:
    """Each part with a capital, where the glued word had one."""
    styled = [one_style(part) for part in parts]
    if word.isupper() or word.islower():
        return styled
    return [part[:1].upper() + part[1:] for part in styled]


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
