"""A result: shown as a table, kept as JSON with the machine and its load beside it."""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

WIDTH_OF_A_FILE = 140
RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True)
class Figure:
    name: str
    value: float
    unit: str


@dataclass(frozen=True)
class Detail:
    """A table of its own beside the figures; its first column is a name."""

    title: str
    columns: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Result:
    """What one benchmark measured, and the load of the machine before and after."""

    name: str
    title: str
    figures: list[Figure]
    load_before: float
    load_after: float = field(default_factory=lambda: load())
    details: list[Detail] = field(default_factory=list)


def load() -> float:
    """Processes that wanted to run, averaged over the last minute."""
    return round(os.getloadavg()[0], 2)


def show(result: Result) -> None:
    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH_OF_A_FILE)
    for detail in result.details:
        console.print(_detail(detail))
    shown = Table(title=result.title, title_justify="left")
    shown.add_column("")
    shown.add_column("", justify="right")
    shown.add_column("")
    for figure in result.figures:
        shown.add_row(figure.name, f"{figure.value:,.2f}", figure.unit)
    shown.add_row("load of the machine", f"{result.load_before} → {result.load_after}", _cores())
    console.print(shown)


def keep(result: Result) -> Path:
    """One file for each run; the newest is the one without a date as well."""
    now = datetime.now(UTC)
    content = {
        **asdict(result),
        "at": now.isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
    }
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    RESULTS.mkdir(exist_ok=True)
    for name in (f"{result.name}-{now:%Y%m%d-%H%M%S}.json", f"{result.name}.json"):
        (RESULTS / name).write_text(text)
    return RESULTS / f"{result.name}.json"


def _detail(detail: Detail) -> Table:
    shown = Table(title=detail.title, title_justify="left")
    for at, column in enumerate(detail.columns):
        shown.add_column(column, justify="right" if at else "left")
    for row in detail.rows:
        shown.add_row(*row)
    return shown


def _cores() -> str:
    return f"on {os.cpu_count()} cores"
