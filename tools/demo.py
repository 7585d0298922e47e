"""`make demo`: sends one dossier of each route through every step, over HTTP, and shows it; then
those where the machine has to ask on.

The portal must be running (`make run`). Every act goes through the API with the token of the
person whose act it is; the bank's and the carrier's parts are done by the sandbox.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tools import surroundings
from tools.demo_client import Client, Refused, issue_tokens
from tools.demo_people import DOSSIERS, STORIES
from tools.demo_road import ACTORS, ACTS, Road, Travel, walk

ROOT = Path(__file__).resolve().parent.parent

console = Console(highlight=False)


@dataclass
class Shown(Travel):
    """A dossier on its way whose certificate is kept on disk."""

    file: Path = Path()


def main() -> int:
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / ".data").absolute()
    settings = surroundings.recall(data_dir)
    if not settings:
        console.print("No portal has run here yet. In another shell: make run", style="red")
        return 1
    with console.status("Tokens for the clerks"):
        tokens = issue_tokens({**os.environ, **settings}, *ACTORS)
    road = Road(Client(settings["PUBLIC_URL"], tokens), settings)
    travels = [Shown(dossier) for dossier in (*DOSSIERS, *STORIES)]
    try:
        with _progress() as progress:
            for travel in travels:
                _travel(travel, road, progress)
    except (Refused, TimeoutError) as error:
        console.print(f"\n{error}", style="red")
        return 1
    return _report(travels, data_dir)


def _travel(travel: Shown, road: Road, progress: Progress) -> None:
    task = progress.add_task(travel.dossier.title, total=len(ACTS) + 1, state="")

    def show(travel: Travel) -> None:
        progress.update(task, advance=1, state=travel.case["state"])

    walk(travel, road, after_each=show)
    _fetch(travel, road)
    show(travel)


def _fetch(travel: Shown, road: Road) -> None:
    folder = Path(road.settings["DATA_DIR"]) / "demo"
    folder.mkdir(exist_ok=True)
    travel.file = folder / f"{travel.code}.pdf"
    travel.file.write_bytes(
        road.client.download("receiver", travel.case["certificate"]["file_url"])
    )


def _report(travels: list[Shown], data_dir: Path) -> int:
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


def _verdict(travel: Shown, data_dir: Path) -> tuple[bool, str]:
    """pyHanko's judgment of the file under the demonstration root, made in this process."""
    from common.pdf_signature import check_signature

    root = data_dir / "keys" / "certificates" / "root.crt.pem"
    report = check_signature(travel.file.read_bytes(), roots=[root.read_bytes()])
    good = report.bottom_line and report.coverage_entire_file
    return good, f"good, by {report.signer_name}" if good else f"BAD: {report.problem}"


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description:<42}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[state]:<12}"),
        TimeElapsedColumn(),
        console=console,
    )


if __name__ == "__main__":
    sys.exit(main())
