"""How far a question got."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Delivery:
    """`confirmed`: the agency itself said that it has the question."""

    confirmed: bool
    status: int | None = None
    body: Any = None
