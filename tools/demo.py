"""`make demo`: sends one dossier of each route through every step, over HTTP, and shows it.

The portal must be running (`make run`). Every act goes through the API with the token of the
person whose act it is; the bank's and the carrier's parts are done by the sandbox.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tools import surroundings
from tools.demo_client import Client, Refused
from tools.demo_people import DOSSIERS, Dossier

ROOT = Path(__file__).resolve().parent.parent
ACTORS = ("receiver", "verifier", "drafter", "approver", "signer")
PATIENCE = 120  # seconds for the machine's part of one dossier; a sandbox agency answers in a few

console = Console(highlight=False)


@dataclass
class Travel:
    """One dossier on its way, and what was seen of it."""

    dossier: Dossier
    code: str = ""
    case: dict[str, Any] = field(default_factory=dict)
    file: Path | None = None
    seconds: float = 0.0


def main() -> int:
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / ".data").absolute()
    settings = surroundings.recall(data_dir)
    if not settings:
        console.print("No portal has run here yet. In another shell: make run", style="red")
        return 1
    client = Client(settings["PUBLIC_URL"], _tokens(settings))
    travels = [Travel(dossier) for dossier in DOSSIERS]
    try:
        with _progress() as progress:
            for travel in travels:
                _travel(travel, client, progress, settings=settings)
    except (Refused, TimeoutError) as error:
        console.print(f"\n{error}", style="red")
        return 1
    return _report(travels, data_dir)


def _travel(
    travel: Travel, client: Client, progress: Progress, *, settings: dict[str, str]
) -> None:
    started = time.monotonic()
    task = progress.add_task(travel.dossier.title, total=len(ACTS), state="")
    for act in ACTS:
        act(travel, client, settings)
        progress.update(task, advance=1, state=travel.case["state"])
    travel.seconds = time.monotonic() - started


def _open(travel: Travel, client: Client, _settings: dict[str, str]) -> None:
    opened = client.post("receiver", "/api/v1/applications/", travel.dossier.declaration)
    travel.code = opened["code"]
    travel.case = client.case("receiver", travel.code)


def _pay(travel: Travel, client: Client, settings: dict[str, str]) -> None:
    """The citizen transfers at the sandbox bank, which tells the portal by a signed message."""
    payment = travel.case["payment"]
    bank = f"http://127.0.0.1:{settings[surroundings.port_name('bank')]}"
    transfer = {"reference": payment["reference"], "amount": payment["amount"]}
    client.post_elsewhere(f"{bank}/transfers", transfer)
    travel.case = client.wait("receiver", travel.code, {"submitted"}, PATIENCE)


def _accept(travel: Travel, client: Client, _settings: dict[str, str]) -> None:
    client.step("receiver", travel.code, "accept", {})
    travel.case = client.wait("verifier", travel.code, {"concluding", "drafted"}, PATIENCE)


def _conclude(travel: Travel, client: Client, _settings: dict[str, str]) -> None:
    """The machine concludes and drafts a clean case; a case with a record a clerk concludes."""
    conclusion = travel.dossier.conclude
    if conclusion is None:
        travel.case = client.wait("verifier", travel.code, {"drafted"}, PATIENCE)
        return
    answers = travel.case["replies"]
    client.step("verifier", travel.code, "conclude", conclusion(answers))
    travel.case = client.step("drafter", travel.code, "draft", {})


def _approve(travel: Travel, client: Client, _settings: dict[str, str]) -> None:
    travel.case = client.step("approver", travel.code, "approve", {})


def _sign(travel: Travel, client: Client, _settings: dict[str, str]) -> None:
    client.step("signer", travel.code, "sign", {})
    travel.case = client.wait("receiver", travel.code, {"ready"}, PATIENCE)


def _deliver(travel: Travel, client: Client, _settings: dict[str, str]) -> None:
    """By post the sandbox carrier brings it; at the counter the clerk sees the identity card."""
    if travel.dossier.declaration["delivery"]["method"] == "post":
        client.step("receiver", travel.code, "hand_over", {})
        travel.case = client.wait("receiver", travel.code, {"delivered"}, PATIENCE)
        return
    number = travel.dossier.declaration["subject"]["documents"][0]["number"]
    travel.case = client.step("receiver", travel.code, "deliver", {"identity": number})


def _fetch(travel: Travel, client: Client, settings: dict[str, str]) -> None:
    folder = Path(settings["DATA_DIR"]) / "demo"
    folder.mkdir(exist_ok=True)
    travel.file = folder / f"{travel.code}.pdf"
    travel.file.write_bytes(client.download("receiver", travel.case["certificate"]["file_url"]))


ACTS = (_open, _pay, _accept, _conclude, _approve, _sign, _deliver, _fetch)


def _report(travels: list[Travel], data_dir: Path) -> int:
    for travel in travels:
        console.print(_timeline(travel))
    reports = Table(title="Signed certificates", title_justify="left")
    for heading in ("Route", "Number", "Machine time", "Signature under the demonstration root"):
        reports.add_column(heading)
    all_good = True
    for travel in travels:
        good, verdict = _verdict(travel, data_dir)
        all_good &= good
        number = travel.case["certificate"]["number"]
        route = travel.case["route"]
        elapsed = f"{travel.seconds:.1f} s"
        reports.add_row(route, number, elapsed, verdict)
    console.print(reports)
    for travel in travels:
        console.print(str(travel.file), soft_wrap=True)
    return 0 if all_good else 1


def _timeline(travel: Travel) -> Table:
    table = Table(title=f"{travel.code}: {travel.dossier.title}", title_justify="left")
    for heading in ("At", "Step", "State", "By"):
        table.add_column(heading)
    for row in travel.case["timeline"]:
        table.add_row(row["at"][11:19], row["label"], row["state"], row.get("by", ""))
    return table


def _verdict(travel: Travel, data_dir: Path) -> tuple[bool, str]:
    """pyHanko's judgment of the file under the demonstration root, made in this process."""
    from common.pdf import check_signature

    root = next((data_dir / "keys" / "certificates").glob("root*.pem"))
    assert travel.file is not None
    report = check_signature(travel.file.read_bytes(), roots=[root.read_bytes()])
    good = report.bottom_line and report.coverage_entire_file
    return good, f"good, by {report.signer_name}" if good else f"BAD: {report.problem}"


def _tokens(settings: dict[str, str]) -> dict[str, str]:
    """A token for each person who acts, as an administrator would issue them."""
    environment = {**os.environ, **settings}
    command = [sys.executable, "manage.py", "issue_token", *ACTORS]
    with console.status("Tokens for the clerks"):
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
    return dict(zip(ACTORS, done.stdout.split(), strict=True))


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description:<34}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[state]:<12}"),
        TimeElapsedColumn(),
        console=console,
    )


if __name__ == "__main__":
    sys.exit(main())
