"""How far a question got."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Delivery:
    """`confirmed`: the agency itself said that it has the question. `sent`: it is on its way; a
    letter that nobody has posted yet is not."""

    confirmed: bool
    sent: bool = True
    status: int | None = None
    body: Any = None
