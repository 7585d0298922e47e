"""A damaged name is read as it was meant; a clean or a foreign one is left alone."""

from __future__ import annotations

import timeit
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from records.matching.likelihood import LOGARITHMS, SURNAMES
from records.matching.repair import confusables, readings
from records.matching.syllables import SYLLABLES, one_style

CLEAN = (
    "Nguyễn Văn Hùng", "NGUYỄN VĂN HÙNG", "nguyen van hung", "Trần Thị Bích Ngọc", "Lê Vy",
    "Hoàng Đức Quý", "Đỗ Ưng", "Nguyễn Phúc Giềng", "Võ Thị Kim Khuyên", "Lý Mỹ", "Vòng A Sáng",
    "Quách Thị Huyên", "Nguyên Đuc", "Viêt Quôc", "Thạch Sơn", "",
)  # fmt: skip
FOREIGN = (
    "John Smith", "Maria Gonzalez", "José García", "João Müller", "François Lefèvre", "Zoë Weiß",
    "Raúl Núñez", "Lin Xiaoming", "Kim Jong Woo", "Y Bhăm Niê", "H'Hen Niê", "Rơ Châm Kpă",
    "D'Angelo Russell", "O'Neil", "Ibrahim bin Ali", "Anne-Marie Dupont", "Иван Петров", "李小龍",
)  # fmt: skip
WRITTEN_IN_OLD_FONTS = [
    # TCVN3 (ABC, .VnTime), also in capitals with the capital font (.VnTimeH)
    ("NguyÔn V¨n Hïng", "Nguyễn Văn Hùng"),
    ("TrÇn ThÞ §µo", "Trần Thị Đào"),
    ("NGUYÔN V¡N TR\u00adêNG", "NGUYỄN VĂN TRƯỜNG"),
    ("Vò ThÞ ¸nh", "Vũ Thị Ánh"),
    ("Bïi Quèc D\u00ad¬ng", "Bùi Quốc Dương"),
    ("Y Bh¨m Niª", "Y Bhăm Niê"),
    # its ư made a hyphen by one program, dropped by another
    ("Hoµng ThÞ Ph-îng", "Hoàng Thị Phượng"),
    ("Hoµng ThÞ Phîng", "Hoàng Thị Phượng"),
    ("H\u00adng", "Hưng"),
    # VNI-Windows
    ("Nguyeãn Vaên Huøng", "Nguyễn Văn Hùng"),
    ("NGUYEÃN VAÊN HUØNG", "NGUYỄN VĂN HÙNG"),
    ("Ñaëng Thò Aùnh", "Đặng Thị Ánh"),
    ("Ñoã Möôøi", "Đỗ Mười"),
]
MISREAD = [
    ("Nguyá»…n VÄƒn HÃ¹ng", "Nguyễn Văn Hùng"),
    ("Nguyá»\x85n VÄ\x83n HÃ¹ng", "Nguyễn Văn Hùng"),  # as Latin-1
    ("NguyÃ¡Â»â€¦n VÃ„Æ’n HÃƒÂ¹ng", "Nguyễn Văn Hùng"),  # twice
    ("Äá»— Thá»‹ Ngá»c Ãnh", "Đỗ Thị Ngọc Ánh"),  # empty bytes of cp1252 dropped
    ("Ä\ufffdá»— Thá»‹ Ngá»\ufffdc Ã\ufffdnh", "Đỗ Thị Ngọc Ánh"),
    ("HoÃ ng VÄƒn HÃ", "Hoàng Văn Hà"),  # its unbreakable space became one that breaks
    ("NGUYÁ»„N THÁ»Š", "NGUYỄN THỊ"),  # written in capitals since
    ("VÃ² VÂ¨n TÃ³", "Vũ Văn Tú"),  # TCVN3 misread
    ("NguyêÞn Vãn HuÌng", "Nguyễn Văn Hùng"),  # cp1258 as cp1252
    ("NguyĂªn VÄƒn HĂ¹ng", "Nguyên Văn Hùng"),  # by cp1258
    ("Nguy·ªÖn VƒÉn H√πng", "Nguyễn Văn Hùng"),  # on a Macintosh
    ("Nguyß╗àn V─ân H├╣ng", "Nguyễn Văn Hùng"),  # by DOS
    ("Nguy&#7877;n V&#259;n", "Nguyễn Văn"),
    ("Nguy\\u1ec5n V\\u0103n", "Nguyễn Văn"),
]
TYPED = [
    ("Nguyeenx Vawn Hungf", "Nguyễn Văn Hùng"),
    ("NGUYEENX VAWN HUNGF", "NGUYỄN VĂN HÙNG"),
    ("Nguyenex Vawn Hungff", "Nguyễn Văn Hùng"),  # late, and twice
    ("Nguyenxe Vawn Hufng", "Nguyễn Văn Hùng"),
    ("Lee Thij Dduwcs", "Lê Thị Đức"),
    ("Tran Dinhd Truwowngf", "Tran Đinh Trường"),
    ("Nguye64n Va8n Hu2ng", "Nguyễn Văn Hùng"),
    ("Nguyen64 Va8n Hung2", "Nguyễn Văn Hùng"),
    ("D9u7c1 Duc971", "Đức Đức"),
    ("Nguye^~n Va(n Hu`ng", "Nguyễn Văn Hùng"),
    ("VU~ THI. HA`", "VŨ THỊ HÀ"),
    ("Nguyễn Tiến Dzũng", "Nguyễn Tiến Dũng"),
]
GLUED = [
    ("NguyenVanHung", "Nguyen Van Hung"),
    ("NGUYENVANHUNG", "NGUYEN VAN HUNG"),
    ("nguyenvanhung", "nguyen van hung"),
    ("Nguyễnvăn Hùng", "Nguyễn Văn Hùng"),
    ("NguyễnVănHùng", "Nguyễn Văn Hùng"),
    ("LýAVàng", "Lý A Vàng"),
    ("Ngô-Đình-Diệm", "Ngô Đình Diệm"),
    ("Nguyễn Văn Hùng (Tý)", "Nguyễn Văn Hùng Tý"),
    ("TRẦNTHỊNGỌCÁNH", "TRẦN THỊ NGỌC ÁNH"),
    ("vũsỹhải", "vũ sỹ hải"),
]
TIDIED = [
    ("  Nguyễn \u00a0Văn\tHùng ", "Nguyễn Văn Hùng"),
    (unicodedata.normalize("NFD", "Nguyễn Văn Hùng"), "Nguyễn Văn Hùng"),
    ("Nguyễn Văn\u200b Hùng", "Nguyễn Văn Hùng"),
    ("Nguyễn Hoà", "Nguyễn Hòa"),
    ("NGUYỄN THUÝ", "NGUYỄN THÚY"),
    ("Lê Qúy", "Lê Quý"),
    ("Hòang Tíên", "Hoàng Tiến"),  # slips of the tone
    ("Ｎｇｕｙễｎ", "Nguyễn"),
]
LOOKALIKES = [
    ("Nguуễn Vаn", "Nguyễn Van"),  # Cyrillic у and а
    ("Ðặng Ɖình", "Đặng Đình"),
    ("ΝGUYỄN VĂN ΗÙNG", "NGUYỄN VĂN HÙNG"),  # Greek Ν, Η
    (unicodedata.normalize("NFD", "Trầ").replace("a", "\u0430") + "n", "Trần"),
]


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_name_has_one_reading_itself(name: str) -> None:
    assert readings(name) == (name,)


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_name_stays_as_it_is(name: str) -> None:
    assert readings(name)[0] == name


