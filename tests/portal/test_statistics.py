"""The figures: counted by query, grown to the year before, and shown in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from accounts.models import Office
from applications.models import Application, Channel, Event, State
from applications.workflow import event_digest
from common.dates import VIETNAM, now, today
from portal.figure_tables import Change, Share, shown, tables
from portal.figures_xlsx import put, workbook
from portal.statistics import DEFINITIONS, figures, growth
from records.models import EarlierCertificate
from records.terms import Channel as BookChannel

PAGE = "/so-lieu/"
XLSX = "/so-lieu/tai-ve.xlsx"


@pytest.fixture
def can_tho(department: Office) -> None:
    """The years 2014 to 2017, imported from a file as an office would."""
    call_command("demo_history", stdout=StringIO())


@pytest.fixture
def issue(department: Office) -> Callable[..., EarlierCertificate]:
    numbers = iter(range(1, 100))

    def make(issued_on: date, **changes: Any) -> EarlierCertificate:
        columns: dict[str, Any] = {
            "office": department,
            "number": str(next(numbers)),
            "issued_on": issued_on,
            "certificate_type": 1,
            "channel": "online",
            "result": "none",
            "source": "imported",
            "full_name": "Nguyễn Văn An",
            **changes,
        }
        return EarlierCertificate.objects.create(**columns)

    return make


@pytest.fixture
def finish(issue: Any, submitted: Application, machine: Any) -> Callable[..., EarlierCertificate]:
    """A certificate issued here: its dossier's limit, and the day its result was ready."""

    def make(*, due_on: date, ready_on: date | None) -> EarlierCertificate:
        Application.objects.filter(pk=submitted.pk).update(due_on=due_on, route="police")
        if ready_on:
            at = now().replace(year=ready_on.year, month=ready_on.month, day=ready_on.day)
            event = Event(
                application=submitted,
                number=90,
                step="make_ready",
                by=machine,
                from_state=State.SIGNED,
                to_state=State.READY,
                at=at,
            )
            event.digest = event_digest(event)
            event.save()
        return issue(due_on, source="issued_here", case_code=submitted.code)

    return make


def counts(channel: str) -> dict[int, tuple[int, Decimal | None]]:
    return {
        year.year: (year.channels[channel].count, year.channels[channel].growth)
        for year in figures()
        if channel in year.channels
    }


def test_can_thos_years_are_counted_and_grow_as_they_did(can_tho: None) -> None:
    assert counts("post_office") == {
        2014: (246, None),
        2015: (852, Decimal("246.34")),
        2016: (1464, Decimal("71.83")),
        2017: (2494, Decimal("70.36")),
    }
    assert counts("online") == {2016: (16, None), 2017: (99, Decimal("518.75"))}


def test_the_history_imported_twice_counts_once(can_tho: None) -> None:
    call_command("demo_history", stdout=StringIO())
    assert sum(year.total.count for year in figures()) == 246 + 852 + 1464 + 16 + 2494 + 99


def test_the_page_shows_them_in_the_readers_signs(client, can_tho, head, settings) -> None:
    html = page(client, head)
    for text in ("246", "852", "1.464", "2.494", "+246,34 %", "+71,83 %", "+70,36 %", "+518,75 %"):
        assert f"<span>{text}</span>" in html, text
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    html = page(client, head)
    for text in ("1,464", "2,494", "+246.34 %", "+518.75 %"):
        assert f"<span>{text}</span>" in html, text


def test_every_figure_stands_beside_its_definition(client, issue, head) -> None:
    issue(date(2016, 3, 1))
    html = page(client, head)
    assert all(str(text) in html for text in DEFINITIONS.values())
    assert "style=" not in html


@pytest.mark.parametrize(
    ("now_count", "before", "percent"),
    [(3, 2, "50.00"), (1, 3, "-66.67"), (2, 2, "0.00"), (0, 5, "-100.00"), (8, 3, "166.67")],
)
def test_growth_is_to_the_year_before_in_hundredths_of_a_percent(
    now_count: int, before: int, percent: str
) -> None:
    assert growth(now_count, before) == Decimal(percent)


def test_after_a_year_of_nothing_there_is_no_growth() -> None:
    assert growth(5, 0) is None


def test_a_year_without_certificates_is_a_row_of_nothing(issue) -> None:
    issue(date(2014, 3, 1))
    issue(date(2016, 3, 1))
    rows = {year.year: (year.total.count, year.total.growth) for year in figures()}
    assert rows == {2014: (1, None), 2015: (0, Decimal("-100.00")), 2016: (1, None)}


def test_the_first_year_shown_still_grows_to_the_year_before_it(issue) -> None:
    for issued_on in (date(2014, 3, 1), date(2015, 3, 1), date(2015, 4, 1)):
        issue(issued_on)
    [year] = figures(first=2015, last=2015)
    assert year.channels["online"].growth == Decimal("100.00")


def test_revoked_certificates_were_issued_all_the_same(issue) -> None:
    issue(date(2016, 3, 1), revoked_on=date(2016, 5, 1))
    assert figures()[0].total.count == 1


