"""Book 08: a line a document, numbered through the year, struck and never rewritten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from common.refusals import Invalid, NotPermitted, Refusal
from records.models import AccessLog, Judgment, SourceDocument
from records.source_book import attach, enter, strike

BOOK = "/admin/records/sourcedocument/"
MISSING = f"{BOOK}chua-den/"
HANDED = {"authority": "TAND Cần Thơ", "purpose": "đối chiếu quý 4", "file_format": "csv"}


@pytest.fixture
def make_line(department, verifier) -> Callable[..., SourceDocument]:
    def make(**changes: Any) -> SourceDocument:
        columns = {
            "kind": "execution",
            "sender_kind": "court",
            "sender": "TAND Cần Thơ",
            "signed_on": date(2024, 6, 3),
            "received_on": date(2024, 6, 6),
            **changes,
        }
        return enter(columns, by=verifier, office=department)

    return make


@pytest.fixture
def judgment(make_record) -> Judgment:
    return Judgment.objects.create(
        person=make_record(),
        judgment_no="12/2020/HS-ST",
        court="TAND Cần Thơ",
        final_on=date(2020, 6, 1),
        judgment_date=date(2020, 5, 1),
        main_penalty="fine",
        court_fee_vnd=200_000,
    )


@pytest.fixture
def sign_in(client, cast):
    def enter_as(role: str):
        client.force_login(cast[role], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter_as


def test_numbers_run_through_the_year_and_start_again(make_line) -> None:
    days = (date(2024, 6, 6), date(2024, 6, 7), date(2025, 6, 6))
    lines = [make_line(received_on=day) for day in days]
    assert [str(line) for line in lines] == ["01/2024", "02/2024", "01/2025"]


@pytest.mark.parametrize(
    ("changes", "due_on", "late"),
    [
        ({}, date(2024, 6, 6), 0),
        ({"received_on": date(2024, 6, 10)}, date(2024, 6, 6), 4),
        ({"kind": "suspension"}, date(2024, 6, 3), 3),
        ({"kind": "civil_enforcement", "sender_kind": "enforcement"}, date(2024, 6, 17), 0),
        ({"event_on": date(2024, 5, 30)}, date(2024, 6, 4), 2),
    ],
)
def test_the_limit_is_reckoned_once_and_lateness_in_calendar_days(
    make_line, changes, due_on: date, late: int
) -> None:
    line = make_line(**changes)
    assert (line.due_on, line.days_late) == (due_on, late)


def test_a_judgment_s_clock_starts_when_it_took_effect(make_line, judgment) -> None:
    line = make_line(kind="judgment", person=judgment.person, signed_on=date(2020, 5, 1))
    assert (line.judgment, line.event_on) == (judgment, date(2020, 6, 1))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "letter"}, "kind"),
        ({"sender_kind": "post"}, "sender_kind"),
        ({"sender": " "}, "sender"),
        ({"received_on": date(2999, 1, 1)}, "received_on"),
        ({"signed_on": date(2024, 6, 7)}, "signed_on"),
    ],
)
def test_a_line_that_cannot_be_is_refused_and_takes_no_number(
    make_line, changes, field: str
) -> None:
    with pytest.raises(Invalid) as invalid:
        make_line(**changes)
    assert field in {problem.field for problem in invalid.value.problems}
    assert str(make_line()) == "01/2024"


def test_a_document_of_another_person_s_judgment_is_refused(
    make_line, make_record, judgment
) -> None:
    with pytest.raises(Invalid):
        make_line(person=make_record(), judgment=judgment)


def test_a_line_is_struck_with_its_reason_and_counts_no_more(make_line, verifier) -> None:
    line = make_line()
    with pytest.raises(Refusal):
        strike(line, by=verifier, reason=" ")
    strike(line, by=verifier, reason="Ghi nhầm số")
    with pytest.raises(Refusal):
        strike(line, by=verifier, reason="Ghi nhầm số")
    assert str(make_line()) == "02/2024"


@pytest.mark.parametrize("column", ["sender", "received_on", "due_on", "number"])
def test_a_line_is_never_rewritten_even_by_sql(make_line, column: str) -> None:
    make_line()
    for statement in (
        f"UPDATE records_sourcedocument SET {column} = {column + '::text'} || '0'"
        if column == "sender"
        else f"UPDATE records_sourcedocument SET {column} = {column} + 1",
        "DELETE FROM records_sourcedocument",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_whose_it_is_may_be_said_later(make_line, judgment, verifier) -> None:
    line = make_line()
    attach(line, by=verifier, person=judgment.person, judgment=None, note="theo sổ")
    line.refresh_from_db()
    assert (line.judgment, line.note) == (judgment, "theo sổ")


@pytest.mark.parametrize("role", ["receiver", "auditor", "administrator"])
def test_only_keepers_write_the_book(department, make_line, cast, role: str) -> None:
    line = make_line()
    with pytest.raises(NotPermitted):
        strike(line, by=cast[role], reason="Thử")
    with pytest.raises(NotPermitted):
        enter({}, by=cast[role], office=department)


def test_a_clerk_enters_a_document_at_the_desk(sign_in, judgment) -> None:
    sent = {
        "kind": "civil_enforcement",
        "sender_kind": "enforcement",
        "sender": "THADS Cần Thơ",
        "signed_on": "03/06/2024",
        "received_on": "28/06/2024",
        "person": judgment.person.record_code.lower(),
        "judgment": "12/2020/hs-st",
    }
    client = sign_in("verifier")
    answer = client.post(reverse("admin:records_sourcedocument_add"), sent)
    assert answer.status_code == 302, answer.context["form"].errors
    line = SourceDocument.objects.get()
    assert (line.judgment, line.days_late) == (judgment, 11)
    late = client.get(BOOK, {"han": "muon", "co-quan": "enforcement"}).content.decode()
    assert "Muộn 11 ngày" in late
    assert judgment.person.full_name not in late
    assert "Muộn" not in client.get(BOOK, {"han": "dung-han"}).content.decode().split("<table")[-1]


def test_a_line_opens_with_a_reason_and_is_struck_there(sign_in, make_line) -> None:
    line = make_line()
    client = sign_in("head")
    address = reverse("admin:records_sourcedocument_change", args=[line.pk])
    assert client.get(address).status_code == 302
    client.post("/admin/records/violation/", {"purpose": "kiểm tra sổ 08 quý 4", "number": "99999"})
    assert "TAND Cần Thơ" in client.get(address).content.decode()
    client.post(address, {"strike": "1", "reason": "Ghi nhầm"})
    assert "Ghi nhầm" in client.get(address).content.decode()


def test_the_book_leaves_as_a_file_with_names_and_is_written_down(
    sign_in, make_line, judgment
) -> None:
    make_line(person=judgment.person)
    sent = {**HANDED, "first": "01/06/2024", "last": "30/06/2024"}
    file = sign_in("verifier").post(f"{BOOK}so-08/", sent)
    _header, line = file.content.decode("utf-8-sig").splitlines()
    assert line.startswith("01/2024,2024-06-06,TAND Cần Thơ")
    assert judgment.person.full_name in line
    assert AccessLog.objects.get().found == [judgment.person.record_code]


def test_the_page_counts_what_is_owed_and_lists_it_without_names(sign_in, judgment) -> None:
    page = sign_in("auditor").get(MISSING, {"thieu": "fine", "cq": "enforcement"})
    (count,) = page.context["counts"]
    assert (count.code, count.missing) == ("enforcement", 2)
    html = page.content.decode()
    assert judgment.judgment_no in html
    assert judgment.person.full_name not in html


def test_a_document_that_came_is_owed_no_more(sign_in, make_line, judgment) -> None:
    make_line(kind="civil_enforcement", sender_kind="enforcement", judgment=judgment)
    (count,) = sign_in("head").get(MISSING).context["counts"]
    assert (count.received, count.late, count.missing) == (1, 0, 0)


def test_the_list_for_a_letter_has_names_and_is_written_down(sign_in, judgment, head) -> None:
    client = sign_in("head")
    file = client.post(f"{MISSING}?thieu=civil&cq=enforcement&toa=cần thơ", HANDED)
    _header, line = file.content.decode("utf-8-sig").splitlines()
    assert judgment.person.full_name in line
    log = AccessLog.objects.get()
    assert (log.by, log.found) == (head, [judgment.person.record_code])
    assert log.purpose == "TAND Cần Thơ: đối chiếu quý 4"


def test_without_a_purpose_or_as_an_auditor_no_list_leaves(sign_in, judgment, cast) -> None:
    address = f"{MISSING}?thieu=civil&cq=enforcement"
    assert sign_in("auditor").post(address, HANDED).status_code == 403
    page = sign_in("head").post(address, {**HANDED, "purpose": "xem"})
    assert page["Content-Type"].startswith("text/html")
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("wish", ["trang=0", "trang=x", "thieu=%00", "thieu=none&cq=court"])
def test_an_address_that_means_nothing_shows_the_counts(sign_in, judgment, wish: str) -> None:
    assert sign_in("head").get(f"{MISSING}?{wish}").status_code == 200
