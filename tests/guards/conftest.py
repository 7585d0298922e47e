"""The two sides of the world, made once for all doors: each visit is undone by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings

from tests.certificates import office
from tests.security.world import Side, make_side

World = tuple[Side, Side]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of this world, with the office's keys."""
    folder = tmp_path_factory.mktemp("world")
    office.made(folder)
    return folder


@pytest.fixture(scope="module")
def made_world(django_db_setup: None, django_db_blocker: Any, files: Path) -> Iterator[World]:
    there = override_settings(
        DATA_DIR=files,
        MEDIA_ROOT=files / "files",
        KEYS_DIR=files / "keys",
        SIGNER_DIR=str(files / "signer"),
        SIGNER_PIN=office.PIN,
        DEPARTMENT="STP-92",
    )
    with django_db_blocker.unblock(), there, transaction.atomic():
        yield make_side(1), make_side(2)
        transaction.set_rollback(True)


@pytest.fixture
def world(made_world: World, db: None, settings: Any, files: Path) -> World:
    """Ours and somebody else's."""
    settings.DATA_DIR, settings.MEDIA_ROOT = files, files / "files"
    office.use(settings, office.place(files))
    settings.DEPARTMENT = "STP-92"
    settings.PUBLIC_URL = "http://testserver"
    configured.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    cache.clear()
    return made_world
