"""Violations handed on: what changed, to whom, why; nobody who polls misses a row."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.models import Office, User
from common.refusals import NotPermitted, Refusal
from records import api
from records.handing import Recipient
from records.models import AccessLog, Violation
from records.violations import Question, changes_since, hand_over, look_up, withdraw
from tests.security.world import bearer

ADDRESS = "/api/v1/violations/"
PURPOSE = "kiểm tra theo công văn 12/STP"


@pytest.fixture
def make_violation(db: None) -> Callable[..., Violation]:
    counter = iter(range(1, 1000))

    def make(**changes: Any) -> Violation:
        columns = {
            "decision_no": f"{next(counter)}/QĐ-XPHC",
            "decision_date": date(2024, 3, 1),
            "authority": "Công an quận Ninh Kiều",
            "full_name": "Lê Văn Tám",
            "date_of_birth": "1988-02-03",
            "cccd": "092088001111",
            **changes,
        }
        return Violation.objects.create(**columns)

    return make


@pytest.fixture
def officer(make_person, db) -> User:
    office = Office.objects.create(code="CA-92", name="Công an Cần Thơ", kind="agency")
    return make_person("officer", "agency_officer", office=office)


@pytest.fixture
def fetch(officer) -> Callable[..., Any]:
    headers = bearer(officer)

    def fetch(address: str = ADDRESS, **query: str) -> Any:
        answer = Client().get(address, query, **headers)
        return answer.json() if answer.status_code == 200 else answer.status_code

    return fetch


def ids(page: dict[str, Any]) -> list[int]:
    return [row["id"] for row in page["results"]]


def test_pages_follow_each_other_and_end(make_violation, fetch, monkeypatch) -> None:
    monkeypatch.setattr(api, "PAGE", 2)
    rows = [make_violation().pk for _ in range(5)]
    page, seen = fetch(), []
    for _ in range(3):
        seen += ids(page)
        page = fetch(page["next"]) if page["next"] else None
    assert seen == rows
    assert page is None


def test_what_is_changed_comes_again_and_the_rest_does_not(make_violation, fetch) -> None:
    first, _second = make_violation(), make_violation()
    until = fetch()["changed_until"]
    assert fetch(changed_since=until)["results"] == []
    assert fetch(changed_since=until)["changed_until"] == until
    first.fine_vnd = 7
    first.save()
    (told,) = fetch(changed_since=until)["results"]
    assert (told["id"], told["fine_vnd"], told["withdrawn"]) == (first.pk, 7, False)


def test_a_withdrawn_row_is_told_as_withdrawn_and_says_nothing_of_the_person(
    make_violation, fetch, verifier
) -> None:
    violation = make_violation()
    until = fetch()["changed_until"]
    withdraw(violation, by=verifier, reason="Quyết định bị hủy")
    (told,) = fetch(changed_since=until)["results"]
    assert told["withdrawn"] is True
    assert set(told) == {
        *("id", "changed_at", "withdrawn", "decision_no", "decision_date", "authority")
    }


@pytest.mark.parametrize("since", ["2024-01-01", "2024-01-01T08:00:00 07:00", "2024-01-01 08:00"])
def test_a_day_or_a_time_with_a_lost_plus_is_taken(make_violation, fetch, since: str) -> None:
    make_violation()
    assert len(fetch(changed_since=since)["results"]) == 1


@pytest.mark.parametrize("since", ["hôm qua", "2024-13-01", "0001-01-01T00:00:00+14:00", "\0"])
def test_what_is_no_time_is_refused_by_its_name(make_violation, officer, since: str) -> None:
    answer = Client().get(ADDRESS, {"changed_since": since}, **bearer(officer))
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["changed_since"]


def test_every_page_handed_over_is_written_down_and_an_empty_one_is_not(
    make_violation, fetch, officer
) -> None:
    violation = make_violation()
    page = fetch(purpose="đối chiếu quý 4")
    fetch(changed_since=page["changed_until"])
    log = AccessLog.objects.get()
    assert (log.by, log.found) == (officer, [violation.code])
    assert log.purpose == "Công an Cần Thơ: đối chiếu quý 4"


@pytest.mark.parametrize("role", ["receiver", "drafter", "auditor", "administrator", "applicant"])
def test_others_get_nothing(make_violation, cast, role: str) -> None:
    make_violation()
    assert Client().get(ADDRESS, **bearer(cast[role])).status_code == 403
    assert not AccessLog.objects.exists()


def test_an_officer_of_no_office_gets_nothing(make_violation, make_person) -> None:
    stray = make_person("stray", "agency_officer")
    assert Client().get(ADDRESS, **bearer(stray)).status_code == 403


@pytest.mark.parametrize(
    ("to", "code"),
    [
        (Recipient("", PURPOSE), "authority_missing"),
        (Recipient("Công an", "xem"), "purpose_too_short"),
    ],
)
def test_nothing_is_handed_over_without_authority_and_purpose(
    make_violation, verifier, to: Recipient, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        hand_over([make_violation()], by=verifier, to=to)
    assert refused.value.code == code
    assert not AccessLog.objects.exists()


def test_an_auditor_hands_nothing_over(make_violation, auditor) -> None:
    with pytest.raises(NotPermitted):
        hand_over([make_violation()], by=auditor, to=Recipient("Công an", PURPOSE))


@pytest.mark.parametrize(
    "question",
    [
        Question(full_name="lê văn tám"),
        Question(full_name="Le Van Tam", date_of_birth="1988"),
        Question(number="092 088 001 111"),
        Question(number="092088001111", full_name="Không Phải"),
        Question(decision_no="1/qđ-xphc"),
    ],
)
def test_a_violation_is_found_by_name_number_or_decision(
    make_violation, verifier, question: Question
) -> None:
    violation = make_violation()
    assert look_up(question, by=verifier, purpose=PURPOSE) == [violation]
    assert AccessLog.objects.get().found == [violation.code]


@pytest.mark.parametrize(
    "question",
    [
        Question(full_name="Lê Văn Tám", date_of_birth="1999"),
        Question(number="092088009999"),
        Question(full_name=" "),
        Question(decision_no="11/QĐ-XPHC"),
    ],
)
def test_others_are_not_found_and_the_search_is_written_down(
    make_violation, verifier, question: Question
) -> None:
    make_violation()
    assert look_up(question, by=verifier, purpose=PURPOSE) == []
    assert AccessLog.objects.get().found == []


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_committed_late_is_never_missed() -> None:
    """A second writer waits for the first: its time lies after all that became visible before."""
    columns = {"decision_date": date(2024, 3, 1), "authority": "CA", "full_name": "A"}
    started = threading.Event()

    def second() -> None:
        started.set()
        Violation.objects.create(decision_no="2", **columns)
        connection.close()

    other = threading.Thread(target=second)
    with transaction.atomic():
        Violation.objects.create(decision_no="1", **columns)
        other.start()
        started.wait()
        other.join(timeout=0.5)
        assert other.is_alive()  # it waits, though it touches another row
        assert list(read_beside()) == []
    other.join()
    assert [row.decision_no for row in changes_since(None)] == ["1", "2"]


def read_beside() -> list[str]:
    """What a reader on a connection of their own sees."""
    seen: list[str] = []

    def read() -> None:
        seen.extend(changes_since(None).values_list("decision_no", flat=True))
        connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    reader.join()
    return seen
