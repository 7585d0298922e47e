"""The bar of time on the case's page: as wide as the whole, and the same told as a table."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from django.test import Client

from applications.models import Application
from portal.desk import time_bar
from portal.desk.time_bar import Names, duration, late_words
from portal.lateness import Lateness
from portal.ledger import DEPARTMENT, Owner, Party
from regulations.calendar import WorkingCalendar
from regulations.loading import law
from regulations.working_time import WorkingTime
from tests.portal.conftest import CASES
from tests.portal.moving import ask, at, place

TIME = WorkingTime(WorkingCalendar(), law().time.hours)
POLICE = Owner(Party.AGENCY, "CA92")
NAMES = Names({"CA92": "Công an thành phố Cần Thơ"}, {POLICE: 0})


@pytest.fixture
def late(verifying: Application) -> Application:
    """Filed on 3 June 2024, still with the police today."""
    Application.objects.filter(pk=verifying.pk).update(
        filed_on=date(2024, 6, 3), due_on=date(2024, 6, 13)
    )
    place(verifying, submit=at(3), pay=at(3), accept=at(4), classify=at(4))
    ask(verifying, prepared_at=at(4), sent_at=at(4), due_on=date(2024, 6, 7))
    verifying.refresh_from_db()
    return verifying


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 phút"),
        (59, "59 phút"),
        (125, "2 giờ 05 phút"),
        (450, "1 ngày làm việc"),
        (1575, "3,5 ngày làm việc"),
    ],
)
def test_time_is_told_in_a_unit_that_a_reader_takes_in(minutes: int, words: str) -> None:
    assert duration(minutes, TIME) == words


@pytest.mark.parametrize(
    ("late", "words"),
    [
        (
            Lateness(2, POLICE, 3 * 450),
            "Trễ 2 ngày làm việc, trong đó Công an thành phố Cần Thơ trễ 3 ngày làm việc.",
        ),
        (
            Lateness(2, DEPARTMENT, 0),
            "Trễ 2 ngày làm việc; không bên nào vượt hạn riêng, nên tính cho Sở.",
        ),
        (Lateness(0, DEPARTMENT, 60), "Trễ chưa đến một ngày làm việc, do Sở."),
    ],
)
def test_a_late_case_says_through_whom_in_one_sentence(late: Lateness, words: str) -> None:
    assert late_words(late, NAMES, TIME) == words


def test_the_bar_is_as_wide_as_the_whole(late: Application) -> None:
    told = time_bar.context(late)
    assert told is not None
    pieces = told["bar"]
    assert [piece["colour"] for piece in pieces] == ["department", "agency-1", "agency-1"]
    assert [piece["late"] for piece in pieces] == [False, False, True]
    assert sum(piece["width"] for piece in pieces) == pytest.approx(time_bar.WIDTH, abs=0.1)
    assert all(
        first["x"] + first["width"] == pytest.approx(second["x"], abs=0.02)
        for first, second in pairwise(pieces)
    )


def test_the_page_tells_whose_turn_it_is_and_who_made_it_late(
    late: Application, enter: Callable[[str], Client]
) -> None:
    html = enter("head").get(f"{CASES}{late.pk}/change/").content.decode()
    section = html[html.index('id="thoi-gian"') : html.index('id="dien-bien"')]
    assert "Lúc này: Công an Cần Thơ (Chờ trả lời xác minh)" in section
    assert "trong đó Công an Cần Thơ trễ" in section
    assert "style=" not in section
    assert not re.search(r'(x|width)="\d+,\d', section)  # no decimal comma in a drawing


def test_a_draft_has_no_time_yet(draft: Application) -> None:
    assert time_bar.context(draft) is None
