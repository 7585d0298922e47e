"""Only a partner's own fresh signature over what arrives opens the partners' doors (9, 10)."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client

from applications.models import Application, Event, Payment
from common.signatures import sign_headers
from postal.models import TrackingMark
from sandbox.keys import make_keys, private_key
from tests.security.world import Side
from verification.agencies import trust
from verification.models import Message, RefusedMessage, Reply

World = tuple[Side, Side]
DOORS = {
    "BANK": "/api/v1/payments/events/",
    "VNPOST": "/api/v1/postal/events/",
    "CA92": "/api/v1/agency/replies/",
}
EACH = pytest.mark.parametrize("partner", DOORS)


@pytest.fixture
def keys(settings: Any, tmp_path: Path, world: World) -> Path:
    """Every partner's key pair, known to the portal."""
    folder = tmp_path / "partners"
    make_keys(folder, ["portal", *(f"agency-{name}" for name in DOORS), "agency-CA93"])
    settings.BANK_PUBLIC_KEY = str(folder / "agency-BANK.pub")
    settings.CARRIER_PUBLIC_KEY = str(folder / "agency-VNPOST.pub")
    for side in world:
        trust(side.agency, public_key=(folder / f"agency-{side.agency.code}.pub").read_text())
    return folder


@pytest.fixture
def body(world: World) -> dict[str, dict[str, Any]]:
    """A message of each partner's that would be taken."""
    ours = world[0]
    application = ours.application
    Application.objects.filter(pk=application.pk).update(state="awaiting_payment")
    return {
        "BANK": {
            "reference": application.payment_reference,
            "amount": 200_000,
            "paid_at": "2024-06-03T09:00:00+07:00",
        },
        "VNPOST": {"item": ours.values["item"], "event": "accepted", "office": "900001"}
        | {"at": datetime.now(UTC).isoformat(), "reason": ""},
        "CA92": {"request": f"YC-{application.pk}", "subject_digest": "0" * 64, "answer": "none"}
        | {"answered_on": "2024-06-03"},
    }


def send(
    partner: str,
    message: dict[str, Any],
    key: Ed25519PrivateKey,
    *,
    key_id: str = "",
    created: datetime | None = None,
    signed_for: str = "",
    altered: dict[str, Any] | None = None,
) -> int:
    """Post as this partner does, or not quite; the status of the answer."""
    message = {"message_id": uuid.uuid4().hex, **message}
    sent = json.dumps(message).encode()
    headers = sign_headers(
        method="POST",
        url=f"http://testserver{signed_for or DOORS[partner]}",
        body=sent,
        idempotency_key=message["message_id"],
        key_id=key_id or partner,
        private_key=key,
        created=created,
    )
    arriving = json.dumps({**message, **altered}).encode() if altered else sent
    answer = Client().post(
        DOORS[partner], arriving, content_type="application/json", headers=headers
    )
    return answer.status_code


def counts() -> list[int]:
    rows = (Payment, TrackingMark, Reply, Message, Event)
    return [model._default_manager.count() for model in rows]


def ago(minutes: int) -> datetime:
    return datetime.now(UTC) - timedelta(minutes=minutes)


@EACH
def test_a_partners_own_message_is_taken(partner: str, keys: Path, body: Any) -> None:
    """Without this the refusals below would prove nothing."""
    before = counts()
    assert send(partner, body[partner], private_key(keys / f"agency-{partner}.key")) == 200
    assert counts() != before


def test_what_is_forged_at_the_agencies_door_is_an_alarm_and_nothing_else(
    keys: Path, body: Any
) -> None:
    before = counts()
    assert send("CA92", body["CA92"], private_key(keys / "agency-CA93.key")) == 401
    assert send("CA92", body["CA92"], Ed25519PrivateKey.generate(), created=ago(6)) == 401
    alarms = RefusedMessage.objects.order_by("pk")
    assert [(one.claimed, one.reason) for one in alarms] == [
        ("CA92", "bad_signature"),
        ("CA92", "stale"),
    ]
    assert counts() == before


@EACH
def test_everything_else_is_401_and_changes_nothing(partner: str, keys: Path, body: Any) -> None:
    own = private_key(keys / f"agency-{partner}.key")
    another = private_key(keys / "agency-CA93.key")
    before = counts()
    message = body[partner]
    other_door = next(address for name, address in DOORS.items() if name != partner)
    told = {
        "another partner's key": send(partner, message, another),
        "a key of nobody": send(partner, message, Ed25519PrivateKey.generate()),
        "an unknown name": send(partner, message, own, key_id="CA00"),
        "signed six minutes ago": send(partner, message, own, created=ago(6)),
        "signed for the future": send(partner, message, own, created=ago(-6)),
        "signed for another door": send(partner, message, own, signed_for=other_door),
        "an altered body": send(partner, message, own, altered={"note": "khác"}),
    }
    unsigned = Client().post(DOORS[partner], message, content_type="application/json")
    told["no signature"] = unsigned.status_code
    assert {case: status for case, status in told.items() if status != 401} == {}
    assert counts() == before


def test_one_partner_does_not_speak_for_another(keys: Path, body: Any) -> None:
    """The carrier's and an agency's good signatures open nothing at the bank's door."""
    before = counts()
    for name in ("VNPOST", "CA92"):
        own = private_key(keys / f"agency-{name}.key")
        assert send("BANK", body["BANK"], own, key_id=name) == 401
    assert counts() == before


@pytest.mark.parametrize("times", [100, pytest.param(1000, marks=pytest.mark.long)])
@EACH
def test_a_replay_has_one_effect(
    partner: str, keys: Path, body: Any, times: int, settings: Any
) -> None:
    settings.AGENCY_REPLIES_A_MINUTE = 2 * times
    own = private_key(keys / f"agency-{partner}.key")
    message = {**body[partner], "message_id": "one-and-the-same"}
    send(partner, message, own)
    after_one = counts()
    assert {send(partner, message, own) for _time in range(times)} == {200}
    assert counts() == after_one


def test_an_agency_answers_only_what_it_was_asked(keys: Path, body: Any, world: World) -> None:
    """Another agency's good signature under our question: kept, linked to nothing, no effect."""
    ours, theirs = world
    own = private_key(keys / f"agency-{theirs.agency.code}.key")
    assert send("CA92", body["CA92"], own, key_id=theirs.agency.code) == 200
    kept = Reply.objects.latest("pk")
    assert (kept.agency_id, kept.request_id) == (theirs.agency.pk, None)
    assert kept.disposition == Reply.Disposition.UNKNOWN_REQUEST
    assert not ours.application.verification_requests.filter(state="answered").exists()
