"""What the own register says of a case: open, closed, or not to be decided by what is known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from applications.models import Application
from records.models import Judgment, Person
from tests.verification.conftest import accepted_event
from tests.verification.test_hits import record as record
from verification import register
from verification.classification import classify_case
from verification.facts import Known

SERVED = {
    "judgment_date": date(2015, 3, 10),
    "final_on": date(2015, 4, 10),
    "court": "TAND quận Ninh Kiều",
    "main_penalty": "warning",
    "main_served_on": date(2015, 4, 10),
    "additional_served_on": date(2015, 4, 10),
    "obligations_met_on": date(2015, 5, 10),
}
OFFENCE = {
    "number": 1,
    "offence": "Đánh bạc",
    "article": "khoản 1 Điều 248",
    "code_of_law": "1999",
    "chapter": "XIX",
    "offence_date": "2014-05-01",
    "severity": "less_serious",
}


@pytest.fixture
def judged(record: Person) -> Any:
    """Makes a judgment of the applicant; without changes one that counts no more."""

    def make(*, intent: str = "intentional", **changes: Any) -> Judgment:
        number = f"{record.judgments.count() + 1}/2015/HSST"
        judgment = Judgment.objects.create(
            person=record, judgment_no=number, **{**SERVED, **changes}
        )
        judgment.offences.create(**OFFENCE, intent=intent)
        return judgment

    return make


@pytest.fixture
def case(take_in: Any, declaration: dict[str, Any]) -> Application:
    application: Application = take_in(declaration)
    return application


def known(case: Application) -> Known:
    return register.known_of(case, on=date(2024, 6, 3))


def test_a_judgment_that_is_expunged_by_the_rule_leaves_the_record_closed(
    judged: Any, case: Application
) -> None:
    judged()
    found = known(case)
    assert found.records == ("55CT2015/00001",)
    assert (found.record_open, found.expungement_unproved, found.courts) == (False, False, ())


def test_one_that_never_counted_is_closed_too(judged: Any, case: Application) -> None:
    judged(intent="negligent", main_served_on=None, obligations_met_on=None)
    assert not known(case).record_open


def test_one_whose_time_has_not_come_is_open_and_its_court_is_named(
    judged: Any, case: Application
) -> None:
    judged()
    judged(main_penalty="imprisonment", main_penalty_months=60, main_served_on=date(2999, 1, 1))
    found = known(case)
    assert found.record_open
    assert found.courts == ("TAND quận Ninh Kiều",)


def test_one_that_cannot_be_decided_is_open_and_unproved(judged: Any, case: Application) -> None:
    judged(obligations_met_on=None)
    assert (known(case).record_open, known(case).expungement_unproved) == (True, True)


def test_each_judgment_comes_with_what_the_rule_says_of_it(judged: Any, case: Application) -> None:
    judged()
    classify_case(accepted_event(case))
    [row] = register.judgments_of(case)
    assert row["expungement"]["state"] == "expunged"
    assert row["expungement"]["date"]
    assert row["expungement"]["ground"]
    assert row["expunged"] is False  # the machine proposes; nobody has put it down


def test_one_that_was_confirmed_as_never_counting_says_so_by_its_code(
    judged: Any, case: Application
) -> None:
    judged(intent="negligent", expunged_by="Không bị coi là có án tích")
    classify_case(accepted_event(case))
    [row] = register.judgments_of(case)
    assert (row["expunged"], row["expungement_ground"]) == (True, "never_counted")
