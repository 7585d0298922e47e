"""What may be stated of a person, case by case: a rule over values, no dossier, no database."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from records.expungement.outcome import Decision, State
from verification.sources import REGISTER, Source, align
from verification.stating import Heard, Proposal, Weighed, Why, proposal

THEFT: dict[str, Any] = {
    "judgment_no": "45/2015/HSST",
    "judgment_date": "2015-03-10",
    "court": "Tòa án nhân dân quận Ninh Kiều",
    "offences": "Trộm cắp tài sản",
    "main_penalty": "imprisonment",
    "main_penalty_months": 36,
}
FIGHT = {**THEFT, "judgment_no": "12/2019/HSST", "judgment_date": "2019-06-01"}
GROUND = "Đương nhiên được xóa án tích, Điều 70 khoản 2 điểm b Bộ luật Hình sự 2015"
GONE = Decision(State.EXPUNGED, date(2020, 3, 15), GROUND, "Điều 70", ())
NEVER = Decision(State.NEVER_COUNTED, None, "Vô ý, ít nghiêm trọng", "Điều 69", ())
STANDS = Decision(State.NOT_YET, date(2027, 1, 1), "Chưa hết thời hạn", "Điều 70", ())
COURTS = Decision(State.COURT_DECISION_NEEDED, None, "Tòa án quyết định", "Điều 71", ())
UNKNOWN = Decision(State.UNDECIDABLE, None, "Chưa rõ án phí", "", ())


def said(kind: str, answer: str, *rows: dict[str, Any], **more: Any) -> Source:
    return Source(key=kind, kind=kind, name=kind, answer=answer, judgments=rows, **more)


CLEAN = said("police", "none")
HIT = said("police", "has_record", THEFT)


def heard(*sources: Source, by: dict[str, Decision] | None = None, **more: Any) -> Heard:
    """Of agencies and, if `held` is among them, the own register; `by`: a decision by number."""
    held = more.pop("held", ())
    own = Source(REGISTER, REGISTER, "Sở", judgments=tuple(held))
    weighed = tuple(
        Weighed(one, (by or {}).get(one.merged()["judgment_no"], UNKNOWN))
        for one in align([own, *sources])
    )
    needed = more.pop("needed", ("police",))
    return Heard(needed=needed, sources=sources, judgments=weighed, own_record=bool(held), **more)


@dataclass(frozen=True)
class Case:
    name: str
    heard: Heard
    finding: str
    reasons: tuple[str, ...] = ()
    expunged: tuple[bool, ...] = field(default=())


CASES = (
    # Nothing anywhere: the machine.
    Case("every needed source says none", heard(CLEAN), "none"),
    Case("nobody had to be asked", heard(needed=()), "none"),
    Case(
        "police and Centre say none",
        heard(CLEAN, said("national_centre", "none"), needed=("police", "national_centre")),
        "none",
    ),
    # Not heard, or not for good.
    Case(
        "an answer is waited for",
        heard(said("police", "")),
        "",
        ("answers_missing", "not_all_clean"),
    ),
    Case(
        "one of two has answered",
        heard(CLEAN, said("court", ""), needed=("police", "court")),
        "",
        ("answers_missing", "not_all_clean"),
    ),
    Case("never classified", heard(needed=("unclassified",)), "", ("not_all_clean",)),
    Case(
        "only an interim word",
        heard(said("police", "none", final=False)),
        "",
        ("answers_missing", "interim_only", "not_all_clean"),
    ),
    Case("the police cannot say", heard(said("police", "unclear")), "", ("not_all_clean",)),
    Case(
        "the police cannot say, and the court knows nothing",
        heard(said("police", "unclear"), said("court", "none")),
        "",
        ("not_all_clean",),
    ),
    Case(
        "a record of which no judgment is named",
        heard(said("police", "has_record")),
        "",
        ("not_all_clean",),
    ),
    Case("an answer was set aside", heard(CLEAN, set_aside=True), "", ("reply_set_aside",)),
    # What the office itself knows.
    Case("somebody alike waits", heard(CLEAN, candidates_wait=True), "", ("own_register",)),
    Case(
        "a declared conviction, and nothing found", heard(CLEAN, declared=True), "", ("declared",)
    ),
    Case(
        "a record without judgments in the register",
        replace(heard(CLEAN), own_record=True),
        "",
        ("own_record",),
    ),
    # Expunged: proposed, and a clerk confirms.
    Case(
        "all judgments are expunged by rule",
        heard(HIT, by={"45/2015/HSST": GONE}),
        "none",
        ("not_all_clean",),
        (True,),
    ),
    Case(
        "expunged in the own register, and none at the police",
        heard(CLEAN, held=[THEFT], by={"45/2015/HSST": GONE}),
        "none",
        ("own_record",),
        (True,),
    ),
    Case(
        "it never was a record",
        heard(HIT, by={"45/2015/HSST": NEVER}),
        "none",
        ("not_all_clean",),
        (True,),
    ),
    Case(
        "declared, and found expunged",
        heard(HIT, by={"45/2015/HSST": GONE}, declared=True),
        "none",
        ("declared", "not_all_clean"),
        (True,),
    ),
    # An open judgment.
    Case(
        "its period runs",
        heard(HIT, by={"45/2015/HSST": STANDS}),
        "has_record",
        ("not_all_clean",),
        (False,),
    ),
    Case(
        "only a court may expunge it",
        heard(HIT, by={"45/2015/HSST": COURTS}),
        "has_record",
        ("not_all_clean",),
        (False,),
    ),
    Case(
        "one expunged, one open",
        heard(
            said("police", "has_record", THEFT, FIGHT),
            by={"45/2015/HSST": GONE, "12/2019/HSST": STANDS},
        ),
        "has_record",
        ("not_all_clean",),
        (True, False),
    ),
    Case(
        "open, and the court has not answered: it can only add",
        heard(HIT, said("court", ""), by={"45/2015/HSST": STANDS}),
        "has_record",
        ("answers_missing", "not_all_clean"),
        (False,),
    ),
    # Not decidable.
    Case(
        "whether it is expunged cannot be told",
        heard(HIT, by={"45/2015/HSST": UNKNOWN}),
        "",
        ("not_all_clean", "expungement_undecided"),
        (False,),
    ),
    Case(
        "one expunged, of one nobody can tell",
        heard(said("police", "has_record", THEFT, FIGHT), by={"45/2015/HSST": GONE}),
        "",
        ("not_all_clean", "expungement_undecided"),
        (True, False),
    ),
    Case(
        "one open, of one nobody can tell",
        heard(said("police", "has_record", THEFT, FIGHT), by={"12/2019/HSST": STANDS}),
        "has_record",
        ("not_all_clean", "expungement_undecided"),
        (False, False),
    ),
    Case(
        "a hit that cannot be entered yet",
        heard(HIT, by={"45/2015/HSST": GONE}, hit_waits=True),
        "",
        ("not_all_clean", "hit_not_entered"),
        (True,),
    ),
    # Disagreement: never the machine, and nothing proposed.
    Case(
        "the police know a record, the Centre says none",
        heard(HIT, said("national_centre", "none"), by={"45/2015/HSST": STANDS}),
        "",
        ("not_all_clean", "sources_disagree"),
        (False,),
    ),
    Case(
        "the court does not know the police's judgment",
        heard(HIT, said("court", "none", question="judgment"), by={"45/2015/HSST": GONE}),
        "",
        ("not_all_clean", "sources_disagree"),
        (True,),
    ),
    Case(
        "the police say none, an open judgment stands in the register",
        heard(CLEAN, held=[THEFT], by={"45/2015/HSST": STANDS}),
        "",
        ("sources_disagree", "own_record"),
        (False,),
    ),
    Case(
        "whether it may be expunged is no question of a record",
        heard(HIT, said("commune", "none", question="expungement"), by={"45/2015/HSST": GONE}),
        "none",
        ("not_all_clean",),
        (True,),
    ),
    Case(
        "a military court that knows nothing denies no judgment of another court",
        heard(HIT, said("military_court", "none"), by={"45/2015/HSST": STANDS}),
        "has_record",
        ("not_all_clean",),
        (False,),
    ),
    Case(
        "one judgment, two penalties",
        heard(
            HIT,
            said("court", "has_record", {**THEFT, "main_penalty_months": 30}),
            by={"45/2015/HSST": GONE},
        ),
        "",
        ("not_all_clean", "sources_disagree"),
        (True,),
    ),
    Case(
        "one judgment, two numbers",
        heard(
            HIT,
            said("court", "has_record", {**THEFT, "judgment_no": "54/2015/HSST"}),
            by={"54/2015/HSST": GONE},
        ),
        "",
        ("not_all_clean", "sources_disagree"),
        (True,),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_follows(case: Case) -> None:
    found = proposal(case.heard)
    assert found.finding == case.finding
    assert tuple(found.reasons) == case.reasons
    assert tuple(row["expunged"] for row in found.judgments) == case.expunged
    assert found.by_machine == (case.reasons == ())


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_machine_states_nothing_but_a_clean_case(case: Case) -> None:
    found = proposal(case.heard)
    if found.by_machine:
        assert found == Proposal(finding="none")


def test_every_doubt_alone_keeps_the_machine_from_a_clean_case() -> None:
    doubts = ("declared", "set_aside", "candidates_wait", "own_record", "hit_waits")
    for doubt in doubts:
        change: dict[str, Any] = {doubt: True}
        assert not proposal(replace(heard(CLEAN), **change)).by_machine, doubt


def test_an_expunged_judgment_is_stated_with_its_day_and_ground() -> None:
    (row,) = proposal(heard(HIT, by={"45/2015/HSST": GONE})).judgments
    assert (row["expunged_on"], row["expungement_ground"]) == ("2020-03-15", GROUND)


def test_what_never_counted_is_named_by_its_code_and_has_no_day() -> None:
    (row,) = proposal(heard(HIT, by={"45/2015/HSST": NEVER})).judgments
    assert (row["expunged"], row["expungement_ground"]) == (True, "never_counted")
    assert "expunged_on" not in row


def test_an_expungement_that_is_only_said_is_not_stated() -> None:
    claimed = {**THEFT, "expunged_on": "2030-01-01", "expunged_by": "Công an"}
    later = said("police", "has_record", claimed)
    (row,) = proposal(heard(later, by={"45/2015/HSST": STANDS})).judgments
    assert (row["expunged"], row.get("expunged_on"), row["expungement_ground"]) == (False, None, "")


def test_every_reason_has_its_words() -> None:
    from portal.desk.case_page import WHY

    assert set(WHY) == set(Why)
