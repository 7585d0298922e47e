"""An installation's keys, made as `make_keys` makes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from certificates import demonstration_pki, keys
from certificates.demonstration_pki import Place

PIN = "12345-for-tests"
NAME = "Sở Tư pháp (thử)"


def place(folder: Path, **options: Any) -> Place:
    """Where keys lie under a data folder, as in DATA_DIR."""
    public = folder / "keys" / "certificates"
    return Place(public, folder / "signer", **{"pin": PIN, "organisation": NAME, **options})


def made(folder: Path, **options: Any) -> Place:
    there = place(folder, **options)
    demonstration_pki.make(there)
    return there


def use(settings: Any, there: Place) -> None:
    """This process is the signer of that installation."""
    settings.KEYS_DIR = there.public.parent
    settings.SIGNER_DIR, settings.SIGNER_PIN = str(there.private), there.pin


def environment(settings: Any) -> dict[str, str]:
    """For a process of its own that signs as this one does."""
    return {name: str(getattr(settings, name)) for name in ("SIGNER_DIR", "SIGNER_PIN", "TSA_URL")}


def loaded(there: Place) -> keys.SigningKeys:
    return keys.load(there.public, private=there.private, pin=there.pin)
