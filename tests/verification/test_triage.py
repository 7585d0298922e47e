"""Which route a case takes: residence and history decide, nothing else does."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest

from applications.whereabouts import foreigner_left
from regulations.regimes import regime_by_code
from regulations.terms import LimitClass, Route, TriageFact
from tests.declarations import AN
from verification.facts import Known, facts_from, facts_of
from verification.triage import classify, classify_as

BEFORE_MERGER, AFTER_MERGER = date(2024, 6, 3), date(2025, 7, 2)
REGIME = regime_by_code("R1c")


def row(province: str = "92", country: str = "VN", **changes: Any) -> dict[str, Any]:
    place = {"province": province if country == "VN" else "", "country": country, "line": ""}
    kind = "permanent" if country == "VN" else "abroad"
    return {"from": "2004-05", "to": None, "place": place, "kind": kind, **changes}


def declaration(*rows: dict[str, Any], **subject: Any) -> dict[str, Any]:
    value = copy.deepcopy(AN)
    value["residences"] = list(rows)
    value["subject"] |= subject
    return value


HOMELESS = {"permanent_address": None, "temporary_address": None}
CERTIFIED = Known(earlier_certificate="12/2019")

CASES = [
    ("one province, first time", declaration(row()), Known(), Route.POLICE),
    ("one province, certified before", declaration(row()), CERTIFIED, Route.IN_HOUSE),
    ("several provinces", declaration(row(), row("79")), Known(), Route.NATIONAL_CENTRE),
    ("several provinces, certified", declaration(row(), row("79")), CERTIFIED, "national_centre"),
    ("abroad", declaration(row(), row(country="KR")), Known(), Route.NATIONAL_CENTRE),
    (
        "abroad, certified before",
        declaration(row(), row(country="KR")),
        CERTIFIED,
        "national_centre",
    ),
    ("a foreigner", declaration(row(), nationality="KR"), Known(), Route.NATIONAL_CENTRE),
    (
        "a foreigner who left",
        declaration(row(), nationality="KR", **HOMELESS),
        Known(),
        Route.NATIONAL_CENTRE,
    ),
    ("residence unknown", declaration(**HOMELESS), Known(), Route.NATIONAL_CENTRE),
]


@pytest.mark.parametrize(
    ("value", "known", "route"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_route_follows_residence_and_history(
    value: dict[str, Any], known: Known, route: str
) -> None:
    facts = facts_of(value, on=BEFORE_MERGER, known=known)
    assert classify(facts, regime=REGIME).route == route


@pytest.mark.parametrize(
    ("history", "homes", "left"),
    [
        ([row(), row(country="KR")], {}, True),
        ([row(country="KR"), row()], {}, False),
        ([], {}, False),
        ([row()], HOMELESS, True),
        (
            [row(), row(country="KR")],
            {"temporary_address": AN["subject"]["permanent_address"]},
            False,
        ),
    ],
    ids=["went abroad", "came here", "nothing said", "no home", "abroad, with a home here"],
)
def test_a_foreigner_has_left_when_no_home_is_declared_or_the_history_ends_abroad(
    history: list[dict[str, Any]], homes: dict[str, Any], left: bool
) -> None:
    said = {"subject": {"nationality": "KR"} | homes, "residences": history}
    assert foreigner_left(said) == left


@pytest.mark.parametrize(
    ("provinces", "on", "several"),
    [
        (("79", "74"), BEFORE_MERGER, True),  # Bình Dương was a province of its own
        (("79", "74"), AFTER_MERGER, False),  # and lies in Hồ Chí Minh now
        (("28", "01"), BEFORE_MERGER, False),  # Hà Tây joined Hà Nội in 2008
        (("15", "10"), AFTER_MERGER, False),  # Yên Bái and Lào Cai are one, under the code 15
        (("92", "79"), AFTER_MERGER, True),
    ],
)
def test_one_province_is_judged_on_the_map_of_the_day_of_receipt(
    provinces: tuple[str, ...], on: date, several: bool
) -> None:
    facts = facts_of(declaration(*map(row, provinces)), on=on)
    assert facts.holds(TriageFact.SEVERAL_PROVINCES) is several
    assert facts.holds(TriageFact.ONE_PROVINCE) is not several
    assert tuple(one.declared for one in facts.provinces) == provinces


def kinds(outcome: Any) -> list[str]:
    return [ask.agency_kind for ask in outcome.asks]


def test_former_service_adds_the_military_court_and_leaves_the_route() -> None:
    served = facts_of(declaration(row(military=True)), on=BEFORE_MERGER)
    outcome = classify(served, regime=REGIME)
    assert (outcome.route, kinds(outcome)) == (Route.POLICE, ["police", "military_court"])
    certified = facts_of(declaration(row(military=True)), on=BEFORE_MERGER, known=CERTIFIED)
    outcome = classify(certified, regime=REGIME)
    assert (outcome.route, kinds(outcome)) == (Route.IN_HOUSE, ["military_court"])


def test_an_open_record_asks_the_court_and_does_not_move_the_promised_day() -> None:
    known = Known(records=("25CT2015/00001",), record_open=True)
    outcome = classify(facts_of(declaration(row()), on=BEFORE_MERGER, known=known), regime=REGIME)
    assert kinds(outcome) == ["police", "court"]
    assert (outcome.limit, outcome.promised) == (LimitClass.EXTENDED, LimitClass.BASE)


def test_agencies_have_the_working_days_of_the_regime() -> None:
    outcome = classify(facts_of(declaration(row()), on=BEFORE_MERGER), regime=REGIME)
    assert [(ask.agency_kind, ask.working_days) for ask in outcome.asks] == [("police", 7)]


def test_an_urgent_request_has_its_own_limit() -> None:
    facts = facts_of(declaration(row(), row("79")), on=BEFORE_MERGER)
    assert classify(facts, regime=REGIME, urgent=True).limit == LimitClass.URGENT


def test_who_applies_changes_nothing() -> None:
    own = declaration(row())
    other = {**own, "applicant": {"relation": "mother", "full_name": "Trần Thị Cúc"}}
    assert facts_of(own, on=BEFORE_MERGER) == facts_of(other, on=BEFORE_MERGER)


def test_every_rule_is_in_the_trace_with_why_it_did_not_hold() -> None:
    outcome = classify(facts_of(declaration(row(), row("79")), on=BEFORE_MERGER), regime=REGIME)
    rules = REGIME.triage
    assert [line.rule for line in outcome.trace] == [
        rule.key for rule in (*rules.route, *rules.addition)
    ]
    by_rule = {line.rule: line for line in outcome.trace}
    assert by_rule["several_provinces"].outcome == "decided"
    assert by_rule["abroad"].missing == ("abroad",)
    assert by_rule["one_province"].outcome == "not_needed"
    assert by_rule["certified_before"].missing == ("certified_before", "one_province")


def test_a_clerks_choice_keeps_what_the_rules_said_and_the_additions() -> None:
    facts = facts_of(declaration(row(military=True)), on=BEFORE_MERGER)
    outcome = classify_as(
        Route.NATIONAL_CENTRE, facts, reason="Có nghi vấn về nơi cư trú.", regime=REGIME
    )
    assert kinds(outcome) == ["police", "national_centre", "military_court"]
    assert outcome.trace[0].reason["vi"] == "Có nghi vấn về nơi cư trú."
    assert {line.rule: line.outcome for line in outcome.trace}["one_province"] == "overruled"


def test_the_facts_survive_being_stored() -> None:
    known = Known(records=("25CT2015/00001",), record_open=True)
    facts = facts_of(declaration(row(), row("79")), on=BEFORE_MERGER, known=known)
    assert facts_from(facts.as_json()) == facts
    assert facts_of({}, on=BEFORE_MERGER).provinces == ()
