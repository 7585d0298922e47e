"""From HTML to pages: PDF/A-3u with our own fonts, the same bytes for the same input.

Nothing is fetched while a page is laid out: fonts and pictures are given as bytes, and every other
address is refused, so that text typed by a citizen can not make the server read a file or call a
host.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from common.tagging import mend

FONTS = settings.BASE_DIR / "static" / "fonts" / "liberation"
TEMPLATES = settings.BASE_DIR / "templates"


class FetchRefused(ValueError):
    """A page asked for something that was not handed to it."""


class Closed(URLFetcher):
    """Gives the page its own fonts and pictures given as data, and nothing else."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith("data:image/"):
            return super().fetch(url, headers)
        if url.startswith("font:"):
            name = url.removeprefix("font:")
            if name in _font_names():
                return URLFetcherResponse(url, (FONTS / name).read_bytes())
        raise FetchRefused("a page fetches nothing")


@cache
def _font_names() -> frozenset[str]:
    return frozenset(path.name for path in FONTS.glob("*.ttf"))


@cache
def _fonts() -> FontConfiguration:
    """One a process: each configuration copies the fonts to a temporary folder of its own."""
    return FontConfiguration()


@cache
def _styles(name: str) -> CSS:
    """Parsed once a process; parsing the fonts' rules anew doubles the time of a page."""
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    return CSS(string=text, font_config=_fonts(), url_fetcher=Closed(), base_url="font:")


def layout(html: str, *, style: str) -> Any:
    """The laid-out document of an HTML text, with our fonts and a closed door; `style` is a path
    below the templates."""
    page = HTML(string=html, url_fetcher=Closed(), base_url="font:")
    return page.render(stylesheets=[_styles(style)], font_config=_fonts())


Finish = Callable[[Any, Any], None]


def archival(
    document: Any, *, identifier: bytes, tags: bool = False, finish: Finish | None = None
) -> bytes:
    """The document as PDF/A-3u; equal input and identifier give equal bytes.

    `finish` is given the document and its objects just before they are written.
    """

    def finisher(drawn: Any, pdf: Any) -> None:
        if "AF" in pdf.catalog:  # WeasyPrint names each attached file twice
            pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
        if tags:
            mend(pdf)
        if finish is not None:
            finish(drawn, pdf)

    with warnings.catch_warnings():
        # WeasyPrint leaves the file of its colour profile to the collector.
        warnings.simplefilter("ignore", ResourceWarning)
        pdf: bytes = document.write_pdf(
            finisher=finisher,
            pdf_variant="pdf/a-3u",
            pdf_tags=tags,
            pdf_identifier=identifier,
        )
    return pdf
