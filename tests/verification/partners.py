"""The sandbox's partners as processes of their own, on the keys of the test."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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


@contextmanager
def with_server(agency: Agency, *, portal: str) -> Iterator[Partner]:
    """The agency's own server, which the portal may call."""
    with running(agency.agency_kind, portal=portal) as partner:
        settings.AGENCY_HOSTS = [*settings.AGENCY_HOSTS, partner.host]
        change(agency, channel="signed_http", endpoint=f"{partner.url}/requests")
        yield partner


@contextmanager
def on_the_exchange(agency: Agency, *, portal: str) -> Iterator[tuple[Partner, Partner]]:
    """The agency's server, to be reached both ways, and the exchange between."""
    make_keys(settings.KEYS_DIR, ["agency-GATEWAY"])
    settings.GATEWAY_PUBLIC_KEY = str(settings.KEYS_DIR / "agency-GATEWAY.pub")
    port = any_free_port()
    gateway_url = f"http://127.0.0.1:{port}"
    agencys = running(agency.agency_kind, "--gateway", gateway_url, portal=portal)
    with agencys as partner:
        told = ("--client", CLIENT, "--provider", f"{agency.code}={partner.url}")
        with running("gateway", *told, portal=portal, port=port) as gateway:
            settings.AGENCY_HOSTS = [*settings.AGENCY_HOSTS, gateway.host, partner.host]
            settings.GATEWAY_URL, settings.GATEWAY_CLIENT = gateway.url, CLIENT
            change(
                agency,
                channel="gateway",
                member=f"VN/GOV/{agency.code}/LLTP/xac-minh",
                endpoint=f"{partner.url}/requests",
            )
            yield partner, gateway


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
