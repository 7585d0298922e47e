"""Provinces before and after 1 July 2025, and the other closed lists."""

from datetime import date

import pytest

from regulations.places import (
    UnknownProvince,
    countries,
    country_name,
    ethnic_groups,
    merge_province,
    one_province,
    province_known,
    province_name,
    province_on,
    provinces_on,
    purposes,
)

BEFORE = date(2025, 6, 30)
AFTER = date(2025, 7, 1)

# Resolution 202/2025/QH15: the new province, its code, and all codes that became it.
MERGED = {
    ("08", "Tuyên Quang"): {"02", "08"},
    ("15", "Lào Cai"): {"10", "15"},
    ("19", "Thái Nguyên"): {"06", "19"},
    ("24", "Bắc Ninh"): {"24", "27"},
    ("25", "Phú Thọ"): {"17", "25", "26"},
    ("31", "Hải Phòng"): {"30", "31"},
    ("33", "Hưng Yên"): {"33", "34"},
    ("37", "Ninh Bình"): {"35", "36", "37"},
    ("44", "Quảng Trị"): {"44", "45"},
    ("48", "Đà Nẵng"): {"48", "49"},
    ("51", "Quảng Ngãi"): {"51", "62"},
    ("52", "Gia Lai"): {"52", "64"},
    ("56", "Khánh Hòa"): {"56", "58"},
    ("66", "Đắk Lắk"): {"54", "66"},
    ("68", "Lâm Đồng"): {"60", "67", "68"},
    ("75", "Đồng Nai"): {"70", "75"},
    ("79", "Hồ Chí Minh"): {"74", "77", "79"},
    ("80", "Tây Ninh"): {"72", "80"},
    ("82", "Đồng Tháp"): {"82", "87"},
    ("86", "Vĩnh Long"): {"83", "84", "86"},
    ("91", "An Giang"): {"89", "91"},
    ("92", "Cần Thơ"): {"92", "93", "94"},
    ("96", "Cà Mau"): {"95", "96"},
}
UNCHANGED = ["01", "04", "11", "12", "14", "20", "22", "38", "40", "42", "46"]


@pytest.mark.parametrize(
    ("day", "number"),
    [(date(2008, 7, 31), 64), (date(2008, 8, 1), 63), (BEFORE, 63), (AFTER, 34)],
)
def test_the_provinces_of_a_day(day, number):
    codes = [one.code for one in provinces_on(day)]
    assert len(codes) == len(set(codes)) == number


@pytest.mark.parametrize(("new", "codes"), MERGED.items())
def test_every_province_goes_where_the_resolution_puts_it(new, codes):
    code, name = new
    assert {old.code for old in provinces_on(BEFORE) if merge_province(old.code) == code} == codes
    assert province_name(code, AFTER) == name
    assert merge_province(code) == code


def test_eleven_provinces_stay_as_they_were():
    alone = {one.code for one in provinces_on(AFTER)} - {code for code, _name in MERGED}
    assert sorted(alone) == UNCHANGED
    assert all(merge_province(code) == code for code in UNCHANGED)


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("15", BEFORE, "Yên Bái"),
        ("15", AFTER, "Lào Cai"),
        ("24", BEFORE, "Bắc Giang"),
        ("44", BEFORE, "Quảng Bình"),
        ("46", date(2024, 12, 31), "Thừa Thiên Huế"),
        ("46", date(2025, 1, 1), "Huế"),
        ("74", AFTER, "Bình Dương"),  # out of force: its last name
        ("28", AFTER, "Hà Tây"),
        ("15", None, "Lào Cai"),
    ],
)
def test_a_code_has_the_name_of_its_day(code, day, name):
    assert province_name(code, day) == name


def test_an_address_names_the_kind_of_province():
    assert province_name("92", BEFORE, full=True) == "thành phố Cần Thơ"
    assert province_name("40", BEFORE, full=True) == "tỉnh Nghệ An"


@pytest.mark.parametrize(
    ("codes", "on", "one"),
    [
        (["74", "79"], BEFORE, False),
        (["74", "79"], AFTER, True),
        (["92", "93", "94"], AFTER, True),
        (["92", "93"], BEFORE, False),
        (["01", "28"], BEFORE, True),
        (["01", "28"], date(2008, 7, 31), False),
        (["92"], BEFORE, True),
    ],
)
def test_one_province_is_judged_on_the_map_of_the_day(codes, on, one):
    assert one_province(codes, on=on) is one


def test_a_province_out_of_force_is_not_that_days():
    assert province_on("74", BEFORE) is not None
    assert province_on("74", AFTER) is None
    assert province_known("74")
    assert not province_known("99")


@pytest.mark.parametrize("code", ["", "00", "99", "1"])
def test_an_unknown_code_is_an_error(code):
    with pytest.raises(UnknownProvince):
        merge_province(code)
    with pytest.raises(UnknownProvince):
        province_name(code)


def test_countries_have_their_vietnamese_names():
    codes = [one.code for one in countries()]
    assert len(codes) == len(set(codes)) > 240
    assert country_name("VN") == "Việt Nam"
    assert country_name("KR") == "Hàn Quốc"
    assert country_name("ZZ") == "ZZ"


def test_there_are_fifty_four_ethnic_groups():
    groups = ethnic_groups()
    assert [one.code for one in groups] == [f"{number:02d}" for number in range(1, 55)]
    assert len({one.name for one in groups}) == 54
    assert groups[0].name == "Kinh"


def test_the_purposes_are_those_offered_by_vneid():
    assert "du học" in [one.vi for one in purposes()]
    assert len(purposes()) == 7
