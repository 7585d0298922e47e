"""The two sides of the world, as at the doors, and an empty memory of guesses."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from tests.guards.conftest import files, made_world, world

__all__ = ["files", "made_world", "world"]


@pytest.fixture(autouse=True)
def house(settings: Any) -> None:
    settings.PUBLIC_URL = "http://testserver"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    cache.clear()
