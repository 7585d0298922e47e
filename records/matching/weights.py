"""The weights and the bar of `weights.toml`; docs/records-lookup.md says how they were measured."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Weights:
    """Bits by field and level."""

    bar: float
    strength: dict[str, float]
    name: dict[str, float]
    birth: dict[str, float]
    sex: dict[str, float]
    birthplace: dict[str, float]
    residence: dict[str, float]
    father: dict[str, float]
    mother: dict[str, float]
    spouse: dict[str, float]
    number: dict[str, float]


@cache
def weights() -> Weights:
    data: dict[str, Any] = tomllib.loads(
        Path(__file__).with_name("weights.toml").read_text("utf-8")
    )
    expected = {field.name for field in fields(Weights)}
    if set(data) != expected:
        raise ValueError(f"weights.toml: {sorted(set(data) ^ expected)}")
    return Weights(**data)