@pytest.mark.parametrize(
    ("late_by", "on_time"), [(timedelta(days=-1), 1), (timedelta(0), 1), (timedelta(days=1), 0)]
)
def test_on_time_is_on_the_day_promised_or_before(finish, late_by: timedelta, on_time: int) -> None:
    due_on = date(2024, 6, 13)
    finish(due_on=due_on, ready_on=due_on + late_by)
    [year] = figures()
    assert (year.timeliness.judged, year.timeliness.on_time) == (1, on_time)
    assert year.routes == {"police": 1}


@pytest.mark.parametrize(("due_in", "judged"), [(timedelta(days=-1), 1), (timedelta(0), 0)])
def test_what_is_not_ready_is_late_once_its_day_is_over(finish, due_in: timedelta, judged) -> None:
    finish(due_on=today() + due_in, ready_on=None)
    assert (figures()[0].timeliness.judged, figures()[0].timeliness.on_time) == (judged, 0)


def test_the_day_is_viet_nams(issue, submitted, machine, finish) -> None:
    """Half past eleven at night here is the next morning nowhere that counts."""
    finish(due_on=date(2024, 6, 13), ready_on=None)
    event = Event(
        application=submitted,
        number=91,
        step="make_ready",
        by=machine,
        from_state=State.SIGNED,
        to_state=State.READY,
        at=now().replace(year=2024, month=6, day=13, hour=23, minute=30, tzinfo=VIETNAM),
    )
    event.digest = event_digest(event)
    event.save()
    assert figures()[0].timeliness.on_time == 1


def test_an_old_book_tells_neither_route_nor_limit(issue) -> None:
    issue(date(2016, 3, 1))
    assert all(year.routes.keys() == {""} for year in figures())
    assert all(year.timeliness.share is None for year in figures())


def test_both_lists_of_channels_are_the_same() -> None:
    assert BookChannel.choices == Channel.choices


def test_an_office_reads_its_own_figures(client, issue, make_person) -> None:
    issue(date(2016, 3, 1))
    other = Office.objects.create(code="STP-79", name="Sở khác", kind="department", province="79")
    html = page(client, make_person("other_head", "head", office=other))
    assert "Chưa có phiếu nào" in html


@pytest.mark.parametrize("role", ["receiver", "head", "auditor", "administrator"])
def test_who_answers_for_the_office_reads_the_figures(client, cast, role: str) -> None:
    for address in (PAGE, XLSX):
        client.force_login(cast[role], backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", [PAGE, XLSX])
def test_others_do_not(client, applicant, make_person, department, address: str) -> None:
    assert client.get(address).status_code == 302
    for reader in (applicant, make_person("clerk", "post_clerk", office=department)):
        client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("query", ["first=x", "first=1", "first=2017&last=2014"])
def test_years_that_make_no_sense_are_said_at_their_field(client, head, query) -> None:
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"{PAGE}?{query}")
    assert answer.status_code == 400
    assert answer.context["form"].errors
    assert client.get(f"{XLSX}?{query}").status_code == 400


def test_the_spreadsheet_holds_numbers_that_can_be_reckoned_with(client, can_tho, head) -> None:
    client.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"{XLSX}?first=2015")
    assert "so-lieu-2015-2017.xlsx" in answer["Content-Disposition"]
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0][:3] == ("Năm", "Qua bưu điện", "Qua bưu điện, so với năm trước")
    assert rows[1][:3] == ("2015", 852, 2.4634)
    assert rows[3][3:5] == (99, 5.1875)


def test_no_text_of_a_spreadsheet_is_a_formula(issue) -> None:
    issue(date(2016, 3, 1))
    hostile = '=HYPERLINK("http://evil.example","x")'
    book = load_workbook(workbook(tables(figures()), scope=hostile, counted_on=today()))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert f"'{hostile}" in [cell.value for cell in cells]


@given(st.text(max_size=20) | st.sampled_from(["=1", "+1", "@A1", "\t=1", "＝1", "-1", "\0=1"]))
def test_whatever_is_written_reads_back_as_text(text: str) -> None:
    book, file = Workbook(), BytesIO()
    put(book.active.cell(row=1, column=1), text)
    book.save(file)
    cell = load_workbook(file).active["A1"]
    assert cell.data_type != "f"
    assert cell.value is None or isinstance(cell.value, str)


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (1234567, "1.234.567", "1,234,567"),
        (Change(Decimal("70.36")), "+70,36 %", "+70.36 %"),
        (Change(Decimal("-1234.50")), "−1.234,50 %", "−1,234.50 %"),
        (Change(Decimal("0.00")), "0,00 %", "0.00 %"),
        (Share(Decimal("98.10")), "98,10 %", "98.10 %"),
        (None, "–", "–"),
    ],
)
def test_numbers_are_written_in_the_readers_language(value, vi: str, en: str) -> None:
    with translation.override("vi"):
        assert shown(value) == vi
    with translation.override("en"):
        assert shown(value) == en


def page(client: Any, reader: Any) -> str:
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode()
