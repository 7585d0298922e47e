"""Which earlier certificate spares the check of the past (NĐ 111/2010 art 28)."""

from __future__ import annotations

from datetime import date

import pytest

from records.lookup import certified_before
from records.terms import Result

TODAY = date(2024, 6, 3)


@pytest.fixture
def subject(declaration):
    return declaration["subject"]


def test_a_clean_certificate_is_found_by_name_birth_date_and_both_parents(
    make_certificate, subject
) -> None:
    certificate = make_certificate()
    assert certified_before(subject, on=TODAY) == certificate


@pytest.mark.parametrize(
    "missing", [{"father_name": ""}, {"mother_name": ""}, {"mother_name": "Trần Thị Cức"}]
)
def test_without_its_number_both_parents_must_be_the_same(
    make_certificate, subject, missing
) -> None:
    make_certificate(**missing)
    assert certified_before(subject, on=TODAY) is None


def test_with_its_number_given_the_parents_need_not_be_known(make_certificate, subject) -> None:
    certificate = make_certificate(father_name="", mother_name="")
    given = " 15/stp-lltp"
    assert certified_before(subject, on=TODAY, given_number=given) == certificate


@pytest.mark.parametrize(
    "other",
    [
        {"full_name": "Nguyễn Văn Ân"},
        {"date_of_birth": "1990"},
        {"date_of_birth": "1991-05-17"},
        {"cccd": "092090009999"},
        {"father_name": "Lê Văn Một", "mother_name": "Lê Thị Hai"},
    ],
)
def test_anothers_number_is_worth_nothing(make_certificate, subject, other) -> None:
    make_certificate(**other)
    assert certified_before(subject, on=TODAY, given_number="15/STP-LLTP") is None


@pytest.mark.parametrize(
    ("issued_on", "counts"),
    [("2010-06-30", False), ("2010-07-01", True), ("2024-06-03", True), ("2024-06-04", False)],
)
def test_only_certificates_since_july_2010_and_until_the_day_count(
    make_certificate, subject, issued_on: str, counts: bool
) -> None:
    make_certificate(issued_on=issued_on)
    assert (certified_before(subject, on=TODAY) is not None) is counts


def test_a_revoked_certificate_counts_for_nothing(make_certificate, subject) -> None:
    make_certificate(revoked_on=date(2020, 1, 1))
    assert certified_before(subject, on=TODAY) is None


@pytest.mark.parametrize("result", [Result.HAS_RECORD, Result.EXPUNGED])
def test_a_certificate_with_a_record_behind_it_sends_the_case_to_the_police(
    make_certificate, subject, result: str
) -> None:
    make_certificate()
    make_certificate(number="90", issued_on="2012-02-02", result=result, mother_name="")
    assert certified_before(subject, on=TODAY) is None


def test_the_newest_certificate_is_named(make_certificate, subject) -> None:
    make_certificate()
    newest = make_certificate(number="7", issued_on="2019-01-02")
    assert certified_before(subject, on=TODAY) == newest


def test_another_provinces_office_is_left_out(make_certificate, subject) -> None:
    certificate = make_certificate()
    assert certified_before(subject, on=TODAY, province="92") == certificate
    assert certified_before(subject, on=TODAY, province="79") is None
