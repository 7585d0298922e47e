"""The field that the signature fills: where it lies, how it is seen, and how it is read aloud.

It is part of the page before the page is signed, with the seal as its picture. So the seal is
drawn once for each office, signing draws nothing, and a page kept for a second try is whole.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

import pydyf
from PIL import Image

from certificates import seal
from common.tagging import at, is_element, parents

FIELD = "ChuKySo"

# Printed, and not to be moved by hand (PDF 32000, table 165).
_FLAGS = 4 | 128

# A viewer takes the kind of blending from the page's group; the output intent is sRGB.
_GROUP = {"S": "/Transparency", "CS": "/DeviceRGB", "I": "true"}


@dataclass(frozen=True)
class Place:
    """Where the signature goes: page from 0, and a box in PDF points from the lower left."""

    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class Shown:
    """The seal as it is seen, by its scan or by the words it is drawn from, and what is read of
    it aloud."""

    upper: str
    lower: str
    said: str
    scan: bytes | None = None


def place_of(document: Any) -> Place:
    """The box that the page keeps free for the signature, found by its anchor."""
    for number, page in enumerate(document.pages):
        if "signature" in page.anchors:
            left, top, right, bottom = page.anchors["signature"]
            height = page.height
            points = (left, height - bottom, right, height - top)
            x1, y1, x2, y2 = (round(value * 0.75, 2) for value in points)
            return Place(page=number, box=(x1, y1, x2, y2))
    raise LookupError("the page has no place for a signature")


def field(place: Place, shown: Shown) -> Callable[[Any, Any], None]:
    """What puts the empty field into the file, for `common.typeset.archival`."""

    def finish(_document: Any, pdf: Any) -> None:
        page = at(pdf, pdf.page_references[place.page])
        picture = _scanned(pdf, shown.scan) if shown.scan else _drawn(pdf, shown)
        widget = pydyf.Dictionary(
            {
                "Type": "/Annot",
                "Subtype": "/Widget",
                "FT": "/Sig",
                "F": _FLAGS,
                "T": pydyf.String(FIELD),
                "TU": pydyf.String(shown.said),
                "Rect": pydyf.Array(place.box),
                "P": page.reference,
                "AP": pydyf.Dictionary({"N": picture.reference}),
            }
        )
        pdf.add_object(widget)
        page["Annots"] = pydyf.Array([*page.get("Annots", []), widget.reference])
        pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array([widget.reference])})
        _tag(pdf, widget, shown.said)

    return finish


def _tag(pdf: Any, widget: Any, said: str) -> None:
    """The field takes the place in the reading order that the page kept for it: the box
    without content."""
    elements = filter(is_element, pdf.objects)
    (element,) = (one for one in elements if one["S"] == "/Div" and not one["K"])
    shown = pydyf.Dictionary({"Type": "/OBJR", "Obj": widget.reference, "Pg": widget["P"]})
    element.update({"S": "/Form", "K": pydyf.Array([shown]), "Alt": pydyf.String(said)})
    numbers = parents(pdf)
    widget["StructParent"] = numbers[-2] + 1
    numbers.extend((widget["StructParent"], element.reference))


def _form(pdf: Any, operators: bytes, size: int, resources: dict[str, Any]) -> Any:
    form = pydyf.Stream(
        [operators],
        extra={
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array([0, 0, size, size]),
            "Resources": pydyf.Dictionary(resources),
            "Group": pydyf.Dictionary(_GROUP),
        },
        compress=True,
    )
    pdf.add_object(form)
    return form


def _drawn(pdf: Any, shown: Shown) -> Any:
    return _form(pdf, seal.drawing(shown.upper, shown.lower), seal.UNITS, {})


def _scanned(pdf: Any, scan: bytes) -> Any:
    width, height, colours, cover = _unpacked(scan)
    mask = _image(pdf, width, height, cover, {"ColorSpace": "/DeviceGray"})
    more = {"ColorSpace": "/DeviceRGB", "SMask": mask.reference}
    image = _image(pdf, width, height, colours, more)
    resources = {"XObject": pydyf.Dictionary({"Dau": image.reference})}
    return _form(pdf, b"1 0 0 1 0 0 cm /Dau Do", 1, resources)


@lru_cache(maxsize=64)
def _unpacked(scan: bytes) -> tuple[int, int, bytes, bytes]:
    """Width, height, and colours and cover packed for a PDF; once for each office."""
    with Image.open(BytesIO(scan), formats=("PNG",)) as picture:
        whole = picture.convert("RGBA")
    colours, cover = whole.convert("RGB").tobytes(), whole.getchannel("A").tobytes()
    return whole.width, whole.height, zlib.compress(colours), zlib.compress(cover)


def _image(pdf: Any, width: int, height: int, packed: bytes, more: dict[str, Any]) -> Any:
    image = pydyf.Stream(
        [packed],
        extra={
            "Type": "/XObject",
            "Subtype": "/Image",
            "Width": width,
            "Height": height,
            "BitsPerComponent": 8,
            "Filter": "/FlateDecode",
            **more,
        },
    )
    pdf.add_object(image)
    return image
