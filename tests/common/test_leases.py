"""Rows that are work: one holder at a time, back after a death, set aside when nothing helps."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from applications import workflow
from applications.models import Application, FollowUp
from common import leases
from common.leases import MOST_TRIES, claim, to_hint, work

LEASE = timedelta(seconds=90)
HINT_AGAIN = timedelta(seconds=8)


@pytest.fixture
def row(submitted: Application, machine: Any) -> FollowUp:
    """A follow-up that nobody has looked at yet; the others are out of the way."""
    FollowUp.objects.update(done_at=Now())
    event = workflow.record(submitted, "track", by=machine)
    return FollowUp.objects.get(event=event)


def its_holder_died(row: FollowUp) -> None:
    FollowUp.objects.filter(pk=row.pk).update(lease_until=Now() - timedelta(seconds=1))


def test_a_row_has_one_holder_at_a_time(row: FollowUp) -> None:
    assert claim(FollowUp, row.pk, lease=LEASE)
    assert claim(FollowUp, row.pk, lease=LEASE) is None


def test_a_row_whose_holder_died_is_taken_again(row: FollowUp) -> None:
    assert claim(FollowUp, row.pk, lease=LEASE)
    its_holder_died(row)
    again = claim(FollowUp, row.pk, lease=LEASE)
    assert again
    assert again.tries == 2


def test_a_row_that_fails_again_and_again_is_set_aside(row: FollowUp) -> None:
    def fail(_row: FollowUp) -> None:
        raise RuntimeError

    for _try in range(MOST_TRIES):
        FollowUp.objects.update(due_at=Now())
        work(FollowUp, row.pk, fail, lease=LEASE)
    row.refresh_from_db()
    assert row.parked_at
    assert (row.tries, row.last_error) == (MOST_TRIES, "RuntimeError")


def test_a_row_that_ends_its_worker_each_time_is_set_aside(row: FollowUp) -> None:
    """Fault 2: a death is no failure that anybody could report, so the tries are counted first."""
    for _death in range(MOST_TRIES):
        claim(FollowUp, row.pk, lease=LEASE)
        its_holder_died(row)
    done = []
    work(FollowUp, row.pk, done.append, lease=LEASE)
    row.refresh_from_db()
    assert not done
    assert row.parked_at
    assert row.last_error == "Poison"


class Away(leases.Setback):
    """A partner's outage."""

    retry_wait = timedelta(seconds=60)
    most_tries = 60


def away(_row: FollowUp) -> None:
    raise Away("the authority does not answer")


def tried_in_an_outage(row: FollowUp, *, times: int) -> None:
    for _try in range(times):
        FollowUp.objects.update(due_at=Now())
        assert not work(FollowUp, row.pk, away, lease=LEASE)
    row.refresh_from_db()


def test_an_outage_says_how_long_to_wait_and_how_often_to_try(row: FollowUp) -> None:
    tried_in_an_outage(row, times=59)
    assert row.parked_at is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        [now] = cursor.fetchone()
    assert (row.due_at - now).total_seconds() == pytest.approx(60, abs=2)
    tried_in_an_outage(row, times=1)
    assert row.parked_at
    assert row.last_error == "the authority does not answer"


def test_the_patience_with_an_outage_is_not_for_what_kills(row: FollowUp) -> None:
    """Fault 2, in the middle of an outage: one death is forgiven, five are not."""
    tried_in_an_outage(row, times=10)
    FollowUp.objects.update(due_at=Now())
    claim(FollowUp, row.pk, lease=LEASE)
    its_holder_died(row)
    tried_in_an_outage(row, times=1)
    assert row.parked_at is None
    FollowUp.objects.update(due_at=Now())
    for _death in range(MOST_TRIES):
        claim(FollowUp, row.pk, lease=LEASE)
        its_holder_died(row)
    assert not work(FollowUp, row.pk, away, lease=LEASE)
    row.refresh_from_db()
    assert row.parked_at
    assert row.last_error == "Poison"


def test_a_row_at_its_last_try_is_still_worked_on(row: FollowUp) -> None:
    for _death in range(MOST_TRIES - 1):
        claim(FollowUp, row.pk, lease=LEASE)
        its_holder_died(row)
    work(FollowUp, row.pk, lambda row: None, lease=LEASE)
    row.refresh_from_db()
    assert row.done_at


def test_a_long_work_is_done_in_parts_and_none_of_them_counts_as_a_failure(row: FollowUp) -> None:
    parts = iter(range(3 * MOST_TRIES))

    def do_a_part(_row: FollowUp) -> None:
        if next(parts, None) is not None:
            raise leases.Unfinished

    while not work(FollowUp, row.pk, do_a_part, lease=LEASE):
        row.refresh_from_db()
        assert (row.parked_at, row.lease_until, row.tries, row.last_error) == (None, None, 0, "")
    row.refresh_from_db()
    assert row.done_at


def test_a_part_that_ends_its_worker_again_and_again_is_set_aside(row: FollowUp) -> None:
    def do_a_part(_row: FollowUp) -> None:
        raise leases.Unfinished

    work(FollowUp, row.pk, do_a_part, lease=LEASE)
    for _death in range(MOST_TRIES):
        claim(FollowUp, row.pk, lease=LEASE)
        its_holder_died(row)
    work(FollowUp, row.pk, do_a_part, lease=LEASE)
    row.refresh_from_db()
    assert row.parked_at


def test_a_sweep_names_each_row_once_until_its_hint_must_be_lost(row: FollowUp) -> None:
    def swept() -> list[int]:
        return to_hint(FollowUp, most=10, again_after=HINT_AGAIN)

    assert swept() == [row.pk]
    assert swept() == []
    FollowUp.objects.update(hinted_at=Now() - HINT_AGAIN)
    assert swept() == [row.pk]


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_take_different_rows(submitted: Application, machine: Any) -> None:
    """Fault 27."""
    FollowUp.objects.update(done_at=Now())
    for _event in range(6):
        workflow.record(submitted, "track", by=machine)
    both_have_chosen = threading.Barrier(2, timeout=30)
    taken: list[list[int]] = []

    def sweep() -> None:
        try:
            with transaction.atomic():
                taken.append(to_hint(FollowUp, most=3, again_after=HINT_AGAIN))
                both_have_chosen.wait()
        finally:
            connection.close()

    sweeps = [threading.Thread(target=sweep) for _sweep in range(2)]
    for one in sweeps:
        one.start()
    for one in sweeps:
        one.join(30)
    first, second = taken
    assert len(first) == len(second) == 3
    assert not set(first) & set(second)


@pytest.mark.parametrize("tries", [1, 3, 20])
def test_waits_grow_with_the_tries_and_end_at_ten_minutes(row: FollowUp, tries: int) -> None:
    row.tries = tries
    leases.postpone(row, error="away", most_tries=100)
    row.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        [now] = cursor.fetchone()
    assert (row.due_at - now).total_seconds() == pytest.approx(min(600, 2**tries), abs=2)
