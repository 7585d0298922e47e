"""Finding: whoever is in the register is found in spite of what went wrong in writing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from common.refusals import Refusal
from records.matching import index, search
from records.matching.identity import Identity
from records.matching.keys import KEYS_VERSION
from records.models import KeyRules, MatchEntry, Person
from tests.records.matching.conftest import found

LUC = Identity(
    full_name="Trần Văn Lực",
    sex="male",
    date_of_birth="1970-03-08",
    place_of_birth="Cần Thơ",
    father_name="Trần Quang Sang",
    mother_name="Hồ Thị Tư",
    numbers=("361234567",),
)
STRANGER = Identity(
    full_name="Đặng Thị Thu Hà",
    sex="female",
    date_of_birth="1988-11-30",
    place_of_birth="Hà Nội",
    father_name="Đặng Minh Khôi",
    mother_name="Lê Thị Hòa",
)


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(replace(STRANGER, numbers=("361234567",)), id="an equal number"),
        pytest.param(replace(STRANGER, numbers=("361234568",)), id="a digit wrong"),
        pytest.param(replace(STRANGER, numbers=("361234576",)), id="two digits swapped"),
        pytest.param(
            replace(STRANGER, full_name="Tran Van Luc", date_of_birth="1970-03-08"),
            id="equal name and date",
        ),
        pytest.param(
            replace(
                STRANGER,
                date_of_birth="1970-12-31",
                father_name=LUC.father_name,
                mother_name=LUC.mother_name,
            ),
            id="both parents and the year",
        ),
        pytest.param(
            replace(STRANGER, other_names=("Trần Văn Lực",), date_of_birth="1970"),
            id="a declared alias",
        ),
    ],
)
def test_some_things_are_shown_whatever_the_score(
    entered: Callable[[Identity], int], asked: Identity
) -> None:
    person = entered(LUC)
    assert found(asked, bar=99) == [person]


def test_somebody_else_is_not_shown(entered: Callable[[Identity], int]) -> None:
    entered(LUC)
    assert found(STRANGER) == []


def test_the_likeliest_comes_first(entered: Callable[[Identity], int]) -> None:
    other = entered(replace(LUC, date_of_birth="1971-03-08", father_name="", numbers=()))
    same = entered(LUC)
    assert found(LUC) == [same, other]


def test_a_person_with_several_names_is_shown_once(entered: Callable[[Identity], int]) -> None:
    person = entered(replace(LUC, other_names=("Lực Sẹo", "Trần Lực")))
    assert found(LUC) == [person]


def test_nothing_is_looked_up_before_every_record_is_entered_under_the_present_rules(
    entered: Callable[[Identity], int],
) -> None:
    entered(LUC)
    KeyRules.objects.all().delete()
    MatchEntry.objects.all().delete()
    with pytest.raises(Refusal, match="lập lại"):
        search.check_rules()
    index.rebuild()
    search.check_rules()


def test_new_rules_are_built_beside_those_in_use(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person.objects.create(
        record_code="T1", full_name="Trần Văn Lực", date_of_birth="1970-03-08"
    )
    with monkeypatch.context() as newer:
        for module in ("keys", "index", "search"):
            newer.setattr(f"records.matching.{module}.KEYS_VERSION", KEYS_VERSION + 1)
        index.rebuild()
        assert found(LUC) == [person.pk]
    assert found(LUC) == [person.pk]  # the release that still runs goes on


def test_a_change_of_a_record_is_found_at_once(db: None) -> None:
    person = Person.objects.create(
        record_code="T1", full_name="Trần Văn Lực", date_of_birth="1970-03-08"
    )
    person.full_name = "Đặng Thị Thu Hà"
    person.date_of_birth = "1988-11-30"
    person.save()
    assert found(LUC) == []
    assert found(STRANGER) == [person.pk]


def test_rows_that_are_out_of_step_are_named(db: None) -> None:
    person = Person.objects.create(record_code="T1", full_name="Trần Văn Lực")
    assert list(index.out_of_step()) == []
    Person.objects.filter(pk=person.pk).update(full_name="Trần Văn Lượng")
    assert list(index.out_of_step()) == ["T1"]
