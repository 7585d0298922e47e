"""`python -m tools.certificate_pages approve|pictures|aloud`: what is kept of its pages.

approve   the pages that the picture tests compare with, after somebody has looked at them
pictures  one of each kind in docs/pictures, to be looked at
aloud     what a screen reader reads of each type, in docs/certificate-aloud.md

The people are invented (tests/certificates/page_samples.py).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import django
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
SHOWN = (
    *("1-clean", "1-signed", "1-record", "1-foreigner", "1-bans", "1-police"),
    *("2-clean", "2-expunged", "2-everything", "2-many"),
)
_DOTS = 75
_COLOURS = 64


def approve() -> None:
    from tests.certificates import approved

    for name in approved.approve_all():
        print(name)


def pictures() -> None:
    """All pages of a certificate beside each other, in colour."""
    import pypdfium2

    from tests.certificates.page_samples import rendered

    for kind in SHOWN:
        with pypdfium2.PdfDocument(rendered(kind).pdf) as document:
            document.init_forms()
            pages = [page.render(scale=_DOTS / 72).to_pil() for page in document]
        reduced = _beside(pages).quantize(
            _COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
        reduced.save(PICTURES / f"certificate-{kind}.png", optimize=True)
        print(f"certificate-{kind}.png", f"{len(pages)} pages")


def _beside(pages: list[Image.Image]) -> Image.Image:
    gap = 8
    width = sum(page.width for page in pages) + gap * (len(pages) - 1)
    sheet = Image.new("RGB", (width, pages[0].height), "#888888")
    left = 0
    for page in pages:
        sheet.paste(page, (left, 0))
        left += page.width + gap
    return sheet


def aloud() -> None:
    from tests.certificates import read_aloud

    read_aloud.PAGE.write_text(read_aloud.document(), encoding="utf-8")
    print(read_aloud.PAGE)


COMMANDS: dict[str, Callable[[], None]] = {
    "approve": approve,
    "pictures": pictures,
    "aloud": aloud,
}


def main() -> int:
    wanted = sys.argv[1:]
    if not wanted or any(one not in COMMANDS for one in wanted):
        print(__doc__, file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    for one in wanted:
        COMMANDS[one]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
