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
from itertools import product

from records.matching.decoding import from_mojibake, from_tcvn3
from records.matching.filling import LOST, filled
from records.matching.keystrokes import VIQR_MARK, loosely_typed, typed
from records.matching.legacy_letters import decode_cp1258, decode_vni, western_bytes
from records.matching.likelihood import LOGARITHMS, SURNAMES, WELL_FORMED, likelihood, parted
from records.matching.lookalikes import confusables, to_vietnamese
from records.matching.syllables import OTHER_STYLE, in_case_of, is_syllable, one_style

__all__ = ["confusables", "is_syllable", "one_style", "readings"]

# Signs that the letters of old writing are read as, and that no name is written with.
NO_LETTER = re.compile("[\u0080-\u00bf×÷ƒ†‡ˆ‰‹›€™š›œžŸ‘’“”•–—˜…„‚]")
VNI_HAT = re.compile("[aeo]â|aê|[aeo][àáåãä](?![aeiouy])", re.IGNORECASE)
MOST = 4  # readings of one name
WAYS_OF_A_WORD = 2
KEYS = re.compile(r"[\w'`?~.^(+*]+")
DECODERS: tuple[Callable[[str], str], ...] = (
    from_tcvn3,
    decode_vni,
    decode_cp1258,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name: its words, and how it was come to."""

    words: tuple[str, ...]
    guessed: bool = False  # typing undone or words parted: a foreign name could look so too
    decoded: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def foreign(self) -> list[str]:
        """The words that are no Vietnamese syllables."""
        return [word for word in self.words if word.lower() not in WELL_FORMED]

    @property
    def damage(self) -> tuple[int, int]:
        """How many words are foreign, and how many have signs that no name has."""
        foreign = self.foreign
        return len(foreign), sum(NO_LETTER.search(word) is not None for word in foreign)

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
    if WELL_FORMED.issuperset(text.lower().split()):
        return (" ".join(text.split()),)
    return _repaired(text)


def _repaired(text: str) -> tuple[str, ...]:
    as_written = Reading(tuple(tidy(text).split()))
    if not as_written.foreign:
        return (as_written.text,)
    found = [way for whole in _decoded(text) for way in _mended(whole)]
    least = min(way.damage for way in found)
    if least == as_written.damage:
        best = [as_written, *_suspected(as_written)]
    else:
        best = [way for way in found if way.damage == least]
        best = [way for way in best if not way.guessed] or best
        best.sort(key=lambda way: (-way.likelihood, way.text))
        best = _with_the_written(as_written, best)
    return tuple(dict.fromkeys(way.text for way in best))[:MOST]


def _with_the_written(as_written: Reading, best: list[Reading]) -> list[Reading]:
    """What was written stays beside a doubtful reading, and before an unlikely one.

    It goes where signs that no name has were read, or more than one word, or all there were.
    """
    first = best[0]
    if first.guessed and not first.decoded and not first.believable:
        return [as_written, *best]
    words, signs = as_written.damage
    if signs > first.damage[1] or words - first.damage[0] > 1 or words == len(as_written.words):
        return best
    return [*best[: MOST - 1], as_written]


def _suspected(as_written: Reading) -> Iterator[Reading]:
    """Readings of a name that no way makes more Vietnamese: a people's of the highlands, or with
    letters lost."""
    words = as_written.words
    if LOST.search(as_written.text):
        choices = [(filled(word) if LOST.search(word) else []) or [word] for word in words]
        yield from map(Reading, product(*choices))
    yield Reading(tuple(map(loosely_typed, words)))
    if VNI_HAT.search(as_written.text):
        yield Reading(tuple(decode_vni(as_written.text).split()))


def tidy(text: str) -> str:
    """Composed letters of the Vietnamese alphabet, single spaces, one style of placing tones."""
    if not text.isascii():
        text = to_vietnamese(text)
    if not text.isprintable():
        text = "".join(" " if s.isspace() else s for s in text if unicodedata.category(s) != "Cf")
    return " ".join([one_style(word) for word in text.split()])


def _decoded(text: str) -> Iterator[Reading]:
    """The name as it is, and out of every writing in which it may have come."""
    if "&" in text:
        text = html.unescape(text)
    as_written = Reading(tuple(tidy(text).split()))
    yield as_written
    if text.isascii():
        return
    composed = unicodedata.normalize("NFC", text)
    unicode = from_mojibake(composed)
    if unicode != composed:
        as_written = Reading(tuple(tidy(unicode).split()), decoded=True)
        yield as_written
    if western_bytes(unicode) is None:
        return
    for decode in DECODERS:
        decoded = Reading(tuple(tidy(decode(unicode)).split()), decoded=True)
        if decoded.damage < as_written.damage:
            yield decoded


def _mended(whole: Reading) -> Iterator[Reading]:
    """The reading itself, and with its foreign words taken for typing or for glued syllables."""
    yield whole
    if not whole.foreign:
        return
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
    if word.lower() in WELL_FORMED or KEYS.fullmatch(word) is None:
        return [(word,)]
    meant: list[tuple[str, ...]] = [
        (in_case_of(word, syllable),) for syllable in typed(word, viqr=viqr)
    ]
    return meant or [tuple(_named(word, parts)) for parts in parted(word)] or [(word,)]


def _named(word: str, parts: list[str]) -> list[str]:
    """Each part with a capital, where the glued word had one."""
    styled = [OTHER_STYLE.get(part, part) for part in parts]
    if word.isupper() or word.islower():
        return styled
    return [part[:1].upper() + part[1:] for part in styled]
