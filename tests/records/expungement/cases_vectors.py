"""The table: the vectors of the domain text, and who has no record at all."""

from __future__ import annotations

from tests.records.expungement.cases import PAID_AT_ONCE, TREASON, Case, again, born
from tests.records.expungement.cases import sentence as s

UNPAID = {"obligations_met_on": None}
VECTORS = "Vectors of the domain text"
NEVER = "No record at all"
SUPERVISED = {"additional_penalties": "Quản chế 3 năm", "main_penalty_months": 24}
GRAVE = {"offence_date": "2018-03-10", "severity": "extremely_serious", "main_penalty_months": 48}

VECTOR_CASES = [
    Case(
        VECTORS,
        "(a) theft, 3 years, served 15/3/2020, damages paid 1/6/2021",
        "70.2.b",
        "expunged 2022-03-15",
        s(),
    ),
    Case(
        VECTORS,
        "(a) the same, damages paid 1/6/2023",
        "70.2",
        "expunged 2023-06-01",
        s(obligations_met_on="2023-06-01"),
    ),
    Case(
        VECTORS,
        "(b) suspended, probation ended 10/5/2019",
        "70.2.a",
        "expunged 2020-05-10",
        s(
            main_penalty="suspended",
            main_penalty_months=24,
            main_served_on=None,
            probation_ended_on="2019-05-10",
            **PAID_AT_ONCE,
        ),
    ),
    Case(
        VECTORS,
        "(c) 2 years ended 1/1/2019, 3 years' supervision ended 1/1/2022",
        "70.3",
        "expunged 2022-01-01",
        s(main_served_on="2019-01-01", additional_served_on="2022-01-01", **SUPERVISED),
    ),
    Case(
        VECTORS,
        "(d) as (a), new offence on 1/2/2021, new sentence ended 1/1/2025: the old one",
        "73.1",
        "not_yet 2027-01-01",
        s(),
        (again("2021-02-01"),),
    ),
    Case(VECTORS, "(d) the new one", "70.2.b", "not_yet 2027-01-01", again("2021-02-01"), (s(),)),
    Case(
        VECTORS,
        "(e) 2 years never carried out, execution lapsed 1/1/2020",
        "60, 70.2.b",
        "expunged 2022-01-01",
        s(
            judgment_date="2014-12-01",
            final_on="2015-01-01",
            offence_date="2014-05-01",
            code_of_law="1999",
            chapter="XIV",
            article="Điều 138",
            main_penalty_months=24,
            main_served_on=None,
            execution_lapsed_on="2020-01-01",
            **UNPAID,
        ),
    ),
    Case(
        VECTORS,
        "(f) Ch. XIII, 4 years, ended 1/1/2020: the first day to ask",
        "71.2.b",
        "court_decision_needed 2023-01-01",
        s(main_penalty_months=48, main_served_on="2020-01-01", **TREASON, **PAID_AT_ONCE),
    ),
    Case(
        VECTORS,
        "(g) at 17, extremely serious, 4 years, ended 1/1/2022",
        "107.2.b",
        "expunged 2023-01-01",
        s(main_served_on="2022-01-01", **GRAVE),
        (),
        born("2000-06-01"),
    ),
    Case(
        VECTORS,
        "(h) negligent, serious",
        "69.2",
        "never_counted",
        s(intent="negligent", severity="serious", chapter="XXI", article="khoản 1 Điều 260"),
    ),
]
NEVER_CASES = [
    Case(
        NEVER,
        "negligent, less serious, still in prison",
        "69.2",
        "never_counted",
        s(intent="negligent", severity="less_serious", main_served_on=None),
    ),
    Case(
        NEVER,
        "negligent, very serious: counted",
        "69.2, 70.2.b",
        "expunged 2022-03-15",
        s(intent="negligent", severity="very_serious"),
    ),
    Case(
        NEVER,
        "negligent but of unknown severity, prison of 8 years: counted",
        "9, 70.2.c",
        "expunged 2023-03-15",
        s(intent="negligent", severity="", main_penalty_months=96),
    ),
    Case(
        NEVER,
        "exempted from penalty",
        "69.2",
        "never_counted",
        s(main_penalty="exempted", main_penalty_months=None, main_served_on=None),
    ),
    Case(
        NEVER,
        "at 15, extremely serious",
        "107.1.a",
        "never_counted",
        s(**GRAVE),
        (),
        born("2002-06-01"),
    ),
    Case(
        NEVER, "at 16, serious by intent", "107.1.b", "never_counted", s(), (), born("2002-01-01")
    ),
    Case(
        NEVER,
        "at 17, very serious by negligence",
        "107.1.b",
        "never_counted",
        s(intent="negligent", severity="very_serious"),
        (),
        born("2000-06-01"),
    ),
    Case(
        NEVER,
        "at 17, very serious by intent: counted, half the time",
        "107.2.b",
        "expunged 2021-06-01",
        s(severity="very_serious"),
        (),
        born("2000-06-01"),
    ),
    Case(
        NEVER,
        "on the 18th birthday: grown up",
        "90, 70.2.b",
        "expunged 2022-03-15",
        s(),
        (),
        born("2000-03-10"),
    ),
    Case(
        NEVER,
        "the day before it: a minor",
        "90, 107.1.b",
        "never_counted",
        s(),
        (),
        born("2000-03-11"),
    ),
    Case(
        NEVER,
        "at 17 in Ch. XIII, extremely serious: no court",
        "107.2.b",
        "expunged 2023-01-01",
        s(main_served_on="2022-01-01", **GRAVE, **TREASON),
        (),
        born("2000-06-01"),
    ),
    Case(
        NEVER,
        "one offence without a record beside one with it",
        "69.2, 70.2.b",
        "expunged 2022-03-15",
        s({"intent": "negligent"}),
    ),
    Case(
        NEVER,
        "a minor's offence beside one of the grown-up",
        "107, 70.2.b",
        "expunged 2022-03-15",
        s({"offence_date": "2016-03-10"}),
        (),
        born("1999-01-01"),
    ),
]
