"""Copies for the National Centre: owed in time, one line of book 09 each, sent once."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import Office, User
from common.dates import today
from common.refusals import NotPermitted, Refusal
from records import proposals
from records.book_lines import strike
from records.expungement.register import judged
from records.models import Judgment, Person, SuppliedEntry
from records.section_rows import rows_of
from regulations.copies import copy_due_on
from regulations.models import office_calendar
from verification import supply
from verification.models import Agency, Supply

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20  # seconds

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(department: Office) -> Person:
    person = Person.objects.create(record_code="55CT2024/00001", full_name="Nguyễn Văn An")
    Judgment.objects.create(person=person, judgment_no="45/2015/HSST", court="TAND Cần Thơ")
    return person


@pytest.fixture
def owed(person: Person, department: Office, agencies: dict[str, Agency]) -> Supply:
    return supply.owe(person, office=department, new=True)


@pytest.fixture
def centre(agencies: dict[str, Agency], settings: Any, keys: Any) -> Iterator[str]:
    """The sandbox's Centre in a process of its own; its address."""
    command = [sys.executable, "-m", "sandbox", "national_centre", "--port", "0", "--delay", "0"]
    command += ["--data-dir", str(keys.parent), "--portal", settings.PUBLIC_URL]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = process.stdout.readline().split()[-1]
    settings.AGENCY_HOSTS = [url.removeprefix("http://")]
    Agency.objects.filter(code="TTLLTPQG").update(copies_endpoint=f"{url}/records")
    yield url
    process.terminate()
    process.wait(PATIENCE)
    process.stdout.close()


