"""Certificates issued here go into the same issue book."""

from __future__ import annotations

from datetime import date

import pytest

from common.refusals import Refusal
from records.lookup import certified_before
from records.models import EarlierCertificate
from records.registration import mark_revoked, remember_certificate
from records.terms import Result

SIGNED = date(2024, 6, 10)


@pytest.fixture
def remember(department, declaration):
    def enter(**changes):
        return remember_certificate(
            declaration["subject"],
            **{
                "office": department,
                "number": "01/STP-LLTP",
                "issued_on": SIGNED,
                "certificate_type": 1,
                "channel": "online",
                "result": Result.NONE,
                "case_code": "000.00.18.H13-240603-0001",
                **changes,
            },
        )

    return enter


def test_a_signed_certificate_answers_certified_before(remember, declaration) -> None:
    row = remember()
    assert (row.source, row.cccd, row.channel) == ("issued_here", "092090001234", "online")
    assert certified_before(declaration["subject"], on=date(2025, 1, 1)) == row


def test_remembering_twice_is_one_row(remember) -> None:
    assert remember() == remember()
    assert EarlierCertificate.objects.count() == 1


def test_a_number_of_another_case_is_refused(remember) -> None:
    remember()
    with pytest.raises(Refusal):
        remember(case_code="000.00.18.H13-240603-0002")
    assert EarlierCertificate.objects.count() == 1


def test_numbers_start_again_each_year(remember) -> None:
    remember()
    remember(issued_on=date(2025, 1, 2), case_code="000.00.18.H13-250102-0001")
    assert EarlierCertificate.objects.count() == 2


def test_a_revoked_certificate_no_longer_counts(remember, department, declaration) -> None:
    remember()
    revoke = {"office": department, "issued_on": SIGNED, "on": date(2024, 7, 1)}
    assert mark_revoked("01/STP-LLTP", **revoke) == 1
    assert mark_revoked("01/STP-LLTP", **revoke) == 0
    assert certified_before(declaration["subject"], on=date(2025, 1, 1)) is None
