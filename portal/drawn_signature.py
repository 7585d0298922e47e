"""A signature that nobody wrote: one stroke of blue ink whose turns come from the letters of a
name. For demonstrations only."""

from __future__ import annotations

import io
import math
import unicodedata

from PIL import Image, ImageDraw

_INK = (24, 54, 168, 255)
_SIZE = (720, 280)
_FINER = 2  # drawn larger first, so that the line's edge is smooth
_STEPS = 1200


def drawn_signature(name: str) -> bytes:
    """A transparent PNG; the same name gives the same stroke."""
    letters = [ord(one) % 32 for one in unicodedata.normalize("NFD", name) if one.isalpha()][::2]
    width, height = (side * _FINER for side in _SIZE)
    picture = Image.new("RGBA", (width, height))
    points = [_point(step / _STEPS, letters, width, height) for step in range(_STEPS + 1)]
    draw = ImageDraw.Draw(picture)
    draw.line(points, fill=_INK, width=5 * _FINER, joint="curve")
    tail = [(0.12, 0.9), (0.55, 0.8), (0.97, 0.74)]
    draw.line([(width * x, height * y) for x, y in tail], fill=_INK, width=3 * _FINER)
    out = io.BytesIO()
    picture.resize(_SIZE, Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


def _point(at: float, letters: list[int], width: int, height: int) -> tuple[float, float]:
    """Loops that lean to the right: each letter sets the height of its own."""
    place = at * (len(letters) - 1)
    here, part = int(place), place - int(place)
    tall = letters[here] + part * (letters[min(here + 1, len(letters) - 1)] - letters[here])
    reach = (0.14 + tall / 32 * 0.3) * (1.15 - at * 0.6)
    angle = 2 * math.pi * place
    y = 0.52 - reach * math.sin(angle) * (1.1 if here % 3 else 0.5)
    x = 0.12 + 0.76 * at + (0.02 + tall / 900) * math.cos(angle) + 0.16 * (0.5 - y)
    return width * x, height * y
