"""The look holds: readable colours, nothing inline, no name of a colour outside the tokens."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Papers that become PDF or are sent by post are not pages of the portal.
PAGES = [
    path
    for path in sorted((ROOT / "templates").rglob("*.html"))
    if path.parent.name != "certificates" or "{% extends" in path.read_text()
]
TOKENS = dict(
    re.findall(
        r"--([a-z-]+): (#[0-9a-f]{6});",
        (ROOT / "static/css/tokens.css").read_text().split("@media")[0],
    )
)
TEXTS = ("ink", "ink-soft", "link", "link-deep", "seal", "good", "wait", "info", "error")
WASHES = {"good": "good-wash", "wait": "wait-wash", "info": "info-wash", "error": "error-wash"}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"), list(product(TEXTS, ("paper", "surface", "paper-deep")))
)
def test_text_is_readable_on_every_ground(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("text", "ground"), list(WASHES.items()))
def test_a_meaning_is_readable_on_its_wash(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("ground", ["paper", "surface", "paper-deep"])
def test_the_edge_of_a_control_and_the_focus_ring_are_seen(ground: str) -> None:
    assert contrast("line-strong", ground) >= 3
    assert contrast("focus", ground) >= 3


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_page_has_inline_style_or_script(page: Path) -> None:
    source = page.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)
    assert "https://" not in source.replace("https://www.w3.org", "")
