"""The office's red seal: its scan where one was handed in, otherwise a drawing from its name.

The seal proves nothing by itself. What proves is the signature whose picture it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from common.typeset import FONTS

# The drawing is this many units wide; its rim of letters has that radius.
UNITS = 200
_CENTRE = 100.0
_RIM = 74.0
_WIDEST = {True: 190.0, False: 130.0}  # degrees of the rim a text may fill: below, above
_SIZE = {True: 14.0, False: 17.0}
_RED = b"0.784 0.063 0.18 rg 0.784 0.063 0.18 RG"
# How far the handles of a quarter of a circle reach.
_ROUND = 0.5523


@dataclass(frozen=True)
class Seal:
    """What is drawn, and what the signature says of itself. `upper` and `lower` run around the
    seal, above and below the star."""

    upper: str
    lower: str
    organisation: str
    signer: str
    place: str
    signed_at: datetime


@dataclass(frozen=True)
class Letter:
    """One letter on the seal's rim: where it stands and how far it is turned (degrees)."""

    sign: str
    x: float
    y: float
    turn: float


def rim(text: str, *, below: bool = False) -> list[Letter]:
    """The letters of a text set around the seal, upright above the centre or below it."""
    step = min(14.0, _WIDEST[below] / max(1, len(text) - 1))
    first = -step * (len(text) - 1) / 2
    letters = []
    for position, sign in enumerate(text):
        angle = first + step * position
        radians = math.radians(angle)
        side = -1 if below else 1
        # Letters below stand on the inner edge, so their foot lies further out.
        radius = _RIM + 10 if below else _RIM
        letters.append(
            Letter(
                sign=sign,
                x=round(_CENTRE + radius * math.sin(radians), 2),
                y=round(_CENTRE + side * radius * math.cos(radians), 2),
                turn=round(-side * angle, 2),
            )
        )
    return letters


@cache
def drawing(upper: str, lower: str) -> bytes:
    """The seal as operators of a PDF page, drawn once for each office.

    Letters are drawn as shapes, so that the seal needs no font and looks the same everywhere.
    """
    rings = [_ring(radius, width) for radius, width in ((97, 4), (91, 1.4), (62, 1.4))]
    letters = [_letter(one, size=_SIZE[False]) for one in rim(upper)]
    letters += [_letter(one, size=_SIZE[True]) for one in rim(lower, below=True)]
    return b"\n".join([_RED, *rings, _star(48), *letters])


def _ring(radius: float, width: float) -> bytes:
    pull = round(radius * _ROUND, 2)
    corners = [(radius, 0), (0, radius), (-radius, 0), (0, -radius), (radius, 0)]
    parts = [f"{width} w {_CENTRE + radius} {_CENTRE} m"]
    for (x1, y1), (x2, y2) in pairwise(corners):
        # At each corner the curve runs across the line that leads to it.
        turn = pull / radius
        points = (x1 - y1 * turn, y1 + x1 * turn, x2 + y2 * turn, y2 - x2 * turn, x2, y2)
        parts.append(" ".join(f"{_CENTRE + point:.2f}" for point in points) + " c")
    return " ".join([*parts, "s"]).encode()


def _star(radius: float) -> bytes:
    inner = radius * 0.382
    points = []
    for corner in range(10):
        angle = math.radians(36 * corner)
        reach = inner if corner % 2 else radius
        points.append(
            f"{_CENTRE + reach * math.sin(angle):.2f} {_CENTRE + reach * math.cos(angle):.2f}"
        )
    return (points[0] + " m " + " ".join(f"{point} l" for point in points[1:]) + " f").encode()


class _Shape(BasePen):
    """Writes a letter's outline as PDF operators."""

    def __init__(self, glyphs: object) -> None:
        super().__init__(glyphs)
        self.parts: list[str] = []

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the pen's own name
        self.parts.append("{} {} m".format(*point))

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.parts.append("{} {} l".format(*point))

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
        text = " ".join(f"{x:.0f} {y:.0f}" for x, y in points)
        self.parts.append(f"{text} c")

    def _closePath(self) -> None:  # noqa: N802
        self.parts.append("h")


@cache
def _font() -> TTFont:
    return TTFont(FONTS / "LiberationSerif-Bold.ttf", lazy=True)


def _letter(letter: Letter, *, size: float) -> bytes:
    font = _font()
    name = font.getBestCmap().get(ord(letter.sign))
    if name is None or letter.sign.isspace():
        return b""
    glyphs = font.getGlyphSet()
    shape = _Shape(glyphs)
    glyphs[name].draw(shape)
    scale = size / font["head"].unitsPerEm
    turn = math.radians(letter.turn)
    cos, sin = scale * math.cos(turn), scale * math.sin(turn)
    half = glyphs[name].width / 2
    x, y = letter.x - half * cos, letter.y - half * sin
    matrix = f"{cos:.6f} {sin:.6f} {-sin:.6f} {cos:.6f} {x:.3f} {y:.3f} cm"
    return f"q {matrix} {' '.join(shape.parts)} f Q".encode()
