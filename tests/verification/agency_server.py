"""An agency's server in the test's own process: it answers as it is told, and counts."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db.models.functions import Now

from verification import requests
from verification.models import Agency, VerificationRequest


class Server:
    """`statuses` are given first, then `always`; None breaks the line off. While `gate` is shut
    nobody gets an answer."""

    def __init__(self) -> None:
        self.statuses: list[int | None] = []
        self.always: int | None = 202
        self.headers: dict[str, str] = {}
        self.received: list[tuple[str, Any, bytes]] = []
        self.gate = threading.Event()
        self.gate.set()
        server = self

        class Line(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                server.received.append((self.path, self.headers, body))
                server.gate.wait(60)
                status = server.statuses.pop(0) if server.statuses else server.always
                if status is None:
                    return
                answer = json.dumps({"state": "received"}).encode()
                self.send_response(status)
                for name, value in server.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *args: Any) -> None:
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Line)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, args=[0.02])
        self.thread.start()

    def stop(self) -> None:
        self.gate.set()
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


@contextmanager
def serving(code: str, settings: Any) -> Iterator[Server]:
    """The server of the agency with this code, and the portal allowed to call it."""
    server = Server()
    settings.AGENCY_HOSTS = [*settings.AGENCY_HOSTS, server.url.removeprefix("http://")]
    Agency.objects.filter(code=code).update(
        channel=Agency.Channel.SIGNED_HTTP, endpoint=f"{server.url}/requests"
    )
    try:
        yield server
    finally:
        server.stop()


def due_now(asked: VerificationRequest) -> None:
    VerificationRequest.objects.filter(pk=asked.pk).update(due_at=Now() - timedelta(seconds=1))


def again(asked: VerificationRequest) -> VerificationRequest:
    """One try at this question, however long it was to wait."""
    due_now(asked)
    requests.send(asked.pk)
    asked.refresh_from_db()
    return asked