def control(url: str, **wanted: Any) -> dict[str, Any]:
    request = urllib.request.Request(
        f"{url}/control",
        data=json.dumps(wanted).encode() if wanted else None,
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        state: dict[str, Any] = json.load(answer)
    return state


def received(url: str) -> int:
    return int(control(url)["counts"]["received"])


def again(row: Supply) -> Supply:
    Supply.objects.filter(pk=row.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    supply.send(row.pk)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(
    ("arisen_on", "new", "due_on"),
    [
        (date(2024, 6, 3), True, date(2024, 6, 18)),
        (date(2024, 6, 7), True, date(2024, 6, 24)),  # 22 June is a Saturday
        (date(2024, 6, 3), False, date(2024, 6, 10)),
        (date(2026, 12, 1), False, date(2026, 12, 8)),
    ],
)
def test_a_new_record_has_fifteen_days_a_change_five_working_days(
    arisen_on: date, new: bool, due_on: date
) -> None:
    calendar = office_calendar()
    assert copy_due_on(arisen_on, new=new, setting="R1c", calendar=calendar) == due_on
    assert copy_due_on(arisen_on, new=new, setting="auto", calendar=calendar) == due_on


def test_changes_before_the_copy_is_made_up_are_one_copy(
    owed: Supply, person: Person, department: Office, verifier: User
) -> None:
    assert supply.owe(person, office=department, new=False) == owed
    supply.make_up(owed, by=verifier)
    later = supply.owe(person, office=department, new=False)
    assert later != owed
    assert later.change == Supply.Change.UPDATE


def test_what_is_sent_is_fixed_when_the_copy_is_made_up(
    owed: Supply, person: Person, verifier: User
) -> None:
    made = supply.make_up(owed, by=verifier)
    assert made.body is not None
    assert made.body["rows"] == json.loads(json.dumps(rows_of(person)))
    assert (made.body["change"], made.body["record_code"]) == ("new", person.record_code)
    Judgment.objects.update(main_penalty="fine")
    assert supply.make_up(owed, by=verifier).body == made.body
    with pytest.raises(DatabaseError), transaction.atomic():
        Supply.objects.update(body={})


def test_a_copy_made_up_is_one_line_of_book_09(
    owed: Supply, department: Office, verifier: User
) -> None:
    for _time in range(2):
        supply.make_up(owed, by=verifier)
    line = SuppliedEntry.objects.get()
    assert (str(line), line.kind, line.supplied_on) == (f"01/{today():%Y}", "new", today())
    assert line.recipient.code == "TTLLTPQG"
    assert line.person == owed.person


def test_the_centres_server_gets_the_copy_once(owed: Supply, centre: str) -> None:
    assert supply.send(owed.pk)
    owed.refresh_from_db()
    assert owed.sent_at is not None
    assert owed.sent_by is not None
    assert owed.sent_by.is_machine
    assert not supply.send(owed.pk)
    assert received(centre) == 1


def test_a_copy_whose_answer_was_lost_is_the_same_copy_again(owed: Supply, centre: str) -> None:
    control(centre, faults={"answer_lost": {"probability": 1.0, "count": 1}})
    assert not supply.send(owed.pk)
    owed.refresh_from_db()
    body = owed.body
    assert owed.sent_at is None
    assert body
    Judgment.objects.update(main_penalty="fine")  # a change in the meantime is a copy of its own
    assert again(owed).sent_at
    assert owed.body == body
    assert received(centre) == 1
    assert SuppliedEntry.objects.count() == 1


def test_a_later_copy_waits_for_the_earlier_one(
    owed: Supply, person: Person, department: Office, centre: str
) -> None:
    control(centre, faults={"http_500": {"probability": 1.0, "count": 1}})
    supply.send(owed.pk)
    later = supply.owe(person, office=department, new=False)
    assert again(later).sent_at is None
    assert later.tries == 0  # it is not its fault
    assert again(owed).sent_at
    assert again(later).sent_at
    assert received(centre) == 2


def test_without_a_server_the_copy_waits_for_a_clerk(owed: Supply, verifier: User) -> None:
    assert supply.send(owed.pk)
    owed.refresh_from_db()
    assert owed.sent_at is None
    assert owed.entry is None
    sent = supply.hand_over(owed, by=verifier)
    assert (sent.sent_by, sent.entry) == (verifier, SuppliedEntry.objects.get())
    with pytest.raises(Refusal):
        supply.hand_over(owed, by=verifier)


def test_a_new_server_of_the_centre_takes_what_nobody_has_printed(
    owed: Supply, centre: str, verifier: User
) -> None:
    Agency.objects.update(copies_endpoint="")
    supply.send(owed.pk)
    assert supply.send_by_server_now() == 0
    Agency.objects.filter(code="TTLLTPQG").update(copies_endpoint=f"{centre}/records")
    assert supply.send_by_server_now() == 1
    assert again(owed).sent_at


def test_a_copy_whose_line_was_struck_is_not_sent_and_another_is_due(
    owed: Supply, verifier: User, centre: str
) -> None:
    line = supply.make_up(owed, by=verifier).entry
    assert line is not None
    strike(line, by=verifier, reason="Ghi nhầm cơ quan nhận")
    assert again(owed).sent_at is None
    with pytest.raises(Refusal):
        supply.hand_over(owed, by=verifier)
    assert supply.find_struck() == 1
    assert supply.find_struck() == 0
    other = supply.open_copies().get()
    assert (other.change, other.due_on) == (owed.change, owed.due_on)
    assert again(other).sent_at
    assert received(centre) == 1


def test_only_who_keeps_the_books_hands_a_copy_over(owed: Supply, receiver: User) -> None:
    with pytest.raises(NotPermitted):
        supply.hand_over(owed, by=receiver)
    assert not SuppliedEntry.objects.exists()


def test_what_is_past_its_limit_is_told(owed: Supply, verifier: User) -> None:
    assert not supply.overdue(supply.open_copies()).exists()
    Supply.objects.update(due_on=today() - timedelta(days=1))
    assert supply.overdue(supply.open_copies()).get() == owed
    supply.hand_over(owed, by=verifier)
    assert not supply.overdue(supply.open_copies()).exists()


def test_a_confirmed_expungement_is_owed_once(
    department: Office, agencies: dict[str, Agency], verifier: User
) -> None:
    person = Person.objects.create(
        record_code="55CT2015/00009", full_name="Lê Văn Tám", date_of_birth="1970-01-01"
    )
    Judgment.objects.create(
        person=person,
        judgment_no="1/2015/HSST",
        judgment_date=date(2015, 1, 5),
        final_on=date(2015, 2, 5),
        main_penalty="warning",
        main_served_on=date(2015, 2, 5),
        obligations_met_on=date(2015, 3, 5),
        additional_served_on=date(2015, 3, 5),
    ).offences.create(
        number=1,
        offence="Đánh bạc",
        article="khoản 1 Điều 248",
        code_of_law="1999",
        offence_date="2014-05-01",
        intent="intentional",
        severity="less_serious",
        chapter="XIX",
    )
    proposals.renew(list(judged(Person.objects.all())), on=today(), by=verifier)
    proposal = Judgment.objects.get().expungement_proposals.get()
    assert supply.find_owed() == 0
    proposals.confirm(proposal, by=verifier)
    assert supply.find_owed() == 1
    assert supply.find_owed() == 0
    row = Supply.objects.get()
    assert (row.change, row.person) == ("update", person)
