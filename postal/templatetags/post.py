"""What the papers of the post bear: barcodes and addresses."""

from itertools import groupby
from typing import Any

from barcode import Code128
from django import template

from applications.models import Application
from postal.dispatch import address_line

register = template.Library()

HEIGHT = 60  # in modules: tall enough for a hand scanner at an angle
QUIET = 10  # modules of white that a scanner needs on both sides (ISO/IEC 15417)


@register.inclusion_tag("postal/barcode.html")
def barcode(text: str) -> dict[str, Any]:
    """Code 128 as SVG of one path: no inline style is needed, and every printer keeps it sharp."""
    modules = Code128(text).build()[0]
    bars, x = [], QUIET
    for sign, run in groupby(modules):
        width = len(list(run))
        if sign == "1":
            bars.append(f"M{x} 0h{width}v{HEIGHT}h-{width}z")
        x += width
    return {"text": text, "path": "".join(bars), "width": x + QUIET, "height": HEIGHT}


@register.filter
def posted_to(application: Application) -> str:
    """Where the result is to be sent, in one line."""
    return address_line(application.delivery.get("address") or {})
