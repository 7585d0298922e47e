"""Real partners as processes, and a small portal that receives and checks what they send."""

import http.server
import json
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from pathlib import Path

import pytest

from common.outgoing import post_json
from common.signatures import (
    SignatureRefused,
    Signer,
    load_private_key,
    load_public_key,
    verify,
)

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 15  # seconds: how long a test waits for what must come


class Portal:
    """Receives posts; `answers` are the statuses to give first, then 200."""

    def __init__(self, keys):
        self.keys, self.answers = keys, []
        self.received, self.refused = [], []
        self.news = threading.Condition()
        portal = self

        class Line(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(portal.take(self.path, self.headers, body))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Line)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=[0.05]).start()

    def take(self, path, headers, body):
        """The status for this post; refused posts are kept apart."""
        with self.news:
            kept, status = self.received, self.answers.pop(0) if self.answers else 200
            try:
                sender = verify(
                    method="POST",
                    url=self.url + path,
                    headers=headers,
                    body=body,
                    keys=self.known_keys(),
                )
            except SignatureRefused:
                kept, sender, status = self.refused, None, 401
            message = json.loads(body)
            assert headers["Idempotency-Key"] == message["message_id"]
            if status < 300 or status == 401:
                client = headers.get("X-Road-Client")
                kept.append({**message, "sender": sender, "path": path, "client": client})
            self.news.notify_all()
            return status

    def known_keys(self):
        return {
            path.stem.removeprefix("agency-"): [load_public_key(path.read_text())]
            for path in self.keys.glob("agency-*.pub")
        }

    def wait(self, count):
        """The first `count` messages accepted, as soon as they are here."""
        with self.news:
            assert self.news.wait_for(lambda: len(self.received) >= count, PATIENCE), (
                f"{len(self.received)} of {count} messages came"
            )
            return self.received[:count]

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Partner:
    """One running stand-in."""

    def __init__(self, name, portal, data_dir, *options, port=0):
        self.name, self.portal, self.data_dir, self.options = name, portal, data_dir, options
        command = [sys.executable, "-m", "sandbox", name, "--port", str(port)]
        command += ["--data-dir", str(data_dir), "--portal", portal.url, "--delay", "0.05"]
        self.process = subprocess.Popen(
            [*command, *options], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        line = self.process.stdout.readline()
        assert line, "the partner did not start"
        _, self.code, self.url = line.split()
        self.port = int(self.url.rpartition(":")[2])

    def send(self, path, payload, **changes):
        """Post as the portal does."""
        arguments = {
            "signer": Signer("PORTAL", load_private_key(self.data_dir / "keys" / "portal.key")),
            "idempotency_key": payload["message_id"],
            "timeout": PATIENCE,
            "allowed": {f"127.0.0.1:{self.port}"},
        }
        return post_json(self.url + path, payload, **(arguments | changes))

    def call(self, path, payload=None):
        """Ask without a signature, as a person on this machine does."""
        data = None if payload is None else json.dumps(payload).encode()
        request = urllib.request.Request(
            self.url + path, data=data, headers={"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return json.load(response)

    def faults(self, **faults):
        return self.call("/control", {"faults": faults})

    def counts(self, **wanted):
        """The partner's counts, once they show what is wanted."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            counts = self.call("/control")["counts"]
            if wanted.items() <= counts.items():
                return counts
            threading.Event().wait(0.02)
        raise AssertionError(f"{counts}, not {wanted}")

    def stop(self):
        self.process.terminate()
        status = self.process.wait(PATIENCE)
        self.process.stdout.close()
        return status

    def kill_and_start_again(self):
        self.process.kill()
        self.process.wait(PATIENCE)
        self.process.stdout.close()
        self.__init__(self.name, self.portal, self.data_dir, *self.options, port=self.port)


@pytest.fixture
def data_dir(tmp_path):
    """With the portal's own keys, as `make run` leaves it."""
    subprocess.run(
        [sys.executable, "-m", "sandbox.keys", str(tmp_path / "keys")], cwd=ROOT, check=True
    )
    return tmp_path


@pytest.fixture
def portal(data_dir):
    receiving = Portal(data_dir / "keys")
    yield receiving
    receiving.stop()


@pytest.fixture
def start(portal, data_dir):
    started = []

    def start_one(name, *options):
        started.append(Partner(name, portal, data_dir, *options))
        return started[-1]

    yield start_one
    for partner in started:
        assert partner.stop() == 0


@pytest.fixture
def police(start):
    return start("police")


DUNG = {
    "full_name": "Trần Quốc Dũng",
    "other_names": [],
    "date_of_birth": "1988-03-12",
    "documents": [{"kind": "cccd", "number": "092088004321"}],
    "father": {"full_name": "Trần Văn Hải", "date_of_birth": "1960"},
    "mother": {"full_name": "Lê Thị Mận", "date_of_birth": "1963"},
}
AN = {
    **DUNG,
    "full_name": "Nguyễn Văn An",
    "documents": [{"kind": "cccd", "number": "092090001234"}],
    "father": {"full_name": "Nguyễn Văn Bình"},
    "mother": {"full_name": "Trần Thị Cúc"},
}


@pytest.fixture
def asked(portal):
    """Makes a verification request as the portal sends it."""

    def request(subject=DUNG, **changes):
        return {
            "message_id": str(uuid.uuid4()),
            "request": f"HS92-{uuid.uuid4().hex[:8]}-1",
            "kind": "police",
            "subject": subject,
            "subject_digest": "a1" * 32,
            "residences": [],
            "known_judgments": [],
            "question": "",
            "answer_by": "2024-06-12",
            "reply_to": f"{portal.url}/api/v1/agency/replies/",
            **changes,
        }

    return request


@pytest.fixture
def unknown_person():
    return AN
