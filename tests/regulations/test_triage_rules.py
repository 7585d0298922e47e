"""The triage rules as data: routes, whom they ask, and the limit (NĐ 111/2010 art 24-28)."""

import pytest

from regulations.loading import law
from regulations.regimes import regime_by_code


def rules(regime="R1c"):
    return regime_by_code(regime).triage


@pytest.mark.parametrize("regime", list(law().regimes))
@pytest.mark.parametrize(
    ("key", "route", "asks", "limit"),
    [
        ("residence_unknown", "national_centre", ("police", "national_centre"), "extended"),
        ("foreigner_left", "national_centre", ("police", "national_centre"), "extended"),
        ("several_provinces", "national_centre", ("police", "national_centre"), "extended"),
        ("abroad", "national_centre", ("police", "national_centre"), "extended"),
        ("foreigner", "national_centre", ("police", "national_centre"), "extended"),
        ("certified_before", "in_house", (), "base"),
        ("one_province", "police", ("police",), "base"),
    ],
)
def test_a_route_says_whom_to_ask_and_how_long_it_takes(regime, key, route, asks, limit):
    rule = next(one for one in rules(regime).route if one.key == key)
    assert (rule.route, rule.asks, rule.limit) == (route, asks, limit)
    assert rule.reason


def test_several_provinces_go_before_an_earlier_certificate():
    keys = [one.key for one in rules().route]
    assert keys.index("several_provinces") < keys.index("certified_before")
    assert keys.index("residence_unknown") == 0


def test_an_earlier_certificate_counts_only_with_one_province():
    rule = next(one for one in rules().route if one.key == "certified_before")
    assert rule.when == ("certified_before", "one_province")


@pytest.mark.parametrize(
    ("key", "asks", "limit"),
    [
        ("former_military", ("military_court",), None),
        ("record_open", ("court",), "extended"),
        ("hit", ("court",), "extended"),
        ("answer_unclear", ("court",), "extended"),
        ("expungement_unproved", ("commune", "procuracy"), "extended"),
    ],
)
def test_an_addition_asks_more_and_never_names_a_route(key, asks, limit):
    rule = next(one for one in rules().addition if one.key == key)
    assert (rule.asks, rule.limit) == (asks, limit)
    assert not hasattr(rule, "route")


def test_the_rules_carry_a_version_for_the_trace():
    assert rules("R1c").version == "nd-111/2"
    assert rules("R3").version == "nd-216/2"
