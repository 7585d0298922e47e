"""Bars that a hand scanner reads: Code 128, drawn as one path that every printer keeps sharp."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from itertools import groupby

from barcode import Code128

HEIGHT = 60  # in modules: tall enough for a hand scanner at an angle
QUIET = 10  # modules of white that a scanner needs on both sides (ISO/IEC 15417)


@dataclass(frozen=True)
class Bars:
    """A drawing in modules: the path of the bars in a box of `width` by `height`."""

    text: str
    path: str
    width: int
    height: int = HEIGHT

    @property
    def picture(self) -> str:
        """The drawing as a data URI, for pages that are printed."""
        drawn = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}"'
            f' width="{self.width}" height="{self.height}" preserveAspectRatio="none">'
            f'<path d="{self.path}"/></svg>'
        )
        return "data:image/svg+xml;base64," + base64.b64encode(drawn.encode()).decode()


def code_128(text: str) -> Bars:
    """The bars of a text of plain letters and digits."""
    modules = Code128(text).build()[0]
    bars, x = [], QUIET
    for sign, run in groupby(modules):
        width = len(list(run))
        if sign == "1":
            bars.append(f"M{x} 0h{width}v{HEIGHT}h-{width}z")
        x += width
    return Bars(text=text, path="".join(bars), width=x + QUIET)