@pytest.mark.parametrize(
    ("damaged", "meant"),
    [*WRITTEN_IN_OLD_FONTS, *MISREAD, *TYPED, *GLUED, *TIDIED, *LOOKALIKES],
)
def test_the_first_reading_is_what_was_meant(damaged: str, meant: str) -> None:
    assert readings(damaged)[0] == meant


@pytest.mark.parametrize(
    ("doubtful", "other"),
    [
        ("Hans Max", "Hán Mã"),  # typed in Telex?
        ("Anna Smith", "An Na Smith"),
        ("Nguyễn Văn Hùngs", "Nguyễn Văn Húng"),
        ("Vò Tó", "Vũ Tú"),  # syllables, but in TCVN3 a likelier name
        ("Y Bhawm Niee", "Y Bhăm Niê"),
        ("Y Bhaêm Nieâ", "Y Bhăm Niê"),
        ("TrầnSươl", "Trần Sươl"),
    ],
)
def test_a_doubtful_reading_stands_behind_what_was_written(doubtful: str, other: str) -> None:
    first, *rest = readings(doubtful)
    assert first == doubtful
    assert other in rest


@pytest.mark.parametrize(
    ("damaged", "meant"),
    [
        ("Nguy?n V?n H?ng", "Nguyễn Văn Hùng"),
        ("Nguy\ufffdn Văn Hùng", "Nguyễn Văn Hùng"),
        ("Tr??ng Th? Hoa", "Trường Thị Hoa"),
        ("??NG TH? HOA", "ĐẶNG THỊ HOA"),
        ("Nguy???n Th???", "Nguyễn Thị"),  # one for each byte
    ],
)
def test_lost_letters_are_kept_and_filled_in_beside(damaged: str, meant: str) -> None:
    assert readings(damaged)[0] == damaged
    assert meant in readings(damaged)


