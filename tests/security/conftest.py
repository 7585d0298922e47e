"""The signing keys, made once, and the two sides of the world."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from certificates import demonstration_pki
from tests.security.world import Side, make_side


@pytest.fixture(scope="session")
def key_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    demonstration_pki.make(folder / "certificates", organisation="Sở Tư pháp (thử)")
    return folder


@pytest.fixture(autouse=True)
def house(settings: Any, key_folder: Path) -> None:
    settings.PUBLIC_URL = "http://testserver"
    settings.KEYS_DIR = key_folder
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    cache.clear()


@pytest.fixture
def world(db: None, settings: Any) -> tuple[Side, Side]:
    """Ours and somebody else's."""
    settings.DEPARTMENT = "STP-92"
    return make_side(1), make_side(2)
