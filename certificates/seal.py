"""The visible signature: the office's red seal, who signed, and when (Decree 30/2020, annex I).

The seal is drawn from the office's name; it proves nothing by itself. What proves is the
signature under it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from django.template.loader import get_template
from django.utils.timezone import localtime

from common.typeset import archival, layout


@dataclass(frozen=True)
class Seal:
    """What the box shows. `upper` and `lower` run around the seal, above and below the star."""

    upper: str
    lower: str
    organisation: str
    signer: str
    place: str
    signed_at: datetime

    @property
    def signed_at_iso(self) -> str:
        return localtime(self.signed_at).isoformat(timespec="seconds")


@dataclass(frozen=True)
class Letter:
    """One letter on the seal's rim: where it stands and how far it is turned (degrees)."""

    sign: str
    x: float
    y: float
    turn: float


# The seal's drawing is 200 units wide; its rim of letters has this radius.
_CENTRE = 100.0
_RIM = 74.0
_WIDEST = {True: 190.0, False: 130.0}  # degrees of the rim a text may fill: below, above


def rim(text: str, *, below: bool = False) -> list[Letter]:
    """The letters of a text set around the seal, upright above the centre or below it."""
    step = min(14.0, _WIDEST[below] / max(1, len(text) - 1))
    first = -step * (len(text) - 1) / 2
    letters = []
    for position, sign in enumerate(text):
        angle = first + step * position
        turn = -angle if below else angle
        side = 1 if below else -1
        radians = math.radians(angle)
        # Letters below stand on the inner edge, so their foot lies further out.
        radius = _RIM + 10 if below else _RIM
        letters.append(
            Letter(
                sign=sign,
                x=round(_CENTRE + radius * math.sin(radians), 2),
                y=round(_CENTRE + side * radius * math.cos(radians), 2),
                turn=round(turn, 2),
            )
        )
    return letters


def seal_page(seal: Seal, *, size: tuple[float, float]) -> bytes:
    """The box as a page of its own, `size` in PDF points, to be placed into the certificate."""
    width, height = size
    html = get_template("certificates/seal.html").render(
        {
            "seal": seal,
            "upper": rim(seal.upper),
            "lower": rim(seal.lower, below=True),
            "width": f"{width:.2f}",
            "height": f"{height:.2f}",
        }
    )
    identifier = seal.signed_at_iso.encode()[:16]
    return archival(layout(html, style="certificates/seal.css"), identifier=identifier)
