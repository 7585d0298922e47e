"""How one text goes wrong: pure functions from a text and dice to another text, or to the same.

Marks are taken apart (NFD) to be moved, and put together again (NFC), as texts are kept.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from random import Random

Slip = Callable[[str, Random], str]

TONES = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
TONE_DIGITS = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
HOOK, TILDE = "\u0309", "\u0303"
SHAPES = {"\u0302": None, "\u0306": "w", "\u031b": "w"}  # â doubles its letter in Telex
SHAPE_DIGITS = {"\u0302": "6", "\u031b": "7", "\u0306": "8"}
OLD_AND_NEW_TONES = ("oa", "oe", "uy")
# The keys beside each, from q on.
NEIGHBOURS = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnm",
        (
            *("wa", "qes", "wrd", "etf", "ryg", "tuh", "yij", "uok", "ipl", "ol", "qsz", "adwx"),
            *("sfec", "dgrv", "fhtb", "gjyn", "hkum", "jlio", "kop", "xa", "zcs", "xvd", "cbf"),
            *("vng", "bmh", "nj"),
        ),
        strict=True,
    )
)
# The same name in another region's mouth, or after a taboo.
REGIONAL = (
    *("Hoàng/Huỳnh", "Vũ/Võ", "Phúc/Phước", "Chu/Châu", "Tùng/Tòng", "Cảnh/Kiểng", "Sơn/San"),
    *("Nhậm/Nhiệm", "Trường/Tràng", "Lĩnh/Lãnh", "Bảo/Bửu", "Nguyên/Ngươn", "Hoa/Huê", "Lợi/Lị"),
    *("Chính/Chánh", "Phượng/Phụng", "Nhân/Nhơn", "Nghĩa/Ngãi", "Cương/Cang", "Tính/Tánh"),
    *("Thái/Thới", "Dũng/Dõng", "Hồng/Hường", "Tôn/Tông", "Nhật/Nhựt", "Quý/Quới", "Sinh/Sanh"),
    *("Thịnh/Thạnh", "Đang/Đương", "An/Yên", "Hợp/Hạp", "Toàn/Tuyền", "Thư/Thơ", "Kính/Kiếng"),
)
INITIALS = (
    *(("s", "x"), ("x", "s"), ("tr", "ch"), ("ch", "tr"), ("l", "n"), ("n", "l"), ("gi", "d")),
    *(("d", "gi"), ("r", "d"), ("r", "gi"), ("d", "r"), ("v", "d"), ("d", "v")),
)
FINALS = (("ng", "n"), ("n", "ng"), ("c", "t"), ("t", "c"), ("nh", "n"))
VOWELS = "aeiouyăâêôơư"
BEFORE_I_OR_Y = ("h", "k", "l", "m", "qu", "s", "t", "th", "v")


def marks_lost(text: str, _dice: Random) -> str:
    plain = text.replace("đ", "d").replace("Đ", "D")
    apart = unicodedata.normalize("NFD", plain)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def tone_moved(text: str, _dice: Random) -> str:
    """hòa to hoà, thuý to thúy: the two schools of where the tone stands."""
    return _syllables(text, _move_tone)


def i_or_y(text: str, _dice: Random) -> str:
    """Lý and Lí, Mỹ and Mĩ: a last i after a consonant that could be a y."""
    return _syllables(text, _swap_i_y)


def stroke_lost(text: str, _dice: Random) -> str:
    return text.replace("đ", "d").replace("Đ", "D")


def hook_for_tilde(text: str, dice: Random) -> str:
    """Hỏi for ngã or the other way, in one syllable."""
    swapped = {HOOK: TILDE, TILDE: HOOK}

    def swap(syllable: str) -> str:
        apart = unicodedata.normalize("NFD", syllable)
        return _composed("".join(swapped.get(sign, sign) for sign in apart))

    return one_syllable(text, swap, dice)


def telex(text: str, dice: Random) -> str:
    """As it looks when the keyboard's Vietnamese is off: Nguyeenx Vawn Hungf."""
    at_the_end = dice.random() < 0.6
    return " ".join(
        _typed(word, tones=TONES, shapes=SHAPES, stroke="d", at_the_end=at_the_end)
        for word in text.split(" ")
    )


def vni_keys(text: str, dice: Random) -> str:
    """The same with VNI's digits: Nguye6n4 Va8n Hung2."""
    at_the_end = dice.random() < 0.6
    return " ".join(
        _typed(word, tones=TONE_DIGITS, shapes=SHAPE_DIGITS, stroke="9", at_the_end=at_the_end)
        for word in text.split(" ")
    )


def regional(text: str, dice: Random) -> str:
    """One syllable as another region says it."""
    other = _regional_pairs()
    words = text.split(" ")
    could = [place for place, word in enumerate(words) if word in other]
    if could:
        place = dice.choice(could)
        words[place] = dice.choice(other[words[place]])
    return " ".join(words)


