"""The check digit of postal codes (UPU S10), and when a wrong one is only a warning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import s10


@pytest.mark.parametrize(
    ("serial", "digit"),
    [
        ("47312482", 9),
        ("12345678", 5),
        ("00000008", 0),  # 11 - 1 = 10 is written 0
        ("00000015", 5),  # 11 - 0 = 11 is written 5
    ],
)
def test_the_check_digit_of_a_serial(serial, digit):
    assert s10.check_digit(serial) == digit


@pytest.mark.parametrize("serial", ["", "1234567", "123456789", "1234567a", "１２３４５６７８"])
def test_a_serial_is_eight_digits(serial):
    with pytest.raises(ValueError):
        s10.check_digit(serial)


def test_a_code_is_made_whole():
    assert s10.make("RR", 47312482) == "RR473124829VN"
    assert s10.make("ee", "12345678") == "EE123456785VN"


@pytest.mark.parametrize("service", ["E", "EEE", "1E"])
def test_a_service_indicator_is_two_letters(service):
    with pytest.raises(ValueError):
        s10.make(service, 1)


@given(st.integers(min_value=0, max_value=99_999_999), st.sampled_from(["RR", "EE", "CP"]))
def test_every_code_made_is_valid(serial, service):
    assert s10.is_valid(s10.make(service, serial))


@given(
    st.integers(min_value=0, max_value=99_999_999),
    st.integers(min_value=0, max_value=7),
    st.integers(min_value=1, max_value=9),
)
def test_one_wrong_digit_is_found_unless_the_rest_is_written_twice(serial, place, step):
    """Rests 1 and 0 share their digits 0 and 5 with rests 11 - 0 and 6: all others tell."""
    code = s10.make("EE", serial)
    digits = code[2:10]
    changed = str((int(digits[place]) + step) % 10)
    wrong = digits[:place] + changed + digits[place + 1 :]
    if s10.check_digit(wrong) != s10.check_digit(digits):
        assert not s10.is_valid(f"EE{wrong}{code[10]}VN")


@pytest.mark.parametrize(
    ("code", "problem", "severity"),
    [
        ("EE123456785VN", None, None),
        (" ee 1234 5678 5 vn ", None, None),
        ("EE123456784VN", "s10_check_digit", "error"),
        ("RR473124820SG", "s10_check_digit", "error"),
        ("EE12345678VN", "s10_format", "error"),
        ("VNP0012345", "s10_format", "warning"),
        ("123456789012", "s10_format", "warning"),
        ("", "s10_format", "error"),
    ],
)
def test_a_wrong_code_is_an_error_only_where_it_names_a_country(code, problem, severity):
    reading = s10.read(code)
    assert (reading.problem, reading.severity) == (problem, severity)
    assert reading.acceptable is (severity != "error")
