"""An agency on the national exchange: how it is asked, and whose answers are taken from there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from applications.models import Application
from common.signatures import sign_headers
from sandbox.keys import make_keys, private_key
from tests.verification.conftest import answer_to
from tests.verification.partners import Partner, Systems, change, wait_for
from verification import requests
from verification.channels import gateway
from verification.models import Agency, Attempt, Reply, VerificationRequest

REPLIES = "/api/v1/gateway/replies/"
MEMBER = "VN/GOV/CA92/LLTP"
RequestState = VerificationRequest.State


@pytest.fixture
def exchange(
    live_server: Any, agencies: dict[str, Agency], settings: Any
) -> Iterator[tuple[Partner, Partner]]:
    """The police behind the exchange."""
    settings.PUBLIC_URL, settings.AGENCY_HOSTS = live_server.url, []
    systems = Systems(agencies["police"], portal=live_server.url)
    systems.ask_over_the_exchange()
    yield systems.server, systems.exchange
    systems.stop()


class TestAsking:
    pytestmark = pytest.mark.django_db(transaction=True)

    def test_the_police_are_asked_and_answer_over_the_exchange(
        self, exchange: tuple[Partner, Partner], asked: VerificationRequest
    ) -> None:
        requests.send(asked.pk)
        reply = wait_for(Reply.objects.first, what="an answer")
        assert (reply.agency.code, reply.answer, reply.disposition) == ("CA92", "none", "applied")
        attempt = Attempt.objects.get()
        assert (attempt.channel, attempt.status, attempt.outcome) == ("gateway", 202, "received")
        assert attempt.address == f"{MEMBER}/xac-minh"
        assert attempt.out["reply_to"].endswith(REPLIES)
        assert attempt.came_back["answer"]["state"] == "received"
        assert set(attempt.came_back["exchange"]) == {"request_hash", "request_id"}

    def test_the_same_id_goes_with_every_try(
        self, exchange: tuple[Partner, Partner], asked: VerificationRequest
    ) -> None:
        police, between = exchange
        between.fault("answer_lost", count=1)
        requests.send(asked.pk)
        asked.refresh_from_db()
        assert asked.state == RequestState.PREPARED
        requests_again(asked)
        asked.refresh_from_db()
        assert asked.state in {RequestState.RECEIVED, RequestState.ANSWERED}
        assert police.received == 1

    def test_an_answer_to_another_call_is_no_answer(
        self, exchange: tuple[Partner, Partner], asked: VerificationRequest
    ) -> None:
        exchange[1].fault("mixed_up", count=1)
        requests.send(asked.pk)
        asked.refresh_from_db()
        assert "x-road-id" in asked.last_error
        assert asked.parked_at is None
        assert asked.done_at is None

    @pytest.mark.parametrize(
        ("code", "lasting"),
        [
            ("Server.ServerProxy.NetworkError", False),
            ("Server.ServerProxy.ServiceFailed.HttpError", False),
            ("Server.ServerProxy.DatabaseError", False),
            ("Server.ServerProxy.ServiceDisabled", False),
            ("Server.ClientProxy.OutdatedGlobalConf", False),
            ("Server.ClientProxy.CannotCreateSignature", False),
            ("Server.ServerProxy.AccessDenied", True),
            ("Server.ServerProxy.UnknownService", True),
            ("Server.ClientProxy.UnknownMember", True),
            ("Client.BadRequest", True),
        ],
    )
    def test_an_error_of_the_exchange_is_judged_by_its_name(self, code: str, lasting: bool) -> None:
        status = 400 if code.startswith("Client.") else 500
        plain = (gateway.PermanentError if status == 400 else gateway.PassingError)(
            f"127.0.0.1: status {status}", status=status
        )
        plain.headers = {"x-road-error": code}
        judged = gateway.judged(plain)
        assert isinstance(judged, gateway.PermanentError) is lasting
        assert str(judged) == f"exchange: {code}"
        assert judged.status == status

    @pytest.mark.parametrize(("code", "parked"), [("AccessDenied", True), ("IOError", False)])
    def test_a_lasting_error_waits_for_a_person_and_a_passing_one_for_its_next_try(
        self,
        exchange: tuple[Partner, Partner],
        asked: VerificationRequest,
        code: str,
        parked: bool,
    ) -> None:
        exchange[1].fault("x_road_error", code=f"Server.ServerProxy.{code}")
        requests.send(asked.pk)
        asked.refresh_from_db()
        assert (asked.parked_at is not None) is parked
        assert code in asked.last_error
        assert exchange[0].received == 0

    @pytest.mark.parametrize(
        ("what", "value"), [("GATEWAY_URL", ""), ("GATEWAY_CLIENT", ""), ("member", "VN/GOV/CA92")]
    )
    def test_without_a_way_to_the_exchange_a_person_is_told(
        self,
        exchange: tuple[Partner, Partner],
        asked: VerificationRequest,
        settings: Any,
        what: str,
        value: str,
    ) -> None:
        if what == "member":
            change(asked.agency, member=value)
        else:
            setattr(settings, what, value)
        requests.send(asked.pk)
        asked.refresh_from_db()
        assert asked.parked_at is not None


def requests_again(asked: VerificationRequest) -> None:
    """The next try, now."""
    VerificationRequest.objects.filter(pk=asked.pk).update(due_at="2020-01-01T00:00:00Z")
    requests.send(asked.pk)


@pytest.fixture
def gateway_keys(keys: Path, settings: Any) -> Path:
    make_keys(keys, ["agency-GATEWAY"])
    settings.GATEWAY_PUBLIC_KEY = str(keys / "agency-GATEWAY.pub")
    return keys


@pytest.fixture
def bring(client: Any, gateway_keys: Path, agencies: dict[str, Agency]) -> Callable[..., Any]:
    """Brings an answer as our security server does."""
    change(agencies["police"], member=f"{MEMBER}/xac-minh")

    def send(
        answer: dict[str, Any],
        *,
        member: str = MEMBER,
        claimed: str | None = None,
        sender: str = "GATEWAY",
        key: Ed25519PrivateKey | None = None,
        covered: bool = True,
    ) -> Any:
        body = json.dumps(answer).encode()
        headers = sign_headers(
            method="POST",
            url=f"http://testserver{REPLIES}",
            body=body,
            idempotency_key=answer["message_id"],
            key_id=sender,
            private_key=key or private_key(gateway_keys / "agency-GATEWAY.key"),
            also={"X-Road-Client": member} if covered else {},
        )
        headers["X-Road-Client"] = claimed or member
        return client.post(REPLIES, body, content_type="application/json", headers=headers)

    return send


@pytest.mark.django_db
class TestAnswers:
    def test_a_members_answer_counts_as_the_agencys_own(
        self, verifying: Application, asked: VerificationRequest, bring: Any
    ) -> None:
        response = bring(answer_to(asked))
        assert (response.status_code, response.json()["disposition"]) == (200, "applied")
        assert Reply.objects.get().agency.code == "CA92"

    def test_the_agencys_own_signed_answer_still_counts_and_once(
        self, asked: VerificationRequest, bring: Any, post: Any
    ) -> None:
        answer = answer_to(asked)
        assert post(answer).json()["disposition"] == "applied"
        assert bring(answer).json() == post(answer).json()
        assert Reply.objects.count() == 1

    @pytest.mark.parametrize(
        "forged",
        [
            {"claimed": "VN/GOV/TA92/LLTP"},  # signed for another member
            {"covered": False},  # nobody signed whose it is
            {"sender": "CA92"},
            {"key": Ed25519PrivateKey.generate()},
        ],
    )
    def test_whose_answer_it_is_must_be_signed_by_the_exchange(
        self, asked: VerificationRequest, bring: Any, forged: dict[str, Any]
    ) -> None:
        response = bring(answer_to(asked), **forged)
        assert response.status_code == 401
        assert response["Content-Type"] == "application/problem+json"
        assert not Reply.objects.exists()

    def test_an_agencys_own_key_does_not_open_the_exchanges_door(
        self, asked: VerificationRequest, bring: Any, keys: Path
    ) -> None:
        own = private_key(keys / "agency-CA92.key")
        assert bring(answer_to(asked), sender="CA92", key=own).status_code == 401

    @pytest.mark.parametrize(
        "member",
        ["VN/GOV/TA92/LLTP", "VN/GOV/CA92", "VN/GOV/CA92/LLTP/xac-minh", "VN/GOV%2FCA92/LLTP/x"],
    )
    def test_a_member_that_is_no_agency_of_ours_is_refused(
        self, asked: VerificationRequest, bring: Any, member: str
    ) -> None:
        response = bring(answer_to(asked), member=member)
        assert response.status_code == 403
        assert not Reply.objects.exists()

    def test_two_agencies_of_one_name_are_nobody(
        self, asked: VerificationRequest, bring: Any, agencies: dict[str, Agency]
    ) -> None:
        change(agencies["court"], member=f"{MEMBER}/ban-an")
        assert bring(answer_to(asked)).status_code == 403

    def test_an_agency_that_is_out_is_refused(
        self, asked: VerificationRequest, bring: Any, agencies: dict[str, Agency]
    ) -> None:
        change(agencies["police"], active=False)
        assert bring(answer_to(asked)).status_code == 403

    def test_a_member_cannot_answer_what_another_was_asked(
        self, asked: VerificationRequest, bring: Any, agencies: dict[str, Agency]
    ) -> None:
        change(agencies["court"], member="VN/GOV/TA92/LLTP/xac-minh")
        response = bring(answer_to(asked), member="VN/GOV/TA92/LLTP")
        assert response.json()["disposition"] == "unknown_request"
        asked.refresh_from_db()
        assert asked.is_open

    def test_an_unreadable_answer_names_the_field(
        self, asked: VerificationRequest, bring: Any
    ) -> None:
        response = bring(answer_to(asked, answer="perhaps"))
        assert response.status_code == 400
        assert [error["field"] for error in response.json()["errors"]] == ["answer"]
