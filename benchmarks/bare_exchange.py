"""The bare cost of questions and answers: the same messages signed, sent, checked and stored.

A loop with as many threads as the portal has calls sends questions to the sandbox's police, which
keeps them and says nothing more, and stores each by one INSERT. The answers it signs itself and
sends to a process that checks the signature and stores them by one INSERT. Nothing is claimed,
counted or decided. Runs in a process of its own with a portal's settings (`manage.py shell`).
"""

from __future__ import annotations

import json
import multiprocessing
import os
import queue
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import psycopg2
import requests

from tools import surroundings
from tools.stack import ROOT

if TYPE_CHECKING:
    from benchmarks.stage import Stage

POLICE = "CA92"
CALL = "from benchmarks.bare_exchange import main; main({exchanges}, {at_once})"
TABLE = "CREATE TABLE bare_message (id uuid PRIMARY KEY, body jsonb NOT NULL)"
DROP = "DROP TABLE IF EXISTS bare_message"
INSERT = "INSERT INTO bare_message VALUES (%s, %s)"


def seconds(stage: Stage, *, exchanges: int, at_once: int) -> float:
    """How long so many questions and answers take when nothing else is done."""
    port = stage.stack.settings[surroundings.port_name("police")]
    control = f"http://127.0.0.1:{port}/control"
    quiet = {"reset": True, "delay": 0, "faults": {"silent": True}}
    requests.post(control, json=quiet, timeout=30).raise_for_status()
    done = subprocess.run(
        [
            *(sys.executable, "manage.py", "shell", "--no-imports", "-c"),
            CALL.format(exchanges=exchanges, at_once=at_once),
        ],
        cwd=ROOT,
        env={**stage.stack.environment, "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    requests.post(control, json={"reset": True}, timeout=30).raise_for_status()
    return float(done.stdout)


def main(exchanges: int, at_once: int) -> None:
    _execute(DROP, TABLE)
    line, other = multiprocessing.Pipe()
    receiver = multiprocessing.Process(target=_receive, args=(other, at_once))
    receiver.start()
    try:
        print(_send(exchanges, at_once, answers_to=line.recv()))
    finally:
        receiver.terminate()
        receiver.join()
        _execute(DROP)


def _send(exchanges: int, at_once: int, *, answers_to: str) -> float:
    from django.conf import settings

    from common.outgoing import post_json
    from common.portal_key import portal_signer
    from common.signatures import Signer, load_private_key

    store = Store(at_once)
    police = f"http://127.0.0.1:{os.environ[surroundings.port_name('police')]}/requests"
    agency = Signer(POLICE, load_private_key(settings.KEYS_DIR / f"agency-{POLICE}.key"))
    post = partial(
        post_json, timeout=30.0, allowed=[*settings.AGENCY_HOSTS, answers_to.split("/")[2]]
    )

    def exchange(number: int) -> None:
        question, answer = _question(number), _answer(number)
        key = question["message_id"]
        post(police, question, signer=portal_signer(), idempotency_key=key)
        store.keep(question)
        key = answer["message_id"]
        post(answers_to, answer, signer=agency, idempotency_key=key)

    started = time.monotonic()
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(exchange, range(exchanges)))
    return time.monotonic() - started


def _receive(line: Any, at_once: int) -> None:
    """The other end: each answer is checked and stored."""
    from django.conf import settings

    from common.signatures import load_public_key, verify

    store = Store(at_once)
    key = load_public_key((settings.KEYS_DIR / f"agency-{POLICE}.pub").read_text())

    class Line(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            url = f"http://127.0.0.1:{server.server_port}{self.path}"
            verify(
                method="POST", url=url, headers=dict(self.headers), body=body, keys={POLICE: [key]}
            )
            store.keep(json.loads(body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Line)
    line.send(f"http://127.0.0.1:{server.server_port}/answers")
    server.serve_forever()


class Store:
    """As many connections as there are senders; each message is one commit."""

    def __init__(self, connections: int) -> None:
        self._free: queue.SimpleQueue[Any] = queue.SimpleQueue()
        for _connection in range(connections):
            connection = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
            connection.autocommit = True
            self._free.put(connection)

    def keep(self, message: dict[str, Any]) -> None:
        connection = self._free.get()
        try:
            with connection.cursor() as cursor:
                cursor.execute(INSERT, [message["message_id"], json.dumps(message)])
        finally:
            self._free.put(connection)


def _execute(*statements: str) -> None:
    connection = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    with connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


def _question(number: int) -> dict[str, Any]:
    return {
        "message_id": str(uuid.uuid4()),
        "request": f"BARE-{number:06}-XM01",
        "kind": "police",
        "subject": {
            "full_name": f"Nguyễn Văn {number}",
            "other_names": [],
            "sex": "male",
            "date_of_birth": "1990-05-17",
            "place_of_birth": "Cần Thơ",
            "nationality": "VN",
            "documents": [{"kind": "cccd", "number": f"092090{number:06}"}],
            "permanent_address": {"province": "92", "line": "12 Nguyễn Trãi"},
            "father": {"full_name": "Nguyễn Văn Bốn", "date_of_birth": "1960"},
            "mother": {"full_name": "Trần Thị Năm", "date_of_birth": "1963"},
        },
        "subject_digest": "0" * 64,
        "residences": [{"from": "2004-05", "to": None, "place": {"province": "92"}}],
        "known_judgments": [],
        "question": "record",
        "answer_by": "2026-12-31",
        "reply_to": f"{os.environ['PUBLIC_URL']}/api/v1/agency/replies/",
    }


def _answer(number: int) -> dict[str, Any]:
    return {
        "message_id": str(uuid.uuid4()),
        "request": f"BARE-{number:06}-XM01",
        "subject_digest": "0" * 64,
        "answer": "none",
        "reference": "1234/PV06",
        "signed_by": "Thượng tá Nguyễn Quốc Hưng",
        "answered_on": "2026-11-22",
        "judgments": [],
        "note": "",
        "documents": [],
    }
