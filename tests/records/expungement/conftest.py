"""Judgments in the register, as the table of cases writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from records.expungement.facts import JudgmentFacts
from records.models import Judgment, Offence, Person
from tests.records.expungement.cases import sentence


def write(person: Person, facts: JudgmentFacts) -> Judgment:
    """The facts as rows."""
    columns = {key: value for key, value in asdict(facts).items() if key != "offences"}
    judgment = Judgment.objects.create(person=person, court="TAND quận Ninh Kiều", **columns)
    for at, offence in enumerate(facts.offences, start=1):
        known = {**asdict(offence), "offence_date": str(offence.offence_date or "")}
        Offence.objects.create(judgment=judgment, number=at, **known)
    return judgment


@pytest.fixture
def make_judgment(make_record: Callable[..., Person]) -> Callable[..., Judgment]:
    """The base theft of the table, of a person of their own, with changes."""

    def make(*, person: Person | None = None, **changes: Any) -> Judgment:
        owner = person or make_record(date_of_birth="1980-01-01")
        return write(owner, sentence(**changes))

    return make
