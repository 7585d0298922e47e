"""HTTP out: one signed JSON POST to a partner, and whether a failure may pass by itself.

An address is data that somebody typed, so it is held to an allow-list, resolved once, checked
and then connected to by number (no second look-up, no redirect, no proxy). `host` in the
allow-list means https on port 443 at a public address; `host:port` also permits http and a
private address, for a partner on our own network. The timeout is for the whole exchange;
only the look-up of the name keeps the limits of the system's resolver.
"""

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import IPv6Address, IPv6Network, ip_address
from types import MappingProxyType
from typing import Any
from urllib.parse import SplitResult, urlsplit

from common.signatures import Signer

MAX_ANSWER = 1_000_000  # bytes
MAX_RETRY_AFTER = 3600.0  # seconds
PASSING_STATUSES = {408, 425, 429}
JSON_TYPES = {"application/json", "application/problem+json"}
# Numbers that hide an IPv4 address of which nothing is known: NAT64, 6to4, Teredo.
TRANSLATED = [IPv6Network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")]

Resolver = Callable[[str, int], list[str]]


class OutgoingError(Exception):
    """No usable answer. The text names host and cause, never content; `headers` are those of the
    answer, where there was one."""

    headers: Mapping[str, str] = MappingProxyType({})

    def __init__(self, reason: str, *, status: int | None = None) -> None:
        super().__init__(reason)
        self.status = status


class PassingError(OutgoingError):
    """Try again later, with the same idempotency key; not before `retry_after` seconds."""

    def __init__(
        self, reason: str, *, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(reason, status=status)
        self.retry_after = retry_after


class PermanentError(OutgoingError):
    """The same request will not succeed; a person must look."""


@dataclass(frozen=True)
class Answer:
    """A 2xx answer: `body` is the decoded JSON, None when there was no body."""

    status: int
    body: Any
    headers: Mapping[str, str]


@dataclass(frozen=True)
class _Received:
    """What came back; `whole` when the partner said how long it is and kept its word."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    whole: bool


def system_addresses(host: str, port: int) -> list[str]:
    """The numbers of this host, as the system resolves it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def post_json(
    url: str,
    payload: object,
    *,
    signer: Signer | None,
    idempotency_key: str,
    timeout: float,
    allowed: Collection[str],
    headers: Mapping[str, str] | None = None,
    signed_headers: Mapping[str, str] | None = None,
    resolve: Resolver = system_addresses,
    tls: ssl.SSLContext | None = None,
) -> Answer:
    """POST `payload` and read the answer, all within `timeout` seconds.

    The signature covers `signed_headers` too, and not `headers`.
    """
    deadline = time.monotonic() + timeout
    target = _allowed_target(url, allowed)
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    sent = {
        **(headers or {}),
        **(signed_headers or {}),
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Connection": "close",
        "Idempotency-Key": idempotency_key,
    }
    if signer:
        what = {"method": "POST", "url": url, "idempotency_key": idempotency_key}
        sent |= signer.headers(**what, body=body, also=signed_headers)
    received = _call(target, body, sent, _Way(allowed, resolve, tls, deadline))
    try:
        return _judge(str(target.hostname), received)
    except OutgoingError as error:
        error.headers = received.headers
        raise


@dataclass(frozen=True)
class _Way:
    """How a partner is reached."""

    allowed: Collection[str]
    resolve: Resolver
    tls: ssl.SSLContext | None
    deadline: float


def _call(target: SplitResult, body: bytes, sent: Mapping[str, str], way: _Way) -> _Received:
    """What came back before the deadline."""
    try:
        addresses = _pinned_addresses(target, way.allowed, way.resolve)
        sock = _connect(addresses, target, way.deadline)
        with _cut_off(sock, way.deadline):
            return _exchange(sock, target, body, sent, way.tls)
    except (OSError, http.client.HTTPException) as error:
        raise PassingError(f"{target.hostname}: {type(error).__name__}") from error


def _allowed_target(url: str, allowed: Collection[str]) -> SplitResult:
    """The parts of the URL, when its host may be called at all."""
    try:
        target = urlsplit(url)
        port = _port(target)
    except ValueError as error:
        raise PermanentError("the address cannot be read") from error
    if not url.isascii() or not url.isprintable() or " " in url or not target.hostname:
        raise PermanentError("the address cannot be read")
    if target.scheme not in {"http", "https"} or "@" in target.netloc or target.fragment:
        raise PermanentError("the address is not a plain http address")
    if _listed_with_port(target, allowed):
        return target
    if target.hostname not in allowed or (target.scheme, port) != ("https", 443):
        raise PermanentError(f"{target.hostname}:{port} is not an allowed partner address")
    return target


def _port(target: SplitResult) -> int:
    return target.port or {"http": 80}.get(target.scheme, 443)


def _listed_with_port(target: SplitResult, allowed: Collection[str]) -> bool:
    host = f"[{target.hostname}]" if ":" in str(target.hostname) else target.hostname
    return f"{host}:{_port(target)}" in allowed


def _pinned_addresses(
    target: SplitResult, allowed: Collection[str], resolve: Resolver
) -> list[str]:
    """The numbers to connect to. One that is not public refuses them all."""
    addresses = resolve(str(target.hostname), _port(target))
    if not addresses:
        raise PassingError(f"{target.hostname}: no address")
    if not _listed_with_port(target, allowed) and not all(map(_is_public, addresses)):
        raise PermanentError(f"{target.hostname} leads to an address that is not public")
    return addresses


def _is_public(address: str) -> bool:
    number = ip_address(address.partition("%")[0])
    if isinstance(number, IPv6Address):
        if number.ipv4_mapped:
            return _is_public(str(number.ipv4_mapped))
        if any(number in net for net in TRANSLATED):
            return False
    return number.is_global and not number.is_multicast


def _connect(addresses: list[str], target: SplitResult, deadline: float) -> socket.socket:
    """A connection to the first address that answers; each gets its share of the time."""
    failure: OSError = TimeoutError("no time left")
    for left, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
        share = (deadline - time.monotonic()) / left
        if share <= 0:
            break
        try:
            return socket.create_connection((address, _port(target)), timeout=share)
        except OSError as error:
            failure = error
    raise failure


@contextmanager
def _cut_off(sock: socket.socket, deadline: float) -> Iterator[None]:
    """Close the line at the deadline, however slowly the other side keeps dripping."""
    late = threading.Event()
    remaining = max(deadline - time.monotonic(), 0.001)
    line = sock.dup()  # shutting this down ends the line, also under TLS

    def cut() -> None:
        late.set()
        with suppress(OSError):  # closed already
            line.shutdown(socket.SHUT_RDWR)

    sock.settimeout(remaining)
    timer = threading.Timer(remaining, cut)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        line.close()
        sock.close()
    if late.is_set():
        raise TimeoutError


def _exchange(
    sock: socket.socket,
    target: SplitResult,
    body: bytes,
    sent: Mapping[str, str],
    tls: ssl.SSLContext | None,
) -> _Received:
    if target.scheme == "https":
        context = tls or ssl.create_default_context()
        sock = context.wrap_socket(sock, server_hostname=target.hostname)
    connection = http.client.HTTPConnection(str(target.hostname), _port(target))
    connection.default_port = {"http": 80}.get(target.scheme, 443)
    connection.sock = sock
    try:
        path = (target.path or "/") + (f"?{target.query}" if target.query else "")
        connection.request("POST", path, body=body, headers=dict(sent))
        response = connection.getresponse()
        content = response.read(MAX_ANSWER + 1)
        if len(content) > MAX_ANSWER:
            raise PermanentError(f"{target.hostname}: the answer is too long")
        whole = response.chunked or response.length == 0
        headers = {name.lower(): value for name, value in response.getheaders()}
        return _Received(response.status, headers, content, whole)
    finally:
        connection.close()


def _judge(host: str, received: _Received) -> Answer:
    """Which answers are answers, which may pass, which are final."""
    status, headers, content = received.status, received.headers, received.content
    if status in PASSING_STATUSES or status >= 500:
        wait = _retry_after(headers)
        raise PassingError(f"{host}: status {status}", status=status, retry_after=wait)
    if not 200 <= status < 300:
        raise PermanentError(f"{host}: status {status}", status=status)
    if received.whole and not content:
        return Answer(status, None, headers)
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        body = json.loads(content)
    except (ValueError, RecursionError) as error:
        if not received.whole:  # the line broke, also within the headers
            raise PassingError(f"{host}: the answer broke off", status=status) from error
        raise PermanentError(f"{host}: the answer is not JSON", status=status) from error
    if media_type not in JSON_TYPES or "content-encoding" in headers:
        raise PermanentError(f"{host}: the answer is not JSON", status=status)
    return Answer(status, body, headers)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from either form of Retry-After (RFC 9110 section 10.2.3)."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value), MAX_RETRY_AFTER)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.0), MAX_RETRY_AFTER)
