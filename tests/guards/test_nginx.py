"""The shipped nginx configuration, in a real nginx before a tiny upstream."""

import http.client
import json
import re
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template

import pytest

from tools import surroundings, system_packages
from tools.processes import Child

DEPLOY = Path(__file__).resolve().parents[2] / "deploy" / "nginx"
NGINX = system_packages.nginx()

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed (nginx-light)")

MAIN = """
daemon off;
worker_processes 1;
pid $folder/nginx.pid;
error_log $folder/error.log warn;
events {}
http {
    client_body_temp_path $folder/body;
    proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi;
    scgi_temp_path $folder/scgi;
    include $folder/portal.conf;
}
"""


class Upstream(BaseHTTPRequestHandler):
    """Answers with what reached it; a path under /file/ hands a protected file out."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = json.dumps({name.lower(): value for name, value in self.headers.items()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        if self.path.startswith("/file/"):
            name = self.path.removeprefix("/file/")
            self.send_header("X-Accel-Redirect", f"/protected/{name}")
            self.send_header("Content-Type", "application/pdf")
        self.send_header("Content-Security-Policy", "default-src 'self'")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815

    def log_message(self, *_arguments: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def upstream() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def nginx(upstream: int) -> Iterator[Path]:
    """The folder of a running nginx; `port` in it tells where it listens."""
    # Not in pytest's folder, which is closed: nginx's workers give up root and must get in.
    with tempfile.TemporaryDirectory(prefix="portal-nginx-", dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield from _running(Path(name), upstream=upstream)


def test_no_line_of_the_configuration_is_left_to_fill_in(nginx: Path) -> None:
    assert "${" not in (nginx / "portal.conf").read_text()


def test_what_a_client_claims_about_itself_does_not_reach_the_portal(nginx: Path) -> None:
    claims = {
        "X-Forwarded-For": "1.2.3.4",
        "X-Real-IP": "1.2.3.4",
        "X-Forwarded-Proto": "gopher",
        "X-Forwarded-Host": "evil.example",
        "Host": "lltp.example.vn",
    }
    status, _, body = _ask(nginx, "/", headers=claims)
    reached = json.loads(body)
    assert status == 200
    assert reached["host"] == "lltp.example.vn"
    assert reached["x-forwarded-for"] == reached["x-real-ip"] == "127.0.0.1"
    assert reached["x-forwarded-proto"] == "https"
    assert "x-forwarded-host" not in reached


def test_a_protected_file_comes_only_by_the_portals_word(nginx: Path) -> None:
    assert _ask(nginx, "/protected/certificate.pdf")[0] == 404
    status, headers, body = _ask(nginx, "/file/certificate.pdf")
    assert (status, body) == (200, b"%PDF-1.7 signed")
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Security-Policy"] == "default-src 'self'"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["../portal.conf", "elsewhere", "none.pdf"])
def test_a_protected_path_does_not_lead_out_of_the_files(nginx: Path, name: str) -> None:
    assert _ask(nginx, f"/file/{name}")[0] in {403, 404, 500}


def test_ten_megabytes_pass_and_twelve_do_not(nginx: Path) -> None:
    assert _ask(nginx, "/apply", body=b"x" * 10 * 1024 * 1024)[0] == 200
    status, headers, body = _ask(nginx, "/apply", body=b"x" * 12 * 1024 * 1024)
    assert status == 413
    assert headers["Content-Type"].startswith("text/html")
    assert "Tệp quá lớn" in body.decode()


def test_a_table_for_the_register_may_be_larger_at_its_own_page_alone(nginx: Path) -> None:
    page, body = "/admin/records/importrun/add/", b"x" * 12 * 1024 * 1024
    status, _headers, reached = _ask(nginx, page, headers={"Host": "lltp.example.vn"}, body=body)
    assert (status, json.loads(reached)["host"]) == (200, "lltp.example.vn")
    assert json.loads(reached)["x-forwarded-for"] == "127.0.0.1"
    for path in (f"{page}more/", "/admin/records/importrun/", "/"):
        assert _ask(nginx, path, body=body)[0] == 413


def test_a_program_gets_a_problem_it_can_read(nginx: Path) -> None:
    path = "/api/v1/certificates/check-file/"
    status, headers, body = _ask(nginx, path, body=b"x" * 12 * 1024 * 1024)
    assert status == 413
    assert headers["Content-Type"] == "application/problem+json"
    assert json.loads(body)["status"] == 413


def test_no_token_stands_in_the_log(nginx: Path) -> None:
    _ask(nginx, "/verify/a-secret-token?q=another")
    deadline = time.monotonic() + 5
    while "/verify/" not in (log := (nginx / "log").read_text()) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert "/verify/" in log
    assert not re.search("a-secret-token|another", log)


def test_the_version_is_not_told(nginx: Path) -> None:
    assert _ask(nginx, "/")[1]["Server"] == "nginx"


def _running(folder: Path, *, upstream: int) -> Iterator[Path]:
    (folder / "files").mkdir(mode=0o755)
    (folder / "files" / "certificate.pdf").write_bytes(b"%PDF-1.7 signed")
    (folder / "files" / "elsewhere").symlink_to("/etc/hostname")
    port = surroundings.any_free_port()
    (folder / "port").write_text(str(port))
    _fill_in(folder, port=port, upstream=upstream)
    command = [str(NGINX), "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr
    child = Child("nginx", command, log=folder / "log")
    try:
        _wait_for(port, child)
        yield folder
    finally:
        child.stop(grace=10)


def _fill_in(folder: Path, *, port: int, upstream: int) -> None:
    values = {
        "PORTAL_LISTEN": f"127.0.0.1:{port}",
        "PORTAL_UPSTREAM": f"127.0.0.1:{upstream}",
        "PORTAL_SCHEME": "https",
        "PORTAL_FILES": str(folder / "files"),
        "PORTAL_PAGES": str(DEPLOY / "pages"),
    }
    # As envsubst does: only ${NAMES}, and nginx's own $variables stay.
    text = (DEPLOY / "portal.conf.template").read_text()
    text = re.sub(r"\$\{([A-Z_]+)\}", lambda found: values[found[1]], text)
    (folder / "portal.conf").write_text(text)
    (folder / "nginx.conf").write_text(Template(MAIN).substitute(folder=folder))


def _wait_for(port: int, child: Child) -> None:
    deadline = time.monotonic() + 10
    while surroundings.is_free(port):
        assert child.alive, child.last_words()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _ask(
    nginx: Path, path: str, *, headers: dict[str, str] | None = None, body: bytes | None = None
) -> tuple[int, http.client.HTTPMessage, bytes]:
    port = int((nginx / "port").read_text())
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("POST" if body else "GET", path, body=body, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()
