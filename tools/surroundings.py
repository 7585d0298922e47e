"""What `make run` remembers between two starts: DATA_DIR/env, and the ports in it.

The file holds `NAME=value` lines, readable by us only. With those set, `manage.py` in another
shell works on the same data: `set -a; . .data/env; set +a`.
"""

import os
import secrets
import socket
from collections.abc import Iterable, Mapping
from pathlib import Path

from tools.servers import Servers

PARTNERS = (
    *("police", "national_centre", "court", "military_court", "procuracy", "commune"),
    *("gateway", "carrier", "bank", "timestamps"),
)
CLIENT_OF_THE_EXCHANGE = "VN/GOV/000-00-18-H13/CONG-LLTP"
ACCOUNTS = (
    *("applicant", "receiver", "verifier", "drafter", "approver", "signer", "head", "post_clerk"),
    *("agency_officer", "auditor", "administrator"),
)
CHOICES = ("REGIME", "DEPARTMENT")  # made by whoever starts it, once
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that a reader takes for another


def recall(data_dir: Path) -> dict[str, str]:
    """The lines of DATA_DIR/env, or nothing at the first start."""
    file = data_dir / "env"
    if not file.exists():
        return {}
    lines = (line.partition("=") for line in file.read_text().splitlines())
    return {name: value for name, _, value in lines if name and not name.startswith("#")}


def arrange(data_dir: Path, *, port: int, servers: Servers) -> dict[str, str]:
    """The settings of this start: remembered ones stay, missing ones are chosen now."""
    before = recall(data_dir)
    chosen = {
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "DJANGO_SETTINGS_MODULE": "tools.run_settings",
        "SECRET_KEY": before.get("SECRET_KEY") or secrets.token_urlsafe(48),
        **servers.environment(),
    }
    choices = {name: os.environ.get(name) or before.get(name, "") for name in CHOICES}
    chosen |= {name: value for name, value in choices.items() if value}
    for name in ACCOUNTS:
        key = f"{name.upper()}_PASSWORD"
        chosen[key] = before.get(key) or _password()
    taken = {port}
    for name in PARTNERS:
        key = port_name(name)
        chosen[key] = str(_port(before.get(key, ""), taken))
    hosts = ",".join(f"127.0.0.1:{chosen[port_name(name)]}" for name in PARTNERS)
    chosen["AGENCY_HOSTS"] = hosts
    chosen["GATEWAY_URL"] = f"http://127.0.0.1:{chosen[port_name('gateway')]}"
    chosen["GATEWAY_CLIENT"] = CLIENT_OF_THE_EXCHANGE
    chosen["CARRIER_URL"] = f"http://127.0.0.1:{chosen[port_name('carrier')]}"
    chosen["TSA_URL"] = f"http://127.0.0.1:{chosen[port_name('timestamps')]}/"
    chosen["BANK_PAGE"] = f"http://127.0.0.1:{chosen[port_name('bank')]}/pay"
    return chosen


def signer_settings(data_dir: Path) -> dict[str, str]:
    """Where the private keys lie and the pin that opens them: for the signer and `make_keys`.

    The pin is made once and lies beside them, not in DATA_DIR/env, which every process is given.
    """
    folder = data_dir / "signer"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    pin = folder / "pin"
    if not pin.exists():
        _write(pin, secrets.token_urlsafe(24))
    return {"SIGNER_DIR": str(folder), "SIGNER_PIN": pin.read_text()}


def remember(data_dir: Path, settings: Mapping[str, str]) -> None:
    """Writes DATA_DIR/env."""
    text = "".join(f"{name}={value}\n" for name, value in settings.items())
    _write(data_dir / "env", text)


def _write(path: Path, text: str) -> None:
    """Whole or not at all, readable by us only."""
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    partial.replace(path)


def port_name(partner: str) -> str:
    return f"SANDBOX_{partner.upper()}_PORT"


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _port(before: str, taken: set[int]) -> int:
    """The port of last time if nobody has it now, else a free one."""
    port = int(before) if before.isdecimal() else any_free_port()
    while port in taken or not is_free(port):
        port = any_free_port()
    taken.add(port)
    return port


def any_free_port() -> int:
    """One below those that the kernel lends to outgoing connections, so that it stays free."""
    while not is_free(port := secrets.choice(range(20000, 32000))):
        pass
    return port


def _password() -> str:
    groups: Iterable[str] = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
    return "-".join(groups)
