"""The court that judged and the commune of the home are asked, and no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from common.refusals import Refusal
from verification.agencies import agency_for
from verification.models import Agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def make() -> Callable[..., Agency]:
    def make(code: str, kind: str, name: str, *, province: str = "92", area: str = "") -> Agency:
        return Agency.objects.create(
            code=code, name=name, agency_kind=kind, province=province, area=area
        )

    return make


def living_in(commune: str = "", line: str = "") -> dict[str, Any]:
    return {"permanent_address": {"province": "92", "commune": commune, "line": line}}


def court(name: str) -> str:
    return agency_for("court", province="92", court=name).code


@pytest.fixture
def courts(make: Any) -> None:
    make("TA92", "court", "Tòa án nhân dân thành phố Cần Thơ")
    make(
        *("TA92-1", "court", "Tòa án nhân dân khu vực 1 - Cần Thơ"),
        area="TAND quận Ninh Kiều; TAND quận Cái Răng",
    )
    make("TA40-1", "court", "Tòa án nhân dân thành phố Vinh, tỉnh Nghệ An", province="40")


def test_the_court_that_judged_is_asked_by_its_name(courts: None) -> None:
    assert court("TAND TP Cần Thơ") == "TA92"
    assert court("TAND TP. Vinh, Nghệ An") == "TA40-1"  # wherever it sits


def test_an_old_district_court_leads_to_the_court_that_took_over(courts: None) -> None:
    assert court("Tòa án nhân dân quận Ninh Kiều, thành phố Cần Thơ") == "TA92-1"


def test_without_that_court_the_province_s_is_asked(courts: None) -> None:
    assert court("TAND huyện Phong Điền") == "TA92"
    assert court("") == "TA92"


def test_of_two_that_it_may_be_neither_is_taken_for_the_one_that_judged(
    courts: None, make: Any
) -> None:
    make("TA82", "court", "TAND huyện Châu Thành, tỉnh Tiền Giang", province="82")
    make("TA89", "court", "TAND huyện Châu Thành, tỉnh An Giang", province="89")
    assert court("TAND huyện Châu Thành, tỉnh An Giang") == "TA89"
    assert court("TAND huyện Châu Thành") == "TA92"


def test_what_a_court_of_the_army_judged_the_army_s_courts_are_asked(
    courts: None, make: Any
) -> None:
    make("TAQSTW", "military_court", "Tòa án quân sự Trung ương", province="01")
    assert court("Tòa án quân sự khu vực 1 Quân khu 9") == "TAQSTW"
    assert court("TAQS Trung ương") == "TAQSTW"
    assert court("TAND TP Cần Thơ") == "TA92"


def test_without_the_army_s_court_no_other_court_hears_of_the_person(courts: None) -> None:
    with pytest.raises(Refusal) as refused:
        court("Tòa án quân sự Quân khu 9")
    assert refused.value.code == "no_agency"


def test_the_commune_is_that_of_the_home(make: Any) -> None:
    make("X1", "commune", "UBND phường An Khánh", area="phường An Khánh")
    make("X2", "commune", "UBND phường Ninh Kiều", area="phường Ninh Kiều; phường Tân An")
    for subject in (
        living_in("Phường Ninh Kiều"),
        living_in("ninh kiều"),
        living_in("Tân An"),
        living_in(line="12 Nguyễn Trãi, P. Ninh Kiều, quận Ninh Kiều"),
    ):
        assert agency_for("commune", province="92", subject=subject).code == "X2"


def test_another_commune_never_hears_of_the_person(make: Any) -> None:
    make("X1", "commune", "UBND phường An Khánh", area="phường An Khánh")
    for subject in (living_in("phường Xuân Khánh"), living_in(line="An Khánh"), {}):
        with pytest.raises(Refusal) as refused:
            agency_for("commune", province="92", subject=subject)
        assert refused.value.code == "no_agency"


def test_a_commune_without_an_area_answers_for_the_province(make: Any) -> None:
    make("X1", "commune", "UBND phường An Khánh", area="phường An Khánh")
    make("X9", "commune", "Đầu mối UBND các xã, phường")
    assert agency_for("commune", province="92", subject=living_in("Xuân Khánh")).code == "X9"
    assert agency_for("commune", province="92", subject=living_in("An Khánh")).code == "X1"
