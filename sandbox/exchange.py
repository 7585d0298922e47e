"""How the exchange speaks (X-Road 7, PR-REST): its names, its errors, and its hash of a call."""

import base64
import hashlib
from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import quote, unquote

from sandbox.web import Answer, Problem, answer

CLIENT_PARTS, SERVICE_PARTS = 4, 5


class ExchangeError(Problem):
    """The exchange failed, and not the provider: the header says so."""

    def __init__(self, code: str, message: str) -> None:
        asker = code.startswith("Client.")
        status = HTTPStatus.BAD_REQUEST if asker else HTTPStatus.INTERNAL_SERVER_ERROR
        super().__init__(status, message)
        self.code = code

    def answer(self) -> Answer:
        content = {"type": self.code, "message": self.detail, "detail": ""}
        return answer(content, self.status)._replace(headers={"X-Road-Error": self.code})


def travelling(name: str) -> str:
    return "/".join(quote(part, safe="") for part in name.split("/"))


def named(text: str | None, *, parts: int) -> str:
    """The name as it is meant; each part was percent-encoded by itself."""
    read = [unquote(part) for part in (text or "").strip("/").split("/")]
    if len(read) != parts or any(not part or "/" in part for part in read):
        raise ExchangeError("Client.BadRequest", "a name on the exchange has another form")
    return "/".join(read)


def hash_of(path: str, headers: Iterable[tuple[str, str]], body: bytes) -> str:
    """base64(SHA512(SHA512(headers) + SHA512(body))), the call's line among the headers."""
    lines = ["POST", path, *(f"{name}:{value}" for name, value in headers)]
    head = "".join(f"{line}\r\n" for line in lines).encode()
    both = hashlib.sha512(head).digest() + hashlib.sha512(body).digest()
    return base64.b64encode(hashlib.sha512(both).digest()).decode()
