"""HTTP out: where a message may go, and which failures may pass by themselves."""

import json
import socket
import ssl
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from common.outgoing import MAX_ANSWER, PassingError, PermanentError, post_json
from common.signatures import Signer, verify

KEY = Ed25519PrivateKey.generate()
SIGNER = Signer("PORTAL", KEY)


class Partner:
    """A raw server: `answer` is the bytes it writes, or what it does with the connection."""

    def __init__(self, answer, context=None):
        self.answer, self.context, self.requests = answer, context, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/requests"
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        while True:
            connection, _ = self.listener.accept()
            with connection, suppress(OSError):
                if self.stopping.is_set():
                    return
                if self.context:
                    connection = self.context.wrap_socket(connection, server_side=True)
                self.requests.append(read_request(connection))
                if callable(self.answer):
                    self.answer(connection, self.stopping)
                else:
                    connection.sendall(self.answer)
                connection.close()

    def stop(self):
        self.stopping.set()
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        self.thread.join()
        self.listener.close()


def read_request(connection):
    """The request's first line, its headers and its body."""
    with connection.makefile("rb") as file:
        line = file.readline().decode().strip()
        headers = {}
        while text := file.readline().decode().strip():
            name, _, value = text.partition(":")
            headers[name] = value.strip()
        return line, headers, file.read(int(headers["Content-Length"]))


@pytest.fixture
def partner():
    started = []

    def start(answer, context=None):
        started.append(Partner(answer, context))
        return started[-1]

    yield start
    for one in started:
        one.stop()


def http(status, body=b"{}", *headers, media_type="application/json"):
    lines = [f"HTTP/1.1 {status} X", f"Content-Type: {media_type}", *headers]
    lines += (
        []
        if any("Transfer" in h or "Length" in h for h in headers)
        else [f"Content-Length: {len(body)}"]
    )
    return "\r\n".join([*lines, "", ""]).encode() + body


def send(url, **changes):
    arguments = {"signer": SIGNER, "idempotency_key": "m-1", "timeout": 5}
    if "allowed" not in changes:
        arguments["allowed"] = {url.split("/")[2]}
    return post_json(url, {"họ tên": "An"}, **(arguments | changes))


def test_a_message_arrives_signed_and_its_answer_is_read(partner):
    there = partner(http(202, b'{"state": "received"}', "X-One: 1"))
    answer = send(there.url)
    assert (answer.status, answer.body) == (202, {"state": "received"})
    assert answer.headers["x-one"] == "1"
    [(line, headers, body)] = there.requests
    assert line == "POST /requests HTTP/1.1"
    assert json.loads(body) == {"họ tên": "An"}
    keys = {"PORTAL": [KEY.public_key()]}
    assert verify(method="POST", url=there.url, headers=headers, body=body, keys=keys) == "PORTAL"
    assert headers["Idempotency-Key"] == "m-1"
    assert headers["Host"] == f"127.0.0.1:{there.port}"


def test_an_unsigned_message_takes_headers_of_its_channel(partner):
    there = partner(http(200))
    send(there.url, signer=None, headers={"X-Road-Client": "VN/GOV/STP92"})
    [(_, headers, _)] = there.requests
    assert "Signature" not in headers
    assert headers["X-Road-Client"] == "VN/GOV/STP92"


def test_an_answer_without_a_body_is_an_answer(partner):
    assert send(partner(http(204, b"")).url).body is None


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_partner_in_trouble_is_tried_again(partner, status):
    with pytest.raises(PassingError) as caught:
        send(partner(http(status)).url)
    assert caught.value.status == status


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 401, 403, 404, 409, 410, 422])
def test_a_refusal_or_a_redirect_is_final(partner, status):
    elsewhere = partner(http(200))
    with pytest.raises(PermanentError) as caught:
        send(partner(http(status, b"{}", f"Location: {elsewhere.url}")).url)
    assert caught.value.status == status
    assert elsewhere.requests == []


@pytest.mark.parametrize(
    ("value", "low", "high"),
    [
        ("17", 17, 17),
        ("999999", 3600, 3600),
        (format_datetime(datetime.now(UTC) + timedelta(seconds=3000)), 1, 3000),
        (format_datetime(datetime.now(UTC) - timedelta(seconds=600)), 0, 0),
    ],
    ids=["seconds", "too many seconds", "a date to come", "a date gone by"],
)
def test_the_partner_says_when_to_come_back(partner, value, low, high):
    with pytest.raises(PassingError) as caught:
        send(partner(http(429, b"{}", f"Retry-After: {value}")).url)
    assert low <= caught.value.retry_after <= high


@pytest.mark.parametrize("value", ["", "soon", "-5", "1e9", "²"])
def test_a_retry_after_that_says_nothing_is_none(partner, value):
    with pytest.raises(PassingError) as caught:
        send(partner(http(503, b"{}", f"Retry-After: {value}")).url)
    assert caught.value.retry_after is None


@pytest.mark.parametrize(
    "answer",
    [
        http(200, b"<html>", media_type="text/html"),
        http(200, b"{}", media_type="text/json"),
        http(200, b"not json"),
        http(200, b"[" * 100_000),
        http(200, b"\xff\xfe\xfd"),
        http(200, b"{}", "Content-Encoding: gzip"),
    ],
)
def test_an_answer_that_is_not_json_is_final(partner, answer):
    with pytest.raises(PermanentError, match="not JSON"):
        send(partner(answer).url)


