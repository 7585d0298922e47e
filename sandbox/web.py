"""The partner's web server: routes, the signature at the door, faults on arrival."""

import http.server
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import ip_address
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from sandbox.faults import BadControl, Controls
from sandbox.keys import agency, public_keys
from sandbox.outbox import Outbox
from sandbox.partners import Place
from sandbox.signing import is_signed
from sandbox.store import Conflict, Store

MAX_BODY = 4_000_000  # bytes
JSON = "application/json"


class Problem(Exception):
    """A request that gets no more than this answer."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail

    def answer(self) -> "Answer":
        return answer({"status": self.status, "detail": self.detail}, self.status)


class Answer(NamedTuple):
    status: int
    content: bytes
    media_type: str = JSON
    headers: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: Any
    body: bytes
    peer: str
    arguments: dict[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        if self.headers.get("Content-Type", "").partition(";")[0].strip() != JSON:
            raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "application/json is expected")
        try:
            payload = json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise Problem(HTTPStatus.BAD_REQUEST, "the body is not JSON") from error
        if not isinstance(payload, dict):
            raise Problem(HTTPStatus.BAD_REQUEST, "the body is not a JSON object")
        return payload

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace")))


Handler = Callable[[Request], Answer | None]
Knows = Callable[[Request], bool]


def answer(payload: dict[str, Any], status: int = HTTPStatus.OK) -> Answer:
    return Answer(status, json.dumps(payload, ensure_ascii=False).encode())


def page(content: str) -> Answer:
    return Answer(HTTPStatus.OK, content.encode(), "text/html; charset=utf-8")


def text_of(payload: dict[str, Any], *names: str) -> list[str]:
    """These fields, each a text that is not empty."""
    values = [payload.get(name) for name in names]
    for name, value in zip(names, values, strict=True):
        if not isinstance(value, str) or not value:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"{name} is missing")
    return [str(value) for value in values]


class Site:
    """What every partner has: its place, its memory, its controls, and a table of routes."""

    def __init__(self, place: Place, store: Store, controls: Controls, outbox: Outbox) -> None:
        self.place, self.store, self.controls, self.outbox = place, store, controls, outbox
        self.stopping = threading.Event()
        self._routes: list[tuple[str, re.Pattern[str], Handler]] = []
        self.route("GET", "/healthz", self._health)
        self.route("GET", "/control", self.local(self._show))
        self.route("POST", "/control", self.local(self._control))

    def route(self, method: str, path: str, handler: Handler) -> None:
        self._routes.append((method, re.compile(path), handler))

    def handle(self, request: Request) -> Answer | None:
        """The answer, or None to close the line without one."""
        try:
            return self._matched(request)
        except Problem as problem:
            return problem.answer()
        except Conflict:
            detail = "this message_id was used for another message"
            return answer({"status": 409, "detail": detail}, HTTPStatus.CONFLICT)

    def _matched(self, request: Request) -> Answer | None:
        known = False
        for method, path, handler in self._routes:
            found = path.fullmatch(request.path)
            known = known or bool(found)
            if found and method == request.method:
                return handler(Request(**{**vars(request), "arguments": found.groupdict()}))
        if known:
            raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, "another method is expected here")
        raise Problem(HTTPStatus.NOT_FOUND, "there is nothing here")

    def signed(self, handler: Handler, *, by: Knows | None = None) -> Handler:
        """Only for signed messages, the portal's unless `by` knows others; the faults on arrival
        strike here."""
        knows = by or self.is_from_portal

        def door(request: Request) -> Answer | None:
            if fault := self.controls.drawn("slow"):
                self.stopping.wait(fault["seconds"])
            if fault := self.controls.drawn("hang"):
                self.stopping.wait(fault["seconds"])
                return None
            if self.controls.drawn("http_500"):
                raise Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "out of order, on command")
            if not knows(request):
                raise Problem(HTTPStatus.UNAUTHORIZED, "the sender's signature does not hold")
            result = handler(request)
            return None if self.controls.drawn("answer_lost") else result

        return door

    def local(self, handler: Handler) -> Handler:
        """Only for somebody on this machine."""

        def door(request: Request) -> Answer | None:
            if not ip_address(request.peer.partition("%")[0]).is_loopback:
                raise Problem(HTTPStatus.FORBIDDEN, "only from this machine")
            return handler(request)

        return door

    def is_from_portal(self, request: Request) -> bool:
        return self.is_from(self.place.portal_code, request, name="portal")

    def is_from(
        self, code: str, request: Request, *, name: str = "", covering: tuple[str, ...] = ()
    ) -> bool:
        """Whether the sender with this key id signed it, these further headers with it."""
        known = self.place.keys / f"{name or agency(code)}.pub"
        return known.exists() and is_signed(
            url=self.place.url + request.path,
            headers=request.headers,
            body=request.body,
            key_id=code,
            keys=public_keys(known),
            covering=covering,
        )

    def _health(self, _request: Request) -> Answer:
        return answer({"name": self.place.name, "code": self.place.code})

    def _show(self, _request: Request) -> Answer:
        own = {"name": self.place.name, "code": self.place.code}
        return answer({**own, **self.controls.state(), "counts": self.store.counts()})

    def _control(self, request: Request) -> Answer:
        try:
            self.controls.change(request.json())
        except BadControl as error:
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from error
        return self._show(request)


class Server(http.server.ThreadingHTTPServer):
    """Many requests at once; a hanging one does not hold up the stop."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], *, keeps_lines: bool = False) -> None:
        super().__init__(address, _KeptLine if keeps_lines else _Line)
        self.site: Site | None = None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that went away is no news; it will come back with the same message."""


class _Line(http.server.BaseHTTPRequestHandler):
    server: Server
    server_version = "sandbox"
    sys_version = ""
    timeout = 30  # seconds without a byte
    disable_nagle_algorithm = True  # an answer's body does not wait for its head's arrival

    def _serve(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > MAX_BODY:
            self.close_connection = True
            self._write(answer({"status": 413, "detail": "too long"}, 413))
            return
        url = urlsplit(self.path)
        request = Request(
            method=self.command,
            path=url.path,
            query=dict(parse_qsl(url.query)),
            headers=self.headers,
            body=self.rfile.read(int(length)),
            peer=self.client_address[0],
        )
        site = self.server.site
        result = site.handle(request) if site else None
        if result is None:
            self.close_connection = True
        else:
            self._write(result)

    do_GET = do_POST = _serve  # noqa: N815 - the library looks for these names

    def _write(self, result: Answer) -> None:
        self.send_response(result.status)
        self.send_header("Content-Type", result.media_type)
        self.send_header("Content-Length", str(len(result.content)))
        for name, value in result.headers.items():
            self.send_header(name, value)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'",
        )
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(result.content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Quiet: addresses and bodies carry people's data."""


class _KeptLine(_Line):
    """For a caller that asks again and again."""

    protocol_version = "HTTP/1.1"
