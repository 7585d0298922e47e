"""One signed POST of a partner's: to the portal, or to another partner."""

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sandbox.signing import signed_headers


@dataclass(frozen=True)
class Letter:
    """What is posted. `also` is signed with it, `labels` are not; `via` is where to connect."""

    url: str
    body: bytes
    message_id: str
    also: Mapping[str, str]
    labels: Mapping[str, str]
    via: str


@dataclass(frozen=True)
class Response:
    status: int
    media_type: str
    content: bytes


def post(letter: Letter, *, key_id: str, key: Ed25519PrivateKey, timeout: float) -> Response | None:
    """What came back, or None when nothing did."""
    headers = signed_headers(
        url=letter.url,
        body=letter.body,
        idempotency_key=letter.message_id,
        key_id=key_id,
        key=key,
        also=letter.also,
    )
    headers |= {"Content-Type": "application/json", "Host": urlsplit(letter.url).netloc}
    address = urlsplit(letter.via)
    kind = {"https": http.client.HTTPSConnection}.get(address.scheme, http.client.HTTPConnection)
    connection = kind(address.hostname or "", address.port, timeout=timeout)
    try:
        connection.request(
            "POST",
            address._replace(scheme="", netloc="").geturl(),
            body=letter.body,
            headers={**letter.labels, **headers},
        )
        answer = connection.getresponse()
        return Response(answer.status, answer.headers.get_content_type(), answer.read())
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
