"""The agencies' door: what is turned away leaves a trace, and no agency drowns out another."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from applications.models import Application
from tests.verification.conftest import REPLIES, answer_to
from verification import door
from verification.classification import reclassify
from verification.models import RefusedMessage, Reply, ReplyQuota, VerificationRequest

Post = Callable[..., Any]


@pytest.fixture
def few_a_minute(settings: Any, monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Five an agency, and a minute that lasts as long as the test says."""
    settings.AGENCY_REPLIES_A_MINUTE = 5
    at = datetime(2026, 6, 3, 9, 0, 20, tzinfo=UTC)
    monkeypatch.setattr(door, "now", lambda: at)
    return at


@pytest.fixture
def centre(verifying: Application, verifier: User) -> VerificationRequest:
    """Somebody else who is asked."""
    reclassify(verifying, by=verifier, route="national_centre", reason="Nơi cư trú chưa rõ.")
    return verifying.verification_requests.get(agency__agency_kind="national_centre")


def unknown(number: int, asked: VerificationRequest) -> dict[str, Any]:
    return answer_to(asked, request=f"000-XM{number}")


def statuses(post: Post, asked: VerificationRequest, times: int) -> list[int]:
    return [post(unknown(number, asked)).status_code for number in range(times)]


def count_queries(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert act().status_code == 200
    return len(captured)


@pytest.mark.usefixtures("few_a_minute")
def test_above_its_quota_an_agency_is_told_when_to_come_back(
    asked: VerificationRequest, post: Post
) -> None:
    assert statuses(post, asked, 7) == [200] * 5 + [429] * 2
    refused = post(answer_to(asked))
    assert refused["Retry-After"] == "40"
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["status"] == 429
    assert Reply.objects.count() == 5
    asked.refresh_from_db()
    assert asked.is_open


def test_with_the_next_minute_the_door_is_open_again(
    asked: VerificationRequest,
    post: Post,
    few_a_minute: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    statuses(post, asked, 9)
    later = few_a_minute + timedelta(seconds=41)
    monkeypatch.setattr(door, "now", lambda: later)
    assert post(answer_to(asked)).json()["disposition"] == "applied"
    assert ReplyQuota.objects.get().count == 1  # one row an agency, whatever came before


@pytest.mark.usefixtures("few_a_minute")
def test_the_flood_of_one_leaves_the_others_answer_and_its_work_as_they_are(
    asked: VerificationRequest, centre: VerificationRequest, post: Post
) -> None:
    def of_the_centre() -> Any:
        return post(unknown(next(numbers), centre), sender="TTLLTPQG")

    numbers = iter(range(100, 200))
    of_the_centre()
    quiet = count_queries(of_the_centre)
    assert 429 in statuses(post, asked, 30)
    assert count_queries(of_the_centre) == quiet
    answered = post(answer_to(centre), sender="TTLLTPQG")
    assert answered.json()["disposition"] == "applied"


@pytest.mark.usefixtures("few_a_minute")
def test_nobody_uses_up_anothers_quota(asked: VerificationRequest, post: Post) -> None:
    """The signature goes first: what is forged does not count."""
    forger = Ed25519PrivateKey.generate()
    told = {post(answer_to(asked), key=forger).status_code for _time in range(20)}
    assert told == {401}
    assert not ReplyQuota.objects.exists()
    assert post(answer_to(asked)).status_code == 200


@pytest.mark.usefixtures("few_a_minute")
def test_the_same_answer_sent_for_ever_comes_up_against_the_quota_too(
    asked: VerificationRequest, post: Post
) -> None:
    one = answer_to(asked)
    assert [post(one).status_code for _time in range(8)] == [200] * 5 + [429] * 3
    assert Reply.objects.count() == 1


def test_a_body_above_the_cap_is_refused_before_it_is_read(
    asked: VerificationRequest, post: Post
) -> None:
    large = answer_to(asked, note="x" * (door.LARGEST_BODY + 1))
    with CaptureQueriesContext(connection) as captured:
        refused = post(large)
    assert refused.status_code == 413
    assert refused["Content-Type"] == "application/problem+json"
    assert len(captured) == 0  # not even a key was looked for
    assert not Reply.objects.exists()


def test_the_cap_leaves_room_for_the_largest_answer_of_the_contract(
    asked: VerificationRequest, post: Post
) -> None:
    judgment = {"judgment_no": "1/2015/HSST", "court": "Tòa án " + "x" * 150, "offences": "y" * 300}
    note = "Đã tra cứu. " * 400
    answer = answer_to(asked, answer="has_record", judgments=[judgment] * 100, note=note)
    assert len(json.dumps(answer)) < door.LARGEST_BODY // 4
    assert post(answer).status_code == 200


FORGERIES: dict[str, tuple[dict[str, Any], str, str]] = {
    "another key": ({"key": Ed25519PrivateKey.generate()}, "CA92", "bad_signature"),
    "an altered body": ({"tampered": {"answer": "none"}}, "CA92", "bad_signature"),
    "nobody that we know": (
        {"sender": "CA00", "key": Ed25519PrivateKey.generate()},
        "",
        "unknown_sender",
    ),
    "an old message": ({"created": datetime.now(UTC) - timedelta(minutes=6)}, "CA92", "stale"),
}


@pytest.mark.parametrize(("forgery", "claimed", "reason"), FORGERIES.values(), ids=FORGERIES)
def test_a_forged_message_raises_an_alarm(
    asked: VerificationRequest, post: Post, forgery: dict[str, Any], claimed: str, reason: str
) -> None:
    assert post(answer_to(asked), **forgery).status_code == 401
    alarm = RefusedMessage.objects.get()
    assert (alarm.claimed, alarm.reason, alarm.count) == (claimed, reason, 1)
    assert (alarm.path, alarm.address) == (REPLIES, "127.0.0.1")
    assert not Reply.objects.exists()


def test_an_unsigned_message_raises_an_alarm(client: Any, asked: VerificationRequest) -> None:
    refused = client.post(REPLIES, answer_to(asked), content_type="application/json")
    assert refused.status_code == 401
    assert RefusedMessage.objects.get().reason == "unsigned"


@pytest.mark.usefixtures("few_a_minute")
def test_a_flood_of_forgeries_makes_one_row(asked: VerificationRequest, post: Post) -> None:
    forger = Ed25519PrivateKey.generate()
    for _time in range(50):
        post(answer_to(asked), key=forger)
    alarm = RefusedMessage.objects.get()
    assert alarm.count == 50
    assert alarm.last_at >= alarm.first_at


@pytest.mark.usefixtures("few_a_minute")
def test_a_flood_from_everywhere_under_every_name_makes_few_rows(
    client: Any, asked: VerificationRequest
) -> None:
    for number in range(100):
        client.post(
            REPLIES,
            b"{}",
            content_type="application/json",
            headers={
                "Signature-Input": f'sig1=();created={number};keyid="nobody-{number}"',
                "Signature": "sig1=:AA==:",
            },
            REMOTE_ADDR=f"10.0.0.{number}",
        )
    rows = RefusedMessage.objects.all()
    assert rows.count() == door.ADDRESSES_A_MINUTE + 1
    assert sum(row.count for row in rows) == 100
    assert {row.claimed for row in rows} == {""}  # what a stranger writes is not kept


@pytest.mark.parametrize(("role", "told"), [("head", True), ("verifier", False)])
def test_the_alarm_stands_on_the_board_of_those_who_look_after_it(
    client: Any,
    cast: dict[str, User],
    asked: VerificationRequest,
    post: Post,
    role: str,
    told: bool,
) -> None:
    post(answer_to(asked), key=Ed25519PrivateKey.generate())
    client.force_login(cast[role], backend="django.contrib.auth.backends.ModelBackend")
    board = client.get("/admin/").content.decode()
    assert ("1 thông điệp mạo danh hoặc sai chữ ký bị từ chối từ hôm qua" in board) is told
    listed = client.get("/admin/verification/refusedmessage/")
    assert listed.status_code == (200 if told else 403)
