"""Looking a person up: who is found, who may ask and what is written down."""

from __future__ import annotations

import unicodedata

import pytest

from common.refusals import NotPermitted, Refusal
from records.lookup import candidates
from records.models import AccessLog, PersonNumber


@pytest.fixture
def subject(declaration):
    return declaration["subject"]


@pytest.fixture
def find(verifier, subject):
    def look(**changes):
        found = candidates(
            {**subject, **changes},
            by=verifier,
            purpose="xác minh",
            case="000.00.18.H13-240603-0001",
        )
        return [one.person for one in found]

    return look


def test_the_same_name_and_birth_date_are_found(make_record, find) -> None:
    person = make_record(full_name="NGUYỄN VĂN  AN")
    assert find() == [person]


def test_an_equal_number_is_found_under_another_name(make_record, find) -> None:
    person = make_record(
        full_name="Trần Văn Khác", date_of_birth="1970", numbers={"cmnd": "092 090 001 234"}
    )
    assert find() == [person]


def test_a_number_given_up_long_ago_is_found(make_record, find, subject) -> None:
    person = make_record(full_name="Trần Văn Khác", date_of_birth="1970")
    PersonNumber.objects.create(person=person, kind="cmnd", number="361234567", is_current=False)
    documents = [{"kind": "cmnd", "number": "361234567"}]
    assert find(documents=documents) == [person]


def test_a_former_name_is_found_on_either_side(make_record, find) -> None:
    person = make_record(full_name="Nguyễn Văn Mới", other_names=["Nguyễn Văn An"])
    assert find() == [person]
    assert find(full_name="Trần Thị Lạ", other_names=["Nguyễn văn mới"]) == [person]


def test_one_wrong_parent_hides_nobody(make_record, find) -> None:
    person = make_record(date_of_birth="1990", father_name="Nguyễn Văn Bính")
    assert find() == [person]


def test_the_whole_birth_date_outweighs_both_parents(make_record, find) -> None:
    person = make_record(father_name="Lê Văn Một", mother_name="Lê Thị Hai")
    assert find() == [person]


def test_a_birth_year_alone_is_outweighed_by_both_parents(make_record, find) -> None:
    make_record(date_of_birth="1990", father_name="Lê Văn Một", mother_name="Lê Thị Hai")
    assert find() == []


@pytest.mark.parametrize("known", ["", "1990", "1990-05"])
def test_a_birth_date_known_in_part_is_found(make_record, find, known: str) -> None:
    person = make_record(date_of_birth=known)
    assert find() == [person]


def test_another_birth_date_on_record_is_found(make_record, find) -> None:
    person = make_record(date_of_birth="1989-01-01", other_birth_dates=["1990-05-17"])
    assert find() == [person]


def test_a_letter_of_another_script_hides_nobody_and_is_told(
    make_record, subject, verifier
) -> None:
    person = make_record(full_name="Nguyễn Văn Аn")  # a Cyrillic capital
    (found,) = candidates(subject, by=verifier, purpose="xác minh", case="1")
    assert found.person == person
    assert "họ tên có chữ lạ trông giống chữ Việt" in found.reasons


def test_composed_and_decomposed_letters_are_the_same_name(make_record, subject, verifier) -> None:
    make_record(full_name=unicodedata.normalize("NFD", "Nguyễn Văn An"))
    (found,) = candidates(subject, by=verifier, purpose="xác minh", case="1")
    assert "họ tên giống hệt" in found.reasons


def test_a_name_alone_or_a_birth_date_alone_is_somebody_else(make_record, find) -> None:
    others = {"father_name": "Lý Kim Phát", "mother_name": "Châu Mỹ Lệ"}
    make_record(full_name="Trịnh Quốc Khải", **others)
    make_record(date_of_birth="1961-11-30", **others)
    assert find() == []


def test_empty_fields_find_nobody(make_record, find) -> None:
    make_record(full_name="Trần Văn Khác", numbers={"passport": "---"})
    nothing = {"full_name": "", "date_of_birth": "", "documents": [{"number": ""}]}
    assert find(**nothing, father=None, mother=None, spouse=None) == []


def test_every_search_is_written_down_with_who_why_and_what_was_found(
    make_record, find, verifier
) -> None:
    person = make_record()
    find()
    find(full_name="Không Có Ai", date_of_birth="1931", documents=[], father=None, mother=None)
    found, nothing = AccessLog.objects.order_by("pk")
    assert (found.by, found.purpose) == (verifier, "xác minh")
    assert found.case_code == "000.00.18.H13-240603-0001"
    assert found.asked == "Nguyễn Văn An 1990-05-17"
    assert found.found == [person.record_code]
    assert nothing.found == []


@pytest.mark.parametrize("purpose", ["", "   ", "xem thử"])
def test_a_search_without_a_case_needs_a_written_purpose(
    make_record, subject, verifier, purpose: str
) -> None:
    make_record()
    with pytest.raises(Refusal):
        candidates(subject, by=verifier, purpose=purpose)
    assert not AccessLog.objects.exists()
    assert candidates(subject, by=verifier, purpose="kiểm tra theo công văn 12/STP")


@pytest.mark.parametrize("role", ["receiver", "drafter", "approver", "signer", "applicant"])
def test_others_may_not_search(cast, subject, role: str) -> None:
    with pytest.raises(NotPermitted):
        candidates(subject, by=cast[role], purpose="xác minh", case="1")
    assert not AccessLog.objects.exists()


def test_the_machine_may_search(make_record, subject, machine) -> None:
    person = make_record()
    (found,) = candidates(subject, by=machine, purpose="xác minh", case="1")
    assert found.person == person


def test_a_look_up_asks_the_indexes_and_never_reads_the_register(
    make_record, find, django_assert_max_num_queries
) -> None:
    make_record(numbers={"cccd": "092090001234"})
    find()
    with django_assert_max_num_queries(6):
        find()
