"""Which law holds on a day, who issues under it, and what it prints."""

from datetime import date

import pytest

from regulations.loading import law
from regulations.regimes import (
    UnknownRegime,
    centre_is_competent,
    issuer_for,
    regime_by_code,
    regime_for,
)
from regulations.terms import AgencyKind


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(1999, 1, 1), "R0"),
        (date(2010, 6, 30), "R0"),
        (date(2010, 7, 1), "R1a"),
        (date(2014, 1, 9), "R1a"),
        (date(2014, 1, 10), "R1b"),
        (date(2024, 6, 30), "R1b"),
        (date(2024, 7, 1), "R1c"),
        (date(2025, 2, 28), "R1c"),
        (date(2025, 3, 1), "R2"),
        (date(2026, 6, 30), "R2"),
        (date(2026, 7, 1), "R3"),
        (date(2040, 1, 1), "R3"),
    ],
)
def test_the_day_of_receipt_gives_the_regime(day, code):
    assert regime_for(day, setting="auto").code == code


@pytest.mark.parametrize(
    ("received", "postmarked", "code"),
    [
        (date(2026, 7, 3), date(2026, 6, 30), "R2"),
        (date(2026, 7, 3), date(2026, 7, 1), "R3"),
        (date(2026, 7, 3), None, "R3"),
        (date(2026, 6, 30), date(2026, 7, 1), "R2"),
    ],
)
def test_a_dossier_postmarked_under_the_old_law_stays_under_it(received, postmarked, code):
    assert regime_for(received, setting="auto", postmarked_on=postmarked).code == code


@pytest.mark.parametrize("day", [date(2009, 1, 1), date(2026, 11, 22)])
def test_a_fixed_regime_holds_on_every_day(day):
    assert regime_for(day, setting="R1c").code == "R1c"
    assert regime_for(day, setting="R3").code == "R3"


def test_an_unknown_regime_is_an_error():
    with pytest.raises(UnknownRegime):
        regime_for(date(2024, 6, 3), setting="R9")


@pytest.mark.parametrize(
    ("regime", "province", "on", "centre", "header", "number", "place"),
    [
        (
            "R1c", "92", date(2024, 8, 1), False,
            ("UBND THÀNH PHỐ CẦN THƠ", "SỞ TƯ PHÁP"), "123/STP-LLTP", "Cần Thơ",
        ),
        (
            "R1c", "40", date(2024, 8, 1), False,
            ("UBND TỈNH NGHỆ AN", "SỞ TƯ PHÁP"), "123/STP-LLTP", "Nghệ An",
        ),
        (
            "R1c", "79", date(2024, 8, 1), False,
            ("UBND THÀNH PHỐ HỒ CHÍ MINH", "SỞ TƯ PHÁP"), "123/STP-LLTP",
            "Thành phố Hồ Chí Minh",
        ),
        (
            "R1c", "92", date(2024, 8, 1), True,
            ("BỘ TƯ PHÁP", "TRUNG TÂM LÝ LỊCH TƯ PHÁP QUỐC GIA"), "123/TTLLTPQG-LLTP",
            "Hà Nội",
        ),
        (
            "R2", "15", date(2025, 7, 1), False,
            ("CÔNG AN TỈNH LÀO CAI", "PHÒNG HỒ SƠ NGHIỆP VỤ"), "123/PV06-LLTP", "Lào Cai",
        ),
        (
            "R3", "15", date(2026, 7, 1), True,
            ("BỘ CÔNG AN", "CỤC HỒ SƠ NGHIỆP VỤ"), "123/V06-LLTP", "Hà Nội",
        ),
    ],
)  # fmt: skip
def test_the_issuer_of_a_province(regime, province, on, centre, header, number, place):
    issuer = issuer_for(regime_by_code(regime), province=province, on=on, centre=centre)
    assert (issuer.header, issuer.number(123), issuer.place) == (header, number, place)
    assert issuer.number_suffix == number.removeprefix("123")


@pytest.mark.parametrize(
    ("unknown", "left", "centre"),
    [(False, False, False), (True, False, True), (False, True, True)],
)
def test_the_centre_issues_without_a_residence_and_for_foreigners_who_left(unknown, left, centre):
    assert centre_is_competent(residence_unknown=unknown, foreigner_left=left) is centre


@pytest.mark.parametrize("code", ["R0", "R1a", "R1b", "R1c", "R2", "R3"])
def test_the_official_phrases_are_exact(code):
    wording = regime_by_code(code).wording
    assert wording.none == "Không có án tích"
    assert wording.none_foreigner == "Không có án tích trong thời gian cư trú tại Việt Nam"
    assert wording.has_record == "Có án tích"
    assert wording.not_expunged == "Chưa được xóa án tích"
    assert wording.no_ban == (
        "Không bị cấm đảm nhiệm chức vụ, thành lập, quản lý doanh nghiệp, hợp tác xã"
    )
    assert wording.missing == "//"
    assert wording.expunged_on.format(date="ngày 15 tháng 3 năm 2022") == (
        "Đã được xóa án tích ngày 15 tháng 3 năm 2022"
    )


@pytest.mark.parametrize(
    ("regime", "form"),
    [("R1a", "06/TT-LLTP"), ("R1b", "06/2013/TT-LLTP"), ("R1c", "06/2024/LLTP")],
)
def test_each_time_has_its_form(regime, form):
    assert regime_by_code(regime).forms.certificate_1 == form


@pytest.mark.parametrize(
    ("agency", "send", "answer", "archive"),
    [
        ("police", 1, 7, 9),
        ("court", 0, 5, None),
        ("military_court", 1, 7, None),
        ("commune", 0, 7, None),
    ],
)
def test_agencies_have_their_limits_in_working_days(agency, send, answer, archive):
    limit = regime_by_code("R1c").agencies[AgencyKind(agency)]
    assert (limit.send, limit.answer, limit.archive) == (send, answer, archive)


def test_every_legal_basis_ends_as_a_list_of_grounds_does():
    for regime in law().regimes.values():
        assert regime.legal_basis[-1].endswith(",")
        assert all(line.endswith(";") for line in regime.legal_basis[:-1])
