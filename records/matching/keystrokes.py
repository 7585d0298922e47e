"""Typing that no program turned into letters: `Nguyeenx`, `Nguye64n`, `Nguye^~n`.

Telex and VNI let a mark be typed anywhere after its vowel, so what counts is which keys were
pressed, not where. After its first vowel no Vietnamese syllable holds one of the letters
f, j, r, s, w, x, z: there they are marks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from records.matching.likelihood import chance
from records.matching.syllables import OTHER_STYLE, SYLLABLES, TONE_SLIPS, TONELESS, VOWELS

TELEX_TONES = {
    "s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323", "z": "",
}  # fmt: skip
VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323", "0": ""}
TONES = frozenset(TELEX_TONES.values()) - {""}
VIQR = str.maketrans({
    "'": "1", "`": "2", "?": "3", "~": "4", ".": "5", "^": "6", "+": "7", "*": "7", "(": "8",
})  # fmt: skip
VIQR_MARK = re.compile(r"[aeiouy][\^(+*]|[aeiouy^(+*][`~]", re.IGNORECASE)
FIRST_VOWEL = re.compile("[aeiouyăâêôơư]")
HATS = {"a": "â", "e": "ê", "o": "ô"}
HORNS = {"uo": "ươ", "a": "ă", "o": "ơ", "u": "ư"}
SHAPES = tuple(
    (re.compile(keys, re.IGNORECASE), letter)
    for keys, letter in (
        ("aa|a6", "â"), ("aw|a8", "ă"), ("ee|e6", "ê"), ("oo|o6", "ô"), ("ow|o7", "ơ"),
        ("uw|u7", "ư"), ("dd|d9", "đ"),
    )
)  # fmt: skip
TONE_DIGIT = re.compile("[1-5]")
SHAPED = re.compile("aa|aw|ee|oo|ow|uw|dd|[aeo]6|[ou]7|a8|d9", re.IGNORECASE)
LONGEST = 14  # keys: nghieengsss


def typed(word: str, *, viqr: bool = False) -> list[str]:
    """The syllables (lower-case) that these keys may have meant, the likeliest first."""
    word = _toneless_and_tone(word.lower())
    if len(word) > LONGEST:
        return []
    if viqr:
        word = word.translate(VIQR)
    meant = _vni(word) if any(sign.isdigit() for sign in word) else _telex(word)
    return sorted(set(meant), key=lambda syllable: (-chance(syllable), syllable))


def loosely_typed(word: str) -> str:
    """A word of another language of Vietnam, whose typed marks are all that can be read: Nieee."""
    if not SHAPED.search(word):
        return word
    for keys, letter in SHAPES:
        word = keys.sub(letter, word)
    return TONE_DIGIT.sub("", word)


def _toneless_and_tone(word: str) -> str:
    """A tone that is on its letter already moves to the end, as if typed there."""
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFD", word)
    tones = [sign for sign in letters if sign in TONES]
    if not tones:
        return word
    key = next(key for key, tone in TELEX_TONES.items() if tone == tones[0])
    plain = "".join(sign for sign in letters if sign not in TONES)
    digits = any(sign.isdigit() for sign in word)
    vowel = FIRST_VOWEL.search(plain)
    if digits or vowel is None:
        return word
    at = vowel.end()
    return unicodedata.normalize("NFC", plain[:at] + key + plain[at:])


def _telex(word: str) -> Iterator[str]:
    vowel = FIRST_VOWEL.search(word)
    if vowel is None:
        vowel = re.search("(?<=.)w", word)
        if vowel is None:
            return
    start = vowel.start()
    tones = [sign for sign in word[start:] if sign in TELEX_TONES]
    letters = word[:start] + "".join(s for s in word[start:] if s not in TELEX_TONES)
    tone = TELEX_TONES[tones[-1]] if tones else ""
    for marked in _telex_marks(letters):
        if tones or marked != word:
            yield from _with_tone(marked, tone)


def _telex_marks(letters: str) -> Iterator[str]:
    """Without the second d, a, e, o and the w, which were typed for a mark."""
    if letters[0] == "d" and "d" in letters[1:]:
        letters = "đ" + letters[1:].replace("d", "")
    for vowel, hat in HATS.items():
        first = letters.find(vowel)
        if first >= 0 and vowel in letters[first + 1 :]:
            rest = letters[first + 1 :].replace(vowel, "")
            letters = letters[:first] + hat + rest
        elif hat in letters and vowel in letters:
            letters = letters.replace(vowel, "")
    if "w" not in letters:
        yield letters
        return
    plain = letters.replace("w", "")
    for vowels, horned in HORNS.items():
        if vowels in plain:
            yield plain.replace(vowels, horned, 1)
    if any(mark in plain for mark in "ươă"):
        yield plain
    alone = letters.replace("w", "ư", 1).replace("w", "")
    yield alone
    yield alone.replace("ưo", "ươ")


def _vni(word: str) -> Iterator[str]:
    digits = [sign for sign in word if sign.isdigit()]
    letters = "".join(sign for sign in word if not sign.isdigit())
    if not letters or not word[0].isalpha():
        return
    tones = [VNI_TONES[digit] for digit in digits if digit in VNI_TONES]
    meant = {letters}
    if "9" in digits:
        meant = {letters.replace("d", "đ", 1)}
    if "6" in digits:
        meant = {_marked(one, vowel, hat) for one in meant for vowel, hat in HATS.items()} - meant
    if "7" in digits:
        horns = [(vowel, horn) for vowel, horn in HORNS.items() if vowel != "a"]
        meant = {_marked(one, vowel, horn) for one in meant for vowel, horn in horns} - meant
    if "8" in digits:
        meant = {_marked(one, "a", "ă") for one in meant}
    for one in meant:
        yield from _with_tone(one, tones[-1] if tones else "")


def _marked(letters: str, vowel: str, marked: str) -> str:
    return letters.replace(vowel, marked, 1)


def _with_tone(letters: str, tone: str) -> Iterator[str]:
    if not tone:
        if letters in TONELESS:
            yield letters
        return
    for at, sign in enumerate(letters):
        if sign in VOWELS:
            form = unicodedata.normalize("NFC", letters[: at + 1] + tone + letters[at + 1 :])
            form = OTHER_STYLE.get(form) or TONE_SLIPS.get(form, form)
            if form in SYLLABLES:
                yield form
