"""The check without a network: a page that stays on the device, and one file to carry away.

Both hold the office's public key and the newest signed list, and judge a printed code by
themselves (static/js/offline-verify.js). What they are given out by here knows no certificate.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from posixpath import dirname, normpath
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template, render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates import signed_lists
from certificates.addresses import CHECK_PATH
from certificates.keys import SigningUnavailable, code_public_key

PAGE = "certificates/offline.html"
ICONS = "img/icons.svg"
SCRIPTS = ("js/offline-verify.js", "js/offline.js")
WORKER = "js/offline-worker.js"
# The look of the file that is carried away; it goes without our fonts.
STYLES = tuple(
    f"css/{name}.css"
    for name in ("tokens", "base", "layout", "forms", "controls", "blocks", "cards", "offline")
)
FILE_NAME = "kiem-tra-phieu.html"
_STATIC = re.compile(r"\{% static '([^']+)'")
_LINKED = re.compile(r"url\(\"?([^\")]+)\"?\)")


class OfflineForm(forms.Form):
    token = forms.CharField(
        label=_("Đường dẫn hoặc mã trong mã QR"),
        widget=forms.Textarea(
            attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}
        ),
    )
    list = forms.FileField(
        label=_("Danh sách mới"),
        widget=forms.FileInput(attrs={"accept": ".json,application/json", "data-list-file": ""}),
    )


@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The page; while the installation has no key yet, it says so in the place of answers."""
    return render(request, PAGE, _context(CHECK_PATH))


@never_cache
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the page; its text changes with anything that it keeps."""
    source, names = _read(WORKER), _parts()
    kept = hashlib.sha256(source.encode())
    for name in names:
        kept.update(_path(name).read_bytes())
    told = {
        "version": kept.hexdigest()[:16],
        "page": reverse("certificates:offline"),
        "parts": [static(name) for name in names],
    }
    text = f"const KEPT = {json.dumps(told)};\n{source}"
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = CHECK_PATH
    return response


@never_cache
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The same check as one file, with the key and the list of this moment in it."""
    response = HttpResponse(as_file(), content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def as_file() -> str:
    """The file's text. Its policy lets it run these scripts and load nothing at all."""
    style = _LINKED.sub("none", "\n".join(map(_read, STYLES)))
    scripts = [_read(name) for name in SCRIPTS]
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(_hash, scripts))}",
            f"style-src {_hash(style)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    made = signed_lists.newest()
    html = render_to_string(
        "certificates/offline_file.html",
        {
            **_context(settings.PUBLIC_URL + CHECK_PATH),
            # Our own files, not data.
            "policy": SafeString(policy),
            "style": SafeString(style),
            "scripts": [SafeString(script) for script in scripts],
            "icons": SafeString(_read(ICONS).replace("<svg ", "<svg hidden ", 1)),
            "list": json.loads(made.document) if made else None,
        },
    )
    return html.replace(f'href="{static(ICONS)}#', 'href="#')


def _context(online: str) -> dict[str, Any]:
    try:
        key = signed_lists.raw_key(code_public_key())
    except SigningUnavailable:
        key = ""
    return {
        "form": OfflineForm(),
        "offline": {
            "key": key,
            "fingerprint": fingerprint(key),
            "host": urlsplit(settings.PUBLIC_URL).netloc,
            "online": online,
            "scope": CHECK_PATH,
        },
    }


def fingerprint(key: str) -> str:
    """SHA-256 of the key's 32 bytes, in groups that two people can read to each other."""
    digest = hashlib.sha256(base64.b64decode(key)).hexdigest() if key else ""
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def _parts() -> list[str]:
    """All that the page loads: what its templates name, and what its styles name in turn."""
    sources = (PAGE, "base.html", "components/stylesheets.html")
    templates: Any = [get_template(name) for name in sources]  # of Django's own engine
    named = {name for one in templates for name in _STATIC.findall(one.template.source)}
    named.add(ICONS)
    for style in [name for name in named if name.endswith(".css")]:
        linked = _LINKED.findall(_read(style))
        named.update(normpath(f"{dirname(style)}/{link}") for link in linked)
    return sorted(named)


def _path(name: str) -> Path:
    """Where a static file lies in the source."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found)


def _read(name: str) -> str:
    return _path(name).read_text()


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
