"""The same thing told many times has one effect."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import requests

from sandbox.keys import agency, private_key
from sandbox.signing import signed_headers
from tests.faults.fleet import taken_out
from tests.live.people import somebody
from tests.live.portal import PATIENCE, Portal, wait_until
from tools.demo_road import Travel, open_and_submit, pay, walk

pytestmark = pytest.mark.faults

AT_ONCE = 8


def test_fifty_parallel_submits_with_one_key_make_one_dossier(portal: Portal) -> None:
    """Fault 25."""
    declaration, key = somebody().declaration, str(uuid.uuid4())

    def submit() -> requests.Response:
        own = str(uuid.uuid4()) if taken_out("key") else key
        return portal.post("receiver", "/api/v1/applications/", declaration, key=own)

    answers = _at_once(50, submit)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["code"] for answer in answers}) == 1
    assert all(answer.json() == answers[0].json() for answer in answers)
    number = declaration["subject"]["documents"][0]["number"]
    query = (
        "SELECT count(*) FROM applications_application"
        " WHERE subject->'documents'->0->>'number' = %s"
    )
    assert portal.number(query, number) == 1


def test_a_hundred_equal_callbacks_of_the_bank_are_one_payment(portal: Portal) -> None:
    """Threat 44."""
    travel = walk(Travel(somebody()), portal.road(), acts=(open_and_submit,))
    payment = travel.case["payment"]
    notice = {
        "message_id": str(uuid.uuid4()),
        "reference": payment["reference"],
        "amount": payment["amount"],
        "paid_at": datetime.now(UTC).isoformat(),
    }
    answers = _at_once(100, lambda: _told(portal, "payments/events", notice, sender="BANK"))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert _steps(portal, travel) == Counter({"submit": 1, "pay": 1})
    receipts = (
        "SELECT receipt_no FROM applications_payment p JOIN applications_application a"
        " ON a.id = p.application_id WHERE a.code = %s"
    )
    assert portal.rows(receipts, travel.code) == [(answers[0].json()["receipt_no"],)]


@pytest.mark.parametrize(
    "times", [100, pytest.param(1000, marks=pytest.mark.long)], ids=["short", "long"]
)
def test_an_agencys_reply_replayed_has_one_effect(portal: Portal, times: int) -> None:
    """Threat 10: the very bytes again, and the same answer told again under another id."""
    portal.control("police", faults={"silent": True})
    travel = walk(Travel(somebody()), portal.road(), acts=(open_and_submit, pay))
    portal.client().step("receiver", travel.code, "accept", {})
    asked = (
        "SELECT r.reference, r.subject_digest FROM verification_verificationrequest r"
        " JOIN applications_application a ON a.id = r.application_id WHERE a.code = %s"
    )
    wait_until(lambda: portal.rows(asked, travel.code), what="a question to the police")
    [[reference, digest]] = portal.rows(asked, travel.code)
    reply = {
        "message_id": str(uuid.uuid4()),
        "request": reference,
        "subject_digest": digest,
        "answer": "none",
        "answered_on": datetime.now(UTC).date().isoformat(),
    }

    def replay() -> requests.Response:
        own = {"message_id": str(uuid.uuid4())} if taken_out("message_id") else {}
        return _told(portal, "agency/replies", {**reply, **own}, sender="CA92")

    answers = _at_once(times, replay)
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json()["disposition"] for answer in answers} == {"applied"}
    kept = "SELECT count(*) FROM verification_reply WHERE request_reference = %s"
    assert portal.number(kept, reference) == 1
    portal.client().wait("verifier", travel.code, {"drafted"}, PATIENCE)
    assert _steps(portal, travel)["complete_verification"] == 1
    assert _steps(portal, travel)["conclude"] == 1


def test_a_double_click_on_a_step_is_one_step(portal: Portal) -> None:
    travel = walk(Travel(somebody()), portal.road(), acts=(open_and_submit, pay))
    path, key = f"/api/v1/applications/{travel.code}/accept/", str(uuid.uuid4())
    answers = _at_once(10, lambda: portal.post("receiver", path, {}, key=key))
    assert {answer.status_code for answer in answers} == {200}
    other_keys = _at_once(10, lambda: portal.post("receiver", path, {}, key=str(uuid.uuid4())))
    assert {answer.status_code for answer in other_keys} == {409}
    portal.client().wait("verifier", travel.code, {"drafted"}, PATIENCE)
    assert _steps(portal, travel)["accept"] == 1


def _steps(portal: Portal, travel: Travel) -> Counter[str]:
    case = portal.client().case("verifier", travel.code)
    return Counter(row["step"] for row in case["timeline"])


def _told(
    portal: Portal, path: str, message: dict[str, object], *, sender: str
) -> requests.Response:
    """One signed message of a partner."""
    url = f"{portal.url}/api/v1/{path}/"
    body = json.dumps(message).encode()
    headers = signed_headers(
        url=url,
        body=body,
        idempotency_key=str(message["message_id"]),
        key_id=sender,
        key=private_key(portal.stack.data_dir / "keys" / f"{agency(sender)}.key"),
    )
    headers["Content-Type"] = "application/json"
    return requests.post(url, data=body, headers=headers, timeout=60)


def _at_once(times: int, act: Callable[[], requests.Response]) -> list[requests.Response]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [future.result() for future in [pool.submit(act) for _ in range(times)]]