def test_a_damaged_name_with_a_slip_is_still_decoded() -> None:
    assert readings("NguyÔn V¨n Hugn") == ("Nguyễn Văn Hugn",)


def test_a_word_that_could_be_parted_is_also_left_whole() -> None:
    for written in ("Ng« Chanh Sathi", "Ngoo Chanh Sathi", "Ngô Chanh Sathi"):
        assert {"Ngô Chanh Sathi", "Ngô Chanh Sa Thi"} <= set(readings(written))


def test_a_typo_is_no_damage() -> None:
    assert readings("Nguyễn Văn Hugn")[0] == "Nguyễn Văn Hugn"


@settings(deadline=None)
@given(st.text(max_size=30))
def test_whatever_is_written_has_one_to_four_different_readings(text: str) -> None:
    found = readings(text)
    assert 1 <= len(found) <= 4
    assert len(set(found)) == len(found)


@settings(deadline=None)
@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ ", max_size=30))
def test_a_reading_is_composed_and_singly_spaced(text: str) -> None:
    for reading in readings(text):
        assert reading == " ".join(reading.split())
        assert unicodedata.is_normalized("NFC", reading)


NAMES = st.tuples(
    st.sampled_from(sorted(SURNAMES & SYLLABLES)),
    st.lists(st.sampled_from(sorted(LOGARITHMS.keys() & SYLLABLES)), min_size=1, max_size=3),
).map(lambda parts: " ".join([parts[0], *parts[1]]).title())


@settings(deadline=None)
@given(NAMES)
@example("Bui Phó")  # without its mark a surname may be anything: Bui Phú is read as well
def test_every_vietnamese_name_is_read_as_it_is_written_first(name: str) -> None:
    assert readings(name)[0] == name


@settings(deadline=None)
@given(NAMES.filter(lambda name: not name.split()[0].isascii()))
def test_every_vietnamese_name_with_its_marks_is_clean(name: str) -> None:
    assert readings(name) == (name,)


@pytest.mark.parametrize(
    "text",
    [
        "Nguуễn",
        "Vаn",
        "Ðặng",
        "ΝGUYỄN",
        "Ｎguyễn",
        unicodedata.normalize("NFD", "Trần").replace("a", "\u0430"),
    ],
)
def test_foreign_lookalikes_are_told(text: str) -> None:
    assert confusables(text)


@pytest.mark.parametrize("text", ["Nguyễn Đặng", "Иван Петров", "李小龍", "José Müller", "", "Ø"])
def test_letters_that_pass_for_no_others_are_not_lookalikes(text: str) -> None:
    assert not confusables(text)


def test_the_new_style_is_written_in_the_old() -> None:
    words = [
        "hoà",
        "Hoà",
        "HOÀ",
        "khoẻ",
        "thuỷ",
        "huý",
        "quý",
        "qúy",
        "gía",
        "toàn",
        "ngoại",
        "hòa",
        "loè",
    ]
    styled = [
        "hòa",
        "Hòa",
        "HÒA",
        "khỏe",
        "thủy",
        "húy",
        "quý",
        "quý",
        "giá",
        "toàn",
        "ngoại",
        "hòa",
        "lòe",
    ]
    assert [one_style(word) for word in words] == styled


def test_a_clean_name_costs_little_more_than_taking_it_apart() -> None:
    name = "Nguyễn Văn Hùng"
    apart = min(timeit.repeat(lambda: " ".join(name.lower().split()), number=2000, repeat=7))
    read = min(timeit.repeat(lambda: readings(name), number=2000, repeat=7))
    assert read < 8 * apart
