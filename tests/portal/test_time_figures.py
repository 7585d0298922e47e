"""The figures of time: by party, by route, who made cases late, and how the page tells them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from accounts.models import Office, User
from applications.models import Application, State
from common.dates import now
from portal import time_figures
from portal.models import CaseLedger, CaseTime, Promise
from portal.time_tables import DEFINITIONS, tables
from tests.portal.moving import ask, at, place
from verification.models import Agency

YEARS = range(2024, 2025)
DAY = 450


@pytest.fixture
def count(department: Office, applicant: User, police: Agency) -> Callable[..., CaseLedger]:
    """An answered case of so many working days with the department and with the police."""
    numbers = iter(range(10**6))

    def counted(
        *, ours: float, theirs: float = 0, late: str = "", route: str = "police", day: int = 10
    ) -> CaseLedger:
        application = Application.objects.create(
            code=f"T-{next(numbers)}", owner=applicant, office=department, regime="R1c",
            state=State.DELIVERED, filed_on=date(2024, 6, 3), route=route,
        )  # fmt: skip
        ledger = CaseLedger.objects.create(
            application=application,
            ready_at=at(day),
            days=int(ours + theirs),
            minutes=int((ours + theirs) * DAY),
            late_party=late,
            late_agency=police if late == "agency" else None,
        )
        for party, agency, days in (("department", None, ours), ("agency", police, theirs)):
            if days:
                CaseTime.objects.create(
                    ledger=ledger, party=party, agency=agency, minutes=int(days * DAY)
                )
        return ledger

    return counted


def test_each_party_has_its_middle_and_its_ninth_of_ten(count: Any) -> None:
    for days in range(1, 12):
        count(ours=days, theirs=2 * days)
    told = {(one.party, one.name): one for one in time_figures.by_party(years=YEARS)}
    ours, theirs = told["department", ""], told["agency", "Công an Cần Thơ"]
    assert (ours.cases, ours.median, ours.ninth) == (11, Decimal("6.0"), Decimal("10.0"))
    assert (theirs.median, theirs.ninth) == (Decimal("12.0"), Decimal("20.0"))


def test_a_case_that_a_party_never_had_does_not_count_for_it(count: Any) -> None:
    count(ours=1)
    count(ours=1, theirs=5)
    told = {one.party: one.cases for one in time_figures.by_party(years=YEARS)}
    assert told == {"department": 2, "agency": 1}


def test_routes_tell_the_days_to_the_result(count: Any) -> None:
    count(ours=3)
    count(ours=9, route="national_centre")
    told = [(one.name, one.median) for one in time_figures.by_route(years=YEARS)]
    assert told == [("police", Decimal("3.0")), ("national_centre", Decimal("9.0"))]


def test_who_made_cases_late_is_counted_and_shared_out(count: Any) -> None:
    for late in ("agency", "agency", "agency", "department", ""):
        count(ours=1, theirs=1, late=late)
    told = time_figures.late_through(years=YEARS)
    assert [(one.name or one.party, one.cases, one.of) for one in told] == [
        ("Công an Cần Thơ", 3, 4),
        ("department", 1, 4),
    ]


def test_what_is_late_now_is_told_beside_what_was(verifying: Application) -> None:
    long_ago = now() - timedelta(days=40)
    Application.objects.filter(pk=verifying.pk).update(
        filed_on=long_ago.date(), due_on=long_ago.date() + timedelta(days=10)
    )
    place(verifying, **dict.fromkeys(("submit", "pay", "accept", "classify"), long_ago))
    ask(
        verifying,
        prepared_at=long_ago,
        sent_at=long_ago,
        due_on=long_ago.date() + timedelta(days=9),
    )
    [told] = time_figures.late_through(years=YEARS)
    assert (told.year, told.name, told.cases, told.of) == (None, "Công an Cần Thơ", 1, 1)


def test_another_year_and_another_office_are_not_counted(count: Any, department: Office) -> None:
    other = Office.objects.create(code="STP01", name="Sở khác", kind="department", province="01")
    count(ours=1, late="department")
    for scope in ({"years": range(2025, 2026)}, {"years": YEARS, "office": other}):
        assert time_figures.by_party(**scope) == []
        assert time_figures.by_route(**scope) == []
        assert time_figures.late_through(**scope) == []
    assert time_figures.by_party(years=YEARS, office=department)


def test_the_page_and_the_spreadsheet_tell_the_same(client: Client, count: Any, head: User) -> None:
    ledger = count(ours=2.5, theirs=6, late="agency")
    Promise.objects.create(
        application=ledger.application,
        filed_on=date(2024, 6, 3),
        due_on=date(2024, 6, 13),
        expected_on=date(2024, 6, 13),
        group="police/police",
        basis="limit",
    )
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    html = client.get("/so-lieu/?first=2024&last=2024").content.decode()
    for words in ("Công an Cần Thơ", "2,5", "6,0", "100,00 %", "06/2024"):
        assert words in html, words
    assert all(str(text) in html for text in DEFINITIONS.values())
    assert "style=" not in html
    file = client.get("/so-lieu/tai-ve.xlsx?first=2024&last=2024")
    book = load_workbook(BytesIO(b"".join(file.streaming_content)))  # type: ignore[attr-defined]
    sheet = book["Thời gian ở từng bên"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert ("2024", "Sở", 1, 2.5, 2.5) in rows


def test_a_table_without_rows_is_left_out(department: Office) -> None:
    assert tables(YEARS) == []
