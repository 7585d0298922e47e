"""The whole way by real HTTP: the parcel is announced to a carrier, whose reports come back."""

import socket
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models.functions import Now

from applications import workflow
from applications.models import State
from common import leases
from postal import carrier, dispatch
from postal.models import Parcel

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20  # seconds


@pytest.fixture
def sandbox_carrier(live_server, carrier_key, settings):
    settings.PUBLIC_URL = live_server.url
    command = [sys.executable, "-m", "sandbox", "carrier", "--port", "0", "--delay", "0.05"]
    command += ["--data-dir", str(settings.KEYS_DIR.parent), "--portal", live_server.url]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    settings.CARRIER_URL = process.stdout.readline().split()[-1]
    yield process
    process.terminate()
    process.wait(PATIENCE)
    process.stdout.close()


@pytest.mark.django_db(transaction=True)
def test_an_announced_parcel_is_delivered_by_the_carrier(sandbox_carrier, parcel):
    with transaction.atomic():
        to_do = leases.to_hint(Parcel, most=10, again_after=timedelta(seconds=8))
    assert to_do == [parcel.pk]
    assert carrier.announce(parcel.pk)
    parcel.refresh_from_db()
    assert parcel.announced_at is not None
    application = parcel.application
    end = time.monotonic() + PATIENCE
    while application.state != State.DELIVERED and time.monotonic() < end:
        time.sleep(0.05)
        application.refresh_from_db()
    assert application.state == State.DELIVERED
    assert parcel.marks.count() == 5


def test_a_carrier_that_is_away_is_tried_again(parcel, carrier_key, settings):
    first_due = parcel.due_at
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.CARRIER_URL = f"http://127.0.0.1:{closed.getsockname()[1]}"
        assert not carrier.announce(parcel.pk)
    parcel.refresh_from_db()
    assert parcel.due_at > first_due
    assert (parcel.announced_at, parcel.parked_at, parcel.lease_until) == (None, None, None)
    assert parcel.last_error == "127.0.0.1: ConnectionRefusedError"


def test_what_cannot_be_announced_is_parked_until_a_person_has_looked(parcel, settings):
    settings.CARRIER_URL = ""
    carrier.announce(parcel.pk)
    parcel.refresh_from_db()
    assert parcel.parked_at is not None
    carrier.announce_again(parcel)
    parcel.refresh_from_db()
    assert (parcel.parked_at, parcel.tries) == (None, 0)


def test_an_announcement_that_fails_unexpectedly_is_parked_in_the_end(
    parcel, carrier_key, settings
):
    settings.PUBLIC_URL = None  # a TypeError, which nobody foresaw
    for _try in range(leases.MOST_TRIES):
        assert Parcel.objects.get().parked_at is None
        Parcel.objects.update(due_at=Now())
        assert not carrier.announce(parcel.pk)
    parcel.refresh_from_db()
    assert parcel.parked_at is not None
    assert parcel.lease_until is None


def test_a_parcel_is_announced_by_one_worker_at_a_time(parcel):
    assert leases.claim(Parcel, parcel.pk, lease=carrier.ANNOUNCE_LEASE)
    assert leases.claim(Parcel, parcel.pk, lease=carrier.ANNOUNCE_LEASE) is None
    assert not carrier.announce(parcel.pk)


def test_an_announcement_is_the_same_on_every_try(parcel):
    first = carrier.announcement(parcel)
    parcel.refresh_from_db()
    assert carrier.announcement(parcel) == first


def test_sending_again_is_announced_anew(parcel, receiver):
    application = parcel.application
    dispatch.return_mail(application, by=receiver, reason="Sai địa chỉ")
    dispatch.resend(application, by=receiver)
    second = dispatch.hand_over(application, by=receiver)
    assert second.message_id != parcel.message_id
    assert workflow.State(application.state) == State.IN_POST
