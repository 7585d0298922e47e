"""The table: new offences, and several offences in one judgment."""

from __future__ import annotations

from tests.records.expungement.cases import (
    TREASON,
    Case,
    again,
    born,
)
from tests.records.expungement.cases import sentence as s

AGAIN = "New offences"
MIXED = "Several offences in one judgment"
ENDED_LATER = {"main_served_on": "2022-01-01", "main_penalty_months": 12}

AGAIN_CASES = [
    Case(
        AGAIN,
        "after the period: does not matter",
        "70.2, 73",
        "expunged 2022-03-15",
        s(),
        (again("2022-03-16"),),
    ),
    Case(
        AGAIN,
        "on the last day of the period: restarts",
        "73.1; Civil Code 148.5",
        "not_yet 2027-01-01",
        s(),
        (again("2022-03-15"),),
    ),
    Case(
        AGAIN,
        "before damages were paid, after the period: restarts",
        "73.1",
        "not_yet 2027-01-01",
        s(obligations_met_on="2023-06-01"),
        (again("2022-09-01"),),
    ),
    Case(
        AGAIN,
        "while in prison: restarts",
        "73.1",
        "not_yet 2027-01-01",
        s(),
        (again("2019-05-01"),),
    ),
    Case(
        AGAIN,
        "committed before this conviction, tried later: no new offence",
        "56, 73",
        "expunged 2022-03-15",
        s(),
        (again("2018-03-01", judgment_date="2019-09-20", final_on="2019-10-20"),),
    ),
    Case(
        AGAIN,
        "a negligent new offence restarts, too",
        "73.1",
        "not_yet 2027-01-01",
        s(),
        (again("2021-02-01", intent="negligent"),),
    ),
    Case(
        AGAIN,
        "new penalty ended before the old one: nothing is shortened",
        "73.1",
        "expunged 2022-03-15",
        s(),
        (again("2018-11-01", main_served_on="2019-06-01"),),
    ),
    Case(
        AGAIN,
        "two in a row, the second only within the restarted period",
        "73.1",
        "expunged 2024-01-01",
        s(main_penalty_months=12, main_served_on="2019-01-01"),
        (again("2020-06-01", main_served_on="2021-01-01"), again("2022-12-01", **ENDED_LATER)),
    ),
    Case(
        AGAIN,
        "the old period keeps its length",
        "73.1",
        "not_yet 2028-01-01",
        s(main_penalty_months=72),
        (again("2021-02-01"),),
    ),
    Case(
        AGAIN,
        "a court's case waits anew",
        "71, 73.1",
        "court_decision_needed 2028-01-01",
        s(**TREASON),
        (again("2021-02-01"),),
    ),
    Case(
        AGAIN,
        "new suspended sentence: from the end of its probation",
        "73.1",
        "not_yet 2025-07-01",
        s(),
        (
            again(
                "2021-02-01",
                main_penalty="suspended",
                main_served_on=None,
                probation_ended_on="2023-07-01",
            ),
        ),
    ),
    Case(
        AGAIN,
        "new judgment not known to be final",
        "73.1",
        "undecidable",
        s(),
        (again("2021-02-01", final_on=None, main_served_on=None),),
        because="88/2021/HSST",
    ),
    Case(
        AGAIN,
        "the same of an appeal court: final as pronounced",
        "CPC 355.2",
        "not_yet 2027-01-01",
        s(),
        (again("2021-02-01", final_on=None, stage="Phúc thẩm"),),
    ),
    Case(
        AGAIN,
        "new sentence of unknown end",
        "73.1",
        "undecidable",
        s(),
        (again("2021-02-01", main_served_on=None),),
        because="bản án mới số 88/2021/HSST",
    ),
    Case(
        AGAIN,
        "new offence in 2022, its day unknown, period ended in March",
        "73.1",
        "undecidable",
        s(),
        (again("2022"),),
        because="88/2022/HSST",
    ),
    Case(
        AGAIN,
        "the same where both readings have passed",
        "73.1",
        "expunged 2024-01-01",
        s(),
        (again("2022", main_served_on="2022-01-01"),),
    ),
    Case(
        AGAIN,
        "new offence of unknown day, judged before this conviction",
        "73",
        "expunged 2022-03-15",
        s(),
        (again("2017-01-01", offence_date=None),),
    ),
]
MIXED_CASES = [
    Case(
        MIXED,
        "theft and Ch. XIII: the court decides on all",
        "73.2",
        "court_decision_needed 2023-03-15",
        s(TREASON),
    ),
    Case(MIXED, "two thefts", "70.2.b", "expunged 2022-03-15", s({})),
    Case(
        MIXED,
        "a minor's counted offence and Ch. XIII when grown up",
        "73.2, 71.2.b",
        "court_decision_needed 2023-03-15",
        s({"severity": "very_serious", "offence_date": "2016-03-10"}, **TREASON),
        (),
        born("1999-01-01"),
    ),
]
