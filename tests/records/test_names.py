"""Keys: equal for the same name however it is written, different for another name."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.keys import rebuild_keys
from records.models import EarlierCertificate, Person
from records.names import certificate_key, dates_agree, judgment_key, name_key, number_key


@pytest.mark.parametrize(
    "written",
    [
        "NGUYỄN VĂN ÁNH",
        "nguyễn  văn\tánh ",
        "Nguyễn\N{NO-BREAK SPACE}Văn Ánh",
        unicodedata.normalize("NFD", "Nguyễn Văn Ánh"),
        "Nguyễn Văn\N{ZERO WIDTH SPACE} Ánh",
    ],
)
def test_case_spacing_and_composition_make_no_other_name(written: str) -> None:
    assert name_key(written) == name_key("Nguyễn Văn Ánh")


@pytest.mark.parametrize("other", ["Nguyễn Văn Anh", "Nguyên Văn Ánh", "Nguyễn Ánh", ""])
def test_another_letter_or_tone_makes_another_name(other: str) -> None:
    assert name_key(other) != name_key("Nguyễn Văn Ánh")


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


def test_a_number_is_the_same_with_and_without_signs() -> None:
    assert number_key(" 092.090-001 234") == number_key("092090001234") == "092090001234"
    assert number_key("b1234567") == "B1234567"


@pytest.mark.parametrize("nothing", ["", None, "0", "000000000", "---", "123"])
def test_what_is_no_number_has_no_key(nothing: str | None) -> None:
    assert number_key(nothing) == ""


def test_certificate_numbers_ignore_case_and_spaces() -> None:
    assert certificate_key(" 15 / stp-lltp") == certificate_key("15/STP-LLTP")


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("1990-05-17", "1990-05-17", True),
        ("1990", "1990-05-17", True),
        ("1990-05", "1990-05-17", True),
        ("", "1990-05-17", True),
        ("1990-06", "1990-05-17", False),
        ("1991", "1990-05-17", False),
        ("1990-05-18", "1990-05-17", False),
    ],
)
def test_a_date_known_in_part_agrees_as_far_as_it_is_known(
    one: str, other: str, agree: bool
) -> None:
    assert dates_agree(one, other) is agree
    assert dates_agree(other, one) is agree


def test_keys_of_older_rules_are_made_anew(make_record, make_certificate) -> None:
    person, certificate = make_record(), make_certificate()
    Person.objects.update(name_keys=["old"], keys_version=0)
    EarlierCertificate.objects.update(name_key="old", keys_version=0)
    assert rebuild_keys() == 2
    person.refresh_from_db()
    certificate.refresh_from_db()
    assert person.name_keys == [name_key("Nguyễn Văn An")]
    assert certificate.name_key == name_key("Nguyễn Văn An")
    assert rebuild_keys() == 0


def test_a_judgment_s_number_is_one_number_however_it_is_written() -> None:
    assert judgment_key("Số 007/2015/HS-ST") == judgment_key("7/2015/hsst") == "7 2015 hsst"
    assert judgment_key("45/2015/HSST") != judgment_key("45/2015/HSPT")
    assert judgment_key("45/2015/HSST") != judgment_key("4/52015/HSST")
    assert judgment_key("") == judgment_key(None) == ""