@pytest.mark.parametrize(
    "answer",
    [
        http(200, b" " * (MAX_ANSWER + 1)),
        http(
            200,
            b"%x\r\n" % (MAX_ANSWER + 1) + b" " * (MAX_ANSWER + 1) + b"\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked",
        ),
    ],
)
def test_an_answer_too_long_is_final(partner, answer):
    with pytest.raises(PermanentError, match="too long"):
        send(partner(answer).url)


def test_a_closed_port_is_tried_again():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(PassingError):
        send(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-",
        http(200, b'{"sta', "Content-Length: 40"),
        http(200, b"40\r\n{", "Transfer-Encoding: chunked"),
        b"nonsense\r\n\r\n",
    ],
)
def test_an_answer_lost_on_the_way_is_tried_again(partner, answer):
    with pytest.raises(PassingError):
        send(partner(answer).url)


def hang(connection, stopping):
    stopping.wait(20)


def keep_dripping(connection, stopping, drop):
    """For ten seconds: each drop is well within any limit for one read."""
    for _ in range(200):
        if stopping.wait(0.05):
            return
        connection.sendall(drop)


def drip(connection, stopping):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX: ")
    keep_dripping(connection, stopping, b"x")


def drip_body(connection, stopping):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{}")
    keep_dripping(connection, stopping, b" ")


@pytest.mark.parametrize("answer", [hang, drip, drip_body])
def test_the_whole_exchange_has_one_time_limit(partner, answer):
    started = time.monotonic()
    with pytest.raises(PassingError):
        send(partner(answer).url, timeout=0.5)
    assert 0.4 < time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://partner.example/r", set()),
        ("https://partner.example/r", {"other.example"}),
        ("http://partner.example/r", {"partner.example"}),
        ("https://partner.example:8443/r", {"partner.example"}),
        ("https://partner.example:8443/r", {"partner.example:443"}),
        ("https://partner.example.evil.example/r", {"partner.example"}),
        ("https://partner.example@evil.example/r", {"partner.example", "evil.example"}),
        ("https://partner.example/r#x", {"partner.example"}),
        ("https://partner.example/r x", {"partner.example"}),
        ("https://partner.example/r\r\nX: y", {"partner.example"}),
        ("https://bộ.example/r", {"bộ.example"}),
        ("ftp://partner.example:443/r", {"partner.example:443"}),
        ("file:///etc/passwd", {""}),
        ("https://partner.example:99999/r", {"partner.example"}),
        ("https://[::1/r", {"[::1"}),
        ("", {""}),
    ],
)
def test_only_addresses_on_the_list_are_called(url, allowed):
    def resolve(host, port):
        pytest.fail("an address off the list was looked up")

    with pytest.raises(PermanentError):
        send(url, allowed=allowed, resolve=resolve)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "ff02::1",
    ],
)
def test_a_listed_name_that_leads_inside_is_refused(address):
    """Among public numbers too: the first look-up decides, and there is no second."""
    looked_up = []

    def resolve(host, port):
        looked_up.append(host)
        return ["8.8.8.8", address]

    with pytest.raises(PermanentError, match="not public"):
        send("https://partner.example/r", allowed={"partner.example"}, resolve=resolve)
    assert looked_up == ["partner.example"]


def test_a_name_is_looked_up_once_and_called_by_that_number(partner):
    there, numbers = partner(http(200)), [["127.0.0.1"], ["203.0.113.9"]]
    url = f"http://partner.example:{there.port}/r"
    send(url, resolve=lambda host, port: numbers.pop(0))
    [(_, headers, _)] = there.requests
    assert headers["Host"] == f"partner.example:{there.port}"
    assert len(numbers) == 1


def test_the_next_number_is_tried_when_the_first_is_dead(partner):
    there = partner(http(200))
    url = f"http://partner.example:{there.port}/r"
    assert send(url, resolve=lambda host, port: ["::1", "127.0.0.1"]).status == 200


def test_a_name_that_cannot_be_looked_up_is_tried_again():
    def resolve(host, port):
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    with pytest.raises(PassingError):
        send("https://partner.example/r", allowed={"partner.example"}, resolve=resolve)


def test_a_proxy_in_the_environment_is_not_used(partner, monkeypatch):
    proxy, there = partner(http(200)), partner(http(200))
    monkeypatch.setenv("http_proxy", proxy.url)
    send(there.url)
    assert (len(proxy.requests), len(there.requests)) == (0, 1)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for partner.example that signs itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "partner.example")])
    today = datetime.now(UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("partner.example")]), False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "partner.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + built.public_bytes(Encoding.PEM)
    )
    return path


@pytest.mark.parametrize(
    ("host", "trusted", "holds"),
    [
        ("partner.example", True, True),
        ("other.example", True, False),
        ("partner.example", False, False),
    ],
)
def test_under_tls_the_name_is_proven_not_the_number(partner, certificate, host, trusted, holds):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    there = partner(http(200), context)
    ours = ssl.create_default_context(cafile=certificate if trusted else None)
    url, numbers = f"https://{host}:{there.port}/r", ["127.0.0.1"]
    if holds:
        assert send(url, resolve=lambda *_: numbers, tls=ours).status == 200
    else:
        with pytest.raises(PassingError):
            send(url, resolve=lambda *_: numbers, tls=ours)
    assert len(there.requests) == holds
