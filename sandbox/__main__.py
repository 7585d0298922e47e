"""Runs one partner: `python -m sandbox NAME --port N --data-dir DIR --portal URL`."""

import argparse
import os
import shutil
import signal
import threading
from pathlib import Path

from sandbox.agency import Agency
from sandbox.bank import Bank
from sandbox.carrier import Carrier
from sandbox.faults import Controls
from sandbox.gateway import Gateway
from sandbox.keys import agency, make_keys
from sandbox.outbox import Outbox
from sandbox.partners import PARTNERS, PORTAL, Place, system_of
from sandbox.store import Store
from sandbox.timestamps import Timestamps, make_key
from sandbox.web import Server, Site

RECORDS = Path(__file__).parent / "records"
USUAL_DELAY = 1.0  # seconds before a reply, and between a parcel's events


def main() -> None:
    wanted = _arguments()
    partner = PARTNERS[wanted.name]
    server = Server((wanted.host, wanted.port), keeps_lines=partner.role == "timestamps")
    place = Place(
        name=wanted.name,
        code=wanted.code or partner.code,
        url=(wanted.url or f"http://{wanted.host}:{server.server_port}").rstrip("/"),
        data_dir=wanted.data_dir,
        portal=wanted.portal,
        portal_via=wanted.portal_via or wanted.portal,
        portal_code=wanted.portal_code,
        gateway=(wanted.gateway or _address("gateway")).rstrip("/"),
    )
    if partner.role == "timestamps":
        make_key(place.data_dir)
    else:
        make_keys(place.keys, [agency(place.code)])
    _run(server, place, wanted)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("name", choices=PARTNERS)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--portal", default="", help="the portal's PUBLIC_URL")
    parser.add_argument("--portal-via", help="where to connect instead, e.g. http://web:8000")
    parser.add_argument("--portal-code", default=PORTAL, help="the portal's key id")
    parser.add_argument("--code", help="this partner's key id")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--url", help="this partner's address as the portal calls it")
    parser.add_argument("--delay", type=float, default=USUAL_DELAY, help="seconds")
    parser.add_argument("--gateway", help="an agency's own server on the exchange")
    parser.add_argument("--client", help="the gateway knows the portal by this name")
    parser.add_argument(
        "--provider", action="append", default=[], help="CODE=URL of an agency, for the gateway"
    )
    wanted = parser.parse_args()
    if not wanted.portal and PARTNERS[wanted.name].role != "timestamps":
        parser.error("--portal is needed")
    return wanted


def _address(name: str) -> str:
    """Where a partner of `make run` is, as its environment says."""
    host = os.environ.get(f"SANDBOX_{name.upper()}_HOST", "127.0.0.1")
    port = os.environ.get(f"SANDBOX_{name.upper()}_PORT", "")
    return f"http://{host}:{port}" if port else ""


def _run(server: Server, place: Place, wanted: argparse.Namespace) -> None:
    """Serve until SIGTERM or Ctrl-C, then stop in order."""
    store = Store(place.data_dir / "sandbox" / f"{place.code}.db")
    controls = Controls(store, role=place.partner.role, delay=wanted.delay)
    outbox = Outbox(place, store, controls)
    site = Site(place, store, controls, outbox)
    _open(site, wanted)
    server.site = site
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: site.stopping.set())
    outbox.start()
    threading.Thread(target=server.serve_forever, args=[0.05], name="serve", daemon=True).start()
    print(f"{place.name} {place.code} {place.url}", flush=True)
    site.stopping.wait()
    server.shutdown()
    server.server_close()
    outbox.stop()
    store.close()


def _open(site: Site, wanted: argparse.Namespace) -> None:
    """Give the site the work of its role."""
    match site.place.partner.role:
        case "agency":
            Agency(site, records=_records(site.place))
        case "gateway":
            client = wanted.client or os.environ.get("GATEWAY_CLIENT", "")
            Gateway(site, client=client, providers=_providers(wanted.provider))
        case "carrier":
            Carrier(site)
        case "bank":
            Bank(site)
        case "timestamps":
            Timestamps(site)


def _providers(told: list[str]) -> dict[str, str]:
    """The address of each agency by its name on the exchange; those of `make run` are known."""
    known = {
        partner.code: _address(name)
        for name, partner in PARTNERS.items()
        if partner.role == "agency"
    }
    known |= dict(one.split("=", 1) for one in told)
    return {system_of(code): url.rstrip("/") for code, url in known.items() if url}


def _records(place: Place) -> Path:
    """The agency's own file, begun from the invented one that comes with the sandbox."""
    path = place.data_dir / "sandbox" / f"{place.name}.csv"
    if not path.exists():
        shutil.copyfile(RECORDS / f"{place.name}.csv", path)
    return path


if __name__ == "__main__":
    main()
