"""Vietnamese writing from before Unicode, and Unicode read by the wrong table.

TCVN3 (the ABC fonts, .VnTime) and VNI-Windows put their letters at the places of Western ones, so
such a text arrives as Western letters: `NguyÔn V¨n Hïng`, `Nguyeãn Vaên Huøng`. All the letters of
both lie where cp1252 and Latin-1 agree; only UTF-8 and cp1258 bytes fall where they differ.
"""

from __future__ import annotations

import re
import unicodedata

# In the order of the alphabet: each vowel plain, sắc, huyền, hỏi, ngã, nặng; then đ.
LETTERS = "aáàảãạâấầẩẫậăắằẳẵặeéèẻẽẹêếềểễệiíìỉĩịoóòỏõọôốồổỗộơớờởỡợuúùủũụưứừửữựyýỳỷỹỵđ"
TCVN3 = "a¸µ¶·¹©ÊÇÈÉË¨¾»¼½ÆeÐÌÎÏÑªÕÒÓÔÖiÝ×ØÜÞoãßáâä«èåæçé¬íêëìîuóïñòô\u00adøõö÷ùyýúûüþ®"
# The capitals a text font of TCVN3 has; a capital with a tone takes the capital font and the
# code of the small letter.
TCVN3_CAPITALS = dict(zip("¡¢£¤¥¦§", "ĂÂÊÔƠƯĐ", strict=True))
VNI_CODES = """
a aù aø aû aõ aï aâ aá aà aå aã aä aê aé aè aú aü aë
e eù eø eû eõ eï eâ eá eà eå eã eä i í ì æ ó
ò o où oø oû oõ oï oâ oá oà oå oã oä ô ôù ôø ôû ôõ
ôï u uù uø uû uõ uï ö öù öø öû öõ öï y yù yø yû yõ
î ñ
"""
VNI = VNI_CODES.split()

FROM_TCVN3 = {
    **{ord(code): letter for code, letter in zip(TCVN3, LETTERS, strict=True)},
    **{ord(code): letter for code, letter in TCVN3_CAPITALS.items()},
}
TO_TCVN3 = {
    **{letter: code for code, letter in zip(TCVN3, LETTERS, strict=True)},
    **{letter.upper(): code for code, letter in zip(TCVN3, LETTERS, strict=True)},
    **{sign: sign for sign in "AEIOUY"},
    **{letter: code for code, letter in TCVN3_CAPITALS.items()},
}
FROM_VNI = {
    **dict(zip(VNI, LETTERS, strict=True)),
    **{code.upper(): letter.upper() for code, letter in zip(VNI, LETTERS, strict=True)},
}
TO_VNI = {letter: code for code, letter in FROM_VNI.items()}
VNI_CODE = re.compile("[AEOUYÔÖaeouyôö][ÂÁÀÅÃÄÊÉÈÚÜËÙØÛÕÏâáàåãäêéèúüëùøûõï]|[ÔÖÍÌÆÓÒÎÑôöíìæóòîñ]")

# A byte that cp1252 leaves empty is read as the control sign of the same number.
CP1252 = {byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256)}
BYTE_OF = {**{chr(byte): byte for byte in range(256)}, **{s: b for b, s in CP1252.items()}}

OTHER_TABLES = ("mac_roman", "cp850", "cp437")  # of the Macintosh and of DOS

# One phrase: a cell, a line, or what stands between other marks of punctuation.
PHRASE = re.compile(r'[^,;|"\t\r\n]+')
WORD = re.compile(r"[^\W\d_]+")
# A phrase with small plain letters needs no look unless a word begins with a small marked letter,
# or one has several capitals.
SMALL = re.compile("[a-z]")
MARKED = "".join(sign for sign in LETTERS if not sign.isascii())
ODD = re.compile(rf"\b[{MARKED}]|[A-Z][^\Wa-z]*[A-Z]")
DIGIT = re.compile(r"\d")


def decode_tcvn3(text: str) -> str:
    """Unicode out of TCVN3; what the capital fonts showed as capitals becomes capitals."""
    return restore_case(text.translate(FROM_TCVN3))


def encode_tcvn3(text: str) -> str:
    """TCVN3 out of Unicode; a capital with a tone gets the code of its small letter."""
    return "".join([TO_TCVN3.get(sign, sign) for sign in unicodedata.normalize("NFC", text)])


def decode_vni(text: str) -> str:
    """Unicode out of VNI-Windows, where a mark is a second letter after its vowel."""
    return VNI_CODE.sub(_vni_letter, text)


def encode_vni(text: str) -> str:
    """VNI-Windows out of Unicode."""
    return "".join([TO_VNI.get(sign, sign) for sign in unicodedata.normalize("NFC", text)])


def decode_mojibake(text: str) -> str:
    """UTF-8 that was read by another table, once or twice; other texts come back unchanged."""
    for _ in range(2):
        raws = [western_bytes(text), *(_bytes(text, table) for table in OTHER_TABLES)]
        read = next(filter(None, map(_utf8, filter(None, raws))), None)
        if read is None:
            break
        text = read
    return unicodedata.normalize("NFC", text)


def _bytes(text: str, table: str) -> bytes | None:
    try:
        return text.encode(table)
    except UnicodeEncodeError:
        return None


def _utf8(raw: bytes) -> str | None:
    """The text of bytes that are UTF-8 and more than ASCII."""
    try:
        return None if raw.isascii() else raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def decode_cp1258(text: str) -> str:
    """Unicode out of cp1258 (marks as letters of their own) that was read as cp1252."""
    raw = western_bytes(text)
    return text if raw is None else unicodedata.normalize("NFC", raw.decode("cp1258", "replace"))


def western_bytes(text: str) -> bytes | None:
    """The bytes of a text that was read as cp1252 or Latin-1; None when it cannot have been."""
    try:
        return bytes([BYTE_OF[sign] for sign in text])
    except KeyError:
        return None


def restore_case(text: str) -> str:
    """Capitals for the marked letters of a phrase whose plain letters are all capitals.

    In a phrase of mixed writing each word is judged by itself, and a marked first letter by its
    neighbours: `NGUYễN VăN áNH` and `Nguyễn Văn ánh` were capitals on paper.
    """
    return text if text.isascii() else PHRASE.sub(_phrase, text)


def _vni_letter(code: re.Match[str]) -> str:
    """A pair whose two letters differ in case is the vowel's case."""
    written = code[0]
    found = FROM_VNI.get(written)
    if found is None:
        found = FROM_VNI.get(written.lower(), written)
        if written[0].isupper():
            found = found.upper()
    return found


def _phrase(match: re.Match[str]) -> str:
    phrase = match[0]
    if phrase.isascii() or (SMALL.search(phrase) and not ODD.search(phrase)):
        return phrase
    words = WORD.findall(phrase)
    plain = ["".join(sign for sign in word if sign.isascii()) for word in words]
    if "".join(plain).isupper() and any(len(letters) > 1 for letters in plain):
        return phrase.upper()
    small = any(word[0].isascii() and word[0].islower() for word in words)
    named = not (small or DIGIT.search(phrase)) and any(word[0].isupper() for word in words)
    return WORD.sub(lambda word: _word(word[0], named=named), phrase)


def _word(word: str, *, named: bool) -> str:
    plain = "".join(sign for sign in word if sign.isascii())
    if len(plain) > 1 and plain.isupper():
        return word.upper()
    if named and word[0].islower() and not word[0].isascii():
        return word[0].upper() + word[1:]
    return word
