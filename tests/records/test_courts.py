"""One court under its whole name and its short ones; two courts never under one."""

from __future__ import annotations

import pytest

from records.courts import same_court

WHOLE = "Tòa án nhân dân quận Ninh Kiều, thành phố Cần Thơ"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (WHOLE, "TAND quận Ninh Kiều"),
        (WHOLE, "TAND Q. Ninh Kiều - TP Cần Thơ"),
        (WHOLE, "Toà án nhân dân quận  NINH KIỀU, TP. Cần Thơ"),
        (WHOLE, "TAND Ninh Kiều"),
        ("TAND TP.HCM", "Tòa án nhân dân thành phố Hồ Chí Minh"),
        ("TAND huyện Ô Môn, tỉnh Cần Thơ", "Tòa án nhân dân huyện Ô Môn, thành phố Cần Thơ"),
        ("TAND khu vực 1 - Cần Thơ", "Tòa án nhân dân KV 1, thành phố Cần Thơ"),
    ],
)
def test_a_court_is_the_same_under_a_short_name(one: str, other: str) -> None:
    assert same_court(one, other)
    assert same_court(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (WHOLE, "TAND quận Cái Răng, thành phố Cần Thơ"),
        (WHOLE, "TAND thành phố Cần Thơ"),
        ("TAND huyện Châu Thành, tỉnh An Giang", "TAND huyện Châu Thành, tỉnh Tiền Giang"),
        ("TAND thành phố Vĩnh Long", "TAND tỉnh Vĩnh Long"),
        ("Tòa án quân sự khu vực 1", "Tòa án nhân dân khu vực 1"),
        ("", ""),
        ("TAND", "TAND"),
    ],
)
def test_courts_of_other_places_and_levels_are_kept_apart(one: str, other: str) -> None:
    assert not same_court(one, other)
