"""What a page may load, and from where: nothing but our own, and nothing inline without a nonce."""

from __future__ import annotations

from csp.constants import NONCE, NONE, SELF

PAGES = {
    "default-src": [SELF],
    "script-src": [SELF, NONCE],
    "style-src": [SELF, NONCE],
    "img-src": [SELF, "data:"],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
