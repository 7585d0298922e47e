"""The bank's word counts by its signature, once; VietQR's text is what bank apps read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from applications import bank, intake
from applications.models import Application, Payment, UnmatchedTransfer
from common.signatures import sign_headers
from sandbox.keys import make_keys, private_key

ADDRESS = "/api/v1/payments/events/"


@pytest.fixture
def bank_key(settings: Any, tmp_path: Path) -> Path:
    (key,) = make_keys(tmp_path, ["agency-BANK"])
    settings.PUBLIC_URL = "http://testserver"
    settings.BANK_PUBLIC_KEY = str(tmp_path / "agency-BANK.pub")
    return key


@pytest.fixture
def awaiting(draft: Application, applicant: User) -> Application:
    intake.submit(draft, by=applicant)
    return draft


def tell(key: Path, **changes: Any) -> Any:
    event = {
        "message_id": "FT26326000001",
        "reference": "",
        "amount": 200_000,
        "paid_at": "2026-11-22T09:00:00+07:00",
    } | changes
    body = json.dumps(event).encode()
    headers = sign_headers(
        method="POST",
        url=f"http://testserver{ADDRESS}",
        body=body,
        idempotency_key=event["message_id"],
        key_id="BANK",
        private_key=private_key(key),
    )
    return Client().post(ADDRESS, body, content_type="application/json", headers=headers)


def test_a_transfer_files_the_dossier_once(awaiting: Application, bank_key: Path) -> None:
    answers = [tell(bank_key, reference=awaiting.payment_reference) for _time in range(100)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["receipt_no"] for answer in answers}) == 1
    awaiting.refresh_from_db()
    assert (awaiting.state, Payment.objects.count()) == ("submitted", 1)


def test_small_letters_and_blanks_in_the_message_do_no_harm(
    awaiting: Application, bank_key: Path
) -> None:
    reference = awaiting.payment_reference.lower()
    assert tell(bank_key, reference=f"{reference[:4]} {reference[4:]}").status_code == 200


def test_an_unsigned_or_foreign_word_changes_nothing(
    awaiting: Application, bank_key: Path, tmp_path: Path
) -> None:
    (stranger,) = make_keys(tmp_path / "other", ["agency-BANK"])
    event = {"message_id": "1", "reference": awaiting.payment_reference, "amount": 200_000}
    unsigned = Client().post(ADDRESS, event, content_type="application/json")
    foreign = tell(stranger, reference=awaiting.payment_reference)
    assert (unsigned.status_code, foreign.status_code) == (401, 401)
    awaiting.refresh_from_db()
    assert (awaiting.state, Payment.objects.count()) == ("awaiting_payment", 0)


def test_an_unknown_reference_and_a_wrong_amount_are_told(
    awaiting: Application, bank_key: Path
) -> None:
    assert tell(bank_key, reference="LLTP00000000").status_code == 404
    wrong = tell(bank_key, reference=awaiting.payment_reference, amount=100_000)
    assert wrong.status_code == 400
    assert wrong.json()["errors"][0]["field"] == "amount"
    assert Payment.objects.count() == 0


def test_money_that_fits_no_dossier_is_kept_for_a_person_to_settle(
    awaiting: Application, bank_key: Path
) -> None:
    for _time in range(2):
        tell(bank_key, message_id="a", reference="LLTP00000000")
        tell(bank_key, message_id="b", reference=awaiting.payment_reference, amount=100_000)
    tell(bank_key, message_id="c", reference=awaiting.payment_reference)
    tell(bank_key, message_id="d", reference=awaiting.payment_reference)
    kept = UnmatchedTransfer.objects.order_by("message_id")
    assert [(one.message_id, one.application_id) for one in kept] == [
        ("a", None),
        ("b", awaiting.pk),
        ("d", awaiting.pk),
    ]
    assert all(one.reason and one.settled_at is None for one in kept)


def test_the_checksum_is_that_of_the_standard() -> None:
    assert bank.crc16(b"123456789") == 0x29B1  # the check value of CRC-16/CCITT-FALSE


def test_the_code_holds_account_amount_and_message(awaiting: Application, settings: Any) -> None:
    text = bank.vietqr(awaiting)
    fields = dict(read(text))
    assert fields["53"] == "704"
    assert fields["54"] == "200000"
    merchant = dict(read(fields["38"]))
    assert merchant["00"] == "A000000727"
    assert dict(read(merchant["01"])) == {"00": settings.BANK_BIN, "01": settings.BANK_ACCOUNT}
    assert dict(read(fields["62"])) == {"08": awaiting.payment_reference}
    assert text.endswith(f"6304{bank.crc16(text[:-4].encode()):04X}")


def read(text: str) -> list[tuple[str, str]]:
    """The tag, length, value triples of an EMVCo code."""
    found = []
    while text:
        length = int(text[2:4])
        found.append((text[:2], text[4 : 4 + length]))
        text = text[4 + length :]
    return found
