"""Finding dossiers by code or by name, tone marks or not, without a name in any address.

A code tells nothing of a person and may stand in an address. Any other text is kept with the
clerk's session, and the address carries a key to it: addresses end in logs and histories.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from applications.models import Application

KEPT = "desk_search"
MOST_KEPT = 20
LONGEST = 100
KEY_SIGN = "~"
# A dossier's code or a part of one, as a scanner or a hurried hand brings it.
CODE_LIKE = re.compile(r"[\dA-Z]{1,4}([.-][\dA-Z]*)+|\d{4,}", re.IGNORECASE | re.ASCII)


def address_text(request: HttpRequest, typed: str) -> str:
    """What may stand in the address for the typed text: itself, or a key to it."""
    text = " ".join(unicodedata.normalize("NFC", typed).split())[:LONGEST]
    if not text or CODE_LIKE.fullmatch(text):
        return text
    kept: dict[str, str] = request.session.get(KEPT, {})
    key = KEY_SIGN + secrets.token_urlsafe(6)
    request.session[KEPT] = dict([*kept.items(), (key, text)][-MOST_KEPT:])
    return key


def typed_text(request: HttpRequest, in_address: str) -> str:
    """The text that was typed; a key of another session opens nothing."""
    if not in_address.startswith(KEY_SIGN):
        return in_address
    return str(request.session.get(KEPT, {}).get(in_address, ""))


def found(dossiers: QuerySet[Application], text: str) -> QuerySet[Application]:
    """Each word somewhere in the name, in any writing of its tones, or the text in the code."""
    if not text:
        return dossiers
    named = Q()
    for word in text.split():
        named &= Q(full_name__unaccent__icontains=word)
    return dossiers.filter(Q(code__icontains=text) | named)
