"""What a Vietnamese syllable looks like, so that damaged writing is known when it is seen.

A syllable is an onset, a rime and a tone. All of them are spelled out once at import (some
milliseconds), and asking is a look in a set. Words are asked about composed (NFC), in any case.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

TONES = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")  # none, sắc, huyền, hỏi, ngã, nặng
STOP_TONES = ("\u0301", "\u0323")  # a syllable that ends in c, ch, p or t has one of two tones
STOPS = ("c", "ch", "p", "t")
VOWELS = frozenset("aăâeêioôơuưy")
MARKED_VOWELS = frozenset("ăâêôơư")

# In this and what follows `-` stands for nothing.
ANYWHERE = "- b ch d đ h l m n nh p ph r s t th tr v x"  # before every vowel
BEFORE_BACK = "c g ng kh"
BEFORE_FRONT = "k gh ngh kh"

# Each is a nucleus with what may close it.
BACK_RIMES = """
a: - c ch i m n ng nh o p t u y    ă: c m n ng p t    â: c m n ng p t u y
o: - c i m n ng p t    oo: c ng    ô: - c i m n ng p t    ơ: - i m n p t
u: - c i m n ng p t    ua: -    uô: c i m n ng t    ư: - c i n ng t u    ưa: -
ươ: c i m n ng p t u    oa: - c ch i m n ng nh o p t y    oă: c m n ng p t    oe: - m n o t
uâ: n ng t y    uê: - ch n nh    uơ: - n    uy: - a ch n nh p t u    uyê: n t
"""
FRONT_RIMES = """
e: - c m n ng o p t    ê: - c ch m n nh p t u    i: - ch m n nh p t u    ia: -
iê: c m n ng p t u
"""
Y_ALONE = "- d h k kh l m n s t th v"
Y_WITHOUT_ONSET = "yê: m n ng t u"
AFTER_QU = """
a: - c ch i n ng nh o t u y    ă: c m n ng p t    â: n ng t y    e: - n o t    ê: - ch n nh t
i: - n nh t ch    ô: c    ơ: - i n t    y: - n nh t ch    yê: n t
"""
AFTER_GI = """
a: - c m n ng nh o p t u y    ă: c m n ng p t    â: c m n p t u y    e: - m n o    ê: - n ng t c
o: - c i n ng    ô: - c i n ng t    ơ: - i    u: - c i    ua: -    uô: c i ng t    ư: - ng
ưa: -    ươ: c i m n ng p t u
"""
G_OF_GI = "i: - m n p t"
STYLED = ("oa", "oe", "uy")  # hòa or hoà, khỏe or khoẻ, thúy or thuý
GLIDES = ("qu", "gi")  # qúy and gía are written for quý and giá


def is_syllable(word: str) -> bool:
    """A well-formed syllable with its marks, the tone placed in the old or the new style."""
    word = word.lower()
    return word in SYLLABLES or word in OTHER_STYLE


def is_bare_syllable(word: str) -> bool:
    """A syllable whose marks were all lost or never written."""
    return word.lower() in BARE_SYLLABLES


def one_style(word: str) -> str:
    """The tone where the old style puts it: hòa for hoà, thúy for thuý, quý for qúy."""
    styled = OTHER_STYLE.get(word.lower())
    return word if styled is None else in_case_of(word, styled)


def in_case_of(pattern: str, word: str) -> str:
    """The (lower-case) word in capitals, with a capital, or as it is, as the pattern shows."""
    if pattern.isupper() and (len(pattern) > 1 or len(word) == 1):
        return word.upper()
    return word[:1].upper() + word[1:] if pattern[:1].isupper() else word


def bare(word: str) -> str:
    """The word without its marks, đ as d; the case is kept."""
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFD", word.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", "".join(s for s in letters if s not in MARKS))


MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b")


def _toneless() -> Iterator[tuple[str, str]]:
    """Every pair of onset and rime that is spelled in Vietnamese."""
    for onsets, rimes in (
        (f"{ANYWHERE} {BEFORE_BACK}", BACK_RIMES),
        (f"{ANYWHERE} {BEFORE_FRONT}", FRONT_RIMES),
        (Y_ALONE, "y: -"),
        ("-", Y_WITHOUT_ONSET),
        ("qu", AFTER_QU),
        ("gi", AFTER_GI),
        ("g", G_OF_GI),
    ):
        spelled = list(_spelled(rimes))
        for onset in onsets.replace("-", "").split(" "):
            for rime in spelled:
                yield onset, rime


def _spelled(rimes: str) -> Iterator[str]:
    nucleus = ""
    for part in rimes.split():
        if part.endswith(":"):
            nucleus = part[:-1]
        else:
            yield nucleus + part.replace("-", "")


def _old_place(rime: str) -> int:
    """Which letter of the rime carries the tone in the old style."""
    marked = [place for place, letter in enumerate(rime) if letter in MARKED_VOWELS]
    if marked:
        return marked[-1]
    vowels = sum(letter in VOWELS for letter in rime)
    if vowels == 1 or (vowels == 2 and len(rime) == 2):
        return 0
    return 1


def _toned(rime: str, place: int, tone: str) -> str:
    return unicodedata.normalize("NFC", rime[: place + 1] + tone + rime[place + 1 :])


def _tones_of(rime: str) -> tuple[str, ...]:
    return STOP_TONES if rime.endswith(STOPS) else TONES


class Forms(NamedTuple):
    """What a rime looks like in each tone it can have."""

    marked: list[str]
    styled: dict[str, str]  # as the new style places the tone, to the old style
    slips: dict[str, str]  # with the tone on a wrong letter: never another syllable
    bare: str


@cache
def _forms(rime: str) -> Forms:
    place = _old_place(rime)
    forms = Forms([], {}, {}, bare(rime))
    for tone in _tones_of(rime):
        right = _toned(rime, place, tone)
        forms.marked.append(right)
        others = forms.styled if rime in STYLED else forms.slips
        for at, sign in enumerate(rime):
            if tone and sign in VOWELS and at != place:
                others[_toned(rime, at, tone)] = right
    return forms


def _make_sets() -> tuple[set[str], set[str], set[str], dict[str, str], dict[str, str]]:
    """Syllables with marks, without their tone, without any mark; tones placed elsewhere."""
    marked: set[str] = set()
    toneless: set[str] = set()
    bares: set[str] = set()
    styled: dict[str, str] = {}
    slips: dict[str, str] = {}
    for onset, rime in _toneless():
        forms = _forms(rime)
        marked.update([onset + form for form in forms.marked])
        toneless.add(onset + rime)
        bares.add(onset.replace("đ", "d") + forms.bare)
        slips.update([(onset + form, onset + right) for form, right in forms.slips.items()])
        if onset in GLIDES:
            tones = filter(None, _tones_of(rime))
            on_glide = [(_toned(onset, 1, tone) + rime, tone) for tone in tones]
            place = _old_place(rime)
            styled.update([(word, onset + _toned(rime, place, tone)) for word, tone in on_glide])
        else:
            styled.update([(onset + form, onset + right) for form, right in forms.styled.items()])
    return marked, toneless, bares, styled, slips


SYLLABLES, TONELESS, BARE_SYLLABLES, OTHER_STYLE, TONE_SLIPS = _make_sets()
