"""Several courts, one case: what is in force, and what cannot be read as a case is refused."""

from typing import Any

import pytest

from common.refusals import FieldProblem
from verification.judgments import stated
from verification.stages import Stage, StageProblem, Why, cases, stage_of

FIRST: dict[str, Any] = {
    "judgment_no": "45/2015/HSST",
    "judgment_date": "2015-03-10",
    "court": "Tòa án nhân dân quận Ninh Kiều",
    "stage": "Sơ thẩm",
    "offences": "Trộm cắp tài sản",
    "main_penalty": "imprisonment",
    "main_penalty_months": 36,
    "expunged": False,
}
APPEAL: dict[str, Any] = {
    "judgment_no": "101/2015/HSPT",
    "judgment_date": "2015-06-24",
    "court": "Tòa án nhân dân thành phố Cần Thơ",
    "stage": "Phúc thẩm",
    "offences": "Trộm cắp tài sản",
    "decides_on": "45/2015/HS-ST",
    "outcome": "upheld",
    "expunged": False,
}
CASSATION: dict[str, Any] = {
    **APPEAL,
    "judgment_no": "3/2016/HS-GĐT",
    "judgment_date": "2016-11-09",
    "stage": "Giám đốc thẩm",
    "decides_on": "101/2015/HSPT",
}


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Sơ thẩm", Stage.FIRST),
        ("hình sự sơ thẩm", Stage.FIRST),
        ("PHÚC THẨM", Stage.APPEAL),
        ("PT", Stage.APPEAL),
        ("Giám đốc thẩm", Stage.CASSATION),
        ("Tái thẩm", Stage.REOPENING),
        ("", Stage.UNKNOWN),
        ("lần hai", Stage.UNKNOWN),
    ],
)
def test_a_stage_is_known_however_it_is_written(text: str, stage: Stage) -> None:
    assert stage_of({"stage": text}) == stage


def test_one_case_is_one_whatever_the_order_of_its_rows() -> None:
    for rows in ([FIRST, APPEAL, CASSATION], [CASSATION, APPEAL, FIRST]):
        (case,) = cases(rows)
        assert [row["judgment_no"] for row in case.rows] == [
            *("45/2015/HSST", "101/2015/HSPT", "3/2016/HS-GĐT")
        ]
        assert case.in_force is not None
        assert case.in_force["judgment_no"] == "101/2015/HSPT"
        assert case.in_force["main_penalty_months"] == 36
        assert case.is_open


def test_judgments_that_nobody_ties_are_cases_of_their_own() -> None:
    other = {**FIRST, "judgment_no": "9/2019/HSST", "judgment_date": "2019-01-02"}
    assert len(cases([FIRST, other])) == 2


def test_another_penalty_brings_its_own_terms() -> None:
    changed = {**APPEAL, "outcome": "changed", "main_penalty": "fine", "fine_vnd": 20_000_000}
    (case,) = cases([FIRST, changed])
    assert case.in_force is not None
    found = (case.in_force["main_penalty"], case.in_force["main_penalty_months"])
    assert found == ("fine", None)
    assert case.in_force["fine_vnd"] == 20_000_000


def test_no_damages_on_appeal_are_none() -> None:
    first = {**FIRST, "civil_obligation_vnd": 5_000_000}
    changed = {**APPEAL, "outcome": "changed", "civil_obligation_vnd": 0}
    (case,) = cases([first, changed])
    assert case.in_force is not None
    assert case.in_force["civil_obligation_vnd"] == 0


def test_what_is_known_of_enforcement_from_either_row_is_kept() -> None:
    (case,) = cases([{**FIRST, "main_served_on": "2018-03-15"}, {**APPEAL, "enforcement": "x"}])
    assert case.in_force is not None
    assert case.in_force["main_served_on"] == "2018-03-15"
    assert case.in_force["enforcement"] == "x"


def test_a_quashed_conviction_is_none_until_it_is_judged_again() -> None:
    quashed = {**APPEAL, "outcome": "cancelled"}
    (case,) = cases([FIRST, quashed])
    assert case.in_force is None
    assert not case.is_open
    again = {**APPEAL, "judgment_no": "7/2017/HSPT", "judgment_date": "2017-02-01"}
    (case,) = cases([FIRST, {**APPEAL, "outcome": "changed", "main_penalty": "life"}, again])
    assert case.in_force is not None
    assert case.in_force["main_penalty"] == "imprisonment"  # the second appeal upheld the first


