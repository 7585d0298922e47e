"""What the papers of the post bear: barcodes and addresses."""

from dataclasses import asdict
from typing import Any

from django import template

from applications.models import Application
from common.barcodes import code_128
from postal.dispatch import address_line

register = template.Library()


@register.inclusion_tag("postal/barcode.html")
def barcode(text: str) -> dict[str, Any]:
    """Code 128 as SVG of one path: no inline style is needed, and every printer keeps it sharp."""
    return asdict(code_128(text))


@register.filter
def posted_to(application: Application) -> str:
    """Where the result is to be sent, in one line."""
    return address_line(application.delivery.get("address") or {})
