"""The national exchange as the portal and the agencies see it: a security server.

One process stands for the servers of both sides. It knows each service by its name, lets in who
is registered, signs what it passes on, and labels each answer with the call that it belongs to.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.exchange import (
    CLIENT_PARTS,
    SERVICE_PARTS,
    ExchangeError,
    hash_of,
    named,
    travelling,
)
from sandbox.keys import agency, private_key
from sandbox.posting import Letter, Response, post
from sandbox.web import Answer, Request, Site

REPLIES = "/api/v1/gateway/replies/"
TIMEOUT = 8.0  # seconds, shorter than the caller's, so that it hears what went wrong
SIGNED = ("x-road-client",)
HOP = {"host", "connection", "content-length", "accept-encoding", "user-agent"}
PASSED_ON = ("X-Road-UserId", "X-Road-Issue", "Accept-Language")


@dataclass(frozen=True)
class Call:
    """Who asks for which service, and where that service really is."""

    client: str
    service: str
    url: str
    via: str


class Gateway:
    """`client` is the portal's name here, `providers` the address of each agency's system."""

    def __init__(self, site: Site, *, client: str, providers: Mapping[str, str]) -> None:
        self._site, self._client, self._providers = site, client, providers
        service, theirs = r"(?P<service>(?:/[^/]+){5})", r"(?P<client>(?:/[^/]+){4})"
        paths = r"(?P<path>requests|records)"
        site.route("POST", f"/r1{service}/{paths}", site.signed(self.ask, by=self._is_portal))
        site.route("POST", f"/r1{theirs}/replies", site.signed(self.reply, by=self._is_member))

    def ask(self, request: Request) -> Answer:
        """The portal's call to an agency's service."""
        client = named(request.headers.get("X-Road-Client"), parts=CLIENT_PARTS)
        service = named(request.arguments["service"], parts=SERVICE_PARTS)
        if client != self._client:
            raise ExchangeError("Server.ServerProxy.AccessDenied", "this client has no right here")
        base = self._providers.get(service.rpartition("/")[0])
        if base is None:
            raise ExchangeError("Server.ClientProxy.UnknownMember", "nobody goes by this name")
        url = f"{base}/{request.arguments['path']}"
        return self._carried(Call(client, service, url, url), request)

    def reply(self, request: Request) -> Answer:
        """An agency's call to the portal's service that takes answers."""
        asked = named(request.arguments["client"], parts=CLIENT_PARTS)
        if asked != self._client:
            raise ExchangeError("Server.ClientProxy.UnknownMember", "nobody goes by this name")
        url = self._site.place.portal.rstrip("/") + REPLIES
        client = named(request.headers["X-Road-Client"], parts=CLIENT_PARTS)
        via = self._site.place.reached_at(url)
        return self._carried(Call(client, f"{asked}/replies", url, via), request)

    def _is_portal(self, request: Request) -> bool:
        if self._site.is_from(
            self._site.place.portal_code, request, name="portal", covering=SIGNED
        ):
            return True
        raise ExchangeError("Server.ClientProxy.SslAuthenticationFailed", "not this client's key")

    def _is_member(self, request: Request) -> bool:
        """The key is that of the member named: nobody answers in another's name."""
        client = named(request.headers.get("X-Road-Client"), parts=CLIENT_PARTS)
        code = client.split("/")[2]
        if client in self._providers and self._site.is_from(code, request, covering=SIGNED):
            return True
        raise ExchangeError("Server.ClientProxy.SslAuthenticationFailed", "not this member's key")

    def _carried(self, call: Call, request: Request) -> Answer:
        controls = self._site.controls
        if fault := controls.drawn("x_road_error"):
            raise ExchangeError(fault["code"], "out of order, on command")
        times = 2 if controls.drawn("doubled") else 1
        response = [self._passed_on(call, request) for _time in range(times)][-1]
        if response is None:
            raise ExchangeError("Server.ServerProxy.NetworkError", "the provider does not answer")
        return Answer(
            response.status, response.content, response.media_type, self._labels(call, request)
        )

    def _passed_on(self, call: Call, request: Request) -> Response | None:
        place, message_id = self._site.place, request.headers.get("Idempotency-Key", "")
        letter = Letter(
            call.url,
            request.body,
            message_id,
            also={"X-Road-Client": travelling(call.client)},
            labels={
                "X-Road-Service": travelling(call.service),
                "X-Road-Id": request.headers.get("X-Road-Id", message_id),
                **{name: value for name in PASSED_ON if (value := request.headers.get(name))},
            },
            via=call.via,
        )
        key = private_key(place.keys / f"{agency(place.code)}.key")
        return post(letter, key_id=place.code, key=key, timeout=TIMEOUT)

    def _labels(self, call: Call, request: Request) -> dict[str, str]:
        """What says to which call an answer belongs."""
        call_id = str(uuid.uuid4())
        sent = [(name, value) for name, value in request.headers.items() if name.lower() not in HOP]
        sent.append(("X-Road-Request-Id", call_id))
        message_id = request.headers.get("X-Road-Id", "")
        if self._site.controls.drawn("mixed_up"):
            message_id = str(uuid.uuid4())
        return {
            "X-Road-Client": travelling(call.client),
            "X-Road-Service": travelling(call.service),
            "X-Road-Id": message_id,
            "X-Road-Request-Id": call_id,
            "X-Road-Request-Hash": hash_of(request.path, sent, request.body),
        }
