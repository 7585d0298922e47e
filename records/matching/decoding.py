"""A name out of old or misread writing, though some of its signs were lost on the way.

Between the old program and us stand others that drop what they do not know: the five bytes that
cp1252 leaves empty, spaces that do not break, hyphens that are not seen (the letter ư of TCVN3), or
that wrote a name in capitals when its letters were other letters. What is missing is guessed by
what makes syllables.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from records.matching.legacy_letters import (
    CP1252,
    FROM_TCVN3,
    LETTERS,
    decode_mojibake,
    decode_tcvn3,
    restore_case,
)
from records.matching.likelihood import chance
from records.matching.syllables import is_syllable

LOST_BYTES = frozenset((0x81, 0x8D, 0x8F, 0x90, 0x9D, 0xA0, 0xAD))
MOST_GUESSES = 64  # for one word
WORD = re.compile("[^ \t\r\n]+")  # a space that does not break may be half a letter
HYPHEN = re.compile(r"(?<=[^\s\d])[-\u2010\u2011]")


def from_mojibake(text: str) -> str:
    """UTF-8 that was read as cp1252 or Latin-1, once or twice, with bytes lost or in other case."""
    text = _rejoined(text) if "Ã " in text else text
    whole = decode_mojibake(text)
    if MISREAD.search(whole) is None:
        return whole
    return restore_case(WORD.sub(lambda word: _likeliest(word[0], _misread(word[0])), whole))


def from_tcvn3(text: str) -> str:
    """TCVN3, also after its ư was dropped or became a hyphen, or its case was changed."""
    decoded = decode_tcvn3(HYPHEN.sub("\u00ad", text))
    if all(map(is_syllable, decoded.split())):
        return decoded
    return restore_case(WORD.sub(lambda word: _likeliest(word[0], _in_tcvn3(word[0])), text))


def _rejoined(text: str) -> str:
    """`HoÃ ng`: the second half of à was a space that does not break, until one that does."""
    words = text.split(" ")
    joined = words[:1]
    for word in words[1:]:
        if joined[-1].endswith("Ã") and word[:1].islower():
            whole = decode_mojibake(joined[-1] + "\u00a0" + word)
            if is_syllable(whole):
                joined[-1] = whole
                continue
        joined.append(word)
    return " ".join(joined)


def _likeliest(word: str, guesses: Iterable[str]) -> str:
    """The syllable among the guesses that names most often have; else the first guess."""
    seen = list(dict.fromkeys(itertools.islice(guesses, MOST_GUESSES)))
    syllables = [guess for guess in seen if is_syllable(guess)]
    if syllables:
        return max(syllables, key=lambda guess: chance(guess.lower()))
    return seen[0] if seen else word


def _misread(word: str) -> Iterator[str]:
    parts = MISREAD.split(word)
    choices = [[part] if at % 2 == 0 else MISREADINGS[part] for at, part in enumerate(parts)]
    for letters in itertools.product(*choices):
        yield "".join(letters)


def _in_tcvn3(word: str) -> Iterator[str]:
    """As it is; with the codes in their other case; with ư put back where one may have been."""
    codes = [list(dict.fromkeys((sign, sign.lower(), sign.upper()))) for sign in word]
    for way in itertools.product(*[one if ord(one[0]) > 127 else one[:1] for one in codes]):
        guess = "".join(way).translate(FROM_TCVN3)
        yield guess
        for at in range(1, len(guess) + 1):
            yield guess[:at] + "ư" + guess[at:]


def _misreadings() -> dict[str, list[str]]:
    """Every form in which a Vietnamese letter arrives, whole or with a part lost."""
    forms: dict[str, list[str]] = {}
    for letter in LETTERS + LETTERS.upper():
        raw = letter.encode()
        western = "".join(CP1252[byte] for byte in raw)
        # Windows in Vietnam reads by cp1258, where only the Ã of the first bytes is another letter.
        for read in (western, raw.decode("latin-1"), western.replace("Ã", "Ă")):
            for form in _forms(read, lost=raw[-1] in LOST_BYTES and "Ă" not in read):
                if not form.isascii():
                    forms.setdefault(form, []).append(letter)
    return {form: list(dict.fromkeys(letters)) for form, letters in forms.items()}


def _forms(read: str, *, lost: bool) -> Iterator[str]:
    yield from (read, read.upper(), read.lower())
    if lost:
        for sign in ("", "?", "\ufffd"):
            yield read[:-1] + sign
            yield read[:-1].upper() + sign


MISREADINGS = _misreadings()
MISREAD = re.compile(f"({'|'.join(map(re.escape, sorted(MISREADINGS, key=len, reverse=True)))})")
