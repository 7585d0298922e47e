"""Numbers on identity papers, the code of a card, and masks for public pages."""

from datetime import date

import pytest

from common import identity
from common.dates import PartialDate

CARD = (
    "001090000123|012345678|Nguyễn Văn A|01021990|Nam|Số 1 Phố X, Phường Y, Quận Z, Hà Nội|15062021"
)


@pytest.mark.parametrize(
    ("number", "province", "sex", "year"),
    [
        ("001090000123", "01", "male", 1990),
        ("092301000456", "92", "female", 2001),
        ("079099000001", "79", "male", 1999),
        ("001510000001", "01", "female", 2110),
        ("118190000001", None, "female", 1990),  # registered abroad
    ],
)
def test_a_personal_number_tells_place_sex_and_year(number, province, sex, year):
    read = identity.read_cccd(number)
    assert (read.province, read.sex, read.birth_year) == (province, sex, year)


@pytest.mark.parametrize("number", ["", "00109000012", "0010900001234", "00109000012A", "٠" * 12])
def test_a_personal_number_has_twelve_digits(number):
    with pytest.raises(ValueError):
        identity.read_cccd(number)
    assert identity.cccd_doubts(number, date_of_birth=None, sex="") == ["number_format"]


@pytest.mark.parametrize(
    ("born", "sex", "doubts"),
    [
        ("1990-05-17", "male", []),
        ("1990", "male", []),
        ("1991", "male", ["number_birth_year"]),
        ("1990", "female", ["number_sex"]),
        ("1890", "female", ["number_sex", "number_birth_year"]),
        ("1990", "", []),
    ],
)
def test_a_number_that_disagrees_with_its_holder_is_doubted(born, sex, doubts):
    born = PartialDate.parse(born)
    assert identity.cccd_doubts("092090001234", date_of_birth=born, sex=sex) == doubts


@pytest.mark.parametrize(
    ("kind", "number", "good"),
    [
        ("cccd", "092090001234", True),
        ("cccd", "012345678", False),
        ("cmnd", "012345678", True),
        ("cmnd", "012345678901", True),
        ("cmnd", "0123456789", False),
        ("passport", "C1234567", True),
        ("passport", "B 12", False),
        ("residence_card", "TT123456", True),
    ],
)
def test_a_number_has_the_shape_of_its_paper(kind, number, good):
    assert identity.number_is_well_formed(kind, number) is good


def test_a_typed_number_loses_its_blanks():
    assert identity.clean_number(" 092 090.001-234 ") == "092090001234"
    assert identity.clean_number("０９２０９０００１２３４") == "092090001234"


def test_the_code_of_a_card_is_read():
    card = identity.parse_card_qr(CARD)
    assert card == identity.CardCode(
        number="001090000123",
        old_number="012345678",
        full_name="Nguyễn Văn A",
        date_of_birth=PartialDate(1990, 2, 1),
        sex="male",
        permanent_address="Số 1 Phố X, Phường Y, Quận Z, Hà Nội",
        issued_on=date(2021, 6, 15),
    )


def test_a_card_may_have_no_old_number_and_more_fields():
    card = identity.parse_card_qr(CARD.replace("012345678", "") + "||Cha|Mẹ")
    assert (card.old_number, card.full_name) == ("", "Nguyễn Văn A")


def test_a_card_may_know_only_the_year_of_birth():
    card = identity.parse_card_qr(CARD.replace("01021990", "1990"))
    assert card.date_of_birth == PartialDate(1990)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.vn/|||||||",
        CARD.rsplit("|", 1)[0],
        CARD.replace("01021990", "31021990"),
        CARD.replace("Nam", "?"),
        CARD.replace("Nguyễn Văn A", ""),
        CARD.replace("001090000123", "1090000123"),
    ],
)
def test_another_code_is_not_taken_for_a_card(text):
    with pytest.raises(identity.NotACardCode):
        identity.parse_card_qr(text)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("Nguyễn Văn An", "N*** V** A*"),
        ("  Lê   Ý ", "L* Ý*"),
        ("NGUYỄN", "N***"),
        ("E\u0302\u0301n", "Ế*"),  # letters and marks apart count as one letter
        ("", ""),
    ],
)
def test_a_name_is_masked_word_by_word(name, masked):
    assert identity.mask_name(name) == masked


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Nguyễn Văn An", "N*** V*** A***"), ("  Lê   Ý ", "L*** Ý***"), ("", "")],
)
def test_in_public_a_name_does_not_tell_its_length(name, shown):
    assert identity.initials(name) == shown


@pytest.mark.parametrize(
    ("number", "masked"),
    [("092090001234", "*********234"), ("C1234567", "*****567"), ("123456", "******"), ("", "")],
)
def test_a_number_is_masked_but_for_its_end(number, masked):
    assert identity.mask_number(number) == masked
