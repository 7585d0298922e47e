"""How a Vietnamese word sounds, so that words which are confused in writing are the same word.

Merged are the marks, i and y, d with đ, gi, r and v, s and x, tr and ch, l and n, k, c and q, the
finals n, ng and nh, t, c and ch, and the pairs of one name that differ between the regions (some of
them once changed out of respect for a ruler's name: Hoàng and Huỳnh, Vũ and Võ).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

BASES = {
    "a": "àáảãạăằắẳẵặâầấẩẫậ",
    "e": "èéẻẽẹêềếểễệ",
    "i": "ìíỉĩị",
    "o": "òóỏõọôồốổỗộơờớởỡợ",
    "u": "ùúủũụưừứửữự",
    "y": "ỳýỷỹỵ",
    "d": "đ",
}
UNMARKED = str.maketrans({letter: base for base, letters in BASES.items() for letter in letters})
# The tones hỏi and ngã sound alike in the south: one sign for both.
ONE_TONE = str.maketrans("ãẵẫẽễĩõỗỡũữỹ", "ảẳẩẻểỉỏổởủửỷ")

# Of one name: the form to the right is read as the form to the left.
REGIONAL = {
    other: one
    for one, others in {
        "hoang": "huynh",
        "vu": "vo",
        "phuc": "phuoc",
        "chau": "chu",
        "canh": "kieng",
        "cuong": "cang",
        "chinh": "chanh",
        "tinh": "tanh",
        "sinh": "sanh",
        "linh": "lanh",
        "kinh": "kieng",
        "nhan": "nhon",
        "nhat": "nhut",
        "nghia": "ngai",
        "nguyen": "nguon",
        "phuong": "phung",
        "hong": "huong",
        "son": "san",
        "thai": "thoi",
        "that": "thiet",
        "tong": "tung ton",
        "bao": "buu",
        "loi": "lai",
        "dam": "dom",
        "nhiem": "nham",
        "quy": "qui quoi",
        "thu": "thau",
        "uy": "oai",
    }.items()
    for other in others.split()
}
ONSETS = {
    "ngh": "ng",
    "ng": "ng",
    "nh": "nh",
    "gh": "g",
    "ph": "f",
    "th": "th",
    "tr": "ch",
    "ch": "ch",
    "kh": "kh",
    "gi": "d",
    "r": "d",
    "v": "d",
    "x": "s",
    "l": "n",
    "k": "c",
    "q": "c",
}
FINALS = {"ng": "n", "nh": "n", "ch": "t", "c": "t"}


def bare(text: str) -> str:
    """Small letters without any mark; what is no letter or digit becomes a space."""
    plain = text.casefold().translate(UNMARKED)
    if not plain.isascii():
        parted = unicodedata.normalize("NFKD", plain)
        plain = "".join(sign for sign in parted if not unicodedata.combining(sign))
        plain = plain.translate(UNMARKED)
    if plain.replace(" ", "").isalnum():
        return plain
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain).split())


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """The key of a bare word's sound."""
    word = REGIONAL.get(word, word)
    onset, rime = _parted(word)
    rime = rime.replace("y", "i")
    for length in (2, 1):
        final = FINALS.get(rime[-length:])
        if final and len(rime) > length:
            rime = rime[:-length] + final
            break
    return onset + rime


def _parted(word: str) -> tuple[str, str]:
    for length in (3, 2, 1):
        onset = ONSETS.get(word[:length])
        if onset is None:
            continue
        if word[:length] == "gi" and not (len(word) > len("gi") and word[2] in "aeou"):
            return "d", word[1:]  # Gìn, Gi: the i is the vowel
        return onset, word[length:]
    return "", word