def heard(text: str, dice: Random) -> str:
    """One syllable as it was heard: s for x, tr for ch, l for n, a final n for ng."""
    return one_syllable(text, lambda syllable: _misheard(syllable, dice), dice)


def typo(text: str, dice: Random) -> str:
    """One letter left out, doubled, changed for its neighbour on the keys, or two exchanged."""
    for _try in range(20):
        place = dice.randrange(len(text)) if text else 0
        letter = text[place : place + 1]
        if not letter.isalpha():
            continue
        wrong = _mistyped(text, place, dice)
        if wrong != text and wrong.strip() and "  " not in wrong:
            return wrong
    return text


def typo_in(text: str, place: int, dice: Random) -> str:
    """A typo in one word of a name."""
    words = text.split(" ")
    words[place] = typo(words[place], dice)
    return " ".join(words)


def one_syllable(text: str, act: Callable[[str], str], dice: Random) -> str:
    """The act on one syllable, by chance among those that it changes."""
    words = text.split(" ")
    changed = [(place, new) for place, word in enumerate(words) if (new := act(word)) != word]
    if changed:
        place, new = dice.choice(changed)
        words[place] = new
    return " ".join(words)


def in_the_case_of(pattern: str, text: str) -> str:
    if pattern.isupper() and len(pattern) > 1:
        return text.upper()
    return text[:1].upper() + text[1:].lower() if pattern[:1].isupper() else text.lower()


def _syllables(text: str, act: Callable[[str], str]) -> str:
    return " ".join(act(word) for word in text.split(" "))


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _toneless(syllable: str) -> tuple[str, str]:
    """The syllable without its tone, and the tone."""
    apart = unicodedata.normalize("NFD", syllable)
    tone = next((sign for sign in apart if sign in TONES), "")
    return _composed(apart.replace(tone, "") if tone else apart), tone


def _move_tone(syllable: str) -> str:
    bare, tone = _toneless(syllable)
    low = bare.lower()
    if not tone or not low.endswith(OLD_AND_NEW_TONES) or low.startswith("q"):
        return syllable
    old = _composed(bare[:-1] + tone + bare[-1])
    new = _composed(bare + tone)
    return new if old == syllable else old


def _swap_i_y(syllable: str) -> str:
    bare, tone = _toneless(syllable)
    last = bare[-1:]
    if bare[:-1].lower() not in BEFORE_I_OR_Y or last not in tuple("iyIY") or syllable == "Thị":
        return syllable
    other = {"i": "y", "y": "i", "I": "Y", "Y": "I"}[last]
    return _composed(bare[:-1] + other + tone)


def _typed(
    word: str,
    *,
    tones: Mapping[str, str],
    shapes: Mapping[str, str | None],
    stroke: str,
    at_the_end: bool,
) -> str:
    typed, tone, plain = [], "", ""
    for sign in unicodedata.normalize("NFD", word):
        if sign in tones:
            tone = tones[sign]
            if not at_the_end:
                typed.append(tone)
        elif sign in shapes:
            typed.append(shapes[sign] or plain.lower())
        elif sign in "đĐ":
            typed.append(("d" if sign == "đ" else "D") + stroke)
        else:
            plain = sign
            typed.append(sign)
    return "".join(typed) + (tone if at_the_end else "")


def _regional_pairs() -> dict[str, list[str]]:
    other: dict[str, list[str]] = {}
    for pair in REGIONAL:
        one, two = pair.split("/")
        other.setdefault(one, []).append(two)
        other.setdefault(two, []).append(one)
    return other


def _misheard(syllable: str, dice: Random) -> str:
    low = syllable.lower()
    ways = []
    for wrong, heard_as in INITIALS:
        rest = low[len(wrong) :]
        follows = _toneless(rest[:1])[0]
        if low.startswith(wrong) and follows in tuple(VOWELS):
            ways.append(heard_as + rest)
    for wrong, heard_as in FINALS:
        before = low[: -len(wrong)]
        if low.endswith(wrong) and before and _toneless(before[-1])[0] in tuple(VOWELS):
            ways.append(before + heard_as)
    return in_the_case_of(syllable, dice.choice(ways)) if ways else syllable


def _mistyped(text: str, place: int, dice: Random) -> str:
    letter, way = text[place], dice.randrange(4)
    before, after = text[:place], text[place + 1 :]
    if way == 0 and len(text) > 2:
        return before + after
    if way == 1 and after[:1].isalpha():
        return before + in_the_case_of(letter, after[0]) + letter.lower() + after[1:]
    if way == 2:
        return before + letter + letter.lower() + after
    plain = marks_lost(letter, dice).lower()
    return before + in_the_case_of(letter, dice.choice(NEIGHBOURS.get(plain, "e"))) + after
