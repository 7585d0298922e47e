"""Letters of other scripts that look like those of Vietnamese names."""

from __future__ import annotations

import re
import unicodedata

LOOKALIKES = {
    # Latin letters of other languages
    "Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ", "ƌ": "đ", "Ǎ": "Ă", "ǎ": "ă", "ı": "i", "ɑ": "a",
    "ɡ": "g", "ǝ": "e", "ȯ": "ơ",
    # Cyrillic
    "А": "A", "В": "B", "С": "C", "Е": "E", "Н": "H", "І": "I", "Ј": "J", "К": "K", "М": "M",
    "О": "O", "Р": "P", "Ѕ": "S", "Т": "T", "Х": "X", "У": "Y", "Ү": "Y", "Ԁ": "D", "Ԍ": "G",
    "Ԛ": "Q", "Ԝ": "W", "Ѵ": "V", "а": "a", "с": "c", "е": "e", "һ": "h", "і": "i", "ј": "j",
    "о": "o", "р": "p", "ѕ": "s", "х": "x", "у": "y", "ү": "y", "ԁ": "d", "ԛ": "q", "ԝ": "w",
    "ѵ": "v", "к": "k", "м": "m", "т": "t", "ӏ": "l", "п": "n", "Ь": "b", "ԍ": "g",
    # Greek
    "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N",
    "Ο": "O", "Ρ": "P", "Τ": "T", "Υ": "Y", "Χ": "X", "ο": "o", "α": "a", "ν": "v", "ι": "i",
    "κ": "k", "υ": "u", "ρ": "p", "τ": "t", "ϲ": "c", "ϳ": "j", "η": "n",
    # Armenian, Cherokee
    "օ": "o", "ո": "n", "ս": "u", "հ": "h", "Ꭺ": "A", "Ꭼ": "E", "Ꮋ": "H", "Ꮮ": "L", "Ꭲ": "T",
}  # fmt: skip
TO_LATIN = str.maketrans(LOOKALIKES)
LOOKALIKE = re.compile("[" + "".join(LOOKALIKES) + "]")
OTHER_SCRIPT = re.compile("^(CYRILLIC|GREEK|ARMENIAN|CHEROKEE)")
WORD = re.compile(r"\S+")
COMPATIBLE = re.compile("[\u2100-\u214f\uff01-\uff5e\U0001d400-\U0001d7ff\ufb00-\ufb06]")


def to_vietnamese(text: str) -> str:
    """The text in the letters that were meant, composed; words of another script stay."""
    if not (LOOKALIKE.search(text) or COMPATIBLE.search(text)):
        return unicodedata.normalize("NFC", text)
    return WORD.sub(lambda word: _in_latin(word[0]) or word[0], unicodedata.normalize("NFC", text))


def confusables(text: str) -> bool:
    """Whether letters of another script, or of another language, pass for Vietnamese ones here.

    A word wholly of another script (Анна) passes for nothing: once its look-alikes are changed,
    something foreign is left.
    """
    if text.isascii():
        return False
    composed = unicodedata.normalize("NFC", text)
    return any(_in_latin(word) not in ("", word) for word in WORD.findall(composed))


def _in_latin(word: str) -> str:
    """The word in Latin letters; empty when some of its letters look like none."""
    if word.isascii() or not (LOOKALIKE.search(word) or COMPATIBLE.search(word)):
        return word
    word = COMPATIBLE.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), word)
    # A Cyrillic letter with a Vietnamese mark is two signs until it is a Latin one.
    apart = unicodedata.normalize("NFD", word.translate(TO_LATIN)).translate(TO_LATIN)
    if any(OTHER_SCRIPT.search(unicodedata.name(sign, "")) for sign in apart):
        return ""
    return unicodedata.normalize("NFC", apart)
