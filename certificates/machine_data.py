"""Dữ liệu kèm tệp: the certificate's data inside its own PDF (`phieu.json`), and its schema.

The schema is published under an address that bears its version. A version never changes its
meaning: old files stay readable by the schema they name, and what is added gets another version.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from certificates.content import CertificateContent

VERSION = 1
SCHEMA_PATH = f"/schemas/phieu-{VERSION}.json"
_FILE = Path(__file__).parent / "schemas" / f"phieu-{VERSION}.json"
_FOR_EVER = "public, max-age=31536000, immutable"


def machine_data(
    content: CertificateContent, *, number: str, issued_on: str, signer: str
) -> dict[str, Any]:
    """What is attached: the printed lines, and what was given at signing."""
    return {
        "$schema": schema_address(),
        "version": VERSION,
        "number": number,
        "issued_on": issued_on,
        "signer": signer,
        "content": content.as_json(),
        "content_digest": content.digest,
    }


def schema_address() -> str:
    """Where the schema is published; printed into every file, so it can never move."""
    return f"{settings.PUBLIC_URL}{SCHEMA_PATH}"


@cache
def schema_text() -> str:
    return _FILE.read_text(encoding="utf-8")


def _tag(_request: HttpRequest) -> str:
    return f'"phieu-{VERSION}"'


@require_safe
@condition(etag_func=_tag)
def schema(_request: HttpRequest) -> HttpResponse:
    """The published schema, the same for everybody and for ever."""
    response = HttpResponse(schema_text(), content_type="application/schema+json")
    response["Cache-Control"] = _FOR_EVER
    response["Access-Control-Allow-Origin"] = "*"  # a validator in any page may read it
    return response
