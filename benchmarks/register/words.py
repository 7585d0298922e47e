"""The words of names.toml and places.toml as wheels: one draw is one look into a list."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from regulations import places

HERE = Path(__file__).resolve().parent
SPOKES = 1 << 15  # of a wheel: the rarest word has a share of one in so many
ERAS = (1965, 1990)  # birth years at which the fashion of names changes
SEXES = ("male", "female")

T = TypeVar("T")
Wheel = list[T]
Draw = Callable[[], float]  # a number from 0 to 1


def wheel(weights: Iterable[tuple[T, float]]) -> Wheel[T]:
    """Each word as often as its weight asks, at least once."""
    pairs = [(word, weight) for word, weight in weights if weight > 0]
    total = sum(weight for _, weight in pairs)
    return [
        word for word, weight in pairs for _spoke in range(max(1, round(SPOKES * weight / total)))
    ]


def pick(wheel: Sequence[T], draw: Draw) -> T:
    return wheel[int(draw() * len(wheel))]


@dataclass(frozen=True, slots=True)
class Province:
    """One of the 63 of before 1/7/2025, as a place of birth or a home."""

    code: str
    name: str
    full_name: str
    today: str  # the code of the province in which it lies now
    name_today: str
    region: int
    cmnd: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """How the people of a smaller group are called."""

    ethnicity: str
    provinces: tuple[Province, ...]
    surnames: tuple[str, ...]
    middles: dict[str, tuple[str, ...]]  # by sex
    givens: dict[str, tuple[str, ...]]
    after: tuple[str, ...]  # the clan, where it stands last and Y or H' first


@dataclass(frozen=True, slots=True)
class Words:
    provinces: Wheel[Province]
    communes: tuple[str, ...]
    districts: tuple[str, ...]
    streets: tuple[str, ...]
    surnames: tuple[Wheel[str], ...]  # by region
    middles: dict[str, tuple[Wheel[str], ...]]  # by sex, then era
    givens: dict[str, tuple[Wheel[str], ...]]
    thi: tuple[float, ...]  # by era
    groups: Wheel[Group | None]  # none: the large majority
    foreign_share: float
    foreigners: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]


@cache
def words() -> Words:
    names, where = _read("names"), _read("places")
    provinces = [(_province(row), row["people"]) for row in where["province"]]
    by_code = {province.code: province for province, _ in provinces}
    smaller: list[tuple[Group | None, float]] = [
        (_group(row, by_code), row["share"]) for row in names["group"]
    ]
    return Words(
        provinces=wheel(provinces),
        communes=_parted(where["communes"]),
        districts=_parted(where["districts"]),
        streets=_parted(where["streets"]),
        surnames=tuple(
            wheel((name, shares[region]) for name, shares in names["surnames"].items())
            for region in range(3)
        ),
        middles={sex: _by_era(names["middle"], sex) for sex in SEXES},
        givens={sex: _by_era(names["given"], sex) for sex in SEXES},
        thi=tuple(share / 100 for share in names["thi"]["shares"]),
        groups=wheel([(None, 1000 - sum(share for _, share in smaller)), *smaller]),
        foreign_share=names["foreign"]["share"] / 1000,
        foreigners=tuple(
            (row["nationality"], tuple(row["surnames"].split()), tuple(row["names"].split()))
            for row in names["foreign"]["name"]
        ),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text())


def _parted(text: str) -> tuple[str, ...]:
    return tuple(" ".join(word.split()) for word in text.split("|"))


def _by_era(groups: list[dict[str, Any]], sex: str) -> tuple[Wheel[str], ...]:
    own = [group for group in groups if group["sex"] == sex]
    return tuple(
        wheel(
            ("" if name == "-" else name, group["weights"][era])
            for group in own
            for name in group["names"].split()
        )
        for era in range(len(ERAS) + 1)
    )


def _province(row: dict[str, Any]) -> Province:
    code, today = row["code"], places.merge_province(row["code"])
    before = date(2024, 6, 30)
    return Province(
        code=code,
        name=places.province_name(code, before),
        full_name=places.province_name(code, before, full=True),
        today=today,
        name_today=places.province_name(today),
        region=row["region"],
        cmnd=row["cmnd"],
        also=tuple(row["also"]),
    )


def _group(row: dict[str, Any], by_code: dict[str, Province]) -> Group:
    return Group(
        ethnicity=row["ethnicity"],
        provinces=tuple(by_code[code] for code in row["provinces"].split() if code in by_code),
        surnames=tuple(row["surnames"].split()),
        middles={sex: _several(row["middle"][sex]) for sex in SEXES},
        givens={sex: _several(row[sex]) for sex in SEXES},
        after=_several(row.get("after", "")),
    )


def _several(text: str) -> tuple[str, ...]:
    """Words parted by spaces; `_` holds two together, `-` is none."""
    return tuple("" if word == "-" else word.replace("_", " ") for word in text.split())
