"""An agency on the national exchange: one call to our own security server (X-Road 7, PR-REST).

The exchange knows services by name, not by address: the agency's name there is in the path, ours
in `X-Road-Client`. It says whose message an answer belongs to, and in `X-Road-Error` when it was
the exchange itself that failed rather than the agency.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

from django.conf import settings

from common.outgoing import Answer, OutgoingError, PassingError, PermanentError, post_json
from common.portal_key import portal_signer
from verification.channels.delivery import Delivery
from verification.models import Agency, VerificationRequest

PROTOCOL = "r1"
NAME_PARTS = 5  # instance, class, member, subsystem, service
# Errors of the exchange that the same call will meet again: we are not let in, or the name or the
# message is wrong. All others (a network, a database, a service that is down) may pass.
LASTING = frozenset(
    {
        "Client",
        *("AccessDenied", "UnknownMember", "UnknownService", "SslAuthenticationFailed"),
        *("BadRequest", "InvalidRequest", "InvalidMessage", "InvalidProtocolVersion"),
        *("InvalidHttpMethod", "InvalidContentType", "InvalidSecurityServer", "MissingHeader"),
        *("MissingBody", "ServiceMissingUrl", "ServiceMalformedUrl"),
    }
)
_READABLE = re.compile(r"[A-Za-z0-9_.-]{1,100}")
_HASH = re.compile(r"[A-Za-z0-9+/]{86}==")  # 64 bytes in base64


def deliver(request: VerificationRequest, question: dict[str, Any]) -> Delivery:
    service, client, said = request.agency.member, settings.GATEWAY_CLIENT, str(request.message_id)
    try:
        answer = post_json(
            address_of(service, "requests"),
            question,
            signer=portal_signer(),
            idempotency_key=said,
            timeout=settings.AGENCY_TIMEOUT,
            allowed=settings.AGENCY_HOSTS,
            headers=_labels(request),
            signed_headers={"X-Road-Client": encoded(client), "X-Road-Id": said},
        )
    except OutgoingError as error:
        raise judged(error) from error
    kept = _proof(answer, {"x-road-id": said, "x-road-client": client, "x-road-service": service})
    return Delivery(confirmed=True, status=answer.status, body={"answer": answer.body, **kept})


def address_of(service: str, path: str) -> str:
    """Where our security server takes calls of this service."""
    if not settings.GATEWAY_URL or not settings.GATEWAY_CLIENT:
        raise PermanentError("no security server of the exchange is set up")
    if len(service.split("/")) != NAME_PARTS:
        raise PermanentError("the agency's name on the exchange is not a service's")
    return f"{settings.GATEWAY_URL.rstrip('/')}/{PROTOCOL}/{encoded(service)}/{path}"


def agency_named(client: str) -> Agency | None:
    """The one agency whose system goes by this name on the exchange, as it travels."""
    parts = [unquote(part) for part in client.split("/")]
    if len(parts) != NAME_PARTS - 1 or any(not part or "/" in part for part in parts):
        return None
    found = Agency.objects.filter(active=True, member__startswith="/".join([*parts, ""]))[:2]
    return found[0] if len(found) == 1 else None


def encoded(name: str) -> str:
    """A name as it travels: its parts percent-encoded, one by one (PR-REST 4.2)."""
    return "/".join(quote(part, safe="") for part in name.split("/"))


def _labels(request: VerificationRequest) -> dict[str, str]:
    """What the exchange's log will tell of this call: that a machine made it, and about what."""
    return {"X-Road-UserId": "VN-system", "X-Road-Issue": request.reference}


def judged(error: OutgoingError) -> OutgoingError:
    """An error of the exchange by its name; one of the agency's stays what its status makes it."""
    code = error.headers.get("x-road-error", "")
    if not code:
        return error
    reason = f"exchange: {code if _READABLE.fullmatch(code) else 'an error without a name'}"
    if LASTING & set(code.split(".")):
        return PermanentError(reason, status=error.status)
    wait = error.retry_after if isinstance(error, PassingError) else None
    return PassingError(reason, status=error.status, retry_after=wait)


def _proof(answer: Answer, ours: Mapping[str, str]) -> dict[str, Any]:
    """What ties the answer to our call; an answer to another call is no answer.

    The hash itself is over the message as it left the security server, which checks it; it is
    kept because with it that server's log proves what was asked (PR-REST 4.3).
    """
    for header, value in ours.items():
        if unquote(answer.headers.get(header, value)) != value:
            raise PassingError(f"exchange: the answer has another {header}", status=answer.status)
    digest = answer.headers.get("x-road-request-hash", "")
    if digest and not _HASH.fullmatch(digest):
        raise PassingError("exchange: the answer has no readable hash", status=answer.status)
    call = answer.headers.get("x-road-request-id", "")
    return {"exchange": {"request_hash": digest, "request_id": call[:100]}}
