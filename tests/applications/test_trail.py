"""The audit trail: only ever added to, chained, sealed, and every touch is found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import InternalError, ProgrammingError

from accounts.models import User
from applications import audit, workflow
from applications.models import Application, Event, FollowUp, Seal


@pytest.fixture
def triggers_off(db: None) -> Iterator[None]:
    """What only the database's owner can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE applications_event DISABLE TRIGGER USER")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE applications_event ENABLE TRIGGER USER")


def remove(event: Event) -> None:
    FollowUp.objects.filter(event=event).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM applications_event WHERE id = %s", [event.pk])


@pytest.mark.parametrize(
    "sql", ["UPDATE applications_event SET note = 'x'", "DELETE FROM applications_event"]
)
def test_nobody_changes_or_deletes_an_event(submitted: Application, sql: str) -> None:
    with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
        connection.cursor().execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE applications_event SET note = 'x'",
        "DELETE FROM applications_event",
        "TRUNCATE applications_event CASCADE",
        "ALTER TABLE applications_event DISABLE TRIGGER ALL",
        "UPDATE applications_seal SET digest = 'x'",
        "DELETE FROM applications_seal",
    ],
)
def test_the_webs_role_has_no_right_to_touch_the_trail(
    submitted: Application, as_portal_app: None, sql: str
) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
    ):
        connection.cursor().execute(sql)


def test_the_webs_role_can_do_its_daily_work(
    submitted: Application, receiver: User, as_portal_app: None
) -> None:
    workflow.advance(submitted, "accept", by=receiver)
    assert submitted.state == "accepted"


def test_an_untouched_trail_is_unbroken(submitted: Application, receiver: User) -> None:
    workflow.advance(submitted, "accept", by=receiver, note="Đủ giấy tờ", data={"a": [1, "ạ"]})
    assert list(audit.faults()) == []


@pytest.mark.parametrize("column", ["note", "step", "to_state", "digest"])
def test_a_changed_event_is_named(submitted: Application, triggers_off: None, column: str) -> None:
    event = submitted.events.first()
    assert event is not None
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE applications_event SET {column} = 'x' WHERE id = %s", [event.pk])
    with pytest.raises(CommandError, match=f"application {submitted.pk}, event {event.number}"):
        call_command("verify_events")


def test_a_missing_event_is_named(submitted: Application, triggers_off: None) -> None:
    remove(submitted.events.order_by("number")[0])
    assert any("missing" in fault for fault in audit.faults())


def test_each_event_leaves_a_follow_up_in_the_same_transaction(
    draft: Application, applicant: User
) -> None:
    with suppress(RuntimeError), transaction.atomic():
        workflow.advance(draft, "submit", by=applicant)
        raise RuntimeError
    assert (Event.objects.count(), FollowUp.objects.count()) == (0, 0)
    event = workflow.advance(draft, "submit", by=applicant)
    assert event.follow_up.done_at is None


@pytest.mark.django_db(transaction=True)
def test_the_end_of_the_trail_cannot_be_cut_off_unseen(
    submitted: Application, triggers_off: None
) -> None:
    assert audit.seal() is not None
    remove(submitted.events.order_by("-number")[0])
    assert any("seal 1" in fault for fault in audit.faults())


@pytest.mark.django_db(transaction=True)
def test_an_empty_interval_is_not_sealed(submitted: Application) -> None:
    assert audit.seal() is not None
    assert audit.seal() is None
    assert Seal.objects.count() == 1
