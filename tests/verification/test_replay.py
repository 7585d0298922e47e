"""A past case is classified again under the rules of its day, whatever the files say now."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pgtrigger
import pytest
from django.core.checks import Tags, run_checks
from django.core.management import call_command
from django.db import InternalError, transaction

from accounts.models import Office, User
from applications import intake
from applications.models import Application, FollowUp
from regulations import regimes
from regulations.loading import law
from regulations.shapes import Regime
from regulations.terms import Route
from tests.verification.conftest import accepted_event
from verification import migrations, rule_sets
from verification.classification import classify_case, reclassify
from verification.facts import Facts, Known, Province, facts_from
from verification.models import Classification, RuleSet
from verification.replaying import replay, replayed
from verification.triage import Outcome, classify, classify_as

TakeIn = Callable[[dict[str, Any]], Application]

# What each version of the rules says. A red line here: the file was changed under its old version.
VERSIONS = {
    "nd-111/2": "be553c2beb3ae3470d6dc1e99b240ed66cc6deeca93de8bcd8b8bb1d9e7193a1",
    "nd-216/2": "cbd73cee876e01305d84514a435ea2ce423d490209d5f8565470a5ef9c66c8bf",
}
REASONS = ("", "", "", "Nơi cư trú chưa rõ.", "Có đơn tố cáo.")


def some_facts(chance: random.Random) -> Facts:
    """Any case that can come: wherever somebody lived, whatever is known of them."""

    def odds(share: float) -> bool:
        return chance.random() < share

    declared = chance.sample(["92", "79", "01", "48", "74"], chance.choice([1, 1, 1, 2, 3]))
    return Facts(
        on=date(2015, 1, 1) + timedelta(days=chance.randrange(4500)),
        provinces=tuple(Province(code, code) for code in declared),
        abroad=odds(0.1),
        foreigner=odds(0.1),
        residence_unknown=odds(0.05),
        foreigner_left=odds(0.05),
        former_military=odds(0.1),
        known=Known(
            earlier_certificate="12/STP-LLTP" if odds(0.3) else "",
            records=("25CT2015/00001",) if odds(0.2) else (),
            record_open=odds(0.2),
            hit=odds(0.1),
            answer_unclear=odds(0.1),
            courts=("Tòa án nhân dân quận Ninh Kiều",) if odds(0.1) else (),
            expungement_unproved=odds(0.1),
        ),
    )


@pytest.fixture
def dossiers(department: Office, applicant: User) -> list[Application]:
    """One under each regime, to hang classifications on."""
    made = []
    for code in law().regimes:
        application = intake.open_draft(by=applicant, channel="online")
        Application.objects.filter(pk=application.pk).update(regime=code)
        application.refresh_from_db()
        made.append(application)
    return made


def stored(
    dossiers: list[Application], *, cases: int, by: User, rules: Callable[[str], Regime]
) -> Iterator[Classification]:
    """Generated cases as `classify_case` and `reclassify` would have stored them."""
    chance = random.Random(4)
    for number in range(cases):
        application = dossiers[number % len(dossiers)]
        facts, urgent = some_facts(chance), chance.random() < 0.05
        reason, regime = chance.choice(REASONS), rules(application.regime)
        rule_sets.keep(regime)
        route = Route(chance.choice(list(Route)))
        outcome = (
            classify_as(route, facts, reason=reason, regime=regime, urgent=urgent)
            if reason
            else classify(facts, regime=regime, urgent=urgent)
        )
        yield _row(application, number, facts, outcome, by=by, urgent=urgent, reason=reason)


def _row(
    application: Application,
    number: int,
    facts: Facts,
    outcome: Outcome,
    *,
    by: User,
    urgent: bool,
    reason: str,
) -> Classification:
    return Classification(
        application=application,
        number=number,
        by=by,
        rules_version=outcome.rules_version,
        inputs={**facts.as_json(), "regime": application.regime, "urgent": urgent},
        trace=[line.as_json() for line in outcome.trace],
        route=outcome.route.value,
        asks=[ask.as_json() for ask in outcome.asks],
        limit=outcome.limit.value,
        reason=reason,
    )


def run(capsys: Any, *options: str) -> tuple[int, list[str]]:
    """The command's exit code and what it printed."""
    try:
        call_command("replay_classifications", *options)
    except SystemExit as ended:
        return int(str(ended.code)), capsys.readouterr().out.splitlines()
    return 0, capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("cases", [1000, pytest.param(10_000, marks=pytest.mark.long)])
