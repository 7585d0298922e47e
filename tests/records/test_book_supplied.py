"""Book 09: a line for each time something was given, numbered through the year, never rewritten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.models import Office
from common.refusals import Invalid, NotPermitted
from records.models import AccessLog, SuppliedEntry
from records.supplied_book import enter, strike
from tests.records.test_sources_book import sign_in as sign_in

BOOK = "/admin/records/suppliedentry/"


@pytest.fixture
def centre(db) -> Office:
    return Office.objects.create(code="TTLLTPQG", name="Trung tâm LLTP quốc gia", kind="agency")


@pytest.fixture
def make_line(department, verifier, centre) -> Callable[..., SuppliedEntry]:
    def make(**changes: Any) -> SuppliedEntry:
        values = {
            "kind": "answer",
            "recipient": centre,
            "supplied_on": date(2024, 6, 3),
            "content": "Trả lời công văn số 5",
            **changes,
        }
        return enter(office=department, by=verifier, **values)

    return make


def test_numbers_run_through_the_year_and_start_again(make_line) -> None:
    days = (date(2024, 6, 6), date(2024, 6, 7), date(2025, 6, 6))
    lines = [make_line(supplied_on=day) for day in days]
    assert [str(line) for line in lines] == ["01/2024", "02/2024", "01/2025"]


def test_a_number_that_was_not_used_is_given_again(make_line) -> None:
    with transaction.atomic():
        make_line()
        transaction.set_rollback(True)
    assert str(make_line()) == "01/2024"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "letter"}, "kind"),
        ({"supplied_on": date(2999, 1, 1)}, "supplied_on"),
        ({"content": " "}, "content"),
    ],
)
def test_a_line_that_cannot_be_is_refused(make_line, changes, field: str) -> None:
    with pytest.raises(Invalid) as invalid:
        make_line(**changes)
    assert [problem.field for problem in invalid.value.problems] == [field]


def test_a_line_is_struck_with_its_reason_and_never_rewritten(make_line, verifier) -> None:
    line = strike(make_line(), by=verifier, reason="Ghi nhầm cơ quan nhận")
    assert line.struck_by == verifier
    for change in ("UPDATE records_suppliedentry SET number = 9", "DELETE FROM {}"):
        statement = change.format("records_suppliedentry")
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_only_a_verifier_or_head_keeps_the_book(department, receiver, centre) -> None:
    with pytest.raises(NotPermitted):
        enter(
            office=department,
            by=receiver,
            kind="answer",
            recipient=centre,
            supplied_on=date(2024, 6, 3),
            content="…",
        )
    assert not SuppliedEntry.objects.exists()


def test_the_list_shows_the_lines_of_the_own_office(make_line, sign_in, department) -> None:
    make_line()
    page = sign_in("verifier").get(BOOK).content.decode()
    assert "01/2024" in page
    assert "Trung tâm LLTP quốc gia" in page


def test_a_clerk_writes_a_line(sign_in, centre, department) -> None:
    answer = sign_in("head").post(
        f"{BOOK}add/",
        {
            "kind": "answer",
            "recipient": centre.pk,
            "supplied_on": "03/06/2024",
            "content": "Trả lời công văn số 5",
        },
    )
    assert answer.status_code == 302
    assert SuppliedEntry.objects.get().content == "Trả lời công văn số 5"


def test_a_part_of_the_book_leaves_as_a_file_that_is_written_down(
    make_line, sign_in, make_record, verifier
) -> None:
    person = make_record()
    make_line(person=person, content="")
    strike(make_line(), by=verifier, reason="Ghi nhầm")
    handed = {"authority": "Bộ Tư pháp", "purpose": "kiểm tra năm 2024", "file_format": "csv"}
    days = {"first": "01/01/2024", "last": "31/12/2024"}
    file = sign_in("head").post(f"{BOOK}so-09/", {**handed, **days}).content.decode("utf-8-sig")
    assert file.splitlines()[0].startswith("number,supplied_on,recipient")
    assert "01/2024" in file
    assert "Ghi nhầm" in file  # struck lines stay in the book
    assert AccessLog.objects.get(kind="hand_over").found == [person.record_code]


def test_a_line_opens_with_a_reason_and_is_struck_there(sign_in, make_line) -> None:
    line = make_line()
    client = sign_in("head")
    address = reverse("admin:records_suppliedentry_change", args=[line.pk])
    assert client.get(address).status_code == 302
    client.post("/admin/records/violation/", {"purpose": "kiểm tra sổ 09 quý 4", "number": "99999"})
    assert "Trung tâm LLTP quốc gia" in client.get(address).content.decode()
    assert client.post(address, {"strike": "1", "reason": " "}).status_code == 200
    assert SuppliedEntry.objects.get().struck_on is None
    client.post(address, {"strike": "1", "reason": "Ghi nhầm"})
    assert "Ghi nhầm" in client.get(address).content.decode()
