"""The table of expungement, case by case (Penal Code 2015 art 60, 61, 69 to 73, 107)."""

from __future__ import annotations

from pathlib import Path

import pytest

from records.expungement import State, decide
from tests.records.expungement.cases import Case
from tests.records.expungement.cases_again import AGAIN_CASES, MIXED_CASES
from tests.records.expungement.cases_periods import PERIOD_CASES, REST_CASES
from tests.records.expungement.cases_unknown import CODES_CASES, UNKNOWN_CASES
from tests.records.expungement.cases_vectors import NEVER_CASES, VECTOR_CASES

CASES = [
    *(*VECTOR_CASES, *NEVER_CASES, *PERIOD_CASES, *REST_CASES),
    *(*AGAIN_CASES, *MIXED_CASES, *CODES_CASES, *UNKNOWN_CASES),
]
PAGE = Path(__file__).parents[3] / "docs" / "records-expungement.md"
BEGIN, END = "<!-- table of cases -->\n", "<!-- end of the table -->\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.group}: {case.text}")
def test_the_case_comes_out_as_the_table_says(case: Case) -> None:
    found = decide(case.judgment, case.others, as_of=case.as_of, born=case.born)
    assert f"{found.state} {found.date or ''}".strip() == case.says, found.ground
    assert case.because in found.ground
    assert found.ground


def test_undecidable_says_why_in_words() -> None:
    for case in CASES:
        found = decide(case.judgment, case.others, as_of=case.as_of, born=case.born)
        if found.state == State.UNDECIDABLE:
            assert found.ground.startswith("Chưa quyết định được, vì ")
            assert len(found.ground) > len("Chưa quyết định được, vì ")


def test_every_ground_that_goes_into_the_register_fits_its_column() -> None:
    for case in CASES:
        found = decide(case.judgment, case.others, as_of=case.as_of, born=case.born)
        if found.state in {State.EXPUNGED, State.NEVER_COUNTED}:
            assert len(found.ground) <= 200, found.ground


def printed() -> str:
    """The table as the page prints it."""
    lines = ["| case | article | on 3/6/2024 |", "|---|---|---|"]
    group = ""
    for case in CASES:
        if case.group != group:
            group = case.group
            lines.append(f"| **{group}** | | |")
        lines.append(f"| {case.text} | {case.article} | {case.says.replace(' ', ', ')} |")
    return "\n".join(lines) + "\n"


def test_the_page_prints_this_table() -> None:
    page = PAGE.read_text()
    assert page.split(BEGIN)[1].split(END)[0] == printed()