def test_thousands_of_past_cases_come_out_as_they_did(
    dossiers: list[Application], machine: User, capsys: Any, cases: int
) -> None:
    made = stored(dossiers, cases=cases, by=machine, rules=regimes.regime_by_code)
    Classification.objects.bulk_create(made, batch_size=500)
    assert len({row.route for row in Classification.objects.all()}) == 3
    code, printed = run(capsys, "--json")
    assert (code, printed) == (
        0,
        [json.dumps({"replayed": cases, "same": cases, "different": 0})],
    )


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"route": "in_house"}, "route: police stored, in_house now"),
        ({"limit": "urgent"}, "limit: urgent stored, base now"),
        ({"asks": []}, "asks: [] stored, ['police'] now"),
        ({"trace": []}, "trace: another number of rules"),
    ],
)
def test_a_case_that_was_tampered_with_is_named(
    verifying: Application, capsys: Any, change: dict[str, Any], named: str
) -> None:
    with pgtrigger.ignore():  # its own guard would not let it come about
        if "route" in change:
            Classification.objects.update(
                inputs={
                    **verifying.classifications.get().inputs,
                    "known": {"earlier_certificate": "12/STP-LLTP", "records": []},
                }
            )
        else:
            Classification.objects.update(**change)
    code, printed = run(capsys)
    assert code == 1
    assert printed[0].startswith(f"{verifying.code} (1): ")
    assert named in printed[0]
    assert printed[-1] == "replayed 1, same 0, different 1"


def test_a_row_whose_rules_are_gone_is_named_and_the_rest_goes_on(
    verifying: Application, verifier: User, capsys: Any
) -> None:
    reclassify(verifying, by=verifier, route="in_house", reason="Đã có Phiếu năm trước.")
    with pgtrigger.ignore():
        Classification.objects.filter(number=1).update(rules_version="nd-111/0")
    code, printed = run(capsys)
    assert (code, printed[-1]) == (1, "replayed 2, same 1, different 1")
    assert "RulesNotKept" in printed[0]


def test_only_what_was_classified_since_a_day_is_looked_at(
    verifying: Application, capsys: Any
) -> None:
    assert run(capsys, "--since", "2090-01-01") == (0, ["replayed 0, same 0, different 0"])
    assert run(capsys, "--since", "2020-01-01") == (0, ["replayed 1, same 1, different 0"])


def test_a_clerks_choice_comes_out_again_with_the_reason(
    verifying: Application, verifier: User
) -> None:
    reclassify(verifying, by=verifier, route="national_centre", reason="Nơi cư trú chưa rõ.")
    assert [one.differs for one in replayed(Classification.objects.all())] == [(), ()]


