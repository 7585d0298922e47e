"""What holds of every judgment, however its columns stand: time, unknowns, new offences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from common.dates import PartialDate
from records.expungement import State, decide
from records.expungement.clock import NOT_DONE
from records.expungement.facts import JudgmentFacts, OffenceFacts
from records.terms import CodeOfLaw, Intent, MainPenalty, Severity

days = st.dates(date(1990, 1, 1), date(2035, 1, 1))
maybe_days = st.none() | days
partial_dates = st.builds(
    lambda day, known: PartialDate(*(day.year, day.month, day.day)[:known]), days, st.integers(1, 3)
)
amounts = st.sampled_from([None, 0, 200_000])
offences = st.builds(
    OffenceFacts,
    article=st.sampled_from(["", "Điều 173", "khoản 3 Điều 353", "Điều 110"]),
    code_of_law=st.sampled_from(["", *CodeOfLaw.values]),
    chapter=st.sampled_from(["", "XVI", "XIII", "XI", "I"]),
    offence_date=st.none() | partial_dates,
    intent=st.sampled_from(["", *Intent.values]),
    severity=st.sampled_from(["", *Severity.values]),
)
judgments = st.builds(
    JudgmentFacts,
    judgment_no=st.sampled_from(["1/HS", "2/HS", "3/HS"]),
    judgment_date=maybe_days,
    final_on=maybe_days,
    main_penalty=st.sampled_from(["", *MainPenalty.values]),
    main_penalty_months=st.sampled_from([None, 6, 36, 60, 61, 180, 181]),
    additional_penalties=st.sampled_from(["", "Quản chế 2 năm"]),
    civil_obligation_vnd=amounts,
    court_fee_vnd=amounts,
    main_served_on=maybe_days,
    probation_ended_on=maybe_days,
    additional_served_on=maybe_days,
    obligations_met_on=maybe_days,
    execution_lapsed_on=maybe_days,
    expunged_on=st.none() | st.none() | maybe_days,
    offences=st.lists(offences, max_size=2).map(tuple),
)
birth_dates = st.lists(
    st.builds(PartialDate, st.integers(1960, 2010)) | partial_dates, max_size=2
).map(tuple)
lists = st.lists(judgments, max_size=3).map(tuple)
# Empty days and texts are unknown; an empty list of additional penalties says that there are none.
UNKNOWN = {
    **dict.fromkeys(("judgment_date", "final_on", "main_served_on", "probation_ended_on")),
    **dict.fromkeys(("additional_served_on", "obligations_met_on", "main_penalty_months")),
    **dict.fromkeys(("civil_obligation_vnd", "court_fee_vnd")),
    "main_penalty": "",
    "offences": (),
}
UNKNOWN_OF_OFFENCE = {"intent": "", "severity": "", "offence_date": None, "code_of_law": ""}


@given(judgments, lists, days, birth_dates)
def test_the_same_facts_give_the_same_result(judgment, others, as_of, born) -> None:
    first = decide(judgment, others, as_of=as_of, born=born)
    assert decide(judgment, others[::-1], as_of=as_of, born=born[::-1]).date == first.date
    assert decide(judgment, others, as_of=as_of, born=born) == first


@given(judgments, lists, days, st.integers(0, 5000), birth_dates)
def test_a_later_day_never_takes_an_expungement_back(judgment, others, as_of, wait, born) -> None:
    first = decide(judgment, others, as_of=as_of, born=born)
    later = decide(judgment, others, as_of=as_of + timedelta(wait), born=born)
    if first.state in {State.EXPUNGED, State.NEVER_COUNTED}:
        assert later.state == first.state
        assert later.date == first.date


@given(judgments, lists, days, birth_dates, st.sampled_from(sorted(UNKNOWN)))
def test_knowing_less_never_makes_an_undecidable_judgment_expunged(
    judgment, others, as_of, born, name
) -> None:
    first = decide(judgment, others, as_of=as_of, born=born)
    less = decide(replace(judgment, **{name: UNKNOWN[name]}), others, as_of=as_of, born=born)
    if first.state == State.UNDECIDABLE and not _was_contradiction(first.ground):
        assert less.state not in {State.EXPUNGED, State.NEVER_COUNTED}


@given(judgments, lists, days, birth_dates, st.sampled_from(sorted(UNKNOWN_OF_OFFENCE)))
def test_knowing_less_of_an_offence_never_expunges(judgment, others, as_of, born, name) -> None:
    first = decide(judgment, others, as_of=as_of, born=born)
    unknown = {name: UNKNOWN_OF_OFFENCE[name]}
    offences = tuple(replace(one, **unknown) for one in judgment.offences)
    less = decide(replace(judgment, offences=offences), others, as_of=as_of, born=born)
    if first.state == State.UNDECIDABLE and not _was_contradiction(first.ground):
        assert less.state not in {State.EXPUNGED, State.NEVER_COUNTED}
    without_birth = decide(judgment, others, as_of=as_of, born=())
    if first.state == State.UNDECIDABLE and not _was_contradiction(first.ground):
        assert without_birth.state not in {State.EXPUNGED, State.NEVER_COUNTED}


@given(judgments, lists, judgments, days, birth_dates)
def test_a_new_offence_never_makes_the_day_earlier(judgment, others, new, as_of, born) -> None:
    before = decide(judgment, others, as_of=as_of, born=born)
    after = decide(judgment, (*others, new), as_of=as_of, born=born)
    if after.state == State.EXPUNGED:
        assert before.state == State.EXPUNGED
        assert after.date >= before.date
    if State.NOT_YET == before.state == after.state:
        assert (after.date or NOT_DONE) >= (before.date or NOT_DONE)


@given(judgments, lists, days, birth_dates)
def test_every_result_has_its_day_and_its_words(judgment, others, as_of, born) -> None:
    found = decide(judgment, others, as_of=as_of, born=born)
    assert found.ground
    if found.state == State.EXPUNGED:
        assert found.date <= as_of
    if found.state == State.NOT_YET:
        assert found.date is None or found.date > as_of
    if found.state in {State.UNDECIDABLE, State.NEVER_COUNTED}:
        assert found.date is None
    if found.state == State.UNDECIDABLE:
        assert not found.ground.endswith("vì ")


def _was_contradiction(ground: str) -> bool:
    """A day that cannot be true is worse than one that is not known."""
    return (
        "ghi trước" in ground
        or "ghi sau" in ground
        or "không thể đúng" in ground
        or ("chưa đủ 14 tuổi" in ground)
    )
