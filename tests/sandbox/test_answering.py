"""What each kind of agency says of a person, by what it is asked: a table of cases."""

import pytest

from sandbox.answering import found

PERSON = {
    "full_name": "Trần Hòa",
    "date_of_birth": "1988-03-12",
    "documents": [{"kind": "cccd", "number": "092088004321"}],
    "father": {"full_name": "Trần Văn Hải"},
}
STRANGER = {"full_name": "Ngô Bá", "date_of_birth": "1970-01-01", "documents": []}
LIKE = {**PERSON, "full_name": "Trần Hóa", "documents": []}
ROW = {
    "full_name": "Trần Hòa",
    "date_of_birth": "1988-03-12",
    "cccd": "092088004321",
    "father_name": "Trần Văn Hải",
    "judgment_no": "57/2019/HSST",
    "judgment_date": "22/03/2019",
    "main_penalty": "imprisonment",
    "main_served_on": "2021-01-10",
    "civil_obligation_vnd": "15000000",
    "obligations_met_on": "2020-06-30",
}
KNOWN = {"judgment_no": "57/2019 /hsst", "judgment_date": "2019-03-22"}
SERVED = {**KNOWN, "main_served_on": "2021-01-10", "obligations_met_on": "2020-06-30"}
OTHER = {"judgment_no": "9/2010/HSST", "judgment_date": "2010-05-05"}
OWING = {**ROW, "obligations_met_on": ""}
SUSPENDED = {**ROW, "main_penalty": "suspended", "main_served_on": "", "probation_ended_on": ""}


def said(question, *, rows=(ROW,), known=(), subject=PERSON):
    message = {"subject": subject, "question": question, "known_judgments": list(known)}
    finding = found(message, rows)
    return finding.answer, len(finding.judgments)


@pytest.mark.parametrize("question", ["record", "judgment", "expungement"])
def test_a_likeness_alone_is_unclear_whatever_is_asked(question):
    assert said(question, subject=LIKE) == ("unclear", 0)


@pytest.mark.parametrize("question", ["record", "judgment", "expungement"])
def test_a_stranger_has_nothing(question):
    assert said(question, subject=STRANGER) == ("none", 0)


@pytest.mark.parametrize(
    ("known", "rows", "answer"),
    [
        ([], [ROW], ("has_record", 1)),
        ([KNOWN], [ROW], ("has_record", 1)),
        ([KNOWN, OTHER], [ROW], ("has_record", 1)),
        ([OTHER], [ROW], ("unclear", 0)),
        ([KNOWN], [], ("unclear", 0)),
        ([], [], ("none", 0)),
    ],
)
def test_a_court_gives_the_judgment_or_says_that_it_has_no_such(known, rows, answer):
    assert said("judgment", rows=rows, known=known) == answer


def test_a_court_names_the_judgment_that_it_does_not_have():
    message = {"subject": PERSON, "question": "judgment", "known_judgments": [KNOWN, OTHER]}
    assert "9/2010/HSST" in found(message, [ROW]).note


@pytest.mark.parametrize(
    ("row", "known", "answer"),
    [
        (ROW, [SERVED], ("none", 0)),
        (ROW, [KNOWN], ("has_record", 1)),  # the asker did not know when it was served
        (ROW, [OTHER], ("has_record", 1)),  # a new offence
        (OWING, [SERVED], ("has_record", 1)),
        (SUSPENDED, [SERVED], ("has_record", 1)),
        ({**SUSPENDED, "probation_ended_on": "2021-01-10"}, [SERVED], ("has_record", 1)),
        ({**OWING, "execution_lapsed_on": "2024-01-01"}, [SERVED], ("has_record", 1)),
    ],
)
def test_what_is_new_or_unmet_keeps_from_being_cleared(row, known, answer):
    assert said("expungement", rows=[row], known=known) == answer
