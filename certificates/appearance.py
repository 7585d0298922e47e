"""How the signature is seen: a drawn page placed in its box."""

from __future__ import annotations

import io

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle


class DrawnBox(PdfContent):
    """A page held in memory, placed as the picture of the signature.

    pyHanko's own text stamp breaks PDF/A with our font (glyph widths of 2048 units an em).
    """

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self._page = page

    def render(self) -> bytes:
        reader = PdfFileReader(io.BytesIO(self._page))
        picture = self._ensure_writer.import_page_as_xobject(reader)
        self.resources.xobject["/Box"] = picture
        left, bottom, right, top = picture.get_object()["/BBox"]
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        return b"/Box Do"


def appearance(box: bytes) -> StaticStampStyle:
    middle = AxisAlignment.ALIGN_MID
    return StaticStampStyle(
        background=DrawnBox(box),
        background_layout=SimpleBoxLayoutRule(x_align=middle, y_align=middle),
        background_opacity=1.0,
        border_width=0,
    )
