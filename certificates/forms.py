"""The printed form as data: labels, their order, words for penalties (forms.toml), and who issues
it. The official phrases come from the regime (`regulations.shapes.Wording`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from common.dates import official_date

_FILE = Path(__file__).with_name("forms.toml")


@dataclass(frozen=True)
class Letterhead:
    """Who issues, in what form and on what law; from the regime and the office."""

    form: str
    superior: str
    issuer: str
    place: str
    number_pattern: str
    legal_basis: tuple[str, ...]
    signer_title: str


@cache
def form() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def label(key: str) -> str:
    return str(form()["labels"][key])


def numeric_date(iso: str) -> str:
    """`1990-05-17` as 17/05/1990, `1990-05` as 05/1990, `1990` as it stands."""
    return "/".join(reversed(iso.split("-")))


def date_in_words(iso: str) -> str:
    """`2024-06-03` as official papers write it; a date without its day stays in figures."""
    if iso.count("-") != 2:
        return numeric_date(iso)
    return official_date(date.fromisoformat(iso))


def money(amount: int) -> str:
    """Whole đồng, thousands parted by points: 5.000.000 đồng. Nothing owed prints nothing."""
    if not amount:
        return ""
    return str(form()["law"]["money"]).format(amount=f"{amount:,}".replace(",", "."))


def term(months: int) -> str:
    """A term in months as years and months: 30 is `02 năm 06 tháng`."""
    parts = [("years", months // 12), ("months", months % 12)]
    words = [form()["terms"][unit].format(count=count) for unit, count in parts if count]
    return " ".join(words)
