"""What a start remembers for the next one."""

import socket
from pathlib import Path

import pytest

from tools import surroundings
from tools.servers import Servers

SERVERS = Servers("postgresql://portal_app@/portal", "postgresql://portal_owner@/portal", "unix://")


def _arranged(data_dir: Path, port: int = 8000) -> dict[str, str]:
    chosen = surroundings.arrange(data_dir, port=port, servers=SERVERS)
    surroundings.remember(data_dir, chosen)
    return chosen


def test_the_next_start_finds_the_same_secrets_passwords_and_ports(tmp_path: Path) -> None:
    assert _arranged(tmp_path) == _arranged(tmp_path) == surroundings.recall(tmp_path)


def test_a_chosen_regime_and_department_are_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGIME", "R3")
    monkeypatch.setenv("DEPARTMENT", "STP-79")
    _arranged(tmp_path)
    monkeypatch.delenv("REGIME")
    monkeypatch.setenv("DEPARTMENT", "STP-92")
    _arranged(tmp_path)
    remembered = surroundings.recall(tmp_path)
    assert (remembered["REGIME"], remembered["DEPARTMENT"]) == ("R3", "STP-92")


def test_another_port_changes_the_address_and_nothing_else(tmp_path: Path) -> None:
    before, after = _arranged(tmp_path), _arranged(tmp_path, port=8001)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"PORT", "PUBLIC_URL"}


def test_a_port_that_somebody_took_is_replaced(tmp_path: Path) -> None:
    before = int(_arranged(tmp_path)["SANDBOX_BANK_PORT"])
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", before))
        somebody.listen()
        assert int(_arranged(tmp_path)["SANDBOX_BANK_PORT"]) != before


def test_the_file_with_the_passwords_is_closed_to_others(tmp_path: Path) -> None:
    _arranged(tmp_path)
    assert (tmp_path / "env").stat().st_mode & 0o777 == 0o600


def test_each_account_has_its_own_password(tmp_path: Path) -> None:
    chosen = _arranged(tmp_path)
    passwords = [chosen[f"{name.upper()}_PASSWORD"] for name in surroundings.ACCOUNTS]
    assert len(set(passwords)) == len(passwords)
    assert min(map(len, passwords)) >= 12


def test_the_portal_may_call_its_partners_and_nobody_else(tmp_path: Path) -> None:
    chosen = _arranged(tmp_path)
    hosts = chosen["AGENCY_HOSTS"].split(",")
    ports = {chosen[surroundings.port_name(name)] for name in surroundings.PARTNERS}
    assert {host.partition(":")[2] for host in hosts} == ports
    assert len(hosts) == len(surroundings.PARTNERS)