@pytest.fixture
def law_of_tomorrow(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The data files edited: other rules, under a version that may be a new one."""

    def edit(*, version: str) -> None:
        today = law()
        regime = today.regimes["R1c"]
        routes = tuple(replace(rule, asks=()) for rule in regime.triage.route)
        triage = replace(regime.triage, version=version, route=routes)
        edited = {**today.regimes, "R1c": replace(regime, triage=triage)}
        tomorrow = replace(today, regimes=MappingProxyType(edited))
        for module in (regimes, rule_sets):
            monkeypatch.setattr(module, "law", lambda: tomorrow)

    return edit


def test_new_rules_change_nothing_of_what_was_decided(
    verifying: Application, law_of_tomorrow: Callable[..., None]
) -> None:
    assert verifying.regime == "R1c"
    law_of_tomorrow(version="nd-111/9")
    classification = verifying.classifications.get()
    again = replay(classification)
    assert [ask.as_json() for ask in again.asks] == classification.asks
    assert [one.differs for one in replayed(Classification.objects.all())] == [()]
    assert not run_checks(tags=[Tags.database], databases=["default"])


def test_new_rules_decide_what_comes_after_them(
    verifying: Application, verifier: User, law_of_tomorrow: Callable[..., None]
) -> None:
    law_of_tomorrow(version="nd-111/9")
    reclassify(verifying, by=verifier, route="police", reason="Thử quy tắc mới.")
    newest = verifying.classifications.last()
    assert newest is not None
    assert (newest.rules_version, newest.asks) == ("nd-111/9", [])
    assert [one.differs for one in replayed(Classification.objects.all())] == [(), ()]


def test_rules_changed_under_their_old_version_are_refused(
    verifying: Application,
    take_in: TakeIn,
    declaration: dict[str, Any],
    law_of_tomorrow: Callable[..., None],
) -> None:
    version = verifying.classifications.get().rules_version
    application = take_in(declaration)
    law_of_tomorrow(version=version)
    with pytest.raises(rule_sets.RulesChanged, match=version):
        classify_case(accepted_event(application))
    assert not application.classifications.exists()
    (complaint,) = run_checks(tags=[Tags.database], databases=["default"])
    assert complaint.id == "verification.E001"
    assert version in complaint.msg


def test_the_act_says_on_the_desk_why_it_stopped(
    verifying: Application,
    take_in: TakeIn,
    declaration: dict[str, Any],
    law_of_tomorrow: Callable[..., None],
    follow_ups: Callable[[], None],
) -> None:
    application = take_in(declaration)
    law_of_tomorrow(version=verifying.classifications.get().rules_version)
    follow_ups()
    row = FollowUp.objects.get(event=accepted_event(application))
    assert "đã bị sửa mà không đổi phiên bản" in row.last_error


def test_kept_rules_are_never_changed(verifying: Application) -> None:
    with pytest.raises(InternalError), transaction.atomic():
        RuleSet.objects.update(version="nd-111/8")


@pytest.mark.parametrize("code", list(law().regimes))
def test_what_is_kept_reads_back_as_the_same_rules(code: str) -> None:
    regime = regimes.regime_by_code(code)
    again = rule_sets.read(json.loads(json.dumps(rule_sets.as_json(regime))), where=code)
    assert (again.triage, dict(again.agencies)) == (regime.triage, dict(regime.agencies))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_of_the_rules_stands_for_one_wording(version: str) -> None:
    told = {
        rule_sets.digest_of(rule_sets.as_json(regime))
        for regime in law().regimes.values()
        if regime.triage.version == version
    }
    assert told == {VERSIONS[version]}, "raise `version` in the file, and add a line here"


@pytest.mark.parametrize(("version", "regime"), [("nd-111/1", "R1c"), ("nd-216/1", "R3")])
def test_the_rules_before_anything_was_kept_are_put_in_by_the_migration(
    version: str, regime: str
) -> None:
    first = json.loads((Path(migrations.__file__).parent / "first_rules.json").read_text())
    (triage,) = (one for one in first["triage"] if one["version"] == version)
    rules = rule_sets.read({"triage": triage, "agencies": first["agencies"]}, where=version)
    unclear = facts_from(BEFORE | {"known": {"police_unclear": True}})
    outcome = classify(unclear, regime=rules)
    assert [(ask.agency_kind, ask.rule) for ask in outcome.asks] == [
        ("police", "one_province"),
        ("court", "police_unclear"),
    ]
    assert outcome.rules_version == version
    assert dict(rules.agencies) == dict(regimes.regime_by_code(regime).agencies)


BEFORE = {"on": "2024-06-03", "provinces": [{"declared": "92", "in_force": "92"}]}


def test_a_row_of_the_first_release_still_loads() -> None:
    """As it was stored before answers were among the facts, and with one that is asked no more."""
    facts = facts_from(
        {
            **BEFORE,
            "abroad": False,
            "foreigner": False,
            "residence_unknown": False,
            "foreigner_left": False,
            "former_military": True,
            "of_bygone_days": True,
            "known": {
                "earlier_certificate": "",
                "records": ["25CT2015/00001"],
                "record_open": True,
                "police_unclear": True,
                "expungement_unproved": False,
                "of_bygone_days": 1,
            },
        }
    )
    assert facts.known.records == ("25CT2015/00001",)
    assert (facts.known.hit, facts.known.answer_unclear, facts.known.courts) == (False, False, ())
    assert facts.known.police_unclear
    assert facts_from(BEFORE).abroad is False
