"""Who is the person in the record: a table of cases."""

import unicodedata

import pytest

from sandbox.matching import Match, match_of, name_key

RECORD = {
    "full_name": "Trần Hòa",
    "other_names": "Ba Hòa;Hòa Lớn",
    "date_of_birth": "1988-03-12",
    "cccd": "092088004321",
    "cmnd": "361 987 654",
    "passport": "",
    "father_name": "Trần Văn Hải",
    "mother_name": "Lê Thị Mận",
}
PERSON = {
    "full_name": "Trần Hòa",
    "date_of_birth": "1988-03-12",
    "documents": [],
    "father": {"full_name": "Trần Văn Hải"},
    "mother": {"full_name": "Lê Thị Mận"},
}
NO_PARENTS = {"father": None, "mother": None}
BY_CCCD = [{"kind": "cccd", "number": "092088004321"}]


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({}, Match.STRONG),
        ({"full_name": "TRẦN  HOÀ"}, Match.STRONG),
        ({"full_name": unicodedata.normalize("NFD", "Trần Hòa")}, Match.STRONG),
        ({"full_name": "Trần Hóa"}, Match.WEAK),
        ({"full_name": "Tran Hoa"}, Match.WEAK),
        ({"full_name": "Trần Bình"}, Match.NO),
        ({"full_name": "Trần Bình", "other_names": ["hòa lớn"]}, Match.STRONG),
        ({"date_of_birth": "1988"}, Match.WEAK),
        ({"date_of_birth": "1989"}, Match.NO),
        ({"date_of_birth": "1988-03-21"}, Match.NO),
        ({"father": None}, Match.STRONG),
        (NO_PARENTS, Match.WEAK),
        ({"father": {"full_name": "Ngô Bá"}, "mother": None}, Match.NO),
        ({"father": {"full_name": "Ngô Bá"}}, Match.STRONG),
        ({"documents": BY_CCCD, "full_name": "Trần Bình", **NO_PARENTS}, Match.STRONG),
        ({"documents": BY_CCCD, "date_of_birth": "1990-01-01"}, Match.STRONG),
        ({"documents": BY_CCCD, "full_name": "Ngô Bá", "date_of_birth": "1990"}, Match.WEAK),
        ({"documents": [{"kind": "cmnd", "number": "361987654"}], **NO_PARENTS}, Match.STRONG),
        ({"documents": [{"kind": "passport", "number": "361987654"}], **NO_PARENTS}, Match.WEAK),
        ({"documents": [{"kind": "passport", "number": ""}], **NO_PARENTS}, Match.WEAK),
    ],
)
def test_a_person_is_matched_by_document_or_by_name_birth_and_a_parent(change, match):
    assert match_of(PERSON | change, RECORD) is match


def test_a_date_may_be_written_day_first():
    assert match_of(PERSON, RECORD | {"date_of_birth": "12/3/1988"}) is Match.STRONG


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Hoà", "Hòa", True),
        ("THUÝ", "thúy", True),
        ("Hòa", "Hóa", False),
        ("Dũng", "Dung", False),
        ("Đức", "Dức", False),
        ("Tân", "Tan", False),
    ],
)
def test_the_place_of_a_tone_is_spelling_and_the_tone_is_the_name(one, other, same):
    assert (name_key(one) == name_key(other)) is same
