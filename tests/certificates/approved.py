"""Approved pictures of pages, and how far a page may differ from its own.

Pages are drawn in grey, three dots a millimetre, and laid one under the other; of many pages
the second and the last. Both pictures are softened by less than a dot before they are compared, so
that edges drawn a little lighter or softer by another version of a library are no difference,
while a changed tone mark is.
"""

from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

from tests.certificates.drawn import drawn
from tests.certificates.page_samples import KINDS, rendered

FOLDER = Path(__file__).with_name("pages")
DOTS = 75.0
SHADES = 8
COMMAND = "python -m tools.certificate_pages approve"

# Of 255 shades. Softer edges come to 30, the smallest changed tone mark to 66.
_MOST = 45
_SOFT = 0.6  # dots
_MOST_PAGES = 2


def picture(pdf: bytes) -> Image.Image:
    pages = drawn(pdf, dots=DOTS)
    if len(pages) > _MOST_PAGES:
        pages = [pages[1], pages[-1]]  # the first is as of a shorter one
    sheet = Image.new("L", (pages[0].width, sum(page.height for page in pages)), 255)
    top = 0
    for page in pages:
        sheet.paste(page, (0, top))
        top += page.height
    return sheet


def kept(kind: str) -> Image.Image:
    with Image.open(FOLDER / f"{kind}.png") as file:
        return file.convert("L")


def approve_all() -> list[str]:
    FOLDER.mkdir(exist_ok=True)
    for kind in KINDS:
        few = picture(rendered(kind).pdf).quantize(SHADES)
        few.save(FOLDER / f"{kind}.png", optimize=True)
    return list(KINDS)


def alike(one: Image.Image, other: Image.Image) -> bool:
    if one.size != other.size:
        return False
    soft = (side.filter(ImageFilter.GaussianBlur(_SOFT)) for side in (one, other))
    shades = ImageChops.difference(*soft).histogram()
    return not any(shades[_MOST + 1 :])


def shown(one: Image.Image, other: Image.Image) -> Image.Image:
    """Approved in red, new in blue, what both have in black."""
    size = (max(one.width, other.width), max(one.height, other.height))
    sides = []
    for side in (one, other):
        whole = Image.new("L", size, 255)
        whole.paste(side, (0, 0))
        sides.append(whole)
    return Image.merge("RGB", (sides[1], ImageChops.darker(*sides), sides[0]))
