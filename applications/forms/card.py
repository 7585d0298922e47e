"""The QR code of an identity card fills in what the card says; the person looks it over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applications.forms.saving import declaration_of
from applications.forms.steps import STEPS, step_named
from applications.models import Application
from common.dates import display_day
from common.identity import CardCode, parse_card_qr

PERSON, PAPERS, HOME = "nguoi-duoc-cap", "giay-to", "noi-o"


def filled(
    text: str, application: Application, typed: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """The kept texts of the steps that a card knows, laid over what stands or was just typed."""
    card = parse_card_qr(text)
    declaration = declaration_of(application)
    kept = {}
    for slug, said in _said(card).items():
        step = step_named(slug, STEPS)
        if step is None:
            continue
        before = typed.get(slug) or application.typed.get(slug) or {}
        stands = {**step.form.initial_from(declaration), **before}
        if slug == HOME and (stands.get("permanent_line") or stands.get("permanent_province")):
            continue  # an address that was typed says more than the card's one line
        kept[slug] = {**stands, **said}
    return kept


def _said(card: CardCode) -> dict[str, dict[str, Any]]:
    return {
        PERSON: {
            "full_name": card.full_name,
            "date_of_birth": card.date_of_birth.display(),
            "sex": card.sex,
        },
        PAPERS: {
            "kind": "cccd",
            "number": card.number,
            "issued_on": display_day(card.issued_on) if card.issued_on else "",
            "old_number": card.old_number,
        },
        HOME: {"permanent_line": card.permanent_address},
    }
