"""A page as it comes out of the printer: its picture, and where each text stands on it."""

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2
from PIL import Image
from pypdfium2 import raw

MM = 72 / 25.4


@dataclass(frozen=True)
class Text:
    """A found text: millimetres from the page's left and upper edge, and how it is set."""

    left: float
    right: float
    top: float
    bottom: float
    size: float
    font: str

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


class Page:
    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._text = page.get_textpage()
        self.width, self.height = (side / MM for side in page.get_size())
        self.words = self._text.get_text_range()
        self._objects = page.get_objects

    def find(self, text: str) -> Text:
        """Where a text stands that fits into one line."""
        found = self._text.search(text, match_case=True).get_next()
        assert found is not None, text
        start, count = found
        return self._set(range(start, start + count))

    def body(self, *, above: float) -> Text:
        """The smallest box around the text between the upper margin and a line."""
        return self._set(self._between(19.0, above))

    def above(self, line: float) -> tuple[str, Text] | None:
        """What stands in the upper margin."""
        places = self._between(0.0, line)
        if not places:
            return None
        return "".join(self._text.get_text_range(at, 1) for at in places), self._set(places)

    def _between(self, top: float, bottom: float) -> list[int]:
        """Letters whose lower edge lies there, in millimetres from the page's upper edge."""
        found = []
        for at in range(self._text.count_chars()):
            foot = self.height - self._text.get_charbox(at)[1] / MM
            if top <= foot < bottom and not self._text.get_text_range(at, 1).isspace():
                found.append(at)
        return found

    def rules(self) -> list[Text]:
        """Lines that are ruled across: as long as they are, and where."""
        boxes = [one.get_bounds() for one in self._objects() if one.type == raw.FPDF_PAGEOBJ_PATH]
        return [
            Text(
                left=left / MM,
                right=right / MM,
                top=self.height - top / MM,
                bottom=self.height - bottom / MM,
                size=top - bottom,
                font="",
            )
            for left, bottom, right, top in boxes
            if top - bottom < 2 < right - left
        ]

    def pictures(self) -> list[tuple[float, float, float, float]]:
        """Left, top, right and bottom of each picture."""
        boxes = [one.get_bounds() for one in self._objects() if one.type == raw.FPDF_PAGEOBJ_IMAGE]
        return [
            (left / MM, self.height - top / MM, right / MM, self.height - bottom / MM)
            for left, bottom, right, top in boxes
        ]

    def _set(self, places: Sequence[int]) -> Text:
        seen = [at for at in places if not self._text.get_text_range(at, 1).isspace()]
        boxes = [self._text.get_charbox(at) for at in seen]
        return Text(
            left=min(box[0] for box in boxes) / MM,
            right=max(box[2] for box in boxes) / MM,
            top=self.height - max(box[3] for box in boxes) / MM,
            bottom=self.height - min(box[1] for box in boxes) / MM,
            size=self._size(seen[0]),
            font=self._font(seen[0]),
        )

    def _size(self, at: int) -> float:
        """In points as printed."""
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(self._text.raw, at, matrix)
        return round(raw.FPDFText_GetFontSize(self._text.raw, at) * abs(matrix.a), 1)

    def _font(self, at: int) -> str:
        name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
        raw.FPDFText_GetFontInfo(self._text.raw, at, name, 100, flags)
        return name.value.decode().partition("+")[2] or name.value.decode()


@contextmanager
def opened(pdf: bytes) -> Iterator[list[Page]]:
    with pypdfium2.PdfDocument(pdf) as document:
        yield [Page(page) for page in document]


def drawn(pdf: bytes, *, dots: float) -> list[Image.Image]:
    """Each page in grey with its fields, so many dots an inch."""
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        return [page.render(scale=dots / 72, grayscale=True).to_pil() for page in document]
