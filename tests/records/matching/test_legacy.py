"""Old writings: every letter there and back, and names through any of them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from records.matching.legacy import (
    decode_cp1258,
    decode_mojibake,
    decode_tcvn3,
    decode_vni,
    encode_tcvn3,
    encode_vni,
    restore_case,
)
from records.matching.legacy_letters import CP1252
from records.matching.likelihood import LOGARITHMS, SURNAMES, WELL_FORMED
from records.matching.reading import tidy
from records.matching.repair import readings
from records.matching.syllables import SYLLABLES

LETTERS = "aáàảãạâấầẩẫậăắằẳẵặeéèẻẽẹêếềểễệiíìỉĩịoóòỏõọôốồổỗộơớờởỡợuúùủũụưứừửữựyýỳỷỹỵđ"
# TCVN 5712-1 of 1993, small letters from A8 to FE; what is left out are capitals and marks.
STANDARD = {
    0xA8: "ăâêôơưđ", 0xB5: "àảãáạ", 0xBB: "ằẳẵắ", 0xC6: "ặầẩẫấậè", 0xCE: "ẻẽéẹềểễếệìỉ",
    0xDC: "ĩíịò", 0xE1: "ỏõóọồổỗốộờởỡớợù", 0xF1: "ủũúụừửữứựỳỷỹýỵ",
}  # fmt: skip
OF_STANDARD = {
    bytes([first + place]).decode("latin-1"): letter
    for first, letters in STANDARD.items()
    for place, letter in enumerate(letters)
}
PANGRAMS = [
    ("TÊN: Nguyễn Thị Ngọc Ánh", "TEÂN: Nguyeãn Thò Ngoïc AÙnh"),
    ("Đường Kỳ, Huỵnh, Sĩ, Tỉnh", "Ñöôøng Kyø, Huînh, Só, Tænh"),
    ("bắc bằng bẳng bẵng bặc", "baéc baèng baúng baüng baëc"),
    ("ấu ầu ẩu ẫu ậu", "aáu aàu aåu aãu aäu"),
]
NAMES = st.tuples(
    st.sampled_from(sorted(SURNAMES & SYLLABLES)),
    st.lists(st.sampled_from(sorted(LOGARITHMS.keys() & SYLLABLES)), min_size=1, max_size=3),
).map(lambda parts: " ".join([parts[0], *parts[1]]).title())


def as_western(text: str) -> str:
    """UTF-8 read as cp1252, its empty places as control signs."""
    return "".join(CP1252[byte] for byte in text.encode())


def test_tcvn3_is_the_standard() -> None:
    assert set(OF_STANDARD.values()) == {letter for letter in LETTERS if not letter.isascii()}
    for code, letter in OF_STANDARD.items():
        assert decode_tcvn3(code) == letter
        assert encode_tcvn3(letter) == code


def test_a_capital_with_a_tone_is_the_code_of_the_small_letter() -> None:
    assert encode_tcvn3("Ă Â Ê Ô Ơ Ư Đ") == "¡ ¢ £ ¤ ¥ ¦ §"
    assert encode_tcvn3("Ễ Á") == encode_tcvn3("ễ á") == "Ô ¸"


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("NGUYÔN V¡N \u00adNG", "NGUYỄN VĂN ƯNG"),
        ("NguyÔn V¨n ¸nh", "Nguyễn Văn Ánh"),
        ("Bµ Lª ý", "Bà Lê Ý"),
        ("bÞ can ¸nh", "bị can ánh"),
        ("TßA ¸N Hµ NéI, ë phè Huª", "TÒA ÁN HÀ NỘI, ở phố Huê"),
        ("Sè 1 ®\u00adêng 30/4", "Số 1 đường 30/4"),
        ("TAND tØnh; NGUYÔN V¨N", "TAND tỉnh; NGUYỄN VĂN"),
    ],
)
def test_capitals_of_the_capital_fonts_become_capitals(shown: str, meant: str) -> None:
    assert decode_tcvn3(shown) == meant


def test_ascii_is_left_alone() -> None:
    assert restore_case("abc DEF") == decode_tcvn3("abc DEF") == decode_vni("abc DEF") == "abc DEF"


@pytest.mark.parametrize(("text", "written"), PANGRAMS)
def test_vni_is_as_its_fonts_show_it(text: str, written: str) -> None:
    assert encode_vni(text) == written
    assert decode_vni(written) == text


def test_a_mark_of_vni_in_the_other_case_is_the_same_mark() -> None:
    assert decode_vni("Aùnh AÙNH aÙnh") == "Ánh ÁNH ánh"


@pytest.mark.parametrize("letter", LETTERS + LETTERS.upper())
def test_every_letter_comes_back(letter: str) -> None:
    assert decode_vni(encode_vni(letter)) == letter
    assert decode_mojibake(as_western(letter)) == letter
    assert decode_mojibake(letter.encode().decode("latin-1")) == letter
    assert decode_mojibake(as_western(as_western(letter))) == letter
    assert decode_tcvn3(encode_tcvn3(letter)).lower() == letter.lower()


def test_cp1258_read_as_western_is_composed_again() -> None:
    assert decode_cp1258("NguyêÞn Vãn HuÌng ðõ") == "Nguyễn Văn Hùng đơ"


@pytest.mark.parametrize("text", ["Nguyễn Văn Hùng", "João", "Ã", "abc", "日本"])
def test_what_was_not_misread_stays(text: str) -> None:
    assert decode_mojibake(text) == text


@settings(deadline=None)
@given(NAMES)
def test_a_name_comes_back_from_each_writing(name: str) -> None:
    for written in (name, name.upper(), name.lower()):
        assert decode_vni(encode_vni(written)) == written
        assert decode_mojibake(as_western(written)) == written
        assert decode_tcvn3(encode_tcvn3(written)).lower() == name.lower()
    composed = encode_tcvn3(unicodedata.normalize("NFD", name))
    assert composed == encode_tcvn3(name)


@settings(deadline=None)
@given(NAMES, st.sampled_from([encode_tcvn3, encode_vni, as_western]))
def test_a_name_in_old_writing_is_among_its_readings(name: str, write: object) -> None:
    """Unless it is well-formed there too: Phú Minh is Phó Minh in TCVN3, Hồ is Hoà in VNI."""
    assert callable(write)
    written = write(name)
    assume(not WELL_FORMED.issuperset(tidy(written).lower().split()))
    assert name.lower() in [reading.lower() for reading in readings(written)]
