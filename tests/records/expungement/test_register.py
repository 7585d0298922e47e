"""Expungement over the register: one person, every judgment in a stream, the command."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from records.expungement import State
from records.expungement.facts import facts_of
from records.expungement.register import AT_A_TIME, for_person, judged
from records.models import Judgment, Person
from tests.records.expungement.cases import AS_OF, again
from tests.records.expungement.conftest import write
from tests.records.expungement.test_cases import CASES

pytestmark = pytest.mark.django_db


def lines(as_of: date = AS_OF) -> list[dict[str, str | None]]:
    out = StringIO()
    call_command("propose_expungements", "--as-of", as_of.isoformat(), "--json", stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_every_case_of_the_table_comes_out_the_same_from_the_register(make_record) -> None:
    expected = {}
    for case in CASES:
        if len(case.born) > 2 or case.as_of != AS_OF:
            continue
        birth = {
            "date_of_birth": str(case.born[0]) if case.born else "",
            "other_birth_dates": [str(one) for one in case.born[1:]],
        }
        person = make_record(**birth)
        write(person, case.judgment)
        for other in case.others:
            write(person, other)
        expected[person.record_code, case.judgment.judgment_no] = case.says
    found = {
        (one["record"], one["judgment_no"]): f"{one['state']} {one['date'] or ''}".strip()
        for one in lines()
    }
    assert {key: found[key] for key in expected} == expected


def test_a_line_has_the_columns_of_the_contract(make_judgment) -> None:
    judgment = make_judgment()
    assert lines() == [
        {
            "record": judgment.person.record_code,
            "judgment_no": "15/2018/HSST",
            "state": "expunged",
            "date": "2022-03-15",
            "ground": "Đương nhiên được xóa án tích, Điều 70 khoản 2 điểm b Bộ luật Hình sự 2015",
        }
    ]


def test_the_day_of_asking_decides(make_judgment) -> None:
    make_judgment()
    assert [one["state"] for one in lines(date(2022, 3, 14))] == ["not_yet"]
    assert [one["state"] for one in lines(date(2022, 3, 15))] == ["expunged"]


def test_the_command_changes_nothing(make_judgment) -> None:
    make_judgment()
    before = list(Judgment.objects.values())
    lines()
    assert list(Judgment.objects.values()) == before


def test_the_stream_is_in_the_order_of_record_codes_and_asks_some_people_at_a_time(
    make_record, django_assert_num_queries
) -> None:
    for number in range(30, 0, -1):
        person = make_record(record_code=f"55CT2014/{number:05}", date_of_birth="1980-01-01")
        write(person, again("2021-02-01"))
    assert AT_A_TIME >= 30
    with django_assert_num_queries(3):
        found = list(judged(Person.objects.order_by("record_code")))
    codes = [one.person.record_code for one in found]
    assert codes == sorted(codes)


def test_a_person_is_judged_with_all_their_judgments(make_judgment) -> None:
    first = make_judgment()
    second = write(first.person, again("2021-02-01"))
    found = for_person(first.person, AS_OF)
    assert [judgment for judgment, _decision in found] == [first, second]
    assert [(one.state, one.date) for _judgment, one in found] == [
        (State.NOT_YET, date(2027, 1, 1)),
        (State.NOT_YET, date(2027, 1, 1)),
    ]


def test_a_judgment_of_somebody_else_does_not_matter(make_judgment, make_record) -> None:
    judgment = make_judgment()
    write(make_record(), again("2021-02-01"))
    [(_judgment, decision)] = for_person(judgment.person, AS_OF)
    assert decision.state == State.EXPUNGED


def test_a_date_that_the_calendar_does_not_have_is_not_known(make_judgment) -> None:
    judgment = make_judgment()
    judgment.offences.update(offence_date="2018-02-31")
    assert facts_of(judgment).offences[0].offence_date is None