def test_a_day_that_is_not_known_comes_after_what_it_decided_on() -> None:
    (case,) = cases([{**APPEAL, "judgment_date": None}, FIRST])
    assert [row["judgment_no"] for row in case.rows] == ["45/2015/HSST", "101/2015/HSPT"]


REFUSED = [
    ([FIRST, {**APPEAL, "outcome": ""}], Why.OUTCOME_MISSING),
    ([FIRST, {**APPEAL, "outcome": "perhaps"}], Why.OUTCOME_MISSING),
    ([FIRST, {**APPEAL, "decides_on": ""}], Why.OUTCOME_ALONE),
    ([FIRST, {**APPEAL, "decides_on": "46/2015/HSST"}], Why.NOT_NAMED),
    ([FIRST, {**FIRST, "court": "Tòa án khác"}, APPEAL], Why.NAMED_TWICE),
    ([FIRST, {**APPEAL, "judgment_date": "2015-03-09"}], Why.NOT_LATER),
    ([FIRST, {**APPEAL, "stage": "Sơ thẩm"}], Why.FIRST_DECIDES),
    ([FIRST, {**APPEAL, "decides_on": "", "outcome": ""}], Why.MAYBE_ONE_CASE),
    ([FIRST, {**CASSATION, "decides_on": FIRST["judgment_no"], "outcome": "restored"}],
     Why.NOTHING_TO_RESTORE),
    ([FIRST, {**APPEAL, "main_penalty": "life"}], Why.DIFFERS),
    ([FIRST, {**APPEAL, "expunged": True}], Why.DIFFERS),
    ([{**FIRST, "main_served_on": "2018-03-15"}, {**APPEAL, "main_served_on": "2018-03-16"}],
     Why.DIFFERS),
    ([FIRST, {**FIRST, "judgment_no": "045/2015/HS-ST"}], Why.STATED_TWICE),
    ([{**APPEAL, "judgment_date": "", "decides_on": "3/2016/HS-GĐT"},
      {**CASSATION, "judgment_date": ""}], Why.NOT_LATER),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "why"), REFUSED)
def test_what_contradicts_itself_is_refused_and_never_guessed(
    rows: list[dict[str, Any]], why: Why
) -> None:
    with pytest.raises(StageProblem) as refused:
        cases(rows)
    assert refused.value.why == why


def test_an_appeal_alone_is_a_case_of_its_own_and_so_is_one_of_another_offence() -> None:
    alone = {**APPEAL, "decides_on": "", "outcome": ""}
    assert len(cases([alone])) == 1
    assert len(cases([{**FIRST, "offences": "Đánh bạc"}, alone])) == 2
    assert len(cases([FIRST, {**alone, "decides_on": "//", "outcome": "upheld"}])) == 2


def test_the_clerk_is_told_at_the_field() -> None:
    _rows, problems = stated([FIRST, {**APPEAL, "decides_on": "", "outcome": ""}])
    assert [(one.code, one.field) for one in problems] == [("stage", "judgments.1.decides_on")]
    _rows, problems = stated([FIRST, {**APPEAL, "outcome": "perhaps"}])
    assert problems == [
        FieldProblem("invalid", "judgments.1.outcome", problems[0].message),
    ]


def test_what_is_stated_keeps_tie_outcome_and_fine() -> None:
    rows, problems = stated([FIRST, {**APPEAL, "outcome": "changed", "fine_vnd": "5.000.000"}])
    assert problems == []
    found = {name: rows[1][name] for name in ("decides_on", "outcome", "fine_vnd")}
    assert found == {"decides_on": "45/2015/HS-ST", "outcome": "changed", "fine_vnd": 5_000_000}


@pytest.mark.parametrize("ground", ["amnesty", "incomplete_old_data", "never_counted"])
def test_a_ground_that_speaks_for_itself_needs_no_day(ground: str) -> None:
    rows, problems = stated([{**FIRST, "expungement_ground": ground}])
    assert problems == []
    assert (rows[0]["expunged"], rows[0]["expunged_on"]) == (True, None)
