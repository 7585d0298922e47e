"""The sandbox's partners as processes of their own, on the keys of the test."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings

from sandbox.keys import make_keys
from tools.surroundings import any_free_port
from verification.models import Agency

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 20  # seconds: how long a test waits for what another process has to do
CLIENT = "VN/GOV/000-00-18-H13/CONG-LLTP"


@dataclass(frozen=True)
class Partner:
    """One running stand-in."""

    name: str
    url: str

    @property
    def host(self) -> str:
        return self.url.removeprefix("http://")

    def control(self, wanted: dict[str, Any] | None = None) -> dict[str, Any]:
        """Its settings and counts, after changing what is wanted."""
        data = json.dumps(wanted).encode() if wanted else None
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/control", data=data, headers=headers)
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            content: dict[str, Any] = json.load(response)
        return content

    def fault(self, name: str, **how: Any) -> None:
        """Misbehave in this way, each time unless a count is told."""
        self.control({"faults": {name: {"probability": 1.0, **how}}})

    @property
    def received(self) -> int:
        """How many questions had an effect."""
        return int(self.control()["counts"]["received"])


@contextmanager
def running(name: str, *options: str, portal: str, port: int = 0) -> Iterator[Partner]:
    command = [sys.executable, "-m", "sandbox", name, "--port", str(port), "--delay", "0.05"]
    command += ["--data-dir", str(settings.KEYS_DIR.parent), "--portal", portal, *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield Partner(name, process.stdout.readline().split()[-1])
    process.terminate()
    process.wait(PATIENCE)
    process.stdout.close()


class Systems:
    """One agency's server, and the exchange before it: each started when it is first needed."""

    def __init__(self, agency: Agency, *, portal: str) -> None:
        self._agency, self._portal = agency, portal
        self._gateway_port = any_free_port()
        self._running = ExitStack()

    @cached_property
    def server(self) -> Partner:
        by_exchange = ("--gateway", f"http://127.0.0.1:{self._gateway_port}")
        return self._started(running(self._agency.agency_kind, *by_exchange, portal=self._portal))

    @cached_property
    def exchange(self) -> Partner:
        make_keys(settings.KEYS_DIR, ["agency-GATEWAY"])
        settings.GATEWAY_PUBLIC_KEY = str(settings.KEYS_DIR / "agency-GATEWAY.pub")
        provider = f"{self._agency.code}={self.server.url}"
        told = ("--client", CLIENT, "--provider", provider)
        port = self._gateway_port
        partner = self._started(running("gateway", *told, portal=self._portal, port=port))
        settings.GATEWAY_URL, settings.GATEWAY_CLIENT = partner.url, CLIENT
        return partner

    def ask_directly(self) -> None:
        change(self._agency, channel="signed_http", endpoint=f"{self.server.url}/requests")

    def ask_over_the_exchange(self) -> None:
        assert self.exchange
        change(self._agency, channel="gateway", member=f"VN/GOV/{self._agency.code}/LLTP/xac-minh")

    def stop(self) -> None:
        self._running.close()

    def _started(self, process: AbstractContextManager[Partner]) -> Partner:
        partner = self._running.enter_context(process)
        settings.AGENCY_HOSTS = [*settings.AGENCY_HOSTS, partner.host]
        return partner


def change(agency: Agency, **values: Any) -> None:
    """As an administrator does, without a deployment."""
    Agency.objects.filter(pk=agency.pk).update(**values)
    agency.refresh_from_db()


def wait_for(holds: Callable[[], Any], *, what: str) -> Any:
    """What another process brings about, once it is there."""
    end = time.monotonic() + PATIENCE
    while not (found := holds()):
        assert time.monotonic() < end, f"after {PATIENCE} s still not so: {what}"
        time.sleep(0.02)
    return found
