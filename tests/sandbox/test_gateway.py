"""The stand-in of the exchange: names, rights, labels and errors as X-Road's REST protocol has."""

import base64
import uuid
from urllib.error import HTTPError

import pytest

from common.outgoing import PassingError, PermanentError, post_json
from common.signatures import Signer, load_private_key

CLIENT = "VN/GOV/000-00-18-H13/CONG-LLTP"
PROCURACY = "VN/GOV/VKS92/LLTP/xac-minh"


class Exchange:
    """The gateway with the procuracy behind it."""

    def __init__(self, start):
        self.gateway = start("gateway", "--client", CLIENT)
        self.agency = start("procuracy", "--gateway", self.gateway.url)
        self.gateway.stop()
        provider = f"VKS92={self.agency.url}"
        self.gateway.options = ("--client", CLIENT, "--provider", provider)
        self.gateway.__init__(
            "gateway",
            self.gateway.portal,
            self.gateway.data_dir,
            *self.gateway.options,
            port=self.gateway.port,
        )

    def ask(self, request, *, service=PROCURACY, client=CLIENT, key="portal", key_id="PORTAL"):
        """As the portal calls its security server."""
        return post_json(
            f"{self.gateway.url}/r1/{service}/requests",
            request,
            signer=Signer(key_id, load_private_key(self.gateway.data_dir / "keys" / f"{key}.key")),
            idempotency_key=request["message_id"],
            timeout=10,
            allowed={f"127.0.0.1:{self.gateway.port}"},
            signed_headers={"X-Road-Client": client, "X-Road-Id": request["message_id"]},
        )


@pytest.fixture
def exchange(start):
    return Exchange(start)


@pytest.fixture
def asked_over(asked, portal):
    """A question whose answers are awaited over the exchange."""

    def request(**changes):
        return asked(reply_to=f"{portal.url}/api/v1/gateway/replies/", **changes)

    return request


def test_a_call_reaches_the_agency_and_its_answer_says_whose_it_is(exchange, asked_over, portal):
    request = asked_over()
    answer = exchange.ask(request)
    assert (answer.status, answer.body["state"]) == (202, "received")
    assert answer.headers["x-road-id"] == request["message_id"]
    assert answer.headers["x-road-client"] == CLIENT
    assert answer.headers["x-road-service"] == PROCURACY
    assert len(base64.b64decode(answer.headers["x-road-request-hash"])) == 64
    assert uuid.UUID(answer.headers["x-road-request-id"])
    [reply] = portal.wait(1)
    assert (reply["sender"], reply["client"]) == ("GATEWAY", "VN/GOV/VKS92/LLTP")
    assert reply["path"] == "/api/v1/gateway/replies/"


def test_the_same_agency_answers_directly_who_asks_directly(exchange, asked, portal):
    exchange.agency.send("/requests", asked())
    [reply] = portal.wait(1)
    assert (reply["sender"], reply["path"]) == ("VKS92", "/api/v1/agency/replies/")


@pytest.mark.parametrize(
    ("wrong", "code", "status"),
    [
        ({"client": "VN/GOV/ANOTHER/SYSTEM"}, "Server.ServerProxy.AccessDenied", 500),
        ({"client": "VN/GOV/ANOTHER"}, "Client.BadRequest", 400),
        ({"service": "VN/GOV/NOBODY/LLTP/xac-minh"}, "Server.ClientProxy.UnknownMember", 500),
        ({"key": "agency-TA92"}, "Server.ClientProxy.SslAuthenticationFailed", 500),
        ({"key_id": "TA92"}, "Server.ClientProxy.SslAuthenticationFailed", 500),
    ],
)
def test_a_call_that_the_exchange_refuses_bears_its_error(
    exchange, asked_over, wrong, code, status
):
    with pytest.raises((PassingError, PermanentError)) as caught:
        exchange.ask(asked_over(), **wrong)
    assert (caught.value.status, caught.value.headers["x-road-error"]) == (status, code)
    assert exchange.agency.counts()["received"] == 0


def test_the_agencys_own_error_is_passed_on_without_the_exchanges_name(exchange, asked_over):
    with pytest.raises(PermanentError) as caught:
        exchange.ask(asked_over(subject=None))
    assert caught.value.status == 422
    assert "x-road-error" not in caught.value.headers


def test_an_agency_that_does_not_answer_is_an_error_of_the_exchange(exchange, asked_over):
    exchange.agency.faults(hang={"count": 1, "seconds": 0})
    with pytest.raises(PassingError) as caught:
        exchange.ask(asked_over())
    assert caught.value.headers["x-road-error"] == "Server.ServerProxy.NetworkError"


def test_nobody_answers_in_another_members_name(exchange, asked_over, portal):
    message = {"message_id": str(uuid.uuid4()), "request": "YC-1"}
    for key, named in (("agency-TA92", "VKS92"), ("agency-TA92", "TA92")):
        with pytest.raises(PassingError) as caught:
            post_json(
                f"{exchange.gateway.url}/r1/{CLIENT}/replies",
                message,
                signer=Signer(
                    named, load_private_key(exchange.gateway.data_dir / "keys" / f"{key}.key")
                ),
                idempotency_key=message["message_id"],
                timeout=10,
                allowed={f"127.0.0.1:{exchange.gateway.port}"},
                signed_headers={"X-Road-Client": f"VN/GOV/{named}/LLTP"},
            )
        assert caught.value.headers["x-road-error"].endswith("SslAuthenticationFailed")
    assert portal.received == []


def test_the_exchange_fails_on_command_with_the_error_wanted(exchange, asked_over):
    code = "Server.ClientProxy.OutdatedGlobalConf"
    exchange.gateway.faults(x_road_error={"count": 1, "code": code})
    request = asked_over()
    with pytest.raises(PassingError) as caught:
        exchange.ask(request)
    assert caught.value.headers["x-road-error"] == code
    assert exchange.ask(request).status == 202


def test_a_call_passed_on_twice_is_one_question(exchange, asked_over, portal):
    exchange.gateway.faults(doubled={"count": 1})
    exchange.ask(asked_over())
    portal.wait(1)
    assert exchange.agency.counts(delivered=1)["received"] == 1


def test_an_answer_lost_at_the_exchange_is_asked_for_again(exchange, asked_over, portal):
    exchange.gateway.faults(answer_lost={"count": 1})
    request = asked_over()
    with pytest.raises(PassingError):
        exchange.ask(request)
    assert exchange.ask(request).status == 202
    portal.wait(1)
    assert exchange.agency.counts(delivered=1)["received"] == 1


def test_a_mixed_up_answer_bears_another_calls_id(exchange, asked_over):
    exchange.gateway.faults(mixed_up={"count": 1})
    request = asked_over()
    assert exchange.ask(request).headers["x-road-id"] != request["message_id"]


def test_a_reply_waits_while_the_exchange_is_down(exchange, asked_over, portal):
    exchange.gateway.faults(http_500={"count": 0})
    exchange.agency.call("/control", {"delay": 0.3})
    exchange.ask(asked_over())
    exchange.gateway.faults(http_500={"count": 2})
    [reply] = portal.wait(1)
    assert reply["sender"] == "GATEWAY"


def test_an_agencys_faults_are_unknown_to_the_exchange(exchange):
    with pytest.raises(HTTPError) as caught:
        exchange.gateway.faults(wrong_person=True)
    assert caught.value.code == 422
    caught.value.close()
