"""Documents that never came: what is expected of whom, and from which day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from records.models import Judgment, SourceDocument
from records.source_rules import limit_of, read_sources, sources
from records.sources import Missing, missing, overdue
from regulations.calendar import WorkingCalendar
from regulations.strict import DataError

CALENDAR = WorkingCalendar()
AS_OF = date(2024, 6, 3)


def judgment(**columns: Any) -> Judgment:
    known = {"final_on": date(2015, 1, 5), "judgment_date": date(2014, 12, 1), **columns}
    return Judgment(judgment_no="1/2014/HS-ST", **known)


def received(*kinds: str) -> list[SourceDocument]:
    return [SourceDocument(kind=kind) for kind in kinds]


def asked(found: Judgment, *kinds: str, as_of: date = AS_OF) -> list[Missing]:
    return missing(found, received(*kinds), as_of=as_of, calendar=CALENDAR)


def rules(found: Judgment, *kinds: str, as_of: date = AS_OF) -> set[str]:
    return {one.rule for one in asked(found, *kinds, as_of=as_of)}


PRISON = {"main_penalty": "imprisonment", "main_penalty_months": 24}
SUSPENDED = {"main_penalty": "suspended", "probation_months": 18}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (PRISON, {"execution", "prison"}),
        ({"main_penalty": "life"}, {"execution"}),
        (SUSPENDED, {"execution", "probation"}),
        ({"main_penalty": "non_custodial", "main_penalty_months": 12},
         {"execution", "non_custodial"}),
        ({"main_penalty": "expulsion"}, {"expulsion"}),
        ({"main_penalty": "fine"}, {"fine"}),
        ({"main_penalty": "warning"}, set()),
        ({"main_penalty": "exempted"}, set()),
        ({"main_penalty": "warning", "court_fee_vnd": 200_000}, {"civil"}),
        ({"main_penalty": "warning", "civil_obligation_vnd": 5}, {"civil"}),
        ({"main_penalty": "warning", "court_fee_vnd": 0}, set()),
    ],
)  # fmt: skip
def test_each_penalty_expects_its_documents(columns: dict[str, Any], expected: set[str]) -> None:
    assert rules(judgment(**columns)) == expected


@pytest.mark.parametrize(
    ("columns", "kinds", "left"),
    [
        (PRISON, ["execution"], {"prison"}),
        (PRISON, ["custody_completed"], set()),
        ({**PRISON, "main_served_on": date(2016, 12, 1)}, [], set()),
        (PRISON, ["execution", "suspension"], set()),
        (PRISON, ["review"], set()),
        ({**PRISON, "expunged_on": date(2020, 1, 1)}, [], set()),
        ({**PRISON, "execution_lapsed_on": date(2020, 1, 1)}, [], set()),
        ({**PRISON, "main_penalty_months": None}, ["execution"], set()),
        ({**PRISON, "final_on": None}, [], set()),
        ({**SUSPENDED, "probation_ended_on": date(2016, 6, 1)}, [], set()),
        ({"main_penalty": "fine", "main_served_on": date(2015, 3, 1)}, [], set()),
        ({"court_fee_vnd": 5, "obligations_met_on": date(2015, 3, 1)}, [], set()),
        ({"court_fee_vnd": 5}, ["civil_enforcement"], set()),
        ({"court_fee_vnd": 5}, ["state_dues"], set()),
    ],
)
def test_what_is_told_or_cannot_be_reckoned_is_not_asked(
    columns: dict[str, Any], kinds: list[str], left: set[str]
) -> None:
    assert rules(judgment(**columns), *kinds) == left


def test_a_struck_line_tells_nothing() -> None:
    struck = SourceDocument(kind="custody_completed", struck_on=date(2020, 1, 1))
    found = missing(judgment(**PRISON), [struck], as_of=AS_OF, calendar=CALENDAR)
    assert {one.rule for one in found} == {"execution", "prison"}


def test_an_order_is_due_seven_days_and_three_working_days_after_the_judgment() -> None:
    """In force on Monday 5/1/2015, made by Monday 12/1, sent by Thursday 15/1."""
    case = judgment(**PRISON)
    assert rules(case, as_of=date(2015, 1, 15)) == set()
    (one,) = asked(case, as_of=date(2015, 1, 16))
    assert (one.sender, one.due_on, one.days_late) == ("court", date(2015, 1, 15), 1)
    assert "05/01/2015" in one.why


def test_a_prison_term_is_reckoned_from_the_day_in_force_and_asked_of_the_prison() -> None:
    """24 months end on 5/1/2017; ten working days later, Tết not yet begun, is 19/1/2017."""
    (one,) = asked(judgment(**PRISON), "execution")
    assert (one.sender, one.to, one.due_on) == ("prison", "centre", date(2017, 1, 19))


def test_probation_runs_from_the_day_of_the_judgment() -> None:
    (one,) = asked(judgment(**SUSPENDED), "execution")
    assert (one.sender, one.due_on) == ("district_police", date(2016, 6, 15))


def test_before_july_2011_the_commune_certified_probation() -> None:
    case = judgment(
        main_penalty="suspended",
        probation_months=6,
        judgment_date=date(2010, 9, 1),
        final_on=date(2010, 10, 1),
    )
    (one,) = asked(case, "execution")
    assert one.sender == "commune"


def test_nothing_is_asked_of_the_time_before_the_law() -> None:
    old = judgment(**PRISON, final_on=date(2008, 1, 5))
    assert rules(old) == set()


def limit(kind: str, start: date, **how: str) -> tuple[int, str]:
    found = limit_of(sources().kinds[kind], start=start, **how)
    return found.amount, found.unit.value


@pytest.mark.parametrize(
    ("kind", "start", "how", "expected"),
    [
        ("judgment", date(2024, 6, 3), {}, (10, "working_days")),
        ("judgment", date(2024, 6, 3), {"penalty": "warning"}, (7, "working_days")),
        ("execution", date(2024, 6, 3), {}, (3, "working_days")),
        ("suspension", date(2024, 6, 3), {}, (0, "working_days")),
        ("suspension", date(2024, 6, 3), {"sender": "procuracy"}, (10, "working_days")),
        ("execution", date(2011, 6, 3), {}, (10, "calendar_days")),
    ],
)
def test_each_kind_has_the_limit_of_its_day(kind, start, how, expected) -> None:
    assert limit(kind, start, **how) == expected


@pytest.mark.parametrize(("setting", "amount"), [("auto", 1), ("R1c", 3)])
def test_a_fixed_regime_keeps_to_the_limits_of_its_time(settings, setting, amount) -> None:
    settings.REGIME = setting
    assert limit("execution", date(2026, 8, 3))[0] == amount


def test_there_are_the_eighteen_kinds_of_the_law() -> None:
    assert len(sources().kind) == 18


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('sender = "prison"', 'sender = "jail"'),
        ('kind = "civil_enforcement"', 'kind = "civil"'),
        ('code = "review"', 'code = "judgment"'),
        ('starts = "signed"', 'starts = "soon"'),
        ("to = 2012-06-24", "to = 2012-06-23"),
        ("from_whom = [{ sender", "from_who = [{ sender"),
    ],
)
def test_a_fault_in_the_data_stops_with_its_name(tmp_path, old: str, new: str) -> None:
    from records.source_rules import FILE

    text = FILE.read_text()
    assert old in text
    path = tmp_path / "sources.toml"
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(DataError, match=r"sources\.toml"):
        read_sources(path)


@pytest.fixture
def many(make_record: Callable[..., Any]) -> list[Judgment]:
    """Judgments of every penalty about every end of a limit there can be."""
    person = make_record()
    shapes = [PRISON, SUSPENDED, {"main_penalty": "fine", "court_fee_vnd": 1}, {
        "main_penalty": "non_custodial", "main_penalty_months": 1}]  # fmt: skip
    days = [date(2024, 1, 31) + timedelta(step) for step in range(0, 130, 3)]
    days += [date(2010, 6, 30), date(2010, 7, 1), date(2022, 5, 15), date(2022, 5, 20)]
    made = [
        Judgment(
            person=person,
            judgment_no=f"{number}-{day}",
            final_on=day,
            judgment_date=day - timedelta(30),
            **shape,
        )
        for number, shape in enumerate(shapes)
        for day in days
    ]
    made[0].expunged_on = date(2024, 5, 1)
    made[50].probation_ended_on = date(2024, 5, 1)
    return Judgment.objects.bulk_create(made)


def test_the_query_finds_those_and_only_those_of_the_rule(many, settings, verifier) -> None:
    settings.REGIME = "auto"
    struck = {"struck_on": AS_OF, "struck_by": verifier, "struck_reason": "Ghi nhầm"}
    for one in many[::7]:
        SourceDocument.objects.create(
            office=verifier.office, year=2024, number=one.pk, kind="execution",
            sender_kind="court", sender="TAND", signed_on=AS_OF, event_on=AS_OF,
            received_on=AS_OF, received_by=verifier, due_on=AS_OF, judgment=one,
            **(struck if one.pk % 2 else {}),
        )  # fmt: skip
    for rule in sources().expected:
        found = set(overdue(rule, as_of=AS_OF, calendar=CALENDAR).values_list("pk", flat=True))
        by_rule = {
            one.pk
            for one in Judgment.objects.prefetch_related("source_documents")
            for item in missing(one, one.source_documents.all(), as_of=AS_OF, calendar=CALENDAR)
            if item.rule == rule.code
        }
        assert found == by_rule, rule.code
